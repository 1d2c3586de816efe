with invoices as (
    select * from {{ ref('int_payments__invoices') }}
),

first_day as (
    select coalesce(min(issued_on), {{ as_of_date() }}) as first_date from invoices
),

months as (
    {{ month_rows('(select first_date from first_day)') }}
)

select * from months
