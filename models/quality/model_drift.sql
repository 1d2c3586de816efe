with model_versions as (
    select * from {{ source('fitted', 'model_versions') }}
    where fitted_on <= {{ as_of_date() }}
),

model_drift as (
    select * from {{ source('fitted', 'model_drift') }}
),

models_in_force as (
    {{ fitted_models_in_force() }}
),

final as (
    select
        model_drift.model,
        model_drift.version,
        model_drift.feature,
        model_versions.fitted_on,
        models_in_force.model is not null as is_in_force,
        model_versions.status,
        model_drift.rows_now,
        model_drift.stability_index,
        model_drift.missing_then,
        model_drift.missing_now
    from model_drift
    inner join model_versions
        on
            model_drift.model = model_versions.model
            and model_drift.version = model_versions.version
    left join models_in_force
        on
            model_drift.model = models_in_force.model
            and model_drift.version = models_in_force.version
)

select * from final
