-- If this fails, the restated figure is not the one that everybody else sees.
with monthly_revenue as (
    select * from {{ ref('monthly_revenue') }}
    where segment_type = 'all'
)

select
    reported_monthly_revenue.date_month,
    reported_monthly_revenue.restated_mrr,
    monthly_revenue.mrr_end
from {{ ref('reported_monthly_revenue') }} as reported_monthly_revenue
left join monthly_revenue
    on reported_monthly_revenue.date_month = monthly_revenue.date_month
where
    reported_monthly_revenue.restated_mrr <> coalesce(monthly_revenue.mrr_end, 0)
    or reported_monthly_revenue.restated_customers <> coalesce(monthly_revenue.customers_end, 0)
