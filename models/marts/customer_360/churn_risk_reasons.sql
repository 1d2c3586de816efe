{%- set model = 'churn_90_days' -%}

with churn_risk as (
    select * from {{ ref('churn_risk') }}
    where
        is_latest
        and scored_by = 'model'
),

features as (
    select * from {{ ref('int_risk__features') }}
),

coefficients as (
    select * from {{ source('fitted', 'model_coefficients') }}
    where model = '{{ model }}'
),

labels as (
    select * from {{ ref('risk_feature_labels') }}
),

latest_rows as (
    select
        features.*,
        churn_risk.model_version
    from churn_risk
    inner join features
        on
            churn_risk.account_id = features.account_id
            and churn_risk.week_end = features.week_end
),

latest_values as (
    {%- for feature in risk_features() %}
    select
        account_id,
        week_end,
        model_version,
        '{{ feature }}' as feature,
        {{ feature }} as value
    from latest_rows
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- DECISIONS.md, "How a score is computed by hand": a missing value counts as the mean.
contributions as (
    select
        latest_values.account_id,
        latest_values.week_end,
        latest_values.model_version,
        latest_values.feature,
        latest_values.value,
        coefficients.mean,
        coefficients.scale,
        coefficients.coefficient,
        {{ rounded(
            'coefficients.coefficient * coalesce((latest_values.value - coefficients.mean)'
            ~ ' / coefficients.scale, 0)', 9
        ) }} as contribution
    from latest_values
    inner join coefficients
        on
            latest_values.model_version = coefficients.version
            and latest_values.feature = coefficients.feature
),

final as (
    select
        contributions.account_id,
        contributions.week_end,
        contributions.feature,
        contributions.model_version,
        contributions.value,
        contributions.mean,
        contributions.scale,
        contributions.coefficient,
        contributions.contribution,
        cast(
            row_number() over (
                partition by contributions.account_id
                order by abs(contributions.contribution) desc, contributions.feature asc
            ) as integer
        ) as reason_rank,
        case
            when contributions.value is null then concat(contributions.feature, ': not known')
            else {{ reason_in_words('labels', 'contributions.value') }}
        end as reason
    from contributions
    left join labels
        on
            contributions.feature = labels.feature
            and (contributions.value > contributions.mean) = labels.is_more
)

select * from final
