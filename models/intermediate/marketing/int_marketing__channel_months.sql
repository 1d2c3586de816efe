{%- set counts = [
    'impressions', 'clicks', 'visits', 'leads', 'qualified_leads', 'opportunities', 'won_leads',
    'decided_leads', 'decided_won_leads', 'customers',
] -%}
{%- set amounts = ['spend', 'new_mrr'] -%}
{%- for model in attribution_models() -%}
    {%- for measure in ['leads', 'customers', 'mrr'] -%}
        {%- do amounts.append(model ~ '_' ~ measure) -%}
    {%- endfor -%}
{%- endfor -%}

with spend_months as (
    select * from {{ ref('int_marketing__spend_months') }}
),

sessions as (
    select * from {{ ref('int_marketing__sessions') }}
),

leads as (
    select * from {{ ref('int_marketing__leads') }}
),

new_customers as (
    select * from {{ ref('int_marketing__new_customers') }}
),

attributed_months as (
    select * from {{ ref('int_marketing__attributed_months') }}
),

visit_months as (
    select
        cast({{ dbt.date_trunc('month', 'session_date') }} as date) as date_month,
        channel,
        coalesce(campaign_id, 'unknown') as campaign,
        count(*) as visits
    from sessions
    group by
        cast({{ dbt.date_trunc('month', 'session_date') }} as date),
        channel,
        coalesce(campaign_id, 'unknown')
),

lead_months as (
    select
        date_month,
        channel,
        campaign,
        count(*) as leads,
        count(*) filter (where is_qualified) as qualified_leads,
        count(*) filter (where has_opportunity) as opportunities,
        count(*) filter (where is_won) as won_leads,
        count(*) filter (where is_decided) as decided_leads,
        count(*) filter (where is_won_in_time) as decided_won_leads
    from leads
    group by date_month, channel, campaign
),

customer_months as (
    select
        date_month,
        channel,
        campaign,
        count(*) as customers,
        sum(new_mrr) as new_mrr
    from new_customers
    group by date_month, channel, campaign
),

{%- set held = {
    'spend_months': ['spend', 'impressions', 'clicks'],
    'visit_months': ['visits'],
    'lead_months': [
        'leads', 'qualified_leads', 'opportunities', 'won_leads', 'decided_leads',
        'decided_won_leads',
    ],
    'customer_months': ['customers', 'new_mrr'],
    'attributed_months': amounts[2:],
} %}

parts as (
    {%- for part, columns in held.items() %}
    select
        date_month,
        channel,
        campaign,
        {%- for column in counts %}
        cast({{ column if column in columns else 0 }} as bigint) as {{ column }},
        {%- endfor %}
        {%- for column in amounts %}
        cast({{ column if column in columns else 0 }} as decimal(20, 6)) as {{ column }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from {{ part }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        date_month,
        channel,
        campaign,
        {%- for column in counts %}
        cast(sum({{ column }}) as bigint) as {{ column }},
        {%- endfor %}
        {%- for column in amounts %}
        {{ as_money('sum(' ~ column ~ ')') }} as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from parts
    group by date_month, channel, campaign
)

select * from final
