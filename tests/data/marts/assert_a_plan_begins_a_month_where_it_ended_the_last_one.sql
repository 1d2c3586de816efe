-- If this fails, customers appear on a plan between two months and no move explains it.
with months as (
    select
        date_month,
        plan_id,
        customers_start,
        mrr_start,
        lag(customers_end) over plan_months as previous_customers_end,
        lag(mrr_end) over plan_months as previous_mrr_end,
        lag(date_month) over plan_months as previous_month
    from {{ ref('plan_performance') }}
    window plan_months as (partition by plan_id order by date_month)
)

select *
from months
where
    (
        customers_start <> coalesce(previous_customers_end, 0)
        or mrr_start <> coalesce(previous_mrr_end, 0)
    )
    and (
        customers_start > 0
        or previous_month = cast({{ dbt.dateadd('month', -1, 'date_month') }} as date)
    )
