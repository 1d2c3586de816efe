with customers as (
    select * from {{ ref('stg_billing__customers') }}
),

invoices as (
    select * from {{ ref('stg_billing__invoices') }}
),

payments as (
    select * from {{ ref('stg_billing__payments') }}
),

accounts as (
    select * from {{ ref('stg_crm__accounts') }}
),

customer_accounts as (
    select * from {{ ref('int_crm__customer_accounts') }}
),

-- Whoever is billed or pays, be it in the list of customers or not.
customer_ids as (
    select customer_id from customers
    union
    select customer_id from invoices
    union
    select customer_id from payments
),

customers_with_accounts as (
    select
        customer_ids.customer_id,
        coalesce(customers.account_id, customer_ids.customer_id) as account_id
    from customer_ids
    left join customers
        on customer_ids.customer_id = customers.customer_id
    where customer_ids.customer_id is not null
),

final as (
    select
        customers_with_accounts.customer_id,
        coalesce(
            customer_accounts.customer_account_id, customers_with_accounts.account_id
        ) as account_id,
        coalesce(accounts.is_internal, false) as is_internal
    from customers_with_accounts
    left join accounts
        on customers_with_accounts.account_id = accounts.account_id
    left join customer_accounts
        on customers_with_accounts.account_id = customer_accounts.account_id
)

select * from final
