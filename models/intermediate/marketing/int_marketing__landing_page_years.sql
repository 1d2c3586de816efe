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
        cast(sum(landing_page_months.prospect_sessions) as bigint) as prospect_sessions,
        cast(sum(landing_page_months.registrations) as bigint) as registrations
    from months
    inner join landing_page_months
        on
            months.date_month >= landing_page_months.date_month
            and cast({{ dbt.dateadd('month', -12, 'months.date_month') }} as date)
            < landing_page_months.date_month
    group by months.date_month, landing_page_months.landing_page
)

select * from final
