with landing_page_months as (
    select * from {{ ref('int_marketing__landing_page_months') }}
),

months as (
    select distinct date_month from landing_page_months
),

final as (
    select
        months.date_month,
        landing_page_months.landing_page,
        cast(sum(landing_page_months.sessions) as bigint) as sessions,
        cast(sum(landing_page_months.registrations) as bigint) as registrations
    from months
    inner join landing_page_months
        on
            landing_page_months.date_month <= months.date_month
            and landing_page_months.date_month
            > cast({{ dbt.dateadd('month', -12, 'months.date_month') }} as date)
    group by months.date_month, landing_page_months.landing_page
)

select * from final
