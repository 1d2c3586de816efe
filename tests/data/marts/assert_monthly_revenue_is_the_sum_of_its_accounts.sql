-- If this fails, the company's revenue is not that of its accounts.
with accounts_summed as (
    select
        date_month,
        sum(mrr) as mrr,
        count(*) filter (where is_active) as customers
    from {{ ref('monthly_recurring_revenue') }}
    group by date_month
),

company as (
    select * from {{ ref('monthly_revenue') }}
    where segment_type = 'all'
)

select
    accounts_summed.date_month,
    accounts_summed.mrr,
    company.mrr_end
from accounts_summed
left join company
    on accounts_summed.date_month = company.date_month
where
    accounts_summed.mrr <> coalesce(company.mrr_end, 0)
    or accounts_summed.customers <> coalesce(company.customers_end, 0)
