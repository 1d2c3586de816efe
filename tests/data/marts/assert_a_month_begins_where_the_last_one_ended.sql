-- If this fails, MRR appears or disappears between two months and no movement explains it.
with months as (
    select
        date_month,
        mrr_start,
        customers_start,
        lag(mrr_end) over (order by date_month) as previous_mrr_end,
        lag(customers_end) over (order by date_month) as previous_customers_end
    from {{ ref('monthly_revenue') }}
    where segment_type = 'all'
)

select *
from months
where
    mrr_start <> coalesce(previous_mrr_end, 0)
    or customers_start <> coalesce(previous_customers_end, 0)
