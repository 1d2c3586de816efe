"""Columns of DuckDB as columns of PostgreSQL: the type, and what is selected so that COPY fits it.

Decimals stay exact, times stay as they are. What PostgreSQL has no type for becomes JSON (structs,
maps, lists of lists) or text (bits).
"""

import re
from dataclasses import dataclass

import duckdb

from saas360.export import name, text

PLAIN = {
    "BOOLEAN": "boolean",
    "TINYINT": "smallint",
    "UTINYINT": "smallint",
    "SMALLINT": "smallint",
    "USMALLINT": "integer",
    "INTEGER": "integer",
    "UINTEGER": "bigint",
    "BIGINT": "bigint",
    "FLOAT": "real",
    "DOUBLE": "double precision",
    "VARCHAR": "text",
    "DATE": "date",
    "TIME": "time",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
    "INTERVAL": "interval",
    "BLOB": "bytea",
    "JSON": "json",
}
# The type in PostgreSQL, and the DuckDB type to cast to for it.
CAST = {
    "UBIGINT": ("numeric(20, 0)", "decimal(20, 0)"),
    "HUGEINT": ("numeric(38, 0)", "decimal(38, 0)"),
    "UHUGEINT": ("numeric(38, 0)", "decimal(38, 0)"),
    "TIMESTAMP_S": ("timestamp", "timestamp"),
    "TIMESTAMP_MS": ("timestamp", "timestamp"),
    "TIMESTAMP_NS": ("timestamp", "timestamp"),
}
DECIMAL = re.compile(r"^DECIMAL\((\d+), ?(\d+)\)$")
LIST = re.compile(r"^(.*)\[\]$", re.DOTALL)
NESTED = re.compile(r"^(STRUCT|MAP|UNION)\(|\]$")


@dataclass(frozen=True)
class Column:
    """A column of a published table.

    Attributes:
        name: the same in both databases.
        kind: type in PostgreSQL.
        selected: expression that DuckDB selects it by.
        comment: its description.
    """

    name: str
    kind: str
    selected: str
    comment: str | None

    @property
    def is_date(self) -> bool:
        """Whether it holds days."""
        return self.kind == "date"


def columns_in(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> list[Column]:
    """The columns of a table of the published copy, in their order."""
    found = connection.execute(
        "select column_name, data_type, comment from duckdb_columns()"
        f" where database_name = current_database() and schema_name = {text(schema)}"
        f" and table_name = {text(table)} order by column_index"
    ).fetchall()
    return [_column(*row) for row in found]


def _column(column: str, duckdb_type: str, comment: str | None) -> Column:
    kind, selected = _converted(duckdb_type, name(column))
    return Column(column, kind, selected, comment)


def _converted(duckdb_type: str, column: str) -> tuple[str, str]:
    """The type in PostgreSQL and the expression whose values fit it."""
    if scalar := _scalar(duckdb_type):
        return scalar, column
    if duckdb_type in CAST:
        kind, cast = CAST[duckdb_type]
        return kind, f"cast({column} as {cast})"
    items = LIST.match(duckdb_type)
    if items and (scalar := _scalar(items.group(1))):
        return f"{scalar}[]", column
    if NESTED.search(duckdb_type):
        return "json", f"cast(to_json({column}) as varchar)"
    return "text", f"cast({column} as varchar)"  # enums, ids of 128 bits, bits


def _scalar(duckdb_type: str) -> str | None:
    """The type of values that COPY takes as they are; None if there is none."""
    exact = DECIMAL.match(duckdb_type)
    return f"numeric({exact[1]}, {exact[2]})" if exact else PLAIN.get(duckdb_type)
