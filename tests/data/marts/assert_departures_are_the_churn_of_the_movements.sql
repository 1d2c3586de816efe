-- If this fails, somebody is on the list of the lost who never left, or left and is not on it.
with churn as (
    select
        account_id,
        movement_date,
        -amount as mrr_lost
    from {{ ref('mrr_movements') }}
    where movement_type = 'churn'
),

departures as (
    select
        account_id,
        left_on,
        mrr_lost
    from {{ ref('customer_departures') }}
)

{{ rows_that_differ('churn', 'departures') }}
