"""Faults of the payment marts."""

import pytest
from small_warehouse import Warehouse, failed, names

MARTS = """
create table metrics.payment_performance as
select date '2026-02-01' as date_month, 'all' as segment_type, 'all' as segment, 100 as attempts,
    0.1e0 as failure_rate, 0.1e0 as share_of_all_attempts, 1.0e0 as share_of_all_failures,
    0.1e0 as first_attempt_failure_rate, 10.0e0 as attempted_amount, 9.0e0 as collected_amount,
    1.0e0 as failed_amount;
create table metrics.dunning as
select 'n1' as invoice_id, 'recovered' as outcome, 2 as days_to_recovery, 10.0e0 as amount_due,
    10.0e0 as recovered_amount, 0.0e0 as lost_amount, 0.0e0 as open_amount,
    date '2026-02-03' as last_attempt_on, date '2026-02-03' as recovered_on;
create table metrics.dunning_recovery as
select date '2026-02-01' as date_month, 'all' as segment_type, 'all' as segment,
    1 as attempt_number, 0.0e0 as recovery_rate, 0.0e0 as cumulative_recovery_rate;
create table metrics.expiring_cards as
select 's1' as subscription_id, 10.0e0 as mrr_at_risk, date '2026-03-31' as card_expires_on,
    date '2026-04-10' as renewal_date;
create table metrics.customer_departures as
select 'a1' as account_id, date '2026-02-10' as left_on, 'voluntary' as kind, 10.0e0 as mrr_lost,
    2 as tenure_months, date '2026-03-01' as returned_on;
create table metrics.churn_by_kind as
select date '2026-02-01' as date_month, 'all' as segment_type, 'all' as segment,
    'voluntary' as kind, 0.5e0 as customer_churn_rate, -10.0e0 as churned_mrr;
create table metrics.churn_by_tenure as
select date '2026-02-01' as date_month, '2-4' as tenure_band, 'all' as segment_type,
    'all' as segment, 'all' as kind, 'all' as reason_code, 0.5e0 as churn_rate;
create table metrics.receivables as
select date '2026-02-01' as date_month, 'all' as segment_type, 'all' as segment,
    'not due' as age_band, 10.0e0 as amount;
create table metrics.open_invoices as
select 'n2' as invoice_id, 'not due' as age_band, 10.0e0 as open_amount, 10.0e0 as total,
    10.0e0 as open_amount_in_currency;
create table metrics.refunds_and_credits as
select date '2026-02-01' as date_month, 'refund' as kind, 'duplicate' as reason,
    0 as items_above_payment, 5.0e0 as amount, 10.0e0 as collected_amount
"""


@pytest.fixture
def payments(warehouse: Warehouse) -> Warehouse:
    """The small warehouse with payment marts in which every rule holds."""
    warehouse.execute(*MARTS.split(";\n"))
    return warehouse


def test_sound_payment_marts_pass(payments: Warehouse) -> None:
    assert names(payments.run("metrics").failures) == []


@pytest.mark.parametrize(
    ("fault", "rule", "severity"),
    [
        ("payment_performance set failure_rate = 1.1", "failure_rate_within_bounds", "critical"),
        ("payment_performance set failed_amount = 2", "collected_and_failed_are_all", "critical"),
        ("payment_performance set failure_rate = 0.5", "most_payments_succeed", "warning"),
        ("dunning set open_amount = 1", "parts_add_up", "critical"),
        ("dunning set days_to_recovery = -1", "days_to_recovery_within_bounds", "critical"),
        ("dunning set recovered_on = '2026-03-16'", "nothing_after_now", "critical"),
        ("dunning_recovery set cumulative_recovery_rate = 1.5",
         "cumulative_recovery_rate_within_bounds", "critical"),
        ("expiring_cards set card_expires_on = renewal_date",
         "card_expires_before_the_renewal", "critical"),
        ("customer_departures set kind = 'unknown'", "kind_is_known", "critical"),
        ("customer_departures set mrr_lost = -1", "mrr_lost_within_bounds", "critical"),
        ("customer_departures set returned_on = left_on", "nobody_leaves_after_now", "critical"),
        ("churn_by_kind set churned_mrr = 1", "churned_mrr_within_bounds", "critical"),
        ("churn_by_tenure set churn_rate = 1.5", "churn_rate_within_bounds", "critical"),
        ("receivables set amount = -1", "amount_within_bounds", "critical"),
        ("receivables set age_band = 'old'", "age_band_is_known", "critical"),
        ("open_invoices set total = 9", "no_more_is_open_than_was_billed", "critical"),
        ("refunds_and_credits set items_above_payment = 1",
         "refunds_stay_within_their_payments", "warning"),
        ("refunds_and_credits set amount = 11", "less_is_refunded_than_collected", "warning"),
    ],
)  # fmt: skip
def test_fault_is_found(payments: Warehouse, fault: str, rule: str, severity: str) -> None:
    payments.execute(f"update metrics.{fault}")
    table = fault.split(maxsplit=1)[0]
    failure = failed(payments.run("metrics", tables=[table]), table, rule)
    assert failure.severity == severity
    assert failure.sample
