-- If this fails, the newest copy of an event erases a user that an older copy named.
with given as (
    select *
    from (
        values
        ('older', 1, 'user', 'user'),
        ('older', 2, null, 'user'),
        ('newest', 1, 'first', 'second'),
        ('newest', 2, 'second', 'second'),
        ('none', 1, null, null)
    ) as copies (event_id, moment, user_id, expected)
),

found as (
    select
        event_id,
        max(expected) as expected,
        {{ newest_of('user_id', 'moment') }} as user_id
    from given
    group by event_id
)

select *
from found
where user_id is distinct from expected
