with billed_lines as (
    select * from {{ ref('int_finance__billed_lines') }}
),

subscription_months as (
    select * from {{ ref('int_revenue__months') }}
),

first_days as (
    select least(issued_on, service_from) as first_date from billed_lines
    union all
    select date_month as first_date from subscription_months
),

first_day as (
    select coalesce(min(first_date), {{ as_of_date() }}) as first_date from first_days
),

months as (
    {{ month_rows('(select first_date from first_day)') }}
)

select * from months
