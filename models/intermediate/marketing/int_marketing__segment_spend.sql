with spend_months as (
    select * from {{ ref('int_marketing__spend_months') }}
),

new_customers as (
    select * from {{ ref('int_marketing__new_customers') }}
),

customer_costs as (
    select * from {{ ref('int_marketing__customer_costs') }}
),

channel_groups as (
    select * from {{ ref('channel_groups') }}
),

-- DECISIONS.md, "Whose month the spend is" (`cac_lag_months`).
lagged_spend as (
    select
        cast(
            {{ dbt.dateadd('month', revenue_rule('cac_lag_months'), 'spend_months.date_month') }}
            as date
        ) as date_month,
        spend_months.channel,
        coalesce(channel_groups.channel_group, 'other') as channel_group,
        spend_months.campaign,
        spend_months.spend
    from spend_months
    left join channel_groups
        on spend_months.channel = channel_groups.channel
),

months_with_customers as (
    select distinct date_month from new_customers
),

costs as (
    select
        new_customers.*,
        customer_costs.acquisition_cost
    from new_customers
    inner join customer_costs
        on
            new_customers.account_id = customer_costs.account_id
            and new_customers.date_month = customer_costs.date_month
),

{%- set of_spend = ['all', 'channel', 'channel_group', 'campaign'] %}

segments as (
    {%- for segment_type in of_spend %}
    select
        date_month,
        '{{ segment_type }}' as segment_type,
        {{ "'all'" if segment_type == 'all' else segment_type }} as segment,
        spend
    from lagged_spend
    union all
    {% endfor %}
    {%- for segment_type in economics_segment_types() if segment_type not in of_spend %}
    select
        date_month,
        '{{ segment_type }}' as segment_type,
        {{ segment_type }} as segment,
        acquisition_cost as spend
    from costs
    union all
    select
        lagged_spend.date_month,
        '{{ segment_type }}' as segment_type,
        'unallocated' as segment,
        lagged_spend.spend
    from lagged_spend
    left join months_with_customers
        on lagged_spend.date_month = months_with_customers.date_month
    where months_with_customers.date_month is null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        date_month,
        segment_type,
        segment,
        {{ as_money('sum(spend)') }} as acquisition_spend
    from segments
    where date_month <= {{ as_of_date() }}
    group by date_month, segment_type, segment
)

select * from final
