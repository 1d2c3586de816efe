with model_versions as (
    select * from {{ source('fitted', 'model_versions') }}
    where fitted_on <= {{ as_of_date() }}
),

model_performance as (
    select * from {{ source('fitted', 'model_performance') }}
),

model_baselines as (
    select * from {{ source('fitted', 'model_baselines') }}
),

models_in_force as (
    {{ fitted_models_in_force() }}
),

periods as (
    select
        model,
        version,
        period_from,
        is_all,
        period_to,
        trained_rows,
        judged_rows,
        positives
    from model_performance
),

merits as (
    select
        model,
        version,
        period_from,
        is_all,
        'model' as scorer,
        auc,
        auc_low,
        auc_high,
        average_precision,
        lift_top_tenth,
        amount_share_top_tenth,
        brier,
        baseline_brier,
        calibration_error
    from model_performance
    union all
    select
        model,
        version,
        period_from,
        is_all,
        baseline as scorer,
        auc,
        auc_low,
        auc_high,
        average_precision,
        lift_top_tenth,
        amount_share_top_tenth,
        cast(null as double) as brier,
        cast(null as double) as baseline_brier,
        cast(null as double) as calibration_error
    from model_baselines
),

-- DECISIONS.md, "Judged on a later period than it was fitted on". A version that was not fitted, or
-- could not be judged, has one row that says so.
final as (
    select
        model_versions.model,
        model_versions.version,
        coalesce(merits.scorer, 'model') as scorer,
        coalesce(periods.is_all, true) as is_all_periods,
        periods.period_from,
        periods.period_to,
        model_versions.fitted_on,
        model_versions.status,
        models_in_force.model is not null as is_in_force,
        model_versions.row_count as fitted_rows,
        model_versions.positives as fitted_positives,
        periods.trained_rows,
        periods.judged_rows,
        periods.positives,
        merits.auc,
        merits.auc_low,
        merits.auc_high,
        merits.average_precision,
        merits.lift_top_tenth,
        merits.amount_share_top_tenth,
        merits.brier as brier_score,
        merits.baseline_brier as base_rate_brier_score,
        merits.calibration_error
    from model_versions
    left join periods
        on
            model_versions.model = periods.model
            and model_versions.version = periods.version
    left join merits
        on
            periods.model = merits.model
            and periods.version = merits.version
            and periods.period_from = merits.period_from
            and periods.is_all = merits.is_all
    left join models_in_force
        on
            model_versions.model = models_in_force.model
            and model_versions.version = models_in_force.version
)

select * from final
