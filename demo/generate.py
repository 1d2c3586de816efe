"""Makes the demo company and writes its raw tables and its ground truth to Parquet."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from demo.database import load_catalogue, open_database, quoted, run_script, set_variables
from demo.folders import TRUTH_TABLES, prepare_folder, remove_tables
from demo.truth import compute_truth
from demo.usage import write_usage
from demo.web import write_web

ACCOUNTS_AT_SCALE_1 = 1000
LARGEST_SCALE_WITH_MOVEMENTS = 2
SHORTEST_HISTORY = 18

SCRIPTS_BEFORE_PRICES = (
    "macros",
    "plans",
    "accounts",
    "steps",
    "subscriptions_story",
    "items",
    "discounts",
    "periods",
    "subscriptions",
    "owners",
    "channels",
    "leads_story",
    "leads",
    "contacts",
    "deals_story",
    "deals",
    "activities",
    "relationships",
    "spend",
    "web_sessions",
    "experiments",
)
SCRIPTS_AFTER_PRICES = (
    "invoices",
    "payments",
    "approaches",
    "users",
    "entitlements",
    "tickets",
    "incidents",
    "feature_requests",
    "surveys",
    "tasks",
)

EVENT_TABLES = """
    create table story.web_days (
        event_date date, page_views bigint, clicks bigint, repeated bigint
    );
    create table truth.usage_days (event_date date, events bigint, users bigint, accounts bigint);
    create table story.usage_faults (
        repeated bigint, without_account bigint, negative bigint, delivered bigint
    )
"""
INVOICE_INSTANTS = """
    create or replace table story.instants as
    select distinct account_no, period_started_at as instant
    from story.periods
"""


@dataclass(frozen=True)
class DemoSummary:
    """What was made.

    Attributes:
        accounts: Number of accounts, internal ones included.
        events: Rows of usage_events, repeated ones included.
        seconds: How long it took.
        as_of: The last day of the history.
    """

    accounts: int
    events: int
    seconds: float
    as_of: date


def generate(
    raw_dir: Path,
    truth_dir: Path,
    *,
    scale: float = 1,
    seed: int = 1,
    end: date = date(2026, 10, 31),
    months: int = 24,
    truth: bool = True,
    usage: bool = True,
    memory_limit: str = "6GB",
    threads: int = 2,
) -> DemoSummary:
    """Makes a company and writes it as the raw contract's tables.

    The same seed and scale give the same rows, whatever the number of threads.

    Args:
        raw_dir: Where the raw tables go; made if absent. An earlier demo there is replaced.
        truth_dir: Where the ground truth goes; its tables are described in `demo/README.md`.
        scale: Size of the company: 1 is 1,000 accounts and about a million usage events.
        seed: Seed of all chance.
        end: Last day of the history. Usage and invoices end here; dates that are planned, such as
            the end of a cancelled subscription, may lie later.
        months: Calendar months of history, the one of `end` included; at least 18.
        truth: Whether to write the ground truth as well.
        usage: Whether to make usage and web events, by far the most of the rows.
        memory_limit: DuckDB's memory limit; what does not fit goes to a temporary folder.
        threads: DuckDB's threads.

    Returns:
        What was made.

    Raises:
        NotADemoFolder: If `raw_dir` holds files but no demo's marker.
        ValueError: If scale or months are too small.
    """
    began = time.perf_counter()
    accounts = round(scale * ACCOUNTS_AT_SCALE_1)
    if accounts < 1:
        raise ValueError(f"a scale of {scale} leaves no account")
    if months < SHORTEST_HISTORY:
        raise ValueError(f"the stories need {SHORTEST_HISTORY} months of history, not {months}")
    prepare_folder(raw_dir, {"scale": scale, "seed": seed, "end": end.isoformat()})
    remove_tables(truth_dir, TRUTH_TABLES)
    with tempfile.TemporaryDirectory(prefix="saas360-demo-") as spill_dir:
        connection = open_database(Path(spill_dir), memory_limit, threads)
        try:
            set_variables(connection, accounts=accounts, seed=seed, end=end, months=months)
            make_company(connection)
            events = write_usage(connection, raw_dir) if usage else 0
            if usage:
                write_web(connection, raw_dir)
            write_schema(connection, "raw", raw_dir)
            if truth:
                every_day = scale <= LARGEST_SCALE_WITH_MOVEMENTS
                compute_truth(connection, every_day=every_day)
                truth_dir.mkdir(parents=True, exist_ok=True)
                write_schema(connection, "truth", truth_dir)
        finally:
            connection.close()
    return DemoSummary(accounts, events, time.perf_counter() - began, end)


def make_company(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes every table but the usage and web events, in the schemas `story` and `raw`."""
    load_catalogue(connection)
    connection.execute(EVENT_TABLES)
    for script in SCRIPTS_BEFORE_PRICES:
        run_script(connection, script)
    connection.execute(INVOICE_INSTANTS)
    run_script(connection, "prices")
    for script in SCRIPTS_AFTER_PRICES:
        run_script(connection, script)


def write_schema(connection: duckdb.DuckDBPyConnection, schema: str, folder: Path) -> None:
    """Writes every table of a schema to `<folder>/<table>.parquet`, sorted by all columns.

    Args:
        connection: The working database.
        schema: `raw` or `truth`.
        folder: An existing folder.
    """
    tables = connection.execute(
        "select table_name from information_schema.tables where table_schema = $1 order by all",
        [schema],
    ).fetchall()
    for (table,) in tables:
        connection.execute(
            f"copy (from {schema}.{table} order by all)"
            f" to {quoted(folder / f'{table}.parquet')} (format parquet, compression zstd)"
        )
