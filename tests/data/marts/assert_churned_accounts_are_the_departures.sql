-- If this fails, who left and why is told of others than those who left.
with departures as (
    select
        account_id,
        left_on,
        mrr_lost,
        reason_code
    from {{ ref('customer_departures') }}
),

churned as (
    select
        account_id,
        left_on,
        mrr_lost,
        reason as reason_code
    from {{ ref('churned_accounts') }}
)

{{ rows_that_differ('departures', 'churned') }}
