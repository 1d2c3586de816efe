with spend_months as (
    select * from {{ ref('int_marketing__spend_months') }}
),

leads as (
    select * from {{ ref('int_marketing__leads') }}
),

sessions as (
    select * from {{ ref('int_marketing__sessions') }}
),

revenue_months as (
    select * from {{ ref('int_revenue__months') }}
),

beginnings as (
    select min(date_month) as first_date from spend_months
    union all
    select min(date_month) as first_date from leads
    union all
    select min(session_date) as first_date from sessions
    union all
    select min(date_month) as first_date from revenue_months
),

first_day as (
    select coalesce(min(first_date), {{ as_of_date() }}) as first_date from beginnings
),

months as (
    {{ month_rows('(select first_date from first_day)') }}
),

final as (
    select
        date_month,
        last_day(date_month) <= {{ as_of_date() }} as is_complete
    from months
)

select * from final
