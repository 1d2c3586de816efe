with model_coefficients as (
    select * from {{ ref('model_coefficients') }}
    where {{ is_lead_model('model') }}
),

lead_feature_labels as (
    select * from {{ ref('lead_feature_labels') }}
),

grouped as (
    select
        *,
        split_part(feature, '=', 1) as feature_group,
        nullif(split_part(feature, '=', 2), '') as level
    from model_coefficients
),

-- DECISIONS.md, "How a score is computed by hand".
final as (
    select
        grouped.model,
        grouped.version,
        grouped.feature,
        grouped.fitted_on,
        grouped.is_in_force,
        grouped.feature_group,
        grouped.level,
        coalesce(lead_feature_labels.label, grouped.feature_group) as label,
        grouped.mean,
        grouped.scale,
        grouped.coefficient,
        grouped.standard_error,
        {{ rounded('exp(grouped.coefficient / grouped.scale)', 6) }} as odds_ratio,
        {{ rounded(
            'exp((grouped.coefficient - ' ~ normal_95() ~ ' * grouped.standard_error)'
            ~ ' / grouped.scale)', 6
        ) }} as odds_ratio_low,
        {{ rounded(
            'exp((grouped.coefficient + ' ~ normal_95() ~ ' * grouped.standard_error)'
            ~ ' / grouped.scale)', 6
        ) }} as odds_ratio_high,
        grouped.p_value,
        grouped.fitted_rows as fitted_leads
    from grouped
    left join lead_feature_labels
        on grouped.feature_group = lead_feature_labels.feature_group
)

select * from final
