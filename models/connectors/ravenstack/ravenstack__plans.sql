{{ config(enabled=uses_connector('ravenstack')) }}

with subscriptions as (
    select * from {{ source('ravenstack', 'ravenstack_subscriptions') }}
),

-- The price stands on each subscription, seats included: the plan itself has none.
final as (
    select distinct
        lower(plan_tier) || '_' || billing_frequency as plan_id,
        plan_tier || ' ' || billing_frequency as plan_name,
        'ravenstack' as product_id,
        'RavenStack' as product_name,
        lower(plan_tier) as plan_tier,
        case billing_frequency
            when 'monthly' then 'month'
            when 'annual' then 'year'
        end as billing_interval,
        'USD' as currency,
        'flat' as pricing_model
    from subscriptions
)

select * from final
