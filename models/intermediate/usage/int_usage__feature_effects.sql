with strata as (
    select * from {{ ref('int_usage__feature_strata') }}
),

sizes as (
    select
        *,
        users > 0 and non_users > 0 as is_compared,
        cast(users as double) as n1,
        cast(non_users as double) as n0,
        cast(users_retained as double) as kept_users,
        cast(non_users_retained as double) as kept_others,
        cast(users + non_users as double) as n
    from strata
),

-- Each stratum's part in the Mantel-Haenszel ratio and in its variance by Greenland and Robins.
pooled as (
    select
        window_days,
        feature,
        cast(sum(users + non_users) as bigint) as customers,
        cast(sum(users) as bigint) as users,
        cast(sum(users_retained) as bigint) as users_retained,
        cast(sum(non_users) as bigint) as non_users,
        cast(sum(non_users_retained) as bigint) as non_users_retained,
        count(*) filter (where is_compared) as compared_strata,
        cast(sum(case when is_compared then users else 0 end) as bigint) as compared_users,
        cast(sum(case when is_compared then non_users else 0 end) as bigint) as compared_non_users,
        sum(kept_users * n0 / n) as numerator,
        sum(kept_others * n1 / n) as denominator,
        {{ rounded(
            'sum(((kept_users + kept_others) * n1 * n0 - kept_users * kept_others * n) / (n * n))',
            9
        ) }} as spread
    from sizes
    group by window_days, feature
),

-- Katz: the variance of the logarithm of the ratio of two shares.
logarithms as (
    select
        *,
        case
            when users_retained > 0 and non_users_retained > 0
                then ln(
                    {{ rate('users_retained', 'users') }}
                    / ({{ rate('non_users_retained', 'non_users') }})
                )
        end as log_raw_lift,
        case
            when users_retained > 0 and non_users_retained > 0
                then sqrt(
                    {{ rate('users - users_retained', 'users * users_retained') }}
                    + {{ rate(
                        'non_users - non_users_retained', 'non_users * non_users_retained'
                    ) }}
                )
        end as raw_error,
        case
            when numerator > 0 and denominator > 0 then ln(numerator / denominator)
        end as log_lift,
        case
            when numerator > 0 and denominator > 0
                then sqrt(spread / (numerator * denominator))
        end as error
    from pooled
),

final as (
    select
        window_days,
        feature,
        customers,
        users,
        users_retained,
        non_users,
        non_users_retained,
        {{ rounded('exp(log_raw_lift)', 6) }} as raw_lift,
        {{ rounded('exp(log_raw_lift - ' ~ normal_95() ~ ' * raw_error)', 6) }} as raw_lift_low,
        {{ rounded('exp(log_raw_lift + ' ~ normal_95() ~ ' * raw_error)', 6) }} as raw_lift_high,
        compared_strata,
        compared_users,
        compared_non_users,
        {{ rounded('exp(log_lift)', 6) }} as adjusted_lift,
        {{ rounded('exp(log_lift - ' ~ normal_95() ~ ' * error)', 6) }} as adjusted_lift_low,
        {{ rounded('exp(log_lift + ' ~ normal_95() ~ ' * error)', 6) }} as adjusted_lift_high,
        case
            when error > 0 then {{ rounded(two_sided_p_value('(log_lift / error)'), 6) }}
        end as p_value
    from logarithms
)

select * from final
