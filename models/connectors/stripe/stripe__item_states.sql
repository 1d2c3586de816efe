{{ config(enabled=uses_connector('stripe')) }}

with billed_states as (
    select * from {{ ref('stripe__billed_states') }}
),

items as (
    select * from {{ source('stripe', 'stripe_subscription_item') }}
    where _fivetran_start is null
),

subscriptions as (
    select * from {{ ref('stripe__subscription_versions') }}
    where is_newest
),

subscription_history as (
    select * from {{ ref('stripe__subscription_versions') }}
    where
        not is_present
        and quantity is not null
),

prices as (
    select * from {{ ref('stripe__prices') }}
),

present_items as (
    select
        items.id as subscription_item_id,
        items.subscription_id,
        coalesce(items.price_id, items.plan_id) as price_id,
        case when coalesce(prices.usage_type, 'licensed') = 'licensed' then items.quantity end
            as quantity,
        coalesce(items.created, subscriptions.started_at) as created_at,
        items._fivetran_synced as seen_at
    from items
    inner join subscriptions
        on items.subscription_id = subscriptions.id
    left join prices
        on coalesce(items.price_id, items.plan_id) = prices.price_id
),

single_items as (
    select
        subscription_id,
        min(subscription_item_id) as subscription_item_id
    from present_items
    group by subscription_id
    having count(*) = 1
),

-- A subscription of one item has that item's quantity, as the loader saw it change.
quantities_seen as (
    select
        single_items.subscription_item_id,
        single_items.subscription_id,
        subscription_history.quantity,
        greatest(subscription_history.seen_at, subscription_history.started_at) as since
    from subscription_history
    inner join single_items
        on subscription_history.id = single_items.subscription_id
),

last_billed as (
    select
        subscription_item_id,
        max(since) as last_since,
        max(until) as last_until,
        {{ newest_of('price_id', 'since') }} as price_id,
        {{ newest_of('quantity', 'since') }} as quantity
    from billed_states
    where not is_removal
    group by subscription_item_id
),

all_states as (
    select
        subscription_item_id,
        subscription_id,
        price_id,
        quantity,
        since,
        is_removal,
        1 as preference
    from billed_states

    union all

    select
        subscription_item_id,
        subscription_id,
        null as price_id,
        quantity,
        since,
        false as is_removal,
        2 as preference
    from quantities_seen

    union all

    -- Never billed: as it is now, since it was made.
    select
        present_items.subscription_item_id,
        present_items.subscription_id,
        present_items.price_id,
        present_items.quantity,
        present_items.created_at as since,
        false as is_removal,
        3 as preference
    from present_items
    left join last_billed
        on present_items.subscription_item_id = last_billed.subscription_item_id
    where last_billed.subscription_item_id is null

    union all

    -- Changed since it was billed last: when the loader saw it.
    select
        present_items.subscription_item_id,
        present_items.subscription_id,
        present_items.price_id,
        present_items.quantity,
        greatest(present_items.seen_at, last_billed.last_since) as since,
        false as is_removal,
        4 as preference
    from present_items
    inner join last_billed
        on present_items.subscription_item_id = last_billed.subscription_item_id
    where
        present_items.price_id <> last_billed.price_id
        or coalesce(present_items.quantity, -1) <> coalesce(last_billed.quantity, -1)

    union all

    -- Gone without a credit: it lasts as long as it was billed for.
    select
        last_billed.subscription_item_id,
        min(billed_states.subscription_id) as subscription_id,
        last_billed.price_id,
        last_billed.quantity,
        last_billed.last_until as since,
        true as is_removal,
        5 as preference
    from last_billed
    inner join billed_states
        on last_billed.subscription_item_id = billed_states.subscription_item_id
    left join present_items
        on last_billed.subscription_item_id = present_items.subscription_item_id
    where present_items.subscription_item_id is null
    group by
        last_billed.subscription_item_id,
        last_billed.price_id,
        last_billed.quantity,
        last_billed.last_until
),

one_state_per_instant as (
    select
        *,
        row_number() over (
            partition by subscription_item_id, since
            order by preference asc, quantity desc
        ) as place
    from all_states
    where since is not null
)

select
    subscription_item_id,
    subscription_id,
    price_id,
    quantity,
    since,
    is_removal,
    preference
from one_state_per_instant
where place = 1
