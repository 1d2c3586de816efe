"""Faults of the published numbers."""

import pytest
from small_warehouse import AS_OF, Warehouse, failed, names

from expectations.history import record


@pytest.mark.parametrize(
    ("fault", "table", "rule"),
    [
        ("monthly_revenue set customer_churn_rate = 1.2", "monthly_revenue",
         "customer_churn_rate_within_bounds"),
        ("monthly_revenue set gross_mrr_churn_rate = 1.2", "monthly_revenue",
         "gross_rates_within_bounds"),
        ("monthly_revenue set gross_revenue_retention = -0.1", "monthly_revenue",
         "gross_rates_within_bounds"),
        ("monthly_revenue set gross_revenue_retention_12m = 1.1", "monthly_revenue",
         "gross_revenue_retention_12m_within_bounds"),
        ("retention_cohorts set logo_retention = 1.5", "retention_cohorts",
         "logo_retention_within_bounds"),
        ("retention_cohorts set retained_customers = 3", "retention_cohorts",
         "no_more_retained_than_there_were"),
        ("monthly_recurring_revenue set mrr = -5, previous_mrr = -5, new_mrr = 0",
         "monthly_recurring_revenue", "mrr_within_bounds"),
        ("monthly_recurring_revenue set new_mrr = 0", "monthly_recurring_revenue",
         "movements_add_up"),
        ("monthly_revenue set mrr_end = mrr_end + 0.02", "monthly_revenue", "movements_add_up"),
        ("monthly_recurring_revenue set is_active = false", "monthly_recurring_revenue",
         "mrr_only_of_active_accounts"),
        ("mrr_movements set account_id = 'a1', movement_date = '2026-01-01'", "mrr_movements",
         "account_id_and_movement_date_and_movement_type_are_unique"),
        ("mrr_movements set movement_type = 'gift'", "mrr_movements", "movement_type_is_known"),
        ("mrr_movements set amount = -10", "mrr_movements", "sign_fits_movement_type"),
        ("mrr_movements set mrr_after = -1", "mrr_movements", "mrr_after_within_bounds"),
        ("mrr_movements set movement_date = '2026-03-16'", "mrr_movements",
         "no_movement_after_now"),
        ("monthly_finance set billings = billings + 1", "monthly_finance",
         "deferred_revenue_rolls_forward"),
        ("recognized_revenue set deferred_revenue_end = 0", "recognized_revenue",
         "deferred_revenue_rolls_forward"),
        ("mrr_reconciliation set amount = amount + 1", "mrr_reconciliation", "kinds_add_up"),
        ("mrr_reconciliation set kind = 'luck'", "mrr_reconciliation", "kind_is_known"),
    ],
)  # fmt: skip
def test_impossible_number_blocks(warehouse: Warehouse, fault: str, table: str, rule: str) -> None:
    warehouse.execute(f"update metrics.{fault}")
    failure = failed(warehouse.run("metrics", tables=[table]), table, rule)
    assert failure.severity == "critical"
    assert failure.failing_rows
    assert failure.sample
    assert f"metrics.{table}: {rule}" in failure.message()


def test_missing_newest_month_blocks(warehouse: Warehouse) -> None:
    warehouse.execute(
        "delete from metrics.monthly_recurring_revenue where date_month = '2026-03-01'"
    )
    failure = failed(
        warehouse.run("metrics"), "monthly_recurring_revenue", "reaches_the_current_month"
    )
    assert "newest_month=2026-02-01" in failure.message()


def test_exchange_rate_effect_may_push_a_rate_beyond_its_bound(warehouse: Warehouse) -> None:
    warehouse.execute(
        "update metrics.monthly_revenue set gross_mrr_churn_rate = 1.1,"
        " exchange_rate_mrr = 2, churned_mrr = -22, mrr_end = 0 where date_month = '2026-03-01'"
    )
    assert "monthly_revenue.gross_rates_within_bounds" not in names(
        warehouse.run("metrics").failures
    )


def test_revenue_without_customer_blocks(warehouse: Warehouse) -> None:
    warehouse.execute("delete from customer_360.customers where account_id = 'a2'")
    failure = failed(warehouse.run("customer_360"), "customers", "no_revenue_without_customer")
    assert (failure.severity, failure.failing_rows) == ("critical", 1)
    assert "account_id=a2" in failure.message()


def _grow(warehouse: Warehouse, customers: int, day: str, jump: float) -> None:
    warehouse.execute(
        "delete from metrics.mrr_movements",
        "insert into metrics.mrr_movements select 'a' || range, date '2026-01-01', 'new', 10, 0, 10"
        f" from range({customers})",
        f"insert into metrics.mrr_movements values ('a1', '{day}', 'expansion', {jump}, 10, 10)",
    )


def test_jump_of_total_mrr_warns(warehouse: Warehouse) -> None:
    _grow(warehouse, 50, "2026-03-01", 126)
    result = warehouse.run("metrics")
    failure = failed(result, "mrr_movements", "mrr_jump_within_reason")
    assert failure.severity == "warning"
    assert failure.sample[0]["movement_date"] == "2026-03-01"
    assert result.success


def test_huge_recent_jump_blocks_until_it_is_accepted(warehouse: Warehouse) -> None:
    _grow(warehouse, 50, "2026-03-01", 301)
    failure = failed(warehouse.run("metrics"), "mrr_movements", "no_huge_recent_mrr_jump")
    assert failure.severity == "critical"
    assert warehouse.run("metrics", variables={"accept_mrr_jump": True}).success


def test_huge_jump_of_long_ago_only_warns(warehouse: Warehouse) -> None:
    _grow(warehouse, 50, "2026-02-01", 301)
    result = warehouse.run("metrics")
    assert names(result.failures) == ["mrr_movements.mrr_jump_within_reason"]


def test_few_customers_may_jump(warehouse: Warehouse) -> None:
    _grow(warehouse, 49, "2026-03-01", 490)
    assert warehouse.run("metrics").failures == []


def test_month_that_was_over_and_doubled_since_blocks(warehouse: Warehouse) -> None:
    first = warehouse.run("metrics")
    record(warehouse.settings, first.results, as_of=AS_OF)
    observed = {one.rule: one.observed_value for one in first.results}
    assert float(observed["mrr_of_2026_02_is_as_before"]) == 20
    warehouse.execute(
        "update metrics.monthly_revenue set mrr_start = 2 * mrr_start, new_mrr = 2 * new_mrr,"
        " mrr_end = 2 * mrr_end"
    )
    failure = failed(
        warehouse.run("metrics"), "monthly_revenue", "mrr_of_2026_02_is_as_before_by_half"
    )
    assert failure.severity == "critical"
    assert "20.00" in failure.description
    assert warehouse.run("metrics", variables={"accept_mrr_jump": True}).success


def test_each_quarantined_row_warns_with_its_reason_and_share(warehouse: Warehouse) -> None:
    warehouse.execute(
        "create schema quality",
        "create table quality.quarantined_rows as select 'billing.plans' as table_name,"
        " 'files' as connector, 'x' as row_key, 'negative unit_amount' as reason",
        "insert into staging.stg_billing__plans (plan_id) select 'p' || range from range(98)",
    )
    failure = failed(warehouse.run("quality"), "quarantined_rows", "nothing_is_quarantined")
    assert failure.severity == "warning"
    assert "table_name=billing.plans" in failure.message()
    assert "reason=negative unit_amount, rows_lost=1, percent_of_table=1.0" in failure.message()
    warehouse.execute("delete from quality.quarantined_rows")
    assert warehouse.run("quality").failures == []


def test_what_invoices_do_not_explain_is_a_warning(warehouse: Warehouse) -> None:
    warehouse.execute(
        "update metrics.mrr_reconciliation set"
        " amount = amount + case kind when 'unexplained' then 5 else -5 end"
    )
    rule = "difference_is_explained"
    failure = failed(warehouse.run("metrics"), "mrr_reconciliation", rule)
    assert failure.severity == "warning"
    accepted = warehouse.run("metrics", variables={"reconciliation_tolerance": 0.5})
    assert f"mrr_reconciliation.{rule}" not in names(accepted.failures)
