with subscriptions as (
    select * from {{ ref('stg_billing__subscriptions') }}
),

customers as (
    select * from {{ ref('stg_billing__customers') }}
),

accounts as (
    select * from {{ ref('stg_crm__accounts') }}
),

final as (
    select
        subscriptions.subscription_id,
        subscriptions.customer_id,
        coalesce(customers.account_id, subscriptions.customer_id) as account_id,
        subscriptions.status,
        subscriptions.collection_method,
        subscriptions.started_at,
        subscriptions.trial_started_at,
        subscriptions.trial_ended_at,
        subscriptions.cancel_requested_at,
        subscriptions.cancels_at,
        subscriptions.ended_at,
        subscriptions.past_due_since,
        subscriptions.paused_at,
        subscriptions.resumes_at
    from subscriptions
    left join customers
        on subscriptions.customer_id = customers.customer_id
    left join accounts
        on coalesce(customers.account_id, subscriptions.customer_id) = accounts.account_id
    where not coalesce(accounts.is_internal, false)
)

select * from final
