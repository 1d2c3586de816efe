-- If this fails, an account that leaves falls out of its segment.
with given as (
    select *
    from (
        values
        ('a', 1, null, null),
        ('a', 2, 'first', 'first'),
        ('a', 3, null, 'first'),
        ('a', 4, 'second', 'second'),
        ('a', 5, null, 'second'),
        ('b', 1, null, null)
    ) as months (account_id, month_number, segment, expected)
),

found as (
    select
        account_id,
        month_number,
        expected,
        {{ last_known('segment', 'account_id', 'month_number') }} as segment
    from given
)

select *
from found
where segment is distinct from expected
