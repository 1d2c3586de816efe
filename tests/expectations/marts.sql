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
    1.0e0 as revenue_retention,
    1.0e0 as gross_revenue_retention;

create table metrics.contract_comparison as
select
    date '2026-03-01' as date_month,
    'monthly' as contract_term,
    1.0e0 as mrr_share,
    0.0e0 as discount_share,
    cast(null as double) as logo_retention_12m,
    cast(null as double) as gross_revenue_retention_12m;

create table metrics.revenue_concentration as
select
    date '2026-03-01' as date_month,
    20.0e0 as mrr,
    10.0e0 as largest_mrr,
    20.0e0 as largest_10_mrr,
    0.5e0 as largest_share,
    1.0e0 as largest_10_share,
    0.5e0 as largest_10_percent_share,
    0.5e0 as herfindahl_index;

create table metrics.plan_performance as
select
    date '2026-02-01' as date_month,
    'basic' as plan_id,
    false as is_addon,
    1 as customers_start,
    1 as new_customers,
    0 as reactivated_customers,
    0 as moved_in_customers,
    0 as moved_out_customers,
    0 as churned_customers,
    2 as customers_end,
    20.0e0 as mrr_end,
    0.0e0 as discount_share,
    0.0e0 as customer_churn_rate;

create table metrics.plan_changes as
select
    date '2026-02-01' as date_month,
    'basic' as from_plan_id,
    'pro' as to_plan_id,
    'upgrade' as direction,
    1 as accounts;

create table metrics.plan_starts as
select
    date '2026-01-01' as start_month,
    'basic' as plan_id,
    cast(null as double) as free_to_paid_rate,
    0.5e0 as upgrade_rate;

create table metrics.price_changes as
select
    date '2026-01-01' as date_quarter,
    'plan_up' as change_kind,
    'basic' as plan_id,
    0.5e0 as mean_relative_change,
    0.0e0 as churn_rate_after,
    0.0e0 as churn_rate_before,
    0.0e0 as churn_rate_unchanged;

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

create table metrics.reported_monthly_revenue as
select * from (values
    (date '2026-01-01', date '2026-02-05', 8.0e0, 10.0e0, 2.0e0, 0.0e0, 0.0e0, 0.0e0, 0.0e0)
) as months (
    date_month, reported_on, reported_mrr, restated_mrr, late_data_mrr, backdated_change_mrr,
    deleted_record_mrr, changed_rules_mrr, changed_rates_mrr
);

create table metrics.restatements as
select * from (values (date '2026-01-01', 'a1', 'late data', 2.0e0)) as restatements (
    date_month, account_id, reason, amount
);

create table metrics.plan_history as
select * from (values ('basic', 1, false), ('basic', 2, true)) as versions (
    plan_id, version_number, is_current
);

create table customer_360.customers as
select * from (values ('a1', 10.0e0, 120.0e0, 80.0e0), ('a2', 10.0e0, 120.0e0, 60.0e0)) as customers (
    account_id, mrr, arr, health_score
);
