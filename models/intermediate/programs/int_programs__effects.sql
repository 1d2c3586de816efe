with strata as (
    select * from {{ ref('int_programs__strata') }}
),

first_quarter as (
    select min(period_start) as period_start
    from {{ ref('int_programs__periods') }}
    where period_type = 'quarter'
),

-- DECISIONS.md, "Who is comparable with users of a program": each quarter has strata of its own.
with_all_quarters as (
    select * from strata
    union all
    select
        'all' as period_type,
        first_quarter.period_start,
        strata.program,
        strata.customer_tier,
        strata.lifecycle_stage,
        strata.activity_fifth,
        strata.users,
        strata.users_retained,
        strata.others,
        strata.others_retained
    from strata
    cross join first_quarter
    where strata.period_type = 'quarter'
),

sums as (
    select
        period_type,
        period_start,
        program,
        {{ stratified_sums('users', 'users_retained', 'others', 'others_retained') }}
    from with_all_quarters
    group by period_type, period_start, program
),

final as (
    select
        period_type,
        period_start,
        program,
        compared_strata,
        compared_group as compared_users,
        compared_group_successes as compared_users_retained,
        compared_others,
        compared_other_successes as compared_others_retained,
        {{ is_enough_to_compare(
            'compared_group', 'compared_group_successes',
            'compared_others', 'compared_other_successes'
        ) }} as is_sufficient,
        {{ rounded(stratified_difference(), 6) }} as retention_difference,
        {{ stratified_limit('low') }} as retention_difference_low,
        {{ stratified_limit('high') }} as retention_difference_high
    from sums
)

select * from final
