"""Tables of events, made and written some months at a time so that memory does not grow."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from demo.database import quoted


def month_slices(
    connection: duckdb.DuckDBPyConnection, *, first_day: str = "first_day", months: int = 1
) -> list[tuple[date, date]]:
    """The history as half-open spans of whole months, the last one cut at the end.

    Args:
        connection: The working database.
        first_day: The variable that says when it begins.
        months: Length of each span.
    """
    spans: list[tuple[date, date]] = connection.execute(
        f"""
        select
            month_on::date,
            least(month_on + interval {months} month, getvariable('cutoff'))::date,
        from (
            select unnest(generate_series(
                getvariable('{first_day}')::timestamp,
                getvariable('last_day')::timestamp,
                interval {months} month
            )) as month_on,
        )
        order by month_on
        """
    ).fetchall()
    return spans


def write_slice(connection: duckdb.DuckDBPyConnection, folder: Path, name: str) -> None:
    """Writes story.arrivals into hive folders, one file per day of arrival.

    Args:
        connection: The working database.
        folder: The folder that holds `day=...` folders.
        name: What the slice's files are called; a late event lies in a file of its own month.
    """
    connection.execute(
        f"""
        copy story.arrivals to {quoted(folder)} (
            format parquet, compression zstd, partition_by (day),
            filename_pattern '{name}_{{i}}', overwrite_or_ignore true
        )
        """
    )
