-- If this fails, what is significant is not: two-sided p-values of a standard normal deviate.
with deviates as (
    select
        cast(deviate as double) as deviate,
        cast(expected as double) as expected
    from (
        values
        (0.0, 1.0),
        (0.674489750196082, 0.5),
        (-1.644853626951472, 0.1),
        (1.959963984540054, 0.05),
        (-2.575829303548901, 0.01),
        (3.290526731491926, 0.001),
        (6.0, 0.0)
    ) as known (deviate, expected)
),

found as (
    select
        deviate,
        expected,
        {{ two_sided_p_value('deviate') }} as p_value
    from deviates
)

select *
from found
where not coalesce(abs(p_value - expected) < 2e-7 and p_value between 0 and 1, false)
