with touch_credits as (
    select * from {{ ref('int_marketing__touch_credits') }}
),

leads as (
    select * from {{ ref('int_marketing__leads') }}
),

new_customers as (
    select * from {{ ref('int_marketing__new_customers') }}
),

lead_credits as (
    select
        {%- for model in attribution_models() %}
        touch_credits.{{ model }}_credit as {{ model }}_leads,
        cast(0 as decimal(9, 6)) as {{ model }}_customers,
        cast(0 as decimal(20, 6)) as {{ model }}_mrr,
        {%- endfor %}
        leads.date_month,
        touch_credits.channel,
        touch_credits.campaign
    from touch_credits
    inner join leads
        on touch_credits.lead_id = leads.lead_id
),

-- A customer that no lead won is its account's own channel's.
customer_credits as (
    select
        {%- for model in attribution_models() %}
        cast(0 as decimal(9, 6)) as {{ model }}_leads,
        cast(
            coalesce(touch_credits.{{ model }}_credit, 1) as decimal(9, 6)
        ) as {{ model }}_customers,
        {{ as_money(
            'new_customers.new_mrr * cast(coalesce(touch_credits.' ~ model
            ~ '_credit, 1) as decimal(9, 6))'
        ) }} as {{ model }}_mrr,
        {%- endfor %}
        new_customers.date_month,
        coalesce(touch_credits.channel, new_customers.channel) as channel,
        coalesce(touch_credits.campaign, new_customers.campaign) as campaign
    from new_customers
    left join touch_credits
        on new_customers.lead_id = touch_credits.lead_id
),

credits as (
    select * from lead_credits
    union all
    select * from customer_credits
),

final as (
    select
        {%- for model in attribution_models() %}
        {{ as_money('sum(' ~ model ~ '_leads)') }} as {{ model }}_leads,
        {{ as_money('sum(' ~ model ~ '_customers)') }} as {{ model }}_customers,
        {{ as_money('sum(' ~ model ~ '_mrr)') }} as {{ model }}_mrr,
        {%- endfor %}
        date_month,
        channel,
        campaign
    from credits
    group by date_month, channel, campaign
)

select * from final
