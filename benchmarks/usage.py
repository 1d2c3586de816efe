"""How long the usage layer takes, next to bare DuckDB over the same Parquet.

    uv run python -m benchmarks.usage --scale 100 --repeat 3

Scale 100 is 100 million events over 24 months. In one run, in turns, it times:
- full: dbt making the models by event day (daily events, user days) from nothing, as a process.
- one day: the same for the last day alone, which lay aside until then.
- ten days: a backfill of ten days in the middle, run twice; the second must change nothing.
- what follows (with `--downstream`): all tables that are made from these, weekly tables and marts,
  each anew, as after any day of usage. The first time everything else is made before, untimed.
- bare, distinct: one DuckDB `group by` of the same columns with `count(distinct event_id)`: what
  counting an event once takes in one statement.
- bare, all: the same without the event ids: copies are counted.
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
from datetime import date, timedelta
from pathlib import Path

from benchmarks.build import BIN, PROJECT_DIR, make_data, without

MODELS = ("stg_usage__usage_events", "int_usage__daily_events", "int_usage__user_days")
BACKFILLED_DAYS = 10
BARE = """
import sys, duckdb
connection = duckdb.connect(sys.argv[3])
connection.execute("set threads = 2; set memory_limit = '8GB'")
connection.execute("set preserve_insertion_order = false; set enable_progress_bar = false")
connection.execute(
    f"create or replace table counted as select occurred_at::date as event_date, account_id,"
    f" user_id, event_name, {sys.argv[2]} as events, sum(quantity) as quantity"
    f" from read_parquet('{sys.argv[1]}/usage_events/*/*.parquet', hive_partitioning = false)"
    f" group by all"
)
"""
CHECKSUM = (
    "select count(*), sum(events), sum(hash(event_date, account_id, user_id, event_name, events))"
    " from intermediate.int_usage__daily_events"
)


def main() -> None:
    """Makes the data, times the turns, prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=float, default=10)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--downstream", action="store_true", help="time what follows, too")
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "saas360_benchmark"
    )
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    raw, held_back = make_data(folder, arguments.scale)
    seconds: dict[str, list[float]] = defaultdict(list)
    memory: list[float] = []
    for turn in range(arguments.repeat):
        print(f"turn {turn + 1} of {arguments.repeat}", file=sys.stderr)
        time_turn(folder, raw, held_back, seconds, memory, arguments.downstream)
    print(table(arguments.scale, seconds, max(memory)))


def time_turn(
    folder: Path,
    raw: Path,
    held_back: list[Path],
    seconds: dict[str, list[float]],
    memory: list[float],
    downstream: bool,
) -> None:
    """Times each once."""
    from saas360.raw import load
    from saas360.settings import Settings

    data = folder / "usage_data"
    shutil.rmtree(data, ignore_errors=True)
    last_day = date.fromisoformat(held_back[0].parent.name.removeprefix("day="))
    with without(held_back, folder / "held_back"):
        load(Settings(raw_dir=raw, data_dir=data))
        spent, gigabytes = run_dbt(folder, data, last_day)
    seconds["full"].append(spent)
    memory.append(gigabytes)
    load(Settings(raw_dir=raw, data_dir=data))
    seconds["one day"].append(run_dbt(folder, data, last_day, (last_day, last_day))[0])
    first = last_day - timedelta(days=365)
    backfilled = (first, first + timedelta(days=BACKFILLED_DAYS - 1))
    before = checksum(data)
    for _ in range(2):
        seconds["ten days"].append(run_dbt(folder, data, last_day, backfilled)[0])
        if checksum(data) != before:
            sys.exit("a backfill of days that had not changed changed them")
    if downstream:
        variables = {"as_of": last_day.isoformat()}
        usage = ["--exclude", *MODELS]
        run("seed", folder, data, variables)
        run("run", folder, data, variables, *usage)
        follows = ["--select", "int_usage__daily_events+"]
        seconds["what follows"].append(run("run", folder, data, variables, *follows, *usage)[0])
    for name, events in (("bare, distinct", "count(distinct event_id)"), ("bare, all", "count(*)")):
        database = folder / "bare.duckdb"
        database.unlink(missing_ok=True)
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", BARE, raw, events, database], check=True)
        seconds[name].append(time.perf_counter() - began)


def run_dbt(
    folder: Path, data: Path, as_of: date, days: tuple[date, date] | None = None
) -> tuple[float, float]:
    """Seconds and gigabytes of a dbt process that makes the usage layer, or days of it."""
    variables: dict[str, object] = {"as_of": as_of.isoformat()}
    if days:
        variables["usage_days"] = [[day.isoformat() for day in days]]
    return run("run", folder, data, variables, "--select", *MODELS)


def run(
    verb: str, folder: Path, data: Path, variables: dict[str, object], *selection: str
) -> tuple[float, float]:
    """Seconds and gigabytes of a dbt process."""
    command = [BIN / "dbt", "--quiet", verb, *selection, "--vars", json.dumps(variables)]
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


def checksum(data: Path) -> tuple[object, ...] | None:
    """What the daily events hold, in three numbers."""
    import duckdb

    with duckdb.connect(str(data / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(CHECKSUM).fetchone()


def table(scale: float, seconds: dict[str, list[float]], gigabytes: float) -> str:
    """The medians as Markdown."""
    median = {name: statistics.median(values) for name, values in seconds.items()}
    full = median["full"]
    follows = median.get("what follows")
    return "\n".join(
        [
            f"{scale:g} million events, median of {len(seconds['full'])};"
            f" largest memory {gigabytes:.1f} GB.",
            "",
            "| usage layer | seconds | compared with |",
            "|---|---:|---|",
            f"| full build | {full:.1f} |"
            f" {full / median['bare, distinct']:.2f} times bare with distinct events,"
            f" {full / median['bare, all']:.2f} times bare with copies counted |",
            f"| one new day | {median['one day']:.1f} |"
            f" {median['one day'] / full:.2f} times full |",
            f"| backfill of ten days | {median['ten days']:.1f} | |",
            *([f"| what follows of it, made anew | {follows:.1f} | |"] if follows else []),
            f"| bare `group by`, distinct events | {median['bare, distinct']:.1f} | |",
            f"| bare `group by`, copies counted | {median['bare, all']:.1f} | |",
        ]
    )


if __name__ == "__main__":
    main()
