"""What the warehouse remembers of files: those of the last load, and those aggregated by event day.

`raw.files` is written by every load. `raw.aggregated_files` is replaced only once the models by
event day have succeeded, so that a run that was killed repeats its days.
"""

import time
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from saas360.raw.parts import literal
from saas360.settings import Settings

ATTEMPTS = 40
PAUSE_SECONDS = 0.25


@dataclass(frozen=True)
class KnownFile:
    """A file as the last load saw it; `checked_as` names the types that its values fit."""

    table_name: str
    size_bytes: int
    modified_at: datetime
    rows: int | None
    first_event_day: date | None
    last_event_day: date | None
    checked_as: str

    @property
    def version(self) -> tuple[int, datetime]:
        """Changes when the file is rewritten."""
        return self.size_bytes, self.modified_at


@dataclass(frozen=True)
class AggregatedFile:
    """A file of events as the models by day last took it, without what was in the future.

    `domain` is the one whose events it holds.
    """

    domain: str
    size_bytes: int
    modified_at: datetime
    first_event_day: date | None
    last_event_day: date | None

    @property
    def version(self) -> tuple[int, datetime]:
        """Changes when the file is rewritten."""
        return self.size_bytes, self.modified_at


@dataclass(frozen=True)
class Memory:
    """Both ledgers, by path, and the rules under which files were aggregated."""

    known: dict[str, KnownFile]
    aggregated: dict[str, AggregatedFile]
    rules: str | None = None


def open_warehouse(path: Path, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Opens the warehouse, waiting a while for a process that has it.

    Raises:
        duckdb.IOException: it is still taken after ten seconds, or is no database.
    """
    for attempt in range(ATTEMPTS):
        try:
            connection = duckdb.connect(str(path), read_only=read_only)
        except duckdb.ConnectionException:  # this process has it open already, for writing
            connection = duckdb.connect(str(path))
        except duckdb.IOException as error:
            if "lock" not in str(error).lower() or attempt == ATTEMPTS - 1:
                raise
            time.sleep(PAUSE_SECONDS)
            continue
        connection.execute("set TimeZone = 'UTC'")
        return connection
    raise AssertionError("unreachable")


def recall(settings: Settings) -> Memory:
    """Both ledgers; empty before the first load."""
    if not settings.ledger.exists():
        return Memory({}, {})
    with open_warehouse(settings.ledger, read_only=True) as connection:
        return recall_from(connection)


def recall_from(connection: duckdb.DuckDBPyConnection) -> Memory:
    """Both ledgers, from an open warehouse."""
    known = _rows(
        connection,
        "files",
        "path, table_name, size_bytes, modified_at, rows, "
        "first_event_day, last_event_day, checked_as",
    )
    aggregated = _rows(
        connection,
        "aggregated_files",
        "path, domain, size_bytes, modified_at, first_event_day, last_event_day, rules",
    )
    return Memory(
        {path: KnownFile(*rest) for path, *rest in known},
        {path: AggregatedFile(*rest) for path, *rest, _ in aggregated},
        aggregated[0][-1] if aggregated else None,
    )


def insert(
    connection: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[object, ...]]
) -> None:
    """Inserts rows in one statement, as literals: parameters would make DuckDB import pandas."""
    if rows:
        values = ", ".join(f"({', '.join(_literal(value) for value in row)})" for row in rows)
        connection.execute(f"insert into {table} values {values}")


def _literal(value: object) -> str:
    return "null" if value is None else literal(str(value))


def _rows(connection: duckdb.DuckDBPyConnection, table: str, columns: str) -> list[tuple[Any, ...]]:
    exists = connection.execute(
        f"select 1 from duckdb_tables() where schema_name = 'raw' and table_name = '{table}' "
        "and database_name = current_database()"
    ).fetchone()
    try:
        return connection.execute(f"select {columns} from raw.{table}").fetchall() if exists else []
    except duckdb.BinderException:  # written by another version: forgotten, all is read anew
        return []
