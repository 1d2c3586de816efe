"""What is recorded, and what later runs make of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from small_warehouse import AS_OF, Warehouse

from expectations.history import previous_row_counts, record
from expectations.results import RuleResult

START = datetime(2026, 1, 1, tzinfo=UTC)


def _count(run: int, rows: int) -> RuleResult:
    return RuleResult(
        layer="raw",
        table_name="plans",
        rule="row_count",
        description="It has rows.",
        severity="warning",
        success=True,
        observed_value=str(rows),
        failing_rows=None,
        sample=[],
        column=None,
        run_id=f"run {run}",
        checked_at=START + timedelta(days=run),
    )


def test_first_run_has_no_history(warehouse: Warehouse) -> None:
    assert previous_row_counts(warehouse.settings, "raw") == {}


def test_every_rule_is_recorded(warehouse: Warehouse) -> None:
    result = warehouse.run("raw")
    assert record(warehouse.settings, result.results, as_of=AS_OF) == len(result.results)
    recorded = warehouse.execute(
        "select run_id, as_of, layer, table_name, severity, success, observed_value"
        " from quality.validation_results where rule = 'row_count' and table_name = 'plans'"
    )
    assert recorded == [("run", AS_OF, "raw", "plans", "warning", True, "1")]


def test_nothing_to_record_still_makes_the_table(warehouse: Warehouse) -> None:
    assert record(warehouse.settings, []) == 0
    assert warehouse.execute("select count(*) from quality.validation_results") == [(0,)]


def test_median_of_the_last_ten_runs(warehouse: Warehouse) -> None:
    counts = [9999, 9999, *range(1, 11)]
    record(warehouse.settings, [_count(run, rows) for run, rows in enumerate(counts)])
    assert previous_row_counts(warehouse.settings, "raw") == {"plans": pytest.approx(5.5)}


def test_a_table_that_is_seldom_checked_keeps_its_history(warehouse: Warehouse) -> None:
    daily = [replace(_count(run, 1), table_name="invoices") for run in range(1, 30)]
    record(warehouse.settings, [_count(0, 100), *daily])
    assert previous_row_counts(warehouse.settings, "raw") == {"plans": 100, "invoices": 1}


def test_failed_runs_do_not_count(warehouse: Warehouse) -> None:
    blocked = replace(_count(2, 0), rule="other", severity="critical", success=False)
    warned = replace(_count(1, 100), rule="other", success=False)
    record(warehouse.settings, [_count(1, 100), warned, _count(2, 0), blocked])
    assert previous_row_counts(warehouse.settings, "raw") == {"plans": 100}


def test_layers_are_kept_apart(warehouse: Warehouse) -> None:
    record(warehouse.settings, [_count(1, 100)])
    assert previous_row_counts(warehouse.settings, "staging") == {}
