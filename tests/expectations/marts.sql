create table metrics.mrr_movements as
select * from (values
    ('a1', date '2026-01-01', 'new', 10.0e0, 0.0e0, 10.0e0),
    ('a2', date '2026-02-01', 'new', 10.0e0, 0.0e0, 10.0e0)
) as movements (account_id, movement_date, movement_type, amount, mrr_before, mrr_after);

create table metrics.monthly_recurring_revenue as
select
    *,
    mrr as gross_mrr,
    true as is_active
from (values
    (date '2026-01-01', 'a1', 10.0e0, 0.0e0, 10.0e0, 0.0e0, 0.0e0, 0.0e0, 0.0e0, 0.0e0),
    (date '2026-02-01', 'a1', 10.0e0, 10.0e0, 0.0e0, 0.0e0, 0.0e0, 0.0e0, 0.0e0, 0.0e0),
    (date '2026-02-01', 'a2', 10.0e0, 0.0e0, 10.0e0, 0.0e0, 0.0e0, 0.0e0, 0.0e0, 0.0e0),
    (date '2026-03-01', 'a1', 10.0e0, 10.0e0, 0.0e0, 0.0e0, 0.0e0, 0.0e0, 0.0e0, 0.0e0),
    (date '2026-03-01', 'a2', 10.0e0, 10.0e0, 0.0e0, 0.0e0, 0.0e0, 0.0e0, 0.0e0, 0.0e0)
) as months (
    date_month, account_id, mrr, previous_mrr, new_mrr, expansion_mrr, contraction_mrr,
    churned_mrr, reactivation_mrr, exchange_rate_mrr
);

create table metrics.monthly_revenue as
select
    *,
    0.0e0 as expansion_mrr,
    0.0e0 as contraction_mrr,
    0.0e0 as churned_mrr,
    0.0e0 as reactivation_mrr,
    0.0e0 as exchange_rate_mrr,
    case when mrr_start > 0 then 0.0e0 end as customer_churn_rate,
    case when mrr_start > 0 then 0.0e0 end as gross_mrr_churn_rate,
    case when mrr_start > 0 then 1.0e0 end as gross_revenue_retention,
    cast(null as double) as gross_revenue_retention_12m
from (values
    (date '2026-01-01', 'all', 'all', 0.0e0, 10.0e0, 10.0e0),
    (date '2026-02-01', 'all', 'all', 10.0e0, 10.0e0, 20.0e0),
    (date '2026-03-01', 'all', 'all', 20.0e0, 0.0e0, 20.0e0)
) as months (date_month, segment_type, segment, mrr_start, new_mrr, mrr_end);

create table metrics.retention_cohorts as
select
    date '2026-01-01' as cohort_month,
    1 as months_since,
    'all' as segment_type,
    'all' as segment,
    2 as customers,
    2 as retained_customers,
    1.0e0 as logo_retention,
    1.0e0 as revenue_retention;

create table metrics.recognized_revenue as
select * from (values
    (date '2026-01-01', 'a1', 20.0e0, 10.0e0, 0.0e0, 10.0e0, 0.0e0, 0.0e0),
    (date '2026-02-01', 'a1', 0.0e0, 10.0e0, 10.0e0, 0.0e0, 0.0e0, 0.0e0)
) as months (
    date_month, account_id, billings, recognized_revenue, deferred_revenue_start,
    deferred_revenue_end, unbilled_revenue_start, unbilled_revenue_end
);

create table metrics.monthly_finance as
select * exclude (account_id) from metrics.recognized_revenue;

create table metrics.mrr_reconciliation as
select * from (values
    (date '2026-01-01', 'billed for other months', 10.0e0, 10.0e0, 20.0e0),
    (date '2026-01-01', 'unexplained', 10.0e0, 0.0e0, 20.0e0)
) as kinds (date_month, kind, mrr, amount, billings);

create table customer_360.customers as
select * from (values ('a1', 10.0e0, 120.0e0, 80.0e0), ('a2', 10.0e0, 120.0e0, 60.0e0)) as customers (
    account_id, mrr, arr, health_score
);
