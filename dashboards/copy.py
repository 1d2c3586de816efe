"""The published copy as the pages ask it: rows, definitions, and what the manifest says.

Everything is read from one version, whatever builds publish meanwhile.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb

from saas360.publish import DATABASE, MANIFEST

Row = dict[str, Any]


class PublishedCopy:
    """One published version, opened for reading.

    Args:
        folder: the version's folder; a link to it is resolved once.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.beside: dict[str, str] = {}  # other sites in the same folder: address by name
        self.manifest: dict[str, Any] = json.loads((self.folder / MANIFEST).read_text())
        self._connection = duckdb.connect(str(self.folder / DATABASE), read_only=True)

    def __enter__(self) -> "PublishedCopy":
        """The copy itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Closes it."""
        self._connection.close()

    @property
    def currency(self) -> str:
        """The currency that all amounts are in."""
        return str(self.manifest.get("currency", ""))

    @property
    def as_of(self) -> date:
        """The day that the data describe."""
        return date.fromisoformat(self.manifest["as_of"])

    @property
    def published_at(self) -> datetime:
        """When the version was made, in UTC."""
        return datetime.fromisoformat(self.manifest["created_at"])

    def rows(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[Row]:
        """What a query gives, a map per row; nothing where one of its tables was not published."""
        try:
            cursor = self._connection.execute(
                sql, parameters if isinstance(parameters, Mapping) else list(parameters)
            )
        except duckdb.CatalogException as error:
            if "Table with name" in str(error) or "schema" in str(error):
                return []
            raise
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> Row:
        """The first row of a query; an empty map if it has none."""
        found = self.rows(sql, parameters)
        return found[0] if found else {}

    @cached_property
    def is_empty(self) -> bool:
        """Whether no account is known: nothing was connected yet."""
        return not self.rows("select account_id from customer_360.customers limit 1")

    def definition(self, place: str) -> str:
        """The sentence that the marts' YAML says of a table or column.

        Args:
            place: `schema.table` or `schema.table.column`.

        Raises:
            KeyError: no such table or column was published: the page names what is not there.
        """
        return self._definitions[place]

    def has(self, table: str) -> bool:
        """Whether a table was published."""
        return table in self._definitions

    @cached_property
    def _definitions(self) -> dict[str, str]:
        tables = self._connection.execute(
            "select schema_name || '.' || table_name, comment from duckdb_tables()"
        ).fetchall()
        columns = self._connection.execute(
            "select concat_ws('.', schema_name, table_name, column_name), comment"
            " from duckdb_columns() where not internal"
        ).fetchall()
        return {place: " ".join((comment or "").split()) for place, comment in tables + columns}
