{{ config(enabled=uses_connector('stripe')) }}

with discounts as (
    select * from {{ source('stripe', 'stripe_discount') }}
),

subscription_discounts as (
    select * from {{ source('stripe', 'stripe_subscription_discount') }}
),

coupons as (
    select * from {{ source('stripe', 'stripe_coupon') }}
),

-- DECISIONS.md, "Stripe": to what a discount applies.
applied as (
    select
        id,
        coupon_id,
        case
            when lower(type) like '%item' then null
            when lower(type) = 'customer' then type_id
            when lower(type) = 'subscription' or subscription_id is not null then null
            else customer_id
        end as customer_id,
        case
            when lower(type) like '%item' or lower(type) = 'customer' then null
            when lower(type) = 'subscription' then coalesce(type_id, subscription_id)
            else subscription_id
        end as subscription_id,
        case when lower(type) like '%item' then type_id end as subscription_item_id,
        {{ adapter.quote('start') }} as started_at,
        {{ adapter.quote('end') }} as ended_at
    from discounts
    where coalesce(lower(type), '') not in ('invoice', 'invoice_item', 'credit_note')

    union all

    select
        subscription_discounts.id,
        subscription_discounts.coupon_id,
        cast(null as string) as customer_id,
        subscription_discounts.subscription_id,
        cast(null as string) as subscription_item_id,
        subscription_discounts.{{ adapter.quote('start') }} as started_at,
        subscription_discounts.{{ adapter.quote('end') }} as ended_at
    from subscription_discounts
    left join discounts
        on subscription_discounts.id = discounts.id
    where discounts.id is null
),

final as (
    select
        applied.id as discount_id,
        applied.coupon_id,
        applied.customer_id,
        applied.subscription_id,
        applied.subscription_item_id,
        coupons.percent_off,
        {{ minor_units('coupons.amount_off', 'coupons.currency') }} as amount_off,
        case when coupons.amount_off is not null then upper(coupons.currency) end as currency,
        coupons.duration,
        applied.started_at,
        coalesce(
            applied.ended_at,
            case
                when coupons.duration = 'repeating' and coupons.duration_in_months is not null
                    then cast(
                        {{ dbt.dateadd(
                            'month', 'coupons.duration_in_months', 'applied.started_at'
                        ) }} as timestamp
                    )
            end
        ) as ended_at
    from applied
    inner join coupons
        on applied.coupon_id = coupons.id
)

select * from final
