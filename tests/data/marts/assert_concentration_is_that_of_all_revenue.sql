-- If this fails, shares of the largest accounts are shares of something else than the revenue shown.
with company as (
    select * from {{ ref('monthly_revenue') }}
    where
        segment_type = 'all'
        and customers_end > 0
),

concentration as (
    select * from {{ ref('revenue_concentration') }}
),

accounts as (
    select
        date_month,
        max(mrr) as largest_mrr
    from {{ ref('monthly_recurring_revenue') }}
    group by date_month
)

select
    company.date_month,
    company.mrr_end,
    concentration.mrr,
    concentration.largest_mrr
from company
left join concentration
    on company.date_month = concentration.date_month
left join accounts
    on company.date_month = accounts.date_month
where
    company.mrr_end <> coalesce(concentration.mrr, -1)
    or company.customers_end <> coalesce(concentration.customers, -1)
    or accounts.largest_mrr <> coalesce(concentration.largest_mrr, -1)
