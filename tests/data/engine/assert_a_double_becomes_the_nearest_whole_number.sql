-- If this fails, seats are cut off on one engine and rounded on the other. Halves go to the even
-- number, as IEEE 754 rounds.
with given as (
    select
        cast(given_number as double) as given_number,
        expected
    from (
        values
        (1.4, 1),
        (1.6, 2),
        (1.5, 2),
        (2.5, 2),
        (-1.6, -2),
        (-2.5, -2),
        (null, null)
    ) as given_numbers (given_number, expected)
),

found as (
    select
        given_number,
        expected,
        {{ as_whole_number('given_number') }} as whole_number
    from given
)

select *
from found
where whole_number is distinct from expected
