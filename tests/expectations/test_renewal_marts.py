"""Faults of contract terms that end."""

import pytest
from small_warehouse import Warehouse, failed, names

MARTS = """
create table customer_360.renewals as
select * from (values
    ('a1', date '2026-02-01', 'late', 'yes', 10.0e0, 10.0e0, 10.0e0, date '2026-02-10',
        date '2026-01-10', date '2026-01-18'),
    ('a2', date '2026-04-01', 'open', null, 10.0e0, null, 10.0e0, null,
        null, date '2026-03-15')
) as renewals (
    account_id, term_end, result, intent, renewal_mrr, renewed_mrr, forecast_mrr, result_on,
    intent_on, forecast_on
);
create table metrics.renewal_performance as
select date '2026-01-01' as date_quarter, 'all' as segment_type, 'all' as segment,
    1 as renewals_due, 0 as renewed_renewals, 0 as up_renewals, 0 as down_renewals,
    1 as late_renewals, 0 as lost_renewals, 0 as open_renewals, 1.0e0 as renewal_rate,
    0.0e0 as on_time_renewal_rate, 1.0e0 as gross_renewal_rate, 1.2e0 as net_renewal_rate
"""


@pytest.fixture
def renewals(warehouse: Warehouse) -> Warehouse:
    """The small warehouse with a renewal that came late and one to come."""
    warehouse.execute(*MARTS.split(";\n"))
    return warehouse


def test_sound_marts_of_renewals_pass(renewals: Warehouse) -> None:
    assert names(renewals.run("metrics").failures) == []
    assert names(renewals.run("customer_360", tables=["renewals"]).failures) == []


@pytest.mark.parametrize(
    ("fault", "rule", "severity"),
    [
        ("customer_360.renewals set result = 'perhaps'", "result_is_known", "critical"),
        ("customer_360.renewals set intent = 'perhaps'", "intent_is_known", "critical"),
        ("customer_360.renewals set renewal_mrr = -1", "renewal_mrr_within_bounds", "critical"),
        ("customer_360.renewals set forecast_on = '2026-03-16'",
         "nothing_is_known_of_renewals_after_now", "critical"),
        ("customer_360.renewals set result = 'renewed' where account_id = 'a2'",
         "what_is_due_later_is_not_renewed", "critical"),
        ("customer_360.renewals set term_end = '2025-09-01' where account_id = 'a2'",
         "terms_that_ended_are_decided", "warning"),
        ("metrics.renewal_performance set renewal_rate = 1.1",
         "renewal_rate_within_bounds", "critical"),
        ("metrics.renewal_performance set renewals_due = 2",
         "results_are_all_that_was_due", "critical"),
    ],
)  # fmt: skip
def test_fault_is_found(renewals: Warehouse, fault: str, rule: str, severity: str) -> None:
    renewals.execute(f"update {fault}")
    layer, table = fault.split(maxsplit=1)[0].split(".")
    failure = failed(renewals.run(layer, tables=[table]), table, rule)
    assert failure.severity == severity
    assert failure.sample
