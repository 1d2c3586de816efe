"""The suites name tables and columns that the project has."""

from pathlib import Path

import pytest

from expectations.billing_rules import CORE_TABLES, CUSTOMERS, EXCHANGE_RATES
from expectations.staging import VALUES, staging_name
from saas360.contract import read_contract
from saas360.settings import PROJECT_DIR

MODELS = {path.stem for path in Path(PROJECT_DIR / "models").rglob("*.sql")}
STAGED_DOMAINS = {path.name for path in Path(PROJECT_DIR / "models" / "staging").iterdir()}


@pytest.mark.parametrize(
    "table", [table for table in read_contract().values() if table.source in STAGED_DOMAINS]
)
def test_every_contract_table_has_its_staging_model(table) -> None:  # type: ignore[no-untyped-def]
    assert staging_name(table.source, table.name) in MODELS


def test_every_staging_table_with_rules_exists() -> None:
    named = {*VALUES, *CORE_TABLES, CUSTOMERS.split(".")[1], EXCHANGE_RATES.split(".")[1]}
    assert named <= MODELS


def test_every_rule_of_a_column_is_about_a_contract_column() -> None:
    tables = {staging_name(one.source, one.name): one for one in read_contract().values()}
    for name, rules in VALUES.items():
        columns = {column.name for column in tables[name].columns}
        for rule in rules:
            assert rule.column in columns
            assert set(rule.sample_columns) <= columns
