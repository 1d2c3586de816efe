"""A SQLAlchemy dialect through which Great Expectations reads DuckDB, and an engine's options.

Great Expectations hands a connection back before it fetches the result. duckdb-engine's cursors
share one connection, so by then the result is gone ("list index out of range"). Here every cursor
has a DuckDB cursor of its own. Reading the columns of a table is replaced as well: duckdb-engine
asks PostgreSQL's catalog for them, which takes longer than most expectations.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy as sa
from duckdb_engine import ConnectionWrapper, CursorWrapper, Dialect
from sqlalchemy.dialects import registry
from sqlalchemy.pool import StaticPool

DRIVER = "duckdb+expectations"


class OwnCursorConnection(ConnectionWrapper):
    """A connection that gives every cursor its own result."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Wraps an open DuckDB connection."""
        super().__init__(connection)
        self._connection = connection

    def cursor(self) -> CursorWrapper:
        """A cursor whose result stays until it is fetched."""
        return CursorWrapper(self._connection.cursor(), self)


class ExpectationsDialect(Dialect):
    """duckdb-engine's dialect with cursors of their own and quick reflection."""

    driver = "expectations"
    supports_statement_cache = False

    def connect(self, database: str, read_only: bool = False, **_: Any) -> Any:
        """Opens the file with no settings of its own, so that others may open it besides."""
        return OwnCursorConnection(duckdb.connect(database, read_only=read_only))

    def column_types(self, connection: Any, relation: str) -> dict[str, str]:
        """Column types by name of "schema.table"; empty if there is none such."""
        schema, _, table = relation.partition(".")
        query = (
            "select column_name, data_type from duckdb_columns() where not internal"
            " and database_name = current_database() and schema_name = $1 and table_name = $2"
            " order by column_index"
        )
        return dict(connection.exec_driver_sql(query, (schema, table)).fetchall())

    def get_columns(
        self, connection: Any, table_name: str, schema: str | None = None, **_: Any
    ) -> Any:
        """The names of a relation's columns; types are checked by SQL, not through SQLAlchemy."""
        query = (
            "select column_name, is_nullable from duckdb_columns()"
            " where table_name = $1 and schema_name = $2 order by column_index"
        )
        found = connection.exec_driver_sql(query, (str(table_name), str(schema or "main")))
        return [
            {"name": name, "type": sa.types.NullType(), "nullable": nullable, "default": None}
            for name, nullable in found
        ]

    def get_schema_names(self, connection: Any, **_: Any) -> list[str]:
        """Plain names of schemas, which Great Expectations looks for to explain an error."""
        query = "select schema_name from duckdb_schemas() where database_name = current_database()"
        return [name for (name,) in connection.exec_driver_sql(query)]

    def get_pk_constraint(
        self, connection: Any, table_name: str, schema: str | None = None, **_: Any
    ) -> Any:
        """No primary keys: dbt's tests look after keys."""
        return {"constrained_columns": [], "name": None}


def register() -> None:
    """Makes the dialect known under its own driver name."""
    registry.register(DRIVER.replace("+", "."), __name__, ExpectationsDialect.__name__)


def can_open_read_only(database: Path) -> bool:
    """Whether this process may open the file read-only.

    A process that has the file open for writing, as dbt may, can only open it once more with the
    same configuration.
    """
    try:
        duckdb.connect(str(database), read_only=True).close()
    except duckdb.ConnectionException:
        return False
    return True


@contextmanager
def kept_open(database: Path) -> Iterator[None]:
    """Keeps a file open for reading, so that opening it once more takes no time meanwhile."""
    if not (database.exists() and can_open_read_only(database)):
        yield
        return
    with duckdb.connect(str(database), read_only=True):
        yield


def engine_options(database: Path) -> dict[str, Any]:
    """Arguments for `create_engine`: one connection for all queries, read-only where possible.

    With a connection per query DuckDB would open the file anew each time, which made suites four
    times as slow.
    """
    return {
        "poolclass": StaticPool,
        "connect_args": {"read_only": True} if can_open_read_only(database) else {},
    }


def url(database: Path) -> str:
    """The SQLAlchemy URL of a DuckDB file."""
    return f"{DRIVER}:///{database}"
