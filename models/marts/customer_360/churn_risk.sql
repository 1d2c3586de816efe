{%- set models = ['churn_30_days', 'churn_60_days', 'churn_90_days'] -%}

with features as (
    select * from {{ ref('int_risk__features') }}
),

labels as (
    select * from {{ ref('risk_feature_labels') }}
),

-- DECISIONS.md, "Who has cancelled is not at risk".
scored_rows as (
    select * from features
    where not has_cancelled
),

{{ fitted_score_ctes(models, risk_features()) }},

-- DECISIONS.md, "Lost within 30 days is lost within 90": the models do not know of each other.
probabilities_per_week as (
    select
        account_id,
        week_end,
        max(case when model = 'churn_30_days' then probability end) as loss_probability_30_days,
        case
            when max(case when model = 'churn_60_days' then 1 end) = 1
                then max(case when model <> 'churn_90_days' then probability end)
        end as loss_probability_60_days,
        case
            when max(case when model = 'churn_90_days' then 1 end) = 1 then max(probability)
        end as loss_probability_90_days
    from probabilities
    group by account_id, week_end
),

-- DECISIONS.md, "Without a model the signals decide".
beside_model as (
    select
        features.*,
        probabilities_per_week.loss_probability_30_days,
        probabilities_per_week.loss_probability_60_days,
        probabilities_per_week.loss_probability_90_days,
        reasons.version,
        case
            when features.has_cancelled then 'cancellation'
            when probabilities_per_week.loss_probability_90_days is not null then 'model'
            else 'signals'
        end as scored_by,
        case
            when features.has_cancelled then 'has cancelled and runs out'
            when probabilities_per_week.loss_probability_90_days is not null then reasons.reason_1
            else nullif(split_part(features.signal_names, ', ', 1), '')
        end as reason_1,
        case
            when probabilities_per_week.loss_probability_90_days is not null then reasons.reason_2
            when not features.has_cancelled
                then nullif(split_part(features.signal_names, ', ', 2), '')
        end as reason_2,
        case
            when probabilities_per_week.loss_probability_90_days is not null then reasons.reason_3
            when not features.has_cancelled
                then nullif(split_part(features.signal_names, ', ', 3), '')
        end as reason_3
    from features
    left join probabilities_per_week
        on
            features.account_id = probabilities_per_week.account_id
            and features.week_end = probabilities_per_week.week_end
    left join reasons
        on
            features.account_id = reasons.account_id
            and features.week_end = reasons.week_end
),

ranked as (
    select
        *,
        case
            when scored_by <> 'cancellation'
                then row_number() over (
                    partition by week_end, scored_by = 'cancellation'
                    order by
                        loss_probability_90_days desc,
                        signals desc,
                        mrr desc,
                        account_id asc
                )
        end as risk_rank,
        count(*) over (partition by week_end, scored_by = 'cancellation') as ranked_accounts,
        max(week_end) over () as latest_week_end
    from beside_model
),

final as (
    select
        account_id,
        week_end,
        week_end = latest_week_end as is_latest,
        customer_tier,
        lifecycle_stage,
        plan_tier,
        mrr,
        scored_by,
        version as model_version,
        loss_probability_30_days,
        loss_probability_60_days,
        loss_probability_90_days,
        {{ double_as_money('loss_probability_90_days * cast(mrr as double)') }} as mrr_at_risk,
        cast(risk_rank as integer) as risk_rank,
        cast(ceil(risk_rank * 10 / cast(ranked_accounts as double)) as integer) as risk_decile,
        coalesce(
            risk_rank <= ceil(ranked_accounts / cast(10 as double))
            and (scored_by = 'model' or signals > 0),
            false
        ) as is_listed,
        signals as open_signals,
        reason_1,
        reason_2,
        reason_3
    from ranked
)

select * from final
