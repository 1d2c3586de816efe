"""A gate that can't check a rule closes, and says why; it never raises."""

import subprocess
import sys

import pytest
from small_warehouse import Warehouse, failed

from expectations import raw
from expectations.facts import Facts
from expectations.rules import SAMPLE_SIZE, Rule, between, no_rows


def _only(monkeypatch: pytest.MonkeyPatch, *rules: Rule, table: str = "plans") -> None:
    def suite(facts: Facts) -> dict[str, list[Rule]]:
        return {table: list(rules)}

    monkeypatch.setattr(raw, "rules", suite)


@pytest.mark.parametrize(
    "broken",
    [
        no_rows("broken", "It runs.", "select nonsense from {batch}", severity="warning"),
        no_rows("broken", "It runs.", "select { from {batch}", severity="warning"),
        between("no_such_column", 0, 1, severity="warning"),
        Rule("broken", "It exists.", "ExpectTheUnexpected", severity="warning"),
        Rule("broken", "It fits.", "ExpectColumnValuesToNotBeNull", severity="warning"),
    ],
)
def test_rule_that_cannot_be_checked_is_a_critical_failure(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, broken: Rule
) -> None:
    good = no_rows("good", "It holds.", "select * from {batch} where false")
    _only(monkeypatch, broken, good)
    result = warehouse.run("raw")
    failure = failed(result, "plans", broken.name)
    assert failure.severity == "critical"
    assert failure.error
    assert "could not be checked" in failure.message()
    assert {one.rule: one.success for one in result.results}["good"]


def test_unreadable_table_is_a_critical_failure(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    _only(monkeypatch, no_rows("rule", "It holds.", "select * from {batch}"), table="nowhere")
    assert failed(warehouse.run("raw"), "nowhere", "rule").severity == "critical"


def test_view_whose_file_is_gone_is_a_critical_failure(
    warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("raw") / "usage_events.parquet"
    warehouse.execute(
        f"copy raw.usage_events to '{file}'",
        "drop table raw.usage_events",
        f"create view raw.usage_events as select * from read_parquet('{file}')",
    )
    assert warehouse.run("raw").success
    file.unlink()
    result = warehouse.run("raw")
    assert {one.table_name for one in result.critical_failures} == {"usage_events"}
    assert "usage_events.parquet" in result.message()


def test_sample_is_short_and_holds_no_personal_data(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.execute(
        "insert into raw.billing_customers (email, _file) select 'x@example.com', 'c.csv'"
        " from range(20)"
    )
    failure = failed(warehouse.run("raw"), "billing_customers", "customer_id_is_given")
    assert failure.failing_rows == 20
    assert failure.sample == [{"customer_id": None, "_file": "c.csv"}] * SAMPLE_SIZE
    assert "example.com" not in failure.message()


def test_message_counts_and_puts_what_blocks_first(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    _only(
        monkeypatch,
        no_rows("odd", "Odd.", "select plan_id from {batch}", severity="warning"),
        no_rows("wrong", "Wrong.", "select plan_id from {batch}"),
    )
    result = warehouse.run("raw")
    assert [one.rule for one in result.failures] == ["wrong", "odd"]
    assert [one.rule for one in result.warnings] == ["odd"]
    lines = result.message().splitlines()
    assert lines[0] == "Gate raw: 2 rules, 1 critical failures, 1 warnings."
    assert lines[1] == "CRITICAL raw.plans: wrong, 1 row"
    assert "    - plan_id=basic" in lines


@pytest.mark.parametrize("module", ["expectations", "expectations.run", "expectations.data_docs"])
def test_importing_does_not_import_great_expectations(module: str) -> None:
    code = f"import sys, {module}; sys.exit('great_expectations' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
