with observations as (
    select * from {{ ref('int_leads__observations') }}
),

feature_values as (
    select * from {{ ref('int_leads__feature_values') }}
),

models_in_force as (
    {{ fitted_models_in_force() }}
),

coefficients as (
    select
        *,
        split_part(feature, '=', 1) as feature_group
    from {{ source('fitted', 'model_coefficients') }}
),

lead_feature_labels as (
    select * from {{ ref('lead_feature_labels') }}
),

-- A lead is scored by the model that has seen most of it, of those that are fitted.
scored as (
    select
        observations.subject_id,
        observations.model,
        models_in_force.version,
        row_number() over (
            partition by observations.subject_id
            order by observations.model_rank desc
        ) as choice
    from observations
    inner join models_in_force
        on observations.model = models_in_force.model
),

parts as (
    select
        scored.subject_id,
        scored.model,
        scored.version,
        coefficients.feature,
        coefficients.feature_group,
        coefficients.mean,
        coefficients.scale,
        coefficients.coefficient,
        feature_values.level,
        case
            when coefficients.feature = 'intercept' then 1
            when coefficients.feature not like '%=%' then feature_values.value
            when coefficients.feature = feature_values.feature then feature_values.value
            else 0
        end as value
    from scored
    inner join coefficients
        on
            scored.model = coefficients.model
            and scored.version = coefficients.version
    left join feature_values
        on
            scored.subject_id = feature_values.subject_id
            and scored.model = feature_values.model
            and coefficients.feature_group = feature_values.feature_group
    where scored.choice = 1
),

-- DECISIONS.md, "How a score is computed by hand": a missing value counts as the mean.
contributions as (
    select
        *,
        {{ rounded('coefficient * coalesce((value - mean) / scale, 0)', 9) }} as contribution
    from parts
),

summed as (
    select
        *,
        {{ rounded('sum(contribution) over (partition by subject_id, feature_group)', 9) }}
            as group_contribution
    from contributions
),

ranked as (
    select
        *,
        dense_rank() over (
            partition by subject_id
            order by
                feature_group = 'intercept' asc,
                abs(group_contribution) desc,
                feature_group asc
        ) as reason_rank
    from summed
),

final as (
    select
        ranked.subject_id as lead_id,
        ranked.feature,
        ranked.feature_group,
        ranked.model,
        ranked.version,
        ranked.value,
        ranked.mean,
        ranked.scale,
        ranked.coefficient,
        ranked.contribution,
        ranked.group_contribution,
        case when ranked.feature <> 'intercept' then cast(ranked.reason_rank as integer) end
            as reason_rank,
        case
            when ranked.feature = 'intercept' then 'the average lead'
            when ranked.level is not null
                then concat(
                    coalesce(lead_feature_labels.label, ranked.feature_group), ': ', ranked.level
                )
            when ranked.value > ranked.mean
                then coalesce(lead_feature_labels.label_high, ranked.feature_group)
            when ranked.value is not null
                then coalesce(lead_feature_labels.label_low, ranked.feature_group)
            else concat(coalesce(lead_feature_labels.label, ranked.feature_group), ': not known')
        end as reason
    from ranked
    left join lead_feature_labels
        on ranked.feature_group = lead_feature_labels.feature_group
)

select * from final
