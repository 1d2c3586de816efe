with risk_features as (
    select * from {{ ref('int_risk__features') }}
    -- DECISIONS.md, "Who has cancelled is not at risk": nor will it grow.
    where not has_cancelled
),

usage_measures as (
    select * from {{ ref('int_usage__account_measures') }}
),

limits as (
    select * from {{ ref('int_growth__limits') }}
),

expansions as (
    select * from {{ ref('int_growth__expansions') }}
),

feature_rises as (
    select * from {{ ref('int_growth__feature_rises') }}
),

plan_sizes as (
    select * from {{ ref('int_growth__plan_sizes') }}
),

module_use as (
    select * from {{ ref('int_growth__module_use') }}
),

-- DECISIONS.md, "What the potential to grow is made of". Limits keep one odd value from deciding.
final as (
    select
        risk_features.account_id,
        risk_features.week_end,
        risk_features.lifecycle_stage,
        risk_features.customer_tier,
        risk_features.plan_tier,
        risk_features.mrr,
        risk_features.breadth,
        risk_features.csat,
        cast(limits.days_near_limit as double) as days_near_limit,
        risk_features.days_payment_failing,
        case
            when risk_features.breadth is not null
                then cast(
                    coalesce(usage_measures.features_28_days, 0)
                    - coalesce(usage_measures.features_previous_28_days, 0) as double
                )
        end as features_change,
        cast(case when expansions.account_id is null then 0 else 1 end as double)
            as has_expanded_90_days,
        risk_features.health_change_12_weeks,
        100 - risk_features.health_loss as health_score,
        cast(case when risk_features.lifecycle_stage = 'newcomer' then 1 else 0 end as double)
            as is_newcomer,
        risk_features.is_renewing,
        risk_features.is_won_back,
        risk_features.is_yearly,
        feature_rises.largest_feature_rise,
        cast(limits.limit_within_60_days as double) as limit_within_60_days,
        cast(module_use.modules_used as double) as modules_used,
        plan_sizes.mrr_beside_industry,
        plan_sizes.mrr_beside_plan,
        risk_features.nps,
        plan_sizes.plan_size,
        risk_features.requests_unmet,
        least(limits.saturation, 1.5) as saturation,
        risk_features.seat_use,
        risk_features.usage_trend
    from risk_features
    left join usage_measures
        on
            risk_features.account_id = usage_measures.account_id
            and risk_features.week_end = usage_measures.measured_on
    left join limits
        on
            risk_features.account_id = limits.account_id
            and risk_features.week_end = limits.week_end
    left join expansions
        on
            risk_features.account_id = expansions.account_id
            and risk_features.week_end = expansions.week_end
    left join feature_rises
        on
            risk_features.account_id = feature_rises.account_id
            and risk_features.week_end = feature_rises.week_end
    left join plan_sizes
        on
            risk_features.account_id = plan_sizes.account_id
            and risk_features.week_end = plan_sizes.week_end
    left join module_use
        on
            risk_features.account_id = module_use.account_id
            and risk_features.week_end = module_use.week_end
)

select * from final
