with subscriptions as (
    select * from {{ ref('int_billing__subscriptions') }}
),

first_day as (
    select coalesce(min(started_on), {{ as_of_date() }}) as first_date from subscriptions
),

months as (
    {{ month_rows('(select first_date from first_day)') }}
)

select * from months
