with reach as (
    select * from {{ ref('int_programs__reach') }}
),

periods as (
    select * from {{ ref('int_programs__periods') }}
),

effects as (
    select * from {{ ref('int_programs__effects') }}
),

judged as (
    select
        *,
        case when is_sufficient then retention_difference end as difference,
        case when is_sufficient then retention_difference_low end as difference_low,
        case when is_sufficient then retention_difference_high end as difference_high
    from effects
),

final as (
    select
        reach.period_type,
        reach.period_start,
        reach.period_end,
        reach.program,
        reach.program_kind,
        reach.accounts_reached,
        reach.users,
        reach.events,
        reach.customers,
        reach.customers_reached,
        {{ rate('reach.customers_reached', 'reach.customers') }} as customer_reach,
        coalesce(judged.compared_strata, 0) as compared_strata,
        coalesce(judged.compared_users, 0) as compared_users,
        coalesce(judged.compared_users_retained, 0) as compared_users_retained,
        coalesce(judged.compared_others, 0) as compared_others,
        coalesce(judged.compared_others_retained, 0) as compared_others_retained,
        judged.difference as retention_difference,
        judged.difference_low as retention_difference_low,
        judged.difference_high as retention_difference_high,
        {{ verdict_of('judged.difference_low', 'judged.difference_high') }} as verdict,
        coalesce(periods.is_complete, false) as is_complete
    from reach
    left join periods
        on
            reach.period_type = periods.period_type
            and reach.period_start = periods.period_start
    left join judged
        on
            reach.period_type = judged.period_type
            and reach.period_start = judged.period_start
            and reach.program = judged.program
)

select * from final
