"""What is said of a past week, built today, is what was said of it then."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from demo import generate
from saas360.raw import load
from saas360.settings import Settings

pytestmark = pytest.mark.slow

# Seeds are read by models: `dbt run` would leave them out.
TABLES_ALONE = ("--resource-type", "model", "--resource-type", "seed")
THEN, NOW = date(2026, 8, 19), date(2026, 10, 31)  # a Wednesday, so that a week is under way
Rows = dict[str, set[tuple[Any, ...]]]
WEEKLY = {
    "customer_360.health_scores": "week_end",
    "customer_360.account_support": "week_end",
    "customer_360.account_usage": "week_end",
    "customer_360.entitlement_saturation": "week_end",
    "metrics.engagement": "week_end",
}
# Of what lasts, the beginning is known then, and the end once it came.
INTERVALS = {
    "customer_360.lifecycle_stages": ("account_id, lifecycle_stage, valid_from", "valid_from"),
    # Who is asked to do it is what the CRM says now; a reason may be told again, and an end come.
    "customer_360.customer_tasks": (
        "task_id, kind, reason, account_id, lead_id, opened_on, due_on, is_held_out,"
        " customer_tier, lifecycle_stage",
        "opened_on",
    ),
    "customer_360.account_signals": (
        "account_id, signal, began_on, size_at_start, mrr_at_start",
        "began_on",
    ),
    # What a deal is worth in the reporting currency is said at today's rate while it is open.
    "customer_360.account_timeline": (
        "account_id, occurred_at, kind, title, reference_id",
        "cast(occurred_at as date)",
    ),
}
# Which features are key is learnt from the whole history: today's knowledge moves this signal.
LEARNT = {
    "customer_360.account_signals": "signal <> 'key_feature_abandoned'",
    "customer_360.account_timeline": "reference_id <> 'key_feature_abandoned'",
}


class Builds:
    """The warehouse's weekly tables as they were built then, and as they are built now."""

    def __init__(self, warehouse: Path) -> None:
        self.warehouse = warehouse
        self.then = self._rows()

    def _rows(self) -> Rows:
        until = f"date '{THEN}'"
        queries = {
            table: f"select * from {table} where {column} <= {until}"
            for table, column in WEEKLY.items()
        } | {
            table: f"select {columns} from {table} where {begin} <= {until}"
            + (f" and {LEARNT[table]}" if table in LEARNT else "")
            for table, (columns, begin) in INTERVALS.items()
        }
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return {
                table: set(connection.execute(query).fetchall()) for table, query in queries.items()
            }

    def now(self) -> Rows:
        """The same rows out of the warehouse as it is."""
        return self._rows()


@pytest.fixture(scope="module")
def builds(dbt: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> tuple[Rows, Rows]:
    """The demo company as of a day, then as of a later one, from the same files."""
    folder = tmp_path_factory.mktemp("point_in_time")
    generate(folder / "raw", folder / "truth", scale=0.1, truth=False)
    load(Settings(raw_dir=folder / "raw", data_dir=folder))
    selection = [f"+{table.partition('.')[2]}" for table in (*WEEKLY, *INTERVALS)]

    def build(as_of: date) -> None:
        run = dbt(
            "build",
            *TABLES_ALONE,
            "--full-refresh",
            "--select",
            *selection,
            variables={"as_of": as_of.isoformat()},
            data_dir=folder,
        )
        assert run.returncode == 0, run.output

    build(THEN)
    kept = Builds(folder / "warehouse.duckdb")
    build(NOW)
    return kept.then, kept.now()


@pytest.mark.parametrize("table", [*WEEKLY, *INTERVALS])
def test_the_past_is_rebuilt_as_it_was_stored(builds: Any, table: str) -> None:
    then, now = builds
    assert then[table]
    assert sorted(map(str, then[table] - now[table]))[:5] == []
    assert sorted(map(str, now[table] - then[table]))[:5] == []
