{{ config(enabled=uses_connector('ravenstack')) }}

with subscriptions as (
    select * from {{ source('ravenstack', 'ravenstack_subscriptions') }}
),

final as (
    select
        subscription_id as subscription_item_id,
        subscription_id,
        lower(plan_tier) || '_' || billing_frequency as plan_id,
        seats as quantity,
        case billing_frequency
            when 'monthly' then mrr_amount
            when 'annual' then arr_amount
        end as unit_amount,
        start_date as valid_from,
        end_date as valid_to
    from subscriptions
)

select * from final
