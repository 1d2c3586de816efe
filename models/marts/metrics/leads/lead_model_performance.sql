with model_performance as (
    select * from {{ ref('model_performance') }}
    where {{ is_lead_model('model') }}
),

baselines as (
    select * from model_performance
    where scorer = 'form_completeness'
),

final as (
    select
        model_performance.model,
        model_performance.version,
        model_performance.fitted_on,
        model_performance.is_in_force,
        model_performance.status,
        model_performance.is_all_periods,
        model_performance.period_from,
        model_performance.period_to,
        model_performance.fitted_rows as fitted_leads,
        model_performance.fitted_positives as fitted_won_leads,
        model_performance.trained_rows as trained_leads,
        model_performance.judged_rows as judged_leads,
        model_performance.positives as won_leads,
        model_performance.auc,
        model_performance.auc_low,
        model_performance.auc_high,
        case when model_performance.auc is not null then cast(0.5 as double) end
            as base_rate_auc,
        baselines.auc as form_completeness_auc,
        model_performance.lift_top_tenth,
        model_performance.brier_score,
        model_performance.base_rate_brier_score,
        model_performance.calibration_error
    from model_performance
    left join baselines
        on
            model_performance.model = baselines.model
            and model_performance.version = baselines.version
            and model_performance.is_all_periods = baselines.is_all_periods
            and model_performance.period_from = baselines.period_from
    where model_performance.scorer = 'model'
)

select * from final
