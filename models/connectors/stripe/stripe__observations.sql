{{ config(enabled=uses_connector('stripe')) }}

with items as (
    select * from {{ ref('stripe__subscription_items') }}
),

item_states as (
    select * from {{ ref('stripe__item_states') }}
),

prices as (
    select * from {{ ref('stripe__prices') }}
),

subscriptions as (
    select * from {{ ref('stripe__subscriptions') }}
),

versions as (
    select * from {{ ref('stripe__subscription_versions') }}
    where not is_present
),

first_versions as (
    select
        id as subscription_id,
        min(seen_at) as first_seen_at
    from versions
    group by id
),

lost_histories as (
    select
        subscriptions.subscription_id,
        first_versions.first_seen_at is null
        or {{ dbt.datediff(
            'subscriptions.started_at', 'first_versions.first_seen_at', 'day'
        ) }} > 1 as is_lost
    from subscriptions
    left join first_versions
        on subscriptions.subscription_id = first_versions.subscription_id
),

late_tables as (
    {{ late_tables('stripe', ['subscription', 'subscription_item', 'invoice', 'invoice_line_item']) }}
),

final as (
    select
        'stripe_items_without_a_price' as observation,
        'stripe_subscription_item' as table_name,
        'Versions of items whose price the loader does not have: they count as nothing.'
            as description,
        count(*) filter (where prices.price_id is null) as rows_observed,
        count(*) as rows_checked
    from items
    left join prices
        on items.plan_id = prices.price_id

    union all

    select
        'stripe_prices_known_from_bills_alone' as observation,
        'stripe_price' as table_name,
        'Prices that are guessed from what was billed, since they were deleted or never loaded.'
            as description,
        count(*) filter (where is_guessed) as rows_observed,
        count(*) as rows_checked
    from prices

    union all

    select
        'stripe_changes_dated_by_the_loader' as observation,
        'stripe_subscription_item' as table_name,
        'Changes of items that no bill dates: they count from when the loader saw them.'
            as description,
        count(*) filter (where preference in (2, 4)) as rows_observed,
        count(*) as rows_checked
    from item_states

    union all

    select
        'stripe_subscriptions_with_lost_history' as observation,
        'stripe_subscription_history' as table_name,
        'Subscriptions whose history begins more than a day after they did, or is missing:'
        || ' earlier pauses and arrears are not known.' as description,
        count(*) filter (where is_lost) as rows_observed,
        count(*) as rows_checked
    from lost_histories

    union all

    select
        'stripe_tables_a_day_behind' as observation,
        'stripe_invoice' as table_name,
        'Tables of Stripe that were loaded more than a day before the newest of them.'
            as description,
        count(*) filter (where is_late) as rows_observed,
        count(*) as rows_checked
    from late_tables
)

select * from final
