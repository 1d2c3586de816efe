"""A SQLAlchemy dialect through which Great Expectations asks Spark, in either kind of profile.

PyHive's dialect knows how Spark wants SQL spelled; here it gets the connection that dbt's profile
describes, be it this process's session or a Thrift server.
"""

from typing import Any

import sqlalchemy as sa
from pyhive import hive
from pyhive.sqlalchemy_hive import HiveDialect
from sqlalchemy.dialects import registry
from sqlalchemy.pool import StaticPool

from saas360.settings import Settings
from saas360.spark import connect

DRIVER = "hive+expectations"  # Great Expectations quotes by the name before the plus
URL = f"{DRIVER}://"


class SparkDialect(HiveDialect):
    """PyHive's dialect on a connection of `saas360.spark`."""

    driver = "expectations"
    supports_statement_cache = False

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._tables: dict[str, set[str]] = {}

    @classmethod
    def import_dbapi(cls) -> Any:
        """PyHive, whose errors both kinds of connections raise."""
        return hive

    def create_connect_args(self, url: Any) -> Any:
        """Nothing: the engine's options say all."""
        return [], {}

    def connect(self, settings: Settings) -> Any:
        """The connection that the target's profile describes."""
        return connect(settings)

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        """Without parameters a percent sign is one."""
        cursor.execute(statement, parameters or None)

    def column_types(self, connection: Any, relation: str) -> dict[str, str]:
        """Column types by name of "schema.table", in capitals; empty if there is none such."""
        schema, _, table = relation.partition(".")
        if table not in self._tables_of(connection, schema):
            return {}
        found = connection.exec_driver_sql(f"describe {relation}").fetchall()
        columns = {}
        for name, kind, *_ in found:
            if not name or name.startswith("#"):  # what follows repeats the partitions' columns
                break
            columns[name] = kind.upper()
        return columns

    def _tables_of(self, connection: Any, schema: str) -> set[str]:
        """Asked for once per engine: what does not exist, Spark answers with pages of log."""
        if schema not in self._tables:
            schemas = {row[0] for row in connection.exec_driver_sql("show schemas")}
            found = (
                connection.exec_driver_sql(f"show tables in {schema}") if schema in schemas else ()
            )
            self._tables[schema] = {row[1] for row in found}
        return self._tables[schema]

    def get_columns(
        self, connection: Any, table_name: str, schema: str | None = None, **_: Any
    ) -> Any:
        """The names of a relation's columns; types are checked by SQL, not through SQLAlchemy."""
        columns = self.column_types(connection, f"{schema or 'default'}.{table_name}")
        return [
            {"name": name, "type": sa.types.NullType(), "nullable": True, "default": None}
            for name in columns
        ]

    def has_table(
        self, connection: Any, table_name: str, schema: str | None = None, **_: Any
    ) -> bool:
        """Whether there is such a table or view."""
        return bool(self.column_types(connection, f"{schema or 'default'}.{table_name}"))


def register() -> None:
    """Makes the dialect known under its own driver name."""
    registry.register(DRIVER.replace("+", "."), __name__, SparkDialect.__name__)


def engine_options(settings: Settings) -> dict[str, Any]:
    """Arguments for `create_engine`: one connection for all queries."""
    return {"poolclass": StaticPool, "connect_args": {"settings": settings}}
