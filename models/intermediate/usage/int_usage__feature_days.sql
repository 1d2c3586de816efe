with event_days as (
    select * from {{ ref('int_usage__account_event_days') }}
    where event_date <= {{ as_of_date() }}
),

product_features as (
    select * from {{ ref('product_features') }}
),

accounts as (
    select * from {{ ref('stg_crm__accounts') }}
),

customer_accounts as (
    select * from {{ ref('int_crm__customer_accounts') }}
),

-- DECISIONS.md, "What a use of a feature is": nothing disappears for want of a row in the seed.
final as (
    select
        event_days.event_date,
        coalesce(customer_accounts.customer_account_id, event_days.account_id) as account_id,
        coalesce(product_features.feature, event_days.event_name) as feature,
        coalesce(product_features.module, 'unmapped') as module,
        event_days.event_name,
        event_days.events,
        event_days.users,
        event_days.users_with_events
    from event_days
    left join product_features
        on event_days.event_name = product_features.event_name
    left join accounts
        on event_days.account_id = accounts.account_id
    left join customer_accounts
        on event_days.account_id = customer_accounts.account_id
    where not coalesce(accounts.is_internal, false)
)

select * from final
