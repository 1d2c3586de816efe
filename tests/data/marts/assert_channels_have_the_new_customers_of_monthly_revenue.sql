-- Customers and new MRR of the channels, and of each model of attribution, are those of monthly_revenue,
-- whatever the segments; if not, a channel was given a customer twice or lost one.
with company as (
    select
        date_month,
        new_customers,
        new_mrr
    from {{ ref('monthly_revenue') }}
    where segment_type = 'all'
),

channels as (
    select
        date_month,
        segment_type,
        {%- for model in attribution_models() %}
        sum({{ model }}_customers) as {{ model }}_customers,
        sum({{ model }}_mrr) as {{ model }}_mrr,
        {%- endfor %}
        sum(customers) as customers,
        sum(new_mrr) as new_mrr
    from {{ ref('channel_performance') }}
    group by date_month, segment_type
),

segments as (
    select
        date_month,
        segment_type,
        sum(new_customers) as customers,
        sum(new_mrr) as new_mrr
    from {{ ref('unit_economics') }}
    group by date_month, segment_type
)

select
    channels.date_month,
    channels.segment_type
from channels
left join company
    on channels.date_month = company.date_month
where
    channels.customers <> coalesce(company.new_customers, 0)
    or abs(channels.new_mrr - coalesce(company.new_mrr, 0)) > 0.01
    {%- for model in attribution_models() %}
    or abs(channels.{{ model }}_customers - channels.customers) > 0.001
    or abs(channels.{{ model }}_mrr - channels.new_mrr) > 0.01
    {%- endfor %}

union all

select
    segments.date_month,
    segments.segment_type
from segments
left join company
    on segments.date_month = company.date_month
where
    segments.customers <> coalesce(company.new_customers, 0)
    or abs(segments.new_mrr - coalesce(company.new_mrr, 0)) > 0.01

union all

-- A month in which somebody came is in the channels at all.
select
    company.date_month,
    'all' as segment_type
from company
left join channels
    on
        company.date_month = channels.date_month
        and channels.segment_type = 'all'
where
    company.new_customers > 0
    and channels.date_month is null
