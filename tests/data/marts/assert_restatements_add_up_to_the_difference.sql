-- If this fails, finance can't name the accounts behind a restated month.
with restatements as (
    select
        date_month,
        sum(amount) as amount
    from {{ ref('restatements') }}
    group by date_month
)

select
    reported_monthly_revenue.date_month,
    reported_monthly_revenue.mrr_difference,
    restatements.amount
from {{ ref('reported_monthly_revenue') }} as reported_monthly_revenue
full outer join restatements
    on reported_monthly_revenue.date_month = restatements.date_month
where
    abs(
        coalesce(reported_monthly_revenue.mrr_difference, 0) - coalesce(restatements.amount, 0)
    ) > 0.01
    or reported_monthly_revenue.date_month is null
