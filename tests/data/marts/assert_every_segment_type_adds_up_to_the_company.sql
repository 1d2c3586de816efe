-- If this fails, an account is in no segment or in two, and a board slide by segment does not add
-- up to the company.
with totals as (
    select
        date_month,
        segment_type,
        sum(mrr_end) as mrr_end,
        sum(mrr_start) as mrr_start,
        sum(customers_end) as customers_end,
        sum(churned_customers) as churned_customers
    from {{ ref('monthly_revenue') }}
    group by date_month, segment_type
),

company as (
    select * from totals
    where segment_type = 'all'
)

select totals.*
from totals
inner join company
    on totals.date_month = company.date_month
where
    totals.mrr_end <> company.mrr_end
    or totals.mrr_start <> company.mrr_start
    or totals.customers_end <> company.customers_end
    or totals.churned_customers <> company.churned_customers
