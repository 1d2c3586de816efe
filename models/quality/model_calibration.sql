with model_versions as (
    select * from {{ source('fitted', 'model_versions') }}
    where fitted_on <= {{ as_of_date() }}
),

model_calibration as (
    select * from {{ source('fitted', 'model_calibration') }}
),

models_in_force as (
    {{ fitted_models_in_force() }}
),

final as (
    select
        model_calibration.model,
        model_calibration.version,
        model_calibration.tenth,
        model_versions.fitted_on,
        models_in_force.model is not null as is_in_force,
        model_calibration.judged_rows,
        model_calibration.positives,
        model_calibration.expected_rate,
        model_calibration.observed_rate,
        {{ wilson('model_calibration.positives', 'model_calibration.judged_rows', 'low') }}
            as observed_rate_low,
        {{ wilson('model_calibration.positives', 'model_calibration.judged_rows', 'high') }}
            as observed_rate_high
    from model_calibration
    inner join model_versions
        on
            model_calibration.model = model_versions.model
            and model_calibration.version = model_versions.version
    left join models_in_force
        on
            model_calibration.model = models_in_force.model
            and model_calibration.version = models_in_force.version
)

select * from final
