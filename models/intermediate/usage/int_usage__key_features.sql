with feature_effects as (
    select * from {{ ref('int_usage__feature_effects') }}
),

product_features as (
    select * from {{ ref('product_features') }}
),

features as (
    select
        feature,
        max(feature_name) as feature_name,
        max(module) as module
    from product_features
    group by feature
),

judged as (
    select
        *,
        coalesce(
            p_value is not null
            and compared_users >= {{ var('key_feature_minimum') }}
            and compared_non_users >= {{ var('key_feature_minimum') }},
            false
        ) as is_sufficient
    from feature_effects
),

tests as (
    select
        window_days,
        feature,
        p_value,
        row_number() over by_lift as feature_rank,
        row_number() over by_p_value as p_value_rank,
        count(*) over (partition by window_days) as tests
    from judged
    where is_sufficient
    window
        by_lift as (
            partition by window_days
            order by adjusted_lift_low desc, adjusted_lift desc, feature asc
        ),
        by_p_value as (partition by window_days order by p_value asc, feature asc)
),

-- DECISIONS.md, "Which features are key": Benjamini and Hochberg, from the largest p-value down.
corrected as (
    select
        window_days,
        feature,
        feature_rank,
        least(
            min(p_value * tests / p_value_rank) over from_the_largest, cast(1 as double)
        ) as adjusted_p_value
    from tests
    window from_the_largest as (
        partition by window_days
        order by p_value_rank desc
        rows between unbounded preceding and current row
    )
),

final as (
    select
        judged.window_days,
        judged.feature,
        coalesce(features.feature_name, judged.feature) as feature_name,
        coalesce(features.module, 'unmapped') as module,
        judged.customers,
        judged.users,
        judged.users_retained,
        {{ rate('judged.users_retained', 'judged.users') }} as user_retention,
        judged.non_users,
        judged.non_users_retained,
        {{ rate('judged.non_users_retained', 'judged.non_users') }} as non_user_retention,
        judged.raw_lift,
        judged.raw_lift_low,
        judged.raw_lift_high,
        judged.compared_strata,
        judged.compared_users,
        judged.compared_non_users,
        judged.adjusted_lift,
        judged.adjusted_lift_low,
        judged.adjusted_lift_high,
        judged.p_value,
        {{ rounded('corrected.adjusted_p_value', 6) }} as adjusted_p_value,
        judged.is_sufficient,
        cast(corrected.feature_rank as integer) as feature_rank,
        coalesce(
            judged.adjusted_lift > 1 and corrected.adjusted_p_value < 0.05, false
        ) as is_key
    from judged
    left join corrected
        on
            judged.window_days = corrected.window_days
            and judged.feature = corrected.feature
    left join features
        on judged.feature = features.feature
)

select * from final
