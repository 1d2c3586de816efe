"""The warehouse, whichever engine holds it, asked by SQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb

from saas360 import spark
from saas360.settings import Settings


@contextmanager
def reading(settings: Settings) -> Iterator[Any]:
    """A connection after PEP 249, for reading.

    Args:
        settings: on DuckDB nobody may have the file open for writing.
    """
    if settings.is_spark:
        yield spark.connect(settings)
    else:
        with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
            yield connection


def rows(connection: Any, sql: str) -> list[dict[str, Any]]:
    """The rows of a query, each a dict by column; none of a statement that gives none.

    Args:
        connection: after PEP 249.
        sql: one statement.
    """
    cursor = connection.cursor()
    cursor.execute(sql)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()] if names else []
