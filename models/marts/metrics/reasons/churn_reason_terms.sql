{%- set least_accounts = 3 -%}
{#- DECISIONS.md, "Words of comments": what fewer accounts wrote is not told. -#}
with words as (
    select
        *,
        cast({{ dbt.date_trunc('quarter', 'left_on') }} as date) as date_quarter
    from {{ ref('int_reasons__words') }}
),

in_periods as (
    {% for period_type in ['quarter', 'all'] %}
    {%- for reason in ['reason', "'all'"] %}
    select
        '{{ period_type }}' as period_type,
        {% if period_type == 'all' -%}
        min(date_quarter) over ()
        {%- else -%}
        date_quarter
        {%- endif %} as period_start,
        {{ reason }} as reason,
        term,
        response_id,
        account_id
    from words
    {{ 'union all' if not loop.last }}
    {%- endfor %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        period_type,
        period_start,
        reason,
        term,
        count(distinct response_id) as answers,
        count(distinct account_id) as accounts
    from in_periods
    group by period_type, period_start, reason, term
    having count(distinct account_id) >= {{ least_accounts }}
)

select * from final
