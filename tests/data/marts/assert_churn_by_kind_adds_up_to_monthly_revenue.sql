-- If this fails, voluntary and involuntary churn do not explain the churn that the board sees.
with by_kind as (
    select
        date_month,
        segment_type,
        segment,
        sum(churned_customers) as churned_customers,
        sum(churned_mrr) as churned_mrr
    from {{ ref('churn_by_kind') }}
    group by date_month, segment_type, segment
)

select
    monthly_revenue.date_month,
    monthly_revenue.segment_type,
    monthly_revenue.segment,
    monthly_revenue.churned_customers,
    by_kind.churned_customers as churned_customers_by_kind,
    monthly_revenue.churned_mrr,
    by_kind.churned_mrr as churned_mrr_by_kind
from {{ ref('monthly_revenue') }} as monthly_revenue
full outer join by_kind
    on
        monthly_revenue.date_month = by_kind.date_month
        and monthly_revenue.segment_type = by_kind.segment_type
        and monthly_revenue.segment = by_kind.segment
where
    coalesce(monthly_revenue.churned_customers, -1) <> coalesce(by_kind.churned_customers, -1)
    or coalesce(monthly_revenue.churned_mrr, 1) <> coalesce(by_kind.churned_mrr, 1)
