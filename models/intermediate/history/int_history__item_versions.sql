with items as (
    select * from {{ ref('stg_billing__subscription_items') }}
),

subscriptions as (
    select * from {{ ref('int_history__known_subscriptions') }}
),

items_of_accounts as (
    select
        items.*,
        subscriptions.account_id
    from items
    inner join subscriptions
        on items.subscription_id = subscriptions.subscription_id
),

{{ record_versions(
    'items_of_accounts',
    key={'subscription_item_id': 'string', 'valid_from': 'timestamp'},
    columns={
        'subscription_id': 'string',
        'account_id': 'string',
        'plan_id': 'string',
        'quantity': 'decimal(20, 6)',
        'unit_amount': 'decimal(20, 6)',
        'valid_to': 'timestamp',
    },
) }}
