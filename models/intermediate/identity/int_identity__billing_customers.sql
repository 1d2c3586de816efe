with customers as (
    select * from {{ ref('stg_billing__customers') }}
),

-- Whoever subscribes, is billed or pays, be it in the list of customers or not.
customer_ids as (
    select customer_id from customers
    union
    select customer_id from {{ ref('stg_billing__subscriptions') }}
    union
    select customer_id from {{ ref('stg_billing__invoices') }}
    union
    select customer_id from {{ ref('stg_billing__payments') }}
),

final as (
    select
        customer_ids.customer_id,
        coalesce(customers.account_id, customer_ids.customer_id) as account_key,
        customers.customer_name,
        customers.country,
        customers.domain,
        customers.email
    from customer_ids
    left join customers
        on customer_ids.customer_id = customers.customer_id
    where customer_ids.customer_id is not null
)

select * from final
