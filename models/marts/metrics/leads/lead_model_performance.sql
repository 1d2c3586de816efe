with model_versions as (
    select * from {{ source('fitted', 'model_versions') }}
    where
        {{ is_lead_model('model') }}
        and fitted_on <= {{ as_of_date() }}
),

model_performance as (
    select * from {{ source('fitted', 'model_performance') }}
),

models_in_force as (
    {{ fitted_models_in_force() }}
),

-- DECISIONS.md, "Judged on a later period than it was fitted on". A version that was not fitted, or
-- could not be judged, has one row that says so.
final as (
    select
        model_versions.model,
        model_versions.version,
        model_versions.fitted_on,
        models_in_force.model is not null as is_in_force,
        model_versions.status,
        coalesce(model_performance.is_all, true) as is_all_periods,
        model_performance.period_from,
        model_performance.period_to,
        model_versions.row_count as fitted_leads,
        model_versions.positives as fitted_won_leads,
        model_performance.trained_rows as trained_leads,
        model_performance.judged_rows as judged_leads,
        model_performance.positives as won_leads,
        model_performance.auc,
        model_performance.auc_low,
        model_performance.auc_high,
        case when model_performance.auc is not null then cast(0.5 as double) end
            as base_rate_auc,
        model_performance.baseline_auc as form_completeness_auc,
        model_performance.lift_top_tenth,
        model_performance.brier as brier_score,
        model_performance.baseline_brier as base_rate_brier_score,
        model_performance.calibration_error
    from model_versions
    left join model_performance
        on
            model_versions.model = model_performance.model
            and model_versions.version = model_performance.version
    left join models_in_force
        on
            model_versions.model = models_in_force.model
            and model_versions.version = models_in_force.version
)

select * from final
