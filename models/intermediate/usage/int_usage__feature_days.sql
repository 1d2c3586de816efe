with daily_events as (
    select * from {{ ref('int_usage__daily_events') }}
    where
        rejection_reason is null
        and event_date <= {{ as_of_date() }}
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
        daily_events.event_date,
        coalesce(customer_accounts.customer_account_id, daily_events.account_id) as account_id,
        daily_events.user_id,
        coalesce(product_features.feature, daily_events.event_name) as feature,
        coalesce(product_features.module, 'unmapped') as module,
        daily_events.event_name,
        daily_events.events
    from daily_events
    left join product_features
        on daily_events.event_name = product_features.event_name
    left join accounts
        on daily_events.account_id = accounts.account_id
    left join customer_accounts
        on daily_events.account_id = customer_accounts.account_id
    where not coalesce(accounts.is_internal, false)
)

select * from final
