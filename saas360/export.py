"""Where published tables come from: the attached warehouse, or Parquet that Spark has written.

Here: what DuckDB selects a published table from. Not here: what is done with it
(`saas360.publish`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import duckdb

from saas360 import spark
from saas360.settings import Settings
from saas360.warehouse import rows

ZONED = "TIMESTAMP WITH TIME ZONE"


@dataclass(frozen=True)
class Table:
    """A table to publish.

    Attributes:
        schema: schema in the warehouse and in the published copy.
        name: the same in both.
        description: becomes the table's comment.
        columns: descriptions by column, which become comments.
        left_out: columns that stay behind, such as personal data.
        is_of_the_ledger: what builds write themselves: it lies in the ledger on any engine.
    """

    schema: str
    name: str
    description: str
    columns: Mapping[str, str]
    left_out: Sequence[str] = ()
    is_of_the_ledger: bool = False

    @property
    def label(self) -> str:
        """Schema and name."""
        return f"{self.schema}.{self.name}"


class Source(Protocol):
    """Gives tables to a DuckDB connection."""

    def query(self, table: Table) -> str:
        """What DuckDB gets the table's rows by, without the columns that stay behind."""

    def count(self, table: Table) -> int:
        """The table's rows, as the warehouse itself counts them."""


class Attached:
    """A DuckDB file, attached for reading."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, database: Path) -> None:
        self._connection = connection
        connection.execute(f"attach {text(database)} as warehouse (read_only)")

    def query(self, table: Table) -> str:
        """Its columns, in the warehouse's order."""
        present = columns_of(self._connection, "warehouse", table)
        kept = [name(column) for column in present if column not in table.left_out]
        return f"select {', '.join(kept) or '*'} from {self._relation(table)}"

    def count(self, table: Table) -> int:
        """As DuckDB counts."""
        return count(self._connection, self._relation(table))

    def _relation(self, table: Table) -> str:
        return f"warehouse.{name(table.schema)}.{name(table.name)}"


class Exported:
    """Spark's tables, each written once more as Parquet into a folder that both can reach."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, settings: Settings, folder: Path
    ) -> None:
        self._connection, self._folder = connection, folder
        self._spark = spark.connect(settings)
        self._ledger = Attached(connection, settings.ledger)

    def query(self, table: Table) -> str:
        """Its columns in Spark's order; instants as times in UTC, as they are on DuckDB."""
        if table.is_of_the_ledger:
            return self._ledger.query(table)
        place = self._folder / table.schema / table.name
        place.parent.mkdir(parents=True, exist_ok=True)
        present = [row["col_name"] for row in rows(self._spark, f"describe {table.label}")]
        kept = [f"`{column}`" for column in present if column not in table.left_out]
        rows(
            self._spark,
            f"insert overwrite directory '{spark.uri(place)}' using parquet"
            f" select {', '.join(kept)} from {table.label}",
        )
        files = f"read_parquet({text(place / '*.parquet')})"
        found = self._connection.execute(f"describe select * from {files}").fetchall()
        instants = [name(column) for column, kind, *_ in found if kind == ZONED]
        casts = ", ".join(f"cast({each} as timestamp) as {each}" for each in instants)
        return f"select *{f' replace ({casts})' if casts else ''} from {files}"

    def count(self, table: Table) -> int:
        """As Spark counts."""
        if table.is_of_the_ledger:
            return self._ledger.count(table)
        found: dict[str, Any] = rows(self._spark, f"select count(*) as n from {table.label}")[0]
        return int(found["n"])


def columns_of(connection: duckdb.DuckDBPyConnection, database: str, table: Table) -> list[str]:
    """The columns that a table of an attached database has."""
    relation = f"{name(database)}.{name(table.schema)}.{name(table.name)}"
    # Not from duckdb_columns(), which lists those of all tables, each time.
    return [column for column, *_ in connection.execute(f"from {relation} limit 0").description]


def count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    """Rows of a relation."""
    found = connection.execute(f"select count(*) from {relation}").fetchone()
    return int(found[0]) if found else 0


def name(identifier: str) -> str:
    """An identifier in SQL."""
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str | Path) -> str:
    """A string in SQL."""
    return "'" + str(value).replace("'", "''") + "'"
