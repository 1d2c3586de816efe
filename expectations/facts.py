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
        variables: dbt vars of the run. Besides `reporting_currency` there are two that let a gate
            pass after somebody looked: `accept_empty`, a list of raw tables that may be empty
            though they had rows, and `accept_mrr_jump`, true when a jump of MRR is real.
        previous: median observed value of the last successful runs by table and rule.
    """

    engine: sa.Engine
    as_of: date
    variables: Mapping[str, Any] = field(default_factory=dict)
    previous: Mapping[tuple[str, str], float] = field(default_factory=dict)
    _columns: dict[str, dict[str, str]] = field(default_factory=dict)
    _has_rows: dict[str, bool] = field(default_factory=dict)

    @property
    def reporting_currency(self) -> str:
        """The currency into which others are converted."""
        return str(self.variables.get("reporting_currency") or "USD")

    def usual_rows(self, table: str) -> float | None:
        """The table's median row count in the last successful runs; None if there were none."""
        return self.previous.get((table, "row_count"))

    def columns(self, relation: str) -> dict[str, str]:
        """Column types by name of "schema.table"; empty where there is no such relation."""
        if relation not in self._columns:
            dialect: Any = self.engine.dialect
            with self.engine.connect() as connection:
                self._columns[relation] = dialect.column_types(connection, relation)
        return self._columns[relation]

    def exists(self, relation: str) -> bool:
        """Whether "schema.table" is a table or view of the warehouse."""
        return bool(self.columns(relation))

    def has_rows(self, relation: str) -> bool:
        """Whether "schema.table" exists and is not empty; reads one row, not all."""
        if relation not in self._has_rows:
            sql = f"select 1 from {relation} limit 1"
            self._has_rows[relation] = self.exists(relation) and self._finds(sql)
        return self._has_rows[relation]

    def _finds(self, sql: str) -> bool:
        try:
            return bool(fetch(self.engine, sql))
        except sa.exc.SQLAlchemyError:  # unreadable, not empty: its rules will fail and say why
            return True
