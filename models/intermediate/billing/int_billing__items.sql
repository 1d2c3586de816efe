with items as (
    select * from {{ ref('stg_billing__subscription_items') }}
),

subscriptions as (
    select * from {{ ref('int_billing__subscriptions') }}
),

-- A subscription's end closes all its items.
items_in_days as (
    select
        items.subscription_item_id,
        items.subscription_id,
        subscriptions.customer_id,
        subscriptions.account_id,
        items.plan_id,
        cast(coalesce(items.quantity, 1) as double) as quantity,
        cast(items.unit_amount as double) as own_unit_amount,
        greatest(
            {{ to_reporting_date('items.valid_from') }}, subscriptions.started_on
        ) as from_date,
        least(
            coalesce({{ to_reporting_date('items.valid_to') }}, {{ forever() }}),
            subscriptions.ended_on
        ) as to_date
    from items
    inner join subscriptions
        on items.subscription_id = subscriptions.subscription_id
)

select * from items_in_days
where
    from_date < to_date
    and from_date <= {{ as_of_date() }}
