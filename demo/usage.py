"""Usage events, written month by month so that memory does not grow with the history."""

from __future__ import annotations

from pathlib import Path

import duckdb

from demo.database import run_script
from demo.slices import month_slices, write_slice


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
