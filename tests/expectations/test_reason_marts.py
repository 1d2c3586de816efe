"""Faults of why customers left, of their words, and of offers to stay."""

import pytest
from small_warehouse import Warehouse, failed, names

MARTS = """
create table customer_360.churned_accounts as
select 'a1' as account_id, date '2026-02-10' as left_on, 'price' as reason,
    'interview' as reason_source, 2 as sources, 10.0e0 as mrr_lost,
    date '2026-02-01' as first_signal_on, date '2026-03-01' as returned_on;
create table metrics.churn_reasons as
select * from (values
    (date '2026-02-01', 'all', 'all', 'price', 11, 0.5e0, 10.0e0, 1.0e0),
    (date '2026-02-01', 'all', 'all', 'unknown', 11, 0.5e0, 0.0e0, 0.0e0)
) as reasons (
    date_month, segment_type, segment, reason, departures, share_of_departures, mrr_lost,
    share_of_mrr_lost
);
create table metrics.churn_reason_terms as
select 'all' as period_type, date '2026-01-01' as period_start, 'price' as reason,
    'expensive' as term, 3 as accounts;
create table metrics.cancellation_offers as
select
    'quarter' as period_type, date '2026-01-01' as period_start, *,
    0.5e0 as acceptance_rate, 0.5e0 as save_rate, 20.0e0 as discount_cost,
    0.5e0 as sessions_here_rate_30_days, 0.5e0 as accepted_here_rate_30_days,
    0.5e0 as sessions_here_rate_90_days, 0.5e0 as accepted_here_rate_90_days,
    0.5e0 as sessions_here_rate_180_days, 0.5e0 as accepted_here_rate_180_days
from (values ('discount', 2), ('none', 1), ('all', 3)) as kinds (offer_kind, sessions)
"""


@pytest.fixture
def reasons(warehouse: Warehouse) -> Warehouse:
    """The small warehouse with somebody who left for the price, and offers to stay."""
    warehouse.execute(*MARTS.split(";\n"))
    return warehouse


def test_sound_marts_of_reasons_pass(reasons: Warehouse) -> None:
    assert names(reasons.run("metrics").failures) == []
    assert names(reasons.run("customer_360", tables=["churned_accounts"]).failures) == []


@pytest.mark.parametrize(
    ("fault", "rule", "severity"),
    [
        ("customer_360.churned_accounts set reason = 'too_expensive'",
         "reason_is_known", "critical"),
        ("customer_360.churned_accounts set reason_source = 'rumour'",
         "reason_source_is_known", "critical"),
        ("customer_360.churned_accounts set sources = 6", "sources_within_bounds", "critical"),
        ("customer_360.churned_accounts set mrr_lost = -1", "mrr_lost_within_bounds", "critical"),
        ("customer_360.churned_accounts set left_on = '2026-03-16', returned_on = null",
         "nobody_leaves_or_returns_after_now", "critical"),
        ("customer_360.churned_accounts set returned_on = left_on",
         "nobody_leaves_or_returns_after_now", "critical"),
        ("customer_360.churned_accounts set first_signal_on = left_on",
         "signals_come_before_the_departure", "critical"),
        ("metrics.churn_reasons set reason = 'too_expensive' where reason = 'price'",
         "reason_is_known", "critical"),
        ("metrics.churn_reasons set share_of_departures = 0.4 where reason = 'price'",
         "shares_of_departures_add_up", "critical"),
        ("metrics.churn_reasons set share_of_mrr_lost = 1.1 where reason = 'price'",
         "share_of_mrr_lost_within_bounds", "critical"),
        ("metrics.churn_reasons set share_of_departures = 0.51 where reason = 'unknown'",
         "most_departures_have_a_reason", "warning"),
        ("metrics.churn_reason_terms set accounts = 2", "accounts_within_bounds", "critical"),
        ("metrics.churn_reason_terms set term = 'noor@acme.example'",
         "terms_are_single_words", "critical"),
        ("metrics.churn_reason_terms set term = 'top10'", "terms_are_single_words", "critical"),
        ("metrics.churn_reason_terms set period_type = 'week'", "period_type_is_known", "critical"),
        ("metrics.cancellation_offers set save_rate = 1.5",
         "save_rate_within_bounds", "critical"),
        ("metrics.cancellation_offers set accepted_here_rate_180_days = -1",
         "accepted_here_rate_180_days_within_bounds", "critical"),
        ("metrics.cancellation_offers set discount_cost = -1",
         "discount_cost_within_bounds", "critical"),
        ("metrics.cancellation_offers set sessions = 4 where offer_kind = 'all'",
         "kinds_of_offers_are_all_sessions", "critical"),
    ],
)  # fmt: skip
def test_fault_is_found(reasons: Warehouse, fault: str, rule: str, severity: str) -> None:
    reasons.execute(f"update {fault}")
    layer, table = fault.split(maxsplit=1)[0].split(".")
    failure = failed(reasons.run(layer, tables=[table]), table, rule)
    assert failure.severity == severity
    assert failure.sample
