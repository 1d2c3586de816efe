with months as (
    select * from {{ ref('int_revenue__months') }}
),

days as (
    {{ day_rows('(select min(date_month) from months)') }}
),

final as (
    select date_day from days
)

select * from final
