"""A small warehouse in which every rule holds, for tests to plant one fault in."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from expectations.results import RuleResult, SuiteResult
from expectations.run import run_suite
from expectations.staging import staging_name
from saas360.contract import RawTable, read_contract
from saas360.settings import Settings

AS_OF = date(2026, 3, 15)
DUCKDB_TYPES = {"string": "varchar"}

# Rows of the raw contract; what is not named is null.
ROWS: dict[str, list[dict[str, Any]]] = {
    "billing_customers": [{"customer_id": "c1"}, {"customer_id": "c2"}],
    "plans": [{"plan_id": "basic", "currency": "USD", "unit_amount": 10}],
    "subscriptions": [
        {"subscription_id": "s1", "customer_id": "c1", "started_at": "2026-01-01"},
        {"subscription_id": "s2", "customer_id": "c2", "started_at": "2026-02-01"},
    ],
    "subscription_items": [
        {
            "subscription_item_id": "i1",
            "subscription_id": "s1",
            "plan_id": "basic",
            "valid_from": "2026-01-01",
            "valid_to": "2026-02-01",
        },
        {
            "subscription_item_id": "i1",
            "subscription_id": "s1",
            "plan_id": "basic",
            "valid_from": "2026-02-01",
        },
    ],
    "discounts": [
        {"discount_id": "d1", "percent_off": 20, "started_at": "2026-01-01", "duration": "once"}
    ],
    "invoices": [
        {"invoice_id": "n1", "customer_id": "c1", "currency": "USD", "issued_at": "2026-03-14"}
    ],
    "usage_events": [
        {"event_id": "e1", "account_id": "a1", "event_name": "x", "occurred_at": "2026-03-15"}
    ],
    "exchange_rates": [
        {"rate_date": "2026-01-01", "from_currency": "EUR", "to_currency": "USD", "rate": 1.1}
    ],
}


class Warehouse:
    """A DuckDB file with the tables that gates look at."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def execute(self, *statements: str) -> list[tuple[Any, ...]]:
        """Runs statements; gives the rows of the last one."""
        with duckdb.connect(str(self.settings.warehouse)) as connection:
            for statement in statements:
                result = connection.execute(statement)
            return result.fetchall()

    def run(self, layer: str, **options: Any) -> SuiteResult:
        """Runs a layer's suite on it, as of 15 March 2026."""
        options = {"run_id": "run", "as_of": AS_OF, "build_docs": False, **options}
        return run_suite(layer, self.settings, **options)


def build(folder: Path) -> Warehouse:
    """Two customers who pay 10 a month each, in raw, staging and the marts."""
    built = Warehouse(Settings(data_dir=folder))
    marts = (Path(__file__).parent / "marts.sql").read_text()
    built.execute(
        *(f"create schema {name}" for name in ("raw", "staging", "metrics", "customer_360")),
        *_arrived(),
        *(statement for statement in marts.split(";\n") if statement.strip()),
    )
    return built


def failed(result: SuiteResult, table: str, rule: str) -> RuleResult:
    """The failure of one rule; an assertion error if it holds or does not exist."""
    found = [one for one in result.failures if (one.table_name, one.rule) == (table, rule)]
    assert found, f"{table}.{rule} did not fail; failed: {names(result.failures)}"
    return found[0]


def names(results: Sequence[RuleResult]) -> list[str]:
    """Table and rule of each result, for comparisons."""
    return [f"{result.table_name}.{result.rule}" for result in results]


def _arrived() -> list[str]:
    statements = []
    for table in read_contract().values():
        if table.name not in ROWS and table.source not in ("billing", "usage", "reference"):
            continue
        statements += _raw(table)
        if not table.is_large:
            staged = f"staging.{staging_name(table.source, table.name)}"
            statements.append(
                f"create table {staged} as"
                f" select * exclude (_file), 'files' as connector from raw.{table.name}"
            )
    return statements


def _raw(table: RawTable) -> list[str]:
    columns = [
        f"{column.name} {DUCKDB_TYPES.get(column.data_type, column.data_type)}"
        for column in table.columns
    ]
    statements = [f"create table raw.{table.name} ({', '.join(columns)}, _file varchar)"]
    for row in ROWS.get(table.name, []):
        values = ", ".join(f"'{value}'" for value in row.values())
        statements.append(
            f"insert into raw.{table.name} ({', '.join(row)}, _file)"
            f" values ({values}, '{table.name}.csv')"
        )
    return statements
