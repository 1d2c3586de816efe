"""Web events, written three months at a time so that memory does not grow with the history."""

from __future__ import annotations

from pathlib import Path

import duckdb

from demo.database import run_script
from demo.slices import month_slices, write_slice


def write_web(connection: duckdb.DuckDBPyConnection, raw_dir: Path) -> None:
    """Makes the web events and writes them to `web_events/day=<day of arrival>/`.

    Fills `story.web_days` on the way.

    Args:
        connection: The working database, with leads and users made.
        raw_dir: The folder of the raw tables.
    """
    for slice_from, slice_to in month_slices(connection, first_day="market_from", months=3):
        connection.execute("set variable slice_from = $1", [slice_from])
        connection.execute("set variable slice_to = $1", [slice_to])
        run_script(connection, "web_slice")
        write_slice(connection, raw_dir / "web_events", f"{slice_from:%Y-%m}")
