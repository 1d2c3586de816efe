with sessions as (
    select * from {{ ref('int_marketing__sessions') }}
),

leads as (
    select * from {{ ref('int_marketing__leads') }}
),

lead_costs as (
    select * from {{ ref('int_marketing__lead_costs') }}
),

spend_months as (
    select * from {{ ref('int_marketing__spend_months') }}
),

-- Entry pages from which no lead ever came are one segment.
pages_of_leads as (
    select distinct landing_page from leads
),

visits as (
    select
        cast({{ dbt.date_trunc('month', 'sessions.session_date') }} as date) as date_month,
        sessions.channel,
        coalesce(sessions.campaign_id, 'unknown') as campaign,
        coalesce(pages_of_leads.landing_page, 'other') as landing_page
    from sessions
    left join pages_of_leads
        on sessions.landing_page = pages_of_leads.landing_page
),

leads_at_cost as (
    select
        leads.*,
        lead_costs.lead_cost
    from leads
    inner join lead_costs
        on leads.lead_id = lead_costs.lead_id
),

{%- set of_visits = ['all', 'channel', 'campaign', 'landing_page'] %}
{%- set of_spend = ['all', 'channel', 'campaign'] %}

parts as (
    {%- for segment_type in factor_segment_types() %}
    {%- set segment = "'all'" if segment_type == 'all' else segment_type %}
    {%- if segment_type in of_visits %}
    select
        date_month,
        '{{ segment_type }}' as segment_type,
        {{ segment }} as segment,
        count(*) as visits,
        0 as leads,
        0 as decided_leads,
        0 as won_leads,
        cast(0 as decimal(20, 6)) as won_mrr,
        cast(0 as decimal(20, 6)) as spend
    from visits
    group by date_month{{ ', ' ~ segment_type if segment_type != 'all' }}
    union all
    {%- endif %}
    {%- if segment_type in of_spend %}
    select
        date_month,
        '{{ segment_type }}' as segment_type,
        {{ segment }} as segment,
        0 as visits,
        0 as leads,
        0 as decided_leads,
        0 as won_leads,
        cast(0 as decimal(20, 6)) as won_mrr,
        {{ as_money('sum(spend)') }} as spend
    from spend_months
    group by date_month{{ ', ' ~ segment_type if segment_type != 'all' }}
    union all
    {%- endif %}
    select
        date_month,
        '{{ segment_type }}' as segment_type,
        {{ segment }} as segment,
        0 as visits,
        count(*) as leads,
        count(*) filter (where is_decided) as decided_leads,
        count(*) filter (where is_won_in_time) as won_leads,
        {{ as_money('sum(case when is_won_in_time then first_mrr else 0 end)') }} as won_mrr,
        {% if segment_type in of_spend -%}
        cast(0 as decimal(20, 6))
        {%- else -%}
        {{ as_money('sum(lead_cost)') }}
        {%- endif %} as spend
    from leads_at_cost
    group by date_month{{ ', ' ~ segment_type if segment_type != 'all' }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        date_month,
        segment_type,
        segment,
        cast(sum(visits) as bigint) as visits,
        cast(sum(leads) as bigint) as leads,
        cast(sum(decided_leads) as bigint) as decided_leads,
        cast(sum(won_leads) as bigint) as won_leads,
        {{ as_money('sum(won_mrr)') }} as won_mrr,
        {{ as_money('sum(spend)') }} as spend
    from parts
    group by date_month, segment_type, segment
)

select * from final
