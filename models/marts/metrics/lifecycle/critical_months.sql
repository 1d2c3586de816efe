with activity as (
    select * from {{ ref('int_health__first_year_activity') }}
),

medians as (
    select
        first_month,
        last_month,
        cast(median(active_days) as double) as median_active_days
    from activity
    group by first_month, last_month
),

counted as (
    select
        activity.first_month,
        activity.last_month,
        max(medians.median_active_days) as median_active_days,
        count(*) as customers,
        count(*) filter (where active_days > median_active_days) as active_customers,
        cast(sum(
            case when active_days > median_active_days then is_retained else 0 end
        ) as bigint) as active_retained,
        count(*) filter (where active_days <= median_active_days) as quiet_customers,
        cast(sum(
            case when active_days > median_active_days then 0 else is_retained end
        ) as bigint) as quiet_retained
    from activity
    inner join medians
        on
            activity.first_month = medians.first_month
            and activity.last_month = medians.last_month
    group by activity.first_month, activity.last_month
),

-- Katz: the ratio of two shares and the variance of its logarithm.
logarithms as (
    select
        *,
        case
            when active_retained > 0 and quiet_retained > 0
                then ln(
                    {{ rate('active_retained', 'active_customers') }}
                    / ({{ rate('quiet_retained', 'quiet_customers') }})
                )
        end as log_lift,
        case
            when active_retained > 0 and quiet_retained > 0
                then sqrt(
                    {{ rate(
                        'active_customers - active_retained', 'active_customers * active_retained'
                    ) }}
                    + {{ rate(
                        'quiet_customers - quiet_retained', 'quiet_customers * quiet_retained'
                    ) }}
                )
        end as error
    from counted
),

tested as (
    select
        *,
        active_customers >= {{ var('key_feature_minimum') }}
        and quiet_customers >= {{ var('key_feature_minimum') }} as is_sufficient,
        case
            when error > 0 then {{ two_sided_p_value('(log_lift / error)') }}
        end as p_value,
        count(*) over () as tests
    from logarithms
),

-- DECISIONS.md, "Which months are critical": Bonferroni over all periods that are looked at.
judged as (
    select
        *,
        case
            when is_sufficient and p_value is not null
                then log_lift > 0 and p_value * tests < 0.05
        end as is_critical
    from tested
),

final as (
    select
        cast(first_month as integer) as first_month,
        cast(last_month as integer) as last_month,
        customers,
        median_active_days,
        active_customers,
        quiet_customers,
        {{ rate('active_retained', 'active_customers') }} as active_retention,
        {{ rate('quiet_retained', 'quiet_customers') }} as quiet_retention,
        {{ rounded('exp(log_lift)', 6) }} as lift,
        {{ rounded('exp(log_lift - ' ~ normal_95() ~ ' * error)', 6) }} as lift_low,
        {{ rounded('exp(log_lift + ' ~ normal_95() ~ ' * error)', 6) }} as lift_high,
        case
            when p_value is not null
                then {{ rounded('least(p_value * tests, cast(1 as double))', 6) }}
        end as adjusted_p_value,
        is_sufficient,
        is_critical,
        case
            when not is_sufficient then 'too few customers to tell'
            when is_critical then 'who is active then stays more often'
            when log_lift < 0 and p_value * tests < 0.05
                then 'who is active then stays less often'
            else 'no difference that chance does not explain'
        end as answer
    from judged
)

select * from final
