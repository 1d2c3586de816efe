with subscriptions as (
    select * from {{ ref('stg_billing__subscriptions') }}
),

customers as (
    select * from {{ ref('stg_billing__customers') }}
),

customer_accounts as (
    select * from {{ ref('int_billing__customers') }}
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
    left join customer_accounts
        on subscriptions.customer_id = customer_accounts.customer_id
    where not coalesce(customer_accounts.is_internal, false)
)

select * from final
