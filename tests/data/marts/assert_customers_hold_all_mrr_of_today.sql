-- If this fails, an account pays and is missing from the customer list.
with customers as (
    select coalesce(sum(mrr), 0) as mrr from {{ ref('customers') }}
),

account_months as (
    select coalesce(sum(mrr), 0) as mrr
    from {{ ref('monthly_recurring_revenue') }}
    where date_month = {{ dbt.date_trunc('month', as_of_date()) }}
)

select
    customers.mrr as mrr_of_customers,
    account_months.mrr as mrr_of_months
from customers
cross join account_months
where customers.mrr <> account_months.mrr
