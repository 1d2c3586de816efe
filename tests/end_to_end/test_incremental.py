"""New files cost what they hold: a build touches the days that they concern, and no other.

Two trip-wires show what a build touched. Each day of the daily tables is marked, in a column that
no table below reads, so that a rebuilt day is known by its lost mark. And the values in old event
files are overwritten without a change of size or time, so that whoever reads one fails.
"""

import math
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from end_to_end.pipeline import DataFolder, Outcome

pytestmark = pytest.mark.slow

NEWEST = date(2026, 10, 31)
EARLIEST_LATE = date(2026, 10, 28)  # three days before: usage_lookback_days
WITHIN_LOOKBACK = date(2026, 10, 29)
BEYOND_LOOKBACK = date(2026, 9, 15)
MARK = 1_000_000
DAILY_TABLES = (
    "intermediate.int_usage__daily_events",
    "intermediate.int_marketing__session_events",
)
EVENT_TABLES = ("usage_events", "web_events")
USAGE = (
    "select event_date, account_id, event_name, events, quantity, users"
    " from intermediate.int_usage__account_event_days order by all"
)
USERS = "select * from intermediate.int_usage__user_days order by all"
SESSIONS = "select * from intermediate.int_marketing__daily_sessions order by all"
CLICKS = "select * from intermediate.int_marketing__daily_pages order by all"
REMEMBERING = ("published_run", "reported_monthly_revenue", "restatements", "validation_results")
TABLES = "select table_schema, table_name from information_schema.tables order by all"

Contents = dict[str, list[tuple[Any, ...]]]


def events_of(folder: DataFolder, day: date, table: str = "usage_events") -> Path:
    """The raw folder of the events that arrived on a day."""
    return folder.raw / table / f"day={day}"


def days_before(day: date) -> list[date]:
    """Two years of days before a day."""
    return [day - timedelta(days) for days in range(1, 731)]


def mark_all_days(folder: DataFolder) -> None:
    """Marks each day of the daily tables."""
    with duckdb.connect(str(folder.path / "warehouse.duckdb")) as connection:
        for table in DAILY_TABLES:
            connection.execute(f"update {table} set surplus_copies = surplus_copies + {MARK}")


def rebuilt_days(folder: DataFolder) -> set[date]:
    """The days that have lost their mark; those that have not, lose it now."""
    rebuilt: set[date] = set()
    with duckdb.connect(str(folder.path / "warehouse.duckdb")) as connection:
        for table in DAILY_TABLES:
            unmarked = connection.execute(
                f"select distinct event_date from {table} where surplus_copies < {MARK}"
            ).fetchall()
            rebuilt |= {day for (day,) in unmarked}
            connection.execute(
                f"update {table} set surplus_copies = surplus_copies - {MARK}"
                f" where surplus_copies >= {MARK}"
            )
    return rebuilt


@contextmanager
def unreadable_values(files: list[Path]) -> Iterator[None]:
    """Overwrites the values in Parquet files, leaving footers, sizes and times as they are."""
    contents = {file: file.read_bytes() for file in files}
    for file, content in contents.items():
        footer = int.from_bytes(content[-8:-4], "little") + 8
        _overwrite(file, content[:4] + b"\xff" * (len(content) - footer - 4) + content[-footer:])
    yield
    for file, content in contents.items():
        _overwrite(file, content)


def _overwrite(file: Path, content: bytes) -> None:
    status = file.stat()
    file.write_bytes(content)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def usage(folder: DataFolder) -> Contents:
    """All events that were aggregated."""
    queries = {"events": USAGE, "users": USERS, "sessions": SESSIONS, "clicks": CLICKS}
    return {name: folder.warehouse(query) for name, query in queries.items()}


def published_contents(folder: DataFolder) -> Contents:
    """Every published table but those that remember earlier builds, as a build from nothing can't.

    These are the record of the run and of its checks, the versions of records, and what was
    reported of closed months.
    """
    return {
        f"{schema}.{table}": folder.published(f"select * from {schema}.{table} order by all")
        for schema, table in folder.published(TABLES)
        if table not in REMEMBERING and not table.endswith("_history")
    }


def differing(ours: Contents, theirs: Contents) -> dict[str, Any]:
    """The tables that differ, each with its first rows that do; few enough to be printed.

    Doubles are summed in an order that nobody promises: their last bits are not compared.
    """
    if ours.keys() != theirs.keys():
        return {"tables": sorted(ours.keys() ^ theirs.keys())}
    found: dict[str, Any] = {}
    for table, rows in ours.items():
        others = theirs[table]
        pairs = [pair for pair in zip(rows, others, strict=False) if not _is_same(*pair)]
        if pairs or len(rows) != len(others):
            found[table] = {"rows": (len(rows), len(others)), "unlike": pairs[:3]}
    return found


def _is_same(row: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return row == other or all(
        math.isclose(ours, theirs, rel_tol=1e-9)
        if isinstance(ours, float) and isinstance(theirs, float)
        else ours == theirs
        for ours, theirs in zip(row, other, strict=True)
    )


@pytest.fixture(scope="module")
def after_one_new_day(
    demo: DataFolder, tmp_path_factory: pytest.TempPathFactory
) -> tuple[DataFolder, set[date]]:
    """A company built without its newest day of events, and again with it; the rebuilt days."""
    folder = DataFolder(tmp_path_factory.mktemp("one_new_day"))
    shutil.copytree(demo.raw, folder.raw)
    held_back = {
        table: events_of(folder, NEWEST, table).rename(folder.path / f"held_back_{table}")
        for table in EVENT_TABLES
    }
    first = folder.build("--as-of", str(NEWEST))
    assert first.status == 0, first.output
    assert all(rows != usage(demo)[name] for name, rows in usage(folder).items())

    mark_all_days(folder)
    old = [
        file
        for day in days_before(EARLIEST_LATE)
        for table in EVENT_TABLES
        for file in events_of(folder, day, table).glob("*")
    ]
    for table, path in held_back.items():
        path.rename(events_of(folder, NEWEST, table))
    with unreadable_values(old):
        second = folder.build("--as-of", str(NEWEST))
    assert second.status == 0, second.output
    return folder, rebuilt_days(folder)


def test_a_new_day_of_files_rebuilds_that_day_and_reads_no_older_event(
    after_one_new_day: tuple[DataFolder, set[date]],
) -> None:
    _, rebuilt = after_one_new_day
    assert rebuilt == {NEWEST}


def test_building_day_by_day_gives_what_a_build_from_scratch_gives(
    demo: DataFolder, after_one_new_day: tuple[DataFolder, set[date]]
) -> None:
    folder, _ = after_one_new_day
    assert differing(usage(folder), usage(demo)) == {}
    assert differing(published_contents(folder), published_contents(demo)) == {}


def add_late_event(folder: DataFolder, day: date) -> None:
    """Puts a file with one event of an earlier day beside those that arrived on the newest."""
    late = {
        "usage_events": "'acc_000001' as account_id, 'late.event' as event_name",
        "web_events": "'late visitor' as visitor_id, 'page_view' as event_type, '/' as page_path",
    }
    for table, columns in late.items():
        path = events_of(folder, NEWEST, table) / f"late_{day}.parquet"
        with duckdb.connect() as connection:
            connection.execute(
                f"""
                copy (
                    select
                        'late {day}' as event_id,
                        timestamp '{day} 12:00:00' as occurred_at,
                        {columns}
                ) to '{path}' (format parquet)
                """
            )


def late_events(folder: DataFolder) -> list[date]:
    """The days of late events that were aggregated, of usage and of the website alike."""
    rows = folder.warehouse(
        "select event_date from intermediate.int_usage__account_event_days"
        " where event_name = 'late.event' order by all"
    )
    sessions = folder.warehouse(
        "select event_date from intermediate.int_marketing__daily_sessions"
        " where visitor_id = 'late visitor' order by all"
    )
    assert sessions == rows
    return [day for (day,) in rows]


@pytest.fixture(scope="module")
def after_late_files(
    copy_of_demo: Callable[[str], DataFolder],
) -> tuple[DataFolder, set[date], Outcome]:
    """A built company to which two late files came; the days rebuilt, and how the build went."""
    folder = copy_of_demo("late_files")
    mark_all_days(folder)
    add_late_event(folder, WITHIN_LOOKBACK)
    add_late_event(folder, BEYOND_LOOKBACK)
    outcome = folder.build()
    assert outcome.status == 0, outcome.output
    return folder, rebuilt_days(folder), outcome


def test_a_late_event_within_the_lookback_is_picked_up_and_an_older_one_is_not(
    after_late_files: tuple[DataFolder, set[date], Outcome],
) -> None:
    folder, rebuilt, _ = after_late_files
    assert late_events(folder) == [WITHIN_LOOKBACK]
    assert WITHIN_LOOKBACK in rebuilt
    assert min(rebuilt) >= EARLIEST_LATE


def test_an_event_that_came_too_late_is_said_to_wait(
    after_late_files: tuple[DataFolder, set[date], Outcome],
) -> None:
    _, _, outcome = after_late_files
    assert BEYOND_LOOKBACK.isoformat() in outcome.output


def test_building_twice_changes_nothing_and_a_full_refresh_takes_what_waits(
    after_late_files: tuple[DataFolder, set[date], Outcome],
) -> None:
    folder, _, _ = after_late_files
    usage_before, published_before = usage(folder), published_contents(folder)
    again = folder.build()
    assert again.status == 0, again.output
    assert differing(usage(folder), usage_before) == {}
    assert differing(published_contents(folder), published_before) == {}

    refreshed = folder.build("--full-refresh")
    assert refreshed.status == 0, refreshed.output
    assert late_events(folder) == [BEYOND_LOOKBACK, WITHIN_LOOKBACK]
    assert BEYOND_LOOKBACK.isoformat() not in refreshed.output
