{{ config(enabled=uses_connector('stripe')) }}

with item_states as (
    select * from {{ ref('stripe__item_states') }}
),

item_history as (
    select * from {{ source('stripe', 'stripe_subscription_item') }}
    where _fivetran_start is not null
),

items_with_history as (
    select distinct id as subscription_item_id from item_history
),

prices as (
    select * from {{ ref('stripe__prices') }}
),

states_with_prices as (
    select
        item_states.subscription_item_id,
        item_states.subscription_id,
        {{ last_known(
            'item_states.price_id', 'item_states.subscription_item_id', 'item_states.since'
        ) }} as price_id,
        item_states.quantity,
        item_states.since,
        item_states.is_removal
    from item_states
    left join items_with_history
        on item_states.subscription_item_id = items_with_history.subscription_item_id
    where items_with_history.subscription_item_id is null
),

states_beside_previous as (
    select
        *,
        lag(price_id) over item_instants as previous_price_id,
        lag(quantity) over item_instants as previous_quantity,
        lag(is_removal) over item_instants as was_removed,
        row_number() over item_instants as state_number
    from states_with_prices
    window item_instants as (partition by subscription_item_id order by since)
),

changes as (
    select
        *,
        lead(since) over (partition by subscription_item_id order by since) as next_since
    from states_beside_previous
    where
        state_number = 1
        or price_id <> previous_price_id
        or coalesce(quantity, -1) <> coalesce(previous_quantity, -1)
        or is_removal <> was_removed
),

-- DECISIONS.md, "Stripe": the loader's own history of items, else what bills tell.
versions as (
    select
        subscription_item_id,
        subscription_id,
        price_id,
        quantity,
        since as valid_from,
        next_since as valid_to
    from changes
    where
        not is_removal
        and price_id is not null

    union all

    select
        id as subscription_item_id,
        subscription_id,
        coalesce(price_id, plan_id) as price_id,
        quantity,
        case
            when
                row_number() over (partition by id order by _fivetran_start) = 1
                then least(coalesce(created, _fivetran_start), _fivetran_start)
            else _fivetran_start
        end as valid_from,
        case when not coalesce(_fivetran_active, false) then _fivetran_end end as valid_to
    from item_history
),

final as (
    select
        versions.subscription_item_id,
        versions.subscription_id,
        versions.price_id as plan_id,
        case
            when prices.units_per_package > 0 and prices.package_rounding = 'up'
                then ceil(versions.quantity / prices.units_per_package)
            when prices.units_per_package > 0
                then floor(versions.quantity / prices.units_per_package)
            else versions.quantity
        end as quantity,
        versions.valid_from,
        versions.valid_to
    from versions
    left join prices
        on versions.price_id = prices.price_id
)

select * from final
