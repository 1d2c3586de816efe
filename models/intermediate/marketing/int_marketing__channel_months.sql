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

parts as (
    {%- for part, measures in channel_measures().items() %}
    select
        {%- for measure in channel_measures().values() | sum(start=[]) %}
        cast(
            {{ measure if measure in measures else 0 }} as {{ type_of_channel_measure(measure) }}
        ) as {{ measure }},
        {%- endfor %}
        date_month,
        channel,
        campaign
    from {{ part }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        {%- for measure in channel_measures().values() | sum(start=[]) %}
        cast(sum({{ measure }}) as {{ type_of_channel_measure(measure) }}) as {{ measure }},
        {%- endfor %}
        date_month,
        channel,
        campaign
    from parts
    group by date_month, channel, campaign
)

select * from final
