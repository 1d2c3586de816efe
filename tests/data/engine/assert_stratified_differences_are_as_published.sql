-- If this fails, the difference between users of a program, or accounts acted on, and others like them is
-- wrong. The deaths of the University Group Diabetes Program by age (Rothman, Greenland and Lash, Modern
-- Epidemiology, 2008: 0.035), those of Newman's women with breast cancer by stage; intervals by the
-- variance of Sato as SAS documents it for PROC FREQ, worked out apart in Python. A stratum with one
-- group alone changes nothing; one without the other group has no difference.
with strata as (
    select * from (
        values
        ('diabetes', 106, 8, 120, 5),
        ('diabetes', 98, 22, 85, 16),
        ('diabetes', 50, 50, 0, 0),
        ('cancer', 12, 2, 55, 5),
        ('cancer', 22, 9, 74, 17),
        ('cancer', 14, 12, 15, 9),
        ('alone', 14, 12, 0, 0)
    ) as strata (example, group_size, group_successes, others, other_successes)
),

sums as (
    select
        example,
        {{ stratified_sums('group_size', 'group_successes', 'others', 'other_successes') }}
    from strata
    group by example
),

found as (
    select
        example,
        compared_strata,
        compared_group,
        compared_other_successes,
        {{ rounded(stratified_difference(), 6) }} as difference,
        {{ stratified_limit('low') }} as low,
        {{ stratified_limit('high') }} as high
    from sums
),

expected as (
    select
        example,
        compared_strata,
        compared_group,
        compared_other_successes,
        cast(difference as double) as difference,
        cast(low as double) as low,
        cast(high as double) as high
    from (
        values
        ('diabetes', 2, 204, 21, 0.034900, -0.027628, 0.097428),
        ('cancer', 3, 48, 31, 0.165930, 0.017156, 0.314705),
        ('alone', 0, 0, 0, null, null, null)
    ) as expected (
        example, compared_strata, compared_group, compared_other_successes, difference, low, high
    )
)

select
    expected.*,
    found.difference as found_difference,
    found.low as found_low,
    found.high as found_high
from expected
left join found
    on expected.example = found.example
where
    coalesce(found.compared_strata, -1) <> expected.compared_strata
    or found.compared_group <> expected.compared_group
    or found.compared_other_successes <> expected.compared_other_successes
    or coalesce(
        abs(found.difference - expected.difference) > 0.0000015,
        (found.difference is null) <> (expected.difference is null)
    )
    or coalesce(
        abs(found.low - expected.low) > 0.0000015, (found.low is null) <> (expected.low is null)
    )
    or coalesce(
        abs(found.high - expected.high) > 0.0000015, (found.high is null) <> (expected.high is null)
    )
