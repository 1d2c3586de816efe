"""What the suites may know about the warehouse before they say what should hold.

Here: which relations exist, their columns, their rows, and "now". Not here: any judgement.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa


def fetch(engine: sa.Engine, sql: str) -> list[dict[str, Any]]:
    """The rows of a query, each a dict by column."""
    with engine.connect() as connection:
        result = connection.exec_driver_sql(sql)
        names = list(result.keys())
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


@dataclass
class Facts:
    """What is in the warehouse now, and what was there before.

    Attributes:
        engine: an open engine on the warehouse.
        as_of: the day that counts as now.
        reporting_currency: the currency into which others are converted.
        previous_rows: median row count of the last successful runs by table, of the suite's layer.
    """

    engine: sa.Engine
    as_of: date
    reporting_currency: str = "USD"
    previous_rows: Mapping[str, float] = field(default_factory=dict)
    _columns: dict[str, dict[str, str]] | None = None
    _has_rows: dict[str, bool] = field(default_factory=dict)

    def columns(self, relation: str) -> dict[str, str]:
        """Column types by name of "schema.table"; empty where there is no such relation."""
        if self._columns is None:
            self._columns = {}
            sql = (
                "select schema_name, table_name, column_name, data_type from duckdb_columns()"
                " where not internal and database_name = current_database()"
            )
            for row in fetch(self.engine, sql):
                key = f"{row['schema_name']}.{row['table_name']}"
                self._columns.setdefault(key, {})[row["column_name"]] = row["data_type"]
        return self._columns.get(relation, {})

    def exists(self, relation: str) -> bool:
        """Whether "schema.table" is a table or view of the warehouse."""
        return bool(self.columns(relation))

    def has_rows(self, relation: str) -> bool:
        """Whether "schema.table" exists and is not empty; reads one row, not all."""
        if relation not in self._has_rows:
            schema, _, table = relation.partition(".")
            sql = f'select exists (select 1 from "{schema}"."{table}") as found'
            found = self.exists(relation) and bool(fetch(self.engine, sql)[0]["found"])
            self._has_rows[relation] = found
        return self._has_rows[relation]
