"""The days that a file's events fall on: from Parquet footers, else from that column alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from saas360.contract import RawTable
from saas360.raw.discover import RawFile
from saas360.raw.layouts import read_parts
from saas360.raw.parts import Part, literal, literals, pattern


@dataclass(frozen=True)
class FileDays:
    """First and last day (UTC) in a file; `newest` is the last one that is not in the future."""

    first: date | None
    last: date | None
    newest: date | None


def read_days(
    connection: duckdb.DuckDBPyConnection,
    table: RawTable,
    files: Sequence[RawFile],
    raw_dir: Path,
    *,
    today: date,
    column: str,
) -> dict[str, FileDays]:
    """Days of each file by path; files that can't be read are left out.

    Args:
        connection: in memory, in UTC.
        table: the files' table.
        files: which to look at.
        raw_dir: the raw folder.
        today: the last day that is not in the future.
        column: the column that holds the time.
    """
    found: dict[str, FileDays] = {}
    parts, _ = read_parts(connection, table, files, raw_dir)
    for part in parts:
        if column not in part.values:
            continue
        known = _from_footers(connection, part, column)
        known = {path: days for path, days in known.items() if _is_past(days, today)}
        found |= known
        rest = [file for file in part.files if file.path not in known]
        if rest:
            found |= _from_values(connection, part.only(rest), column, today)
    return found


def _is_past(days: FileDays, today: date) -> bool:
    return days.last is None or days.last <= today


def _from_footers(
    connection: duckdb.DuckDBPyConnection, part: Part, column: str
) -> dict[str, FileDays]:
    """Files whose footers give the range of every row group."""
    name = part.values[column].stored_as
    if name is None:
        return {}
    own = name[1:-1].replace('""', '"')
    paths = literals(pattern(file.absolute) for file in part.files)
    query = f"""
        select
            file_name,
            cast(min(try_cast(coalesce(stats_min_value, stats_min) as timestamp)) as date),
            cast(max(try_cast(coalesce(stats_max_value, stats_max) as timestamp)) as date)
        from parquet_metadata({paths})
        where path_in_schema = {literal(own)}
        group by all
        having bool_and(
            stats_null_count is not distinct from num_values
            or (
                try_cast(coalesce(stats_min_value, stats_min) as timestamp) is not null
                and try_cast(coalesce(stats_max_value, stats_max) as timestamp) is not null
            )
        )
    """
    try:
        rows = connection.execute(query).fetchall()
    except duckdb.Error:
        return {}
    paths_of = {file.absolute: file.path for file in part.files}
    return {paths_of[path]: FileDays(first, last, last) for path, first, last in rows}


def _from_values(
    connection: duckdb.DuckDBPyConnection, part: Part, column: str, today: date
) -> dict[str, FileDays]:
    query = f"""
        select path, min(day), max(day), max(day) filter (day <= date '{today.isoformat()}')
        from (
            select {part.file_column} as path, cast({part.values[column].sql} as date) as day
            from {part.scan()}
        )
        group by all
    """
    try:
        rows = connection.execute(query).fetchall()
    except duckdb.Error:
        if len(part.files) == 1:
            return {}
        found: dict[str, FileDays] = {}
        for file in part.files:
            found |= _from_values(connection, part.only([file]), column, today)
        return found
    return {path: FileDays(first, last, newest) for path, first, last, newest in rows}
