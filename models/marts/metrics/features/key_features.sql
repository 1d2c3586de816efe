with key_features as (
    select * from {{ ref('int_usage__key_features') }}
),

final as (
    select
        window_days,
        feature,
        feature_name,
        module,
        customers,
        users,
        users_retained,
        user_retention,
        non_users,
        non_users_retained,
        non_user_retention,
        raw_lift,
        raw_lift_low,
        raw_lift_high,
        compared_strata,
        compared_users,
        compared_non_users,
        adjusted_lift,
        adjusted_lift_low,
        adjusted_lift_high,
        p_value,
        adjusted_p_value,
        is_sufficient,
        feature_rank,
        is_key
    from key_features
)

select * from final
