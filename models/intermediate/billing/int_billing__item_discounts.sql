with discounts as (
    select * from {{ ref('int_billing__discounts') }}
),

items as (
    select distinct
        subscription_item_id,
        subscription_id,
        customer_id
    from {{ ref('int_billing__item_versions') }}
),

on_items as (
    select
        items.*,
        discounts.discount_id,
        'item' as applies_to
    from discounts
    inner join items
        on discounts.subscription_item_id = items.subscription_item_id
),

on_subscriptions as (
    select
        items.*,
        discounts.discount_id,
        'subscription' as applies_to
    from discounts
    inner join items
        on discounts.subscription_id = items.subscription_id
    where discounts.subscription_item_id is null
),

on_customers as (
    select
        items.*,
        discounts.discount_id,
        'customer' as applies_to
    from discounts
    inner join items
        on discounts.customer_id = items.customer_id
    where
        discounts.subscription_item_id is null
        and discounts.subscription_id is null
),

covered_items as (
    select * from on_items
    union all
    select * from on_subscriptions
    union all
    select * from on_customers
),

final as (
    select
        covered_items.discount_id,
        covered_items.subscription_item_id,
        covered_items.subscription_id,
        covered_items.customer_id,
        covered_items.applies_to,
        discounts.percent_off,
        discounts.amount_off,
        discounts.currency,
        discounts.from_date,
        discounts.to_date
    from covered_items
    inner join discounts
        on covered_items.discount_id = discounts.discount_id
)

select * from final
