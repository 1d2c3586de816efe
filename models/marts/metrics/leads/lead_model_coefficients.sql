with model_versions as (
    select * from {{ source('fitted', 'model_versions') }}
    where
        {{ is_lead_model('model') }}
        and fitted_on <= {{ as_of_date() }}
),

model_coefficients as (
    select * from {{ source('fitted', 'model_coefficients') }}
),

models_in_force as (
    {{ fitted_models_in_force() }}
),

lead_feature_labels as (
    select * from {{ ref('lead_feature_labels') }}
),

dated as (
    select
        model_coefficients.*,
        model_versions.fitted_on,
        models_in_force.model is not null as is_in_force,
        split_part(model_coefficients.feature, '=', 1) as feature_group,
        nullif(split_part(model_coefficients.feature, '=', 2), '') as level
    from model_coefficients
    inner join model_versions
        on
            model_coefficients.model = model_versions.model
            and model_coefficients.version = model_versions.version
    left join models_in_force
        on
            model_coefficients.model = models_in_force.model
            and model_coefficients.version = models_in_force.version
),

-- DECISIONS.md, "How a score is computed by hand".
final as (
    select
        dated.model,
        dated.version,
        dated.feature,
        dated.fitted_on,
        dated.is_in_force,
        dated.feature_group,
        dated.level,
        coalesce(lead_feature_labels.label, dated.feature_group) as label,
        dated.mean,
        dated.scale,
        dated.coefficient,
        dated.standard_error,
        {{ rounded('exp(dated.coefficient / dated.scale)', 6) }} as odds_ratio,
        {{ rounded(
            'exp((dated.coefficient - ' ~ normal_95() ~ ' * dated.standard_error) / dated.scale)', 6
        ) }} as odds_ratio_low,
        {{ rounded(
            'exp((dated.coefficient + ' ~ normal_95() ~ ' * dated.standard_error) / dated.scale)', 6
        ) }} as odds_ratio_high,
        {{ rounded(two_sided_p_value('(dated.coefficient / dated.standard_error)'), 6) }}
            as p_value,
        dated.row_count as fitted_leads
    from dated
    left join lead_feature_labels
        on dated.feature_group = lead_feature_labels.feature_group
)

select * from final
