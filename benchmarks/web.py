"""How long sessions of the website take, next to bare DuckDB over the same Parquet.

    uv run python -m benchmarks.web --million 10 --repeat 3

Makes up so many million web events over 24 months, in one folder per day, and times:
- full: dbt making the models by event day from nothing, as a process.
- one day: the same for the last day alone.
- marts: what is made anew of the days, down to `metrics`.
- bare: one DuckDB statement that numbers sessions by gaps of 30 minutes within a day, and adds them
  up. It looks for no copies of an event, and keeps neither clicks nor users.
Bare DuckDB has two threads and 8 GB. It prints medians, ratios and the largest memory as Markdown.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import duckdb

from benchmarks.build import BIN, PROJECT_DIR

LAST_DAY = "2025-12-31"
DAYS = 730
DAILY = (
    "stg_marketing__web_events",
    "int_marketing__session_events",
    "int_marketing__daily_sessions",
    "int_marketing__daily_pages",
    "int_marketing__daily_visitor_users",
)
BESIDE = ("+int_crm__lead_outcomes", "+stg_usage__product_users")
MARTS = (
    "int_marketing__visitor_leads",
    "int_marketing__registrations",
    "int_marketing__known_visitors",
    "int_marketing__sessions",
    "int_marketing__landing_page_months+",
    "int_marketing__path_months+",
    "web_sessions",
    "page_clicks",
    "page_click_grid",
)
EVENTS = """
copy (
    with sessions as (
        select
            session,
            hash(session) % ($million * 100000) as visitor,
            timestamp '2024-01-02'
            + to_seconds((hash(session, 'start') % ({days} * 86400))::bigint) as started_at,
            (1 + hash(session, 'events') % 7)::bigint as events
        from range(0, {million} * 250000) as sessions (session)
    )

    select
        'e' || session || '_' || event as event_id,
        'visitor-' || visitor as visitor_id,
        case when hash(session) % 50 = 0 then 'lead-' || visitor end as user_id,
        started_at + to_seconds((event * 40 + hash(session, event) % 30)::bigint) as occurred_at,
        case when hash(session, event) % 3 = 0 then 'click' else 'page_view' end as event_type,
        '/page/' || hash(session, event // 2) % 30 as page_path,
        'channel-' || hash(session) % 8 as channel,
        'element-' || hash(session, event) % 20 as element_id,
        (hash(event, session) % 1000) / 1000 as x_ratio,
        (hash(event, session, 'y') % 1000) / 1000 as y_ratio,
        (hash(session, event, 's') % 60)::double as engaged_seconds,
        started_at::date as day
    from sessions, unnest(range(0, events)) as numbers (event)
    order by day
) to '{folder}' (format parquet, partition_by (day), overwrite_or_ignore)
"""
BARE = """
import sys, duckdb
connection = duckdb.connect(sys.argv[2])
connection.execute("set threads = 2; set memory_limit = '8GB'")
connection.execute("set preserve_insertion_order = false; set enable_progress_bar = false")
connection.execute(
    f\"\"\"
    create or replace table sessions as
    with gaps as (
        select *, occurred_at::date as event_date,
            coalesce(occurred_at >= lag(occurred_at) over visits + interval 30 minutes, true)
                as is_first
        from read_parquet('{sys.argv[1]}/web_events/*/*.parquet', hive_partitioning = false)
        window visits as (partition by occurred_at::date, visitor_id order by occurred_at, event_id)
    ), numbered as (
        select *, sum(is_first::int) over (
            partition by event_date, visitor_id order by occurred_at, event_id
        ) as session_number
        from gaps
    )
    select event_date, visitor_id, session_number, min(occurred_at) as started_at,
        max(occurred_at) as ended_at, min_by(page_path, occurred_at) as landing_page,
        max_by(page_path, occurred_at) as exit_page, min_by(channel, occurred_at) as channel,
        count(*) filter (event_type = 'page_view') as page_views,
        sum(engaged_seconds) as engaged_seconds
    from numbered
    group by all
    \"\"\"
)
"""


def main() -> None:
    """Makes the data, times the turns, prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--million", type=int, default=10)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "saas360_web_benchmark"
    )
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    raw = make_events(folder, arguments.million)
    seconds: dict[str, list[float]] = defaultdict(list)
    memory: list[float] = []
    for turn in range(arguments.repeat):
        print(f"turn {turn + 1} of {arguments.repeat}", file=sys.stderr)
        time_turn(folder, raw, seconds, memory)
    print(table(arguments.million, seconds, max(memory)))


def make_events(folder: Path, million: int) -> Path:
    """The raw folder, with its events; made once per size."""
    raw = folder / f"raw_{million}"
    if not raw.exists():
        (raw / "web_events").mkdir(parents=True)
        query = EVENTS.replace("$million", str(million)).format(
            million=million, days=DAYS - 1, folder=raw / "web_events"
        )
        with duckdb.connect() as connection:
            connection.execute("set threads = 2; set memory_limit = '8GB'")
            connection.execute("set enable_progress_bar = false")
            connection.execute(query)
    return raw


def time_turn(
    folder: Path, raw: Path, seconds: dict[str, list[float]], memory: list[float]
) -> None:
    """Times each once."""
    from saas360.raw import load
    from saas360.settings import Settings

    data = folder / "data"
    shutil.rmtree(data, ignore_errors=True)
    load(Settings(raw_dir=raw, data_dir=data))
    run_dbt(folder, data, BESIDE)
    spent, gigabytes = run_dbt(folder, data, DAILY)
    seconds["full"].append(spent)
    memory.append(gigabytes)
    seconds["one day"].append(run_dbt(folder, data, DAILY, [LAST_DAY, LAST_DAY])[0])
    seconds["marts"].append(run_dbt(folder, data, MARTS)[0])
    database = folder / "bare.duckdb"
    database.unlink(missing_ok=True)
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", BARE, raw, database], check=True)
    seconds["bare"].append(time.perf_counter() - began)


def run_dbt(
    folder: Path, data: Path, models: tuple[str, ...], days: list[str] | None = None
) -> tuple[float, float]:
    """Seconds and gigabytes of a dbt process that makes these models, or days of them."""
    variables: dict[str, object] = {"as_of": LAST_DAY}
    if days:
        variables["usage_days"] = [days]
    command: list[str | Path] = [
        BIN / "dbt",
        "--quiet",
        "build",
        "--exclude",
        "test_type:data",
        "test_type:unit",
    ]
    command += ["--select", *models, "--vars", json.dumps(variables)]
    environment = os.environ | {
        "SAAS360_DATA_DIR": str(data),
        "DBT_TARGET_PATH": str(folder / "target"),
    }
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=PROJECT_DIR, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit("dbt failed")
    return time.perf_counter() - began, usage.ru_maxrss / 1024**2


def table(million: int, seconds: dict[str, list[float]], gigabytes: float) -> str:
    """The medians as Markdown."""
    median = {name: statistics.median(values) for name, values in seconds.items()}
    return "\n".join(
        [
            f"{million} million web events, 24 months, median of {len(seconds['full'])};"
            f" largest memory {gigabytes:.1f} GB.",
            "",
            "| sessions of the website | seconds | compared with |",
            "|---|---:|---|",
            f"| all days | {median['full']:.1f} |"
            f" {median['full'] / median['bare']:.2f} times bare |",
            f"| one new day | {median['one day']:.1f} |"
            f" {median['one day'] / median['full']:.2f} times all days |",
            f"| what is made anew of the days | {median['marts']:.1f} | |",
            f"| bare sessions | {median['bare']:.1f} | |",
        ]
    )


if __name__ == "__main__":
    main()
