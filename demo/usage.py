"""Usage events, written month by month so that memory does not grow with the history."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from demo.database import quoted, run_script


def write_usage(connection: duckdb.DuckDBPyConnection, raw_dir: Path) -> int:
    """Makes the usage events and writes them to `usage_events/day=<day of arrival>/`.

    Fills `truth.usage_days` and `story.usage_faults` on the way.

    Args:
        connection: The working database, with accounts, spells and users made.
        raw_dir: The folder of the raw tables.

    Returns:
        The number of rows written, repeated ones included.
    """
    run_script(connection, "usage_setup")
    for slice_from, slice_to in month_slices(connection):
        connection.execute("set variable slice_from = $1", [slice_from])
        connection.execute("set variable slice_to = $1", [slice_to])
        run_script(connection, "usage_slice")
        write_slice(connection, raw_dir / "usage_events", f"{slice_from:%Y-%m}")
    row = connection.execute("select sum(delivered)::bigint from story.usage_faults").fetchone()
    return int(row[0]) if row else 0


def month_slices(connection: duckdb.DuckDBPyConnection) -> list[tuple[date, date]]:
    """The months of the history as half-open spans of days, the last one cut at the end."""
    months: list[tuple[date, date]] = connection.execute(
        """
        select
            month_on::date,
            least(month_on + interval 1 month, getvariable('cutoff'))::date,
        from (
            select unnest(generate_series(
                getvariable('first_day')::timestamp,
                getvariable('last_day')::timestamp,
                interval 1 month
            )) as month_on,
        )
        order by month_on
        """
    ).fetchall()
    return months


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
