{%- set numbers = [
    'form_completeness',
    'company_mail',
    'visits',
    'engaged_minutes',
    'trial_started',
    'trial_active_days',
    'trial_features',
] -%}
{%- set groups = [
    'channel', 'industry', 'size_band', 'country', 'contact_method', 'registered_hours'
] -%}

with features as (
    select * from {{ ref('int_leads__features') }}
),

-- DECISIONS.md, "How a score is computed by hand": a level is 1 where it has a row, 0 elsewhere.
final as (
    {%- for number in numbers %}
    select
        model,
        subject_id,
        '{{ number }}' as feature,
        '{{ number }}' as feature_group,
        cast(null as {{ dbt.type_string() }}) as level,
        cast({{ number }} as double) as value
    from features
    where {{ number }} is not null
    union all
    {%- endfor %}
    {%- for group in groups %}
    select
        model,
        subject_id,
        concat('{{ group }}=', {{ group }}) as feature,
        '{{ group }}' as feature_group,
        {{ group }} as level,
        cast(1 as double) as value
    from features
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from final
