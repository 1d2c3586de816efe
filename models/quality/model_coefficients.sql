with model_versions as (
    select * from {{ source('fitted', 'model_versions') }}
    where fitted_on <= {{ as_of_date() }}
),

model_coefficients as (
    select * from {{ source('fitted', 'model_coefficients') }}
),

models_in_force as (
    {{ fitted_models_in_force() }}
),

final as (
    select
        model_coefficients.model,
        model_coefficients.version,
        model_coefficients.feature,
        model_versions.fitted_on,
        models_in_force.model is not null as is_in_force,
        model_coefficients.mean,
        model_coefficients.scale,
        model_coefficients.coefficient,
        model_coefficients.standard_error,
        {{ rounded('exp(model_coefficients.coefficient)', 6) }} as odds_ratio_per_scale,
        {{ rounded(two_sided_p_value(
            '(model_coefficients.coefficient / model_coefficients.standard_error)'
        ), 6) }} as p_value,
        model_coefficients.row_count as fitted_rows
    from model_coefficients
    inner join model_versions
        on
            model_coefficients.model = model_versions.model
            and model_coefficients.version = model_versions.version
    left join models_in_force
        on
            model_coefficients.model = models_in_force.model
            and model_coefficients.version = models_in_force.version
)

select * from final
