-- If this fails, the open tasks of all accounts are not those that accounts are asked for.
with of_tasks as (
    select count(*) as open_tasks
    from {{ ref('customer_tasks') }}
    where
        status = 'open'
        and account_id in (select account_id from {{ ref('customers') }})
),

of_customers as (
    select cast(coalesce(sum(open_tasks), 0) as bigint) as open_tasks
    from {{ ref('customers') }}
)

{{ rows_that_differ('of_tasks', 'of_customers') }}
