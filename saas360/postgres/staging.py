"""Staging: published tables copied into schemas that nobody reads yet, complete there.

A staging schema stands beside each published one. What a killed publish left of them goes with the
next one, which the advisory lock makes the only one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from saas360.export import count, name, text
from saas360.postgres.columns import Column, columns_in
from saas360.postgres.server import PostgresError, Server, ServerError

PREFIX = "saas360_staging_"
ACCOUNT = "account_id"
SEGMENT = ("segment_type", "segment")
NULLS_NOT_DISTINCT_SINCE = 150000  # server_version_num


@dataclass(frozen=True)
class Staged:
    """A table of the published copy on its way to the server.

    Attributes:
        schema: where it is going to stand.
        name: its name.
        key: columns that no two rows share the values of; may be none.
        rows: how many there are.
    """

    schema: str
    name: str
    key: tuple[str, ...]
    rows: int

    @property
    def label(self) -> str:
        """Schema and name, to be shown."""
        return f"{self.schema}.{self.name}"

    @property
    def place(self) -> str:
        """Where it is going to stand, in SQL."""
        return f"{name(self.schema)}.{name(self.name)}"

    @property
    def staging(self) -> str:
        """Its staging schema."""
        return PREFIX + self.schema

    @property
    def staged(self) -> str:
        """Where it stands meanwhile, in SQL."""
        return f"{name(self.staging)}.{name(self.name)}"


def remove_staging(server: Server) -> None:
    """Removes every staging schema."""
    found = server.rows(
        f"select nspname from pg_namespace where starts_with(nspname, {text(PREFIX)})"
    )
    for (schema,) in found:
        server.run(f"drop schema {name(schema)} cascade")


def stage(server: Server, connection: duckdb.DuckDBPyConnection, tables: Sequence[Staged]) -> None:
    """Copies tables and makes them ready; no reader sees anything of it.

    Args:
        server: whose staging schemas are empty.
        connection: the published database.
        tables: what to copy.

    Raises:
        PostgresError: a table can't be copied, or its rows are not all there.
    """
    for schema in dict.fromkeys(table.staging for table in tables):
        server.run(f"create schema {name(schema)}")
    version = int(server.value("select current_setting('server_version_num')::int"))
    for table in tables:
        try:
            _copy(server, connection, table, version)
        except (ServerError, duckdb.Error) as error:
            raise PostgresError(f"Copying {table.label} failed: {error}") from None
    # Never changed after this: what autovacuum would do later is done now.
    server.run(f"vacuum (analyze) {', '.join(table.staged for table in tables)}")


def _copy(
    server: Server, connection: duckdb.DuckDBPyConnection, table: Staged, version: int
) -> None:
    columns = columns_in(connection, table.schema, table.name)
    definitions = ", ".join(f"{name(column.name)} {column.kind}" for column in columns)
    server.run(f"create table {table.staged} ({definitions})")
    selected = ", ".join(f"{column.selected} as {name(column.name)}" for column in columns)
    rows = connection.sql(f"select {selected} from {table.place}")
    server.copy(table.staging, table.name, rows)
    found = server.value(f"select count(*) from {table.staged}")
    if found != table.rows:
        raise PostgresError(
            f"{table.label} has {found:,} rows there and {table.rows:,} in the published copy."
        )
    whole = bool(table.key) and not count(
        connection,
        f"{table.place} where {' or '.join(f'{name(each)} is null' for each in table.key)}",
    )
    server.run_all(
        [
            *_key(table, whole, version),
            *_indexes(table, columns),
            *_comments(connection, table, columns),
        ]
    )


def _key(table: Staged, whole: bool, version: int) -> list[str]:
    """The key: primary where no value is missing, else unique where a missing one counts as one."""
    if not table.key:
        return []
    columns = _list(table.key)
    if whole:
        return [f"alter table {table.staged} add primary key ({columns})"]
    if version >= NULLS_NOT_DISTINCT_SINCE:
        return [f"create unique index on {table.staged} ({columns}) nulls not distinct"]
    return [f"create index on {table.staged} ({columns})"]


def _indexes(table: Staged, columns: Sequence[Column]) -> list[str]:
    """What tables are filtered by: the account, the days of the key, the segment."""
    present = [column.name for column in columns]
    wanted: list[tuple[str, ...]] = [(ACCOUNT,)] if ACCOUNT in present else []
    wanted += [(column.name,) for column in columns if column.is_date and column.name in table.key]
    wanted += [SEGMENT] if set(SEGMENT) <= set(present) else []
    return [
        f"create index on {table.staged} ({_list(each)})"
        for each in wanted
        if table.key[: len(each)] != each  # there the key serves
    ]


def _comments(
    connection: duckdb.DuckDBPyConnection, table: Staged, columns: Sequence[Column]
) -> list[str]:
    """The descriptions that the published copy has."""
    found = connection.execute(
        "select comment from duckdb_tables() where database_name = current_database()"
        f" and schema_name = {text(table.schema)} and table_name = {text(table.name)}"
    ).fetchone()
    comments = (
        [f"comment on table {table.staged} is {text(found[0])}"] if found and found[0] else []
    )
    return comments + [
        f"comment on column {table.staged}.{name(column.name)} is {text(column.comment)}"
        for column in columns
        if column.comment
    ]


def _list(columns: Sequence[str]) -> str:
    return ", ".join(name(column) for column in columns)
