"""How the cost of the revenue models grows with the number of accounts.

    uv run python -m benchmarks.revenue --accounts 1000 10000 100000

For each number of accounts it makes a demo company with 60 months of history and no usage, loads
its raw tables, and times dbt making every mart of money and all that those read, as a process of
its own, from nothing. It prints seconds, the largest memory of that process, how both grow, and the
slowest models, as Markdown. `--capabilities revenue retention` times these alone.
"""

import argparse
import json
import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.build import BIN, PROJECT_DIR

TABLES_ALONE = ("--resource-type", "model", "--resource-type", "seed")
CAPABILITIES = ["revenue", "retention", "plans", "payments", "finance", "history"]
MONTHS = 60
SLOWEST_SHOWN = 8


@dataclass(frozen=True)
class Cost:
    """What one run took.

    Attributes:
        accounts: Number of accounts.
        rows: Rows of the billing tables.
        seconds: Of the whole process.
        gigabytes: The largest resident memory of the process.
        models: Seconds of each model, by name.
    """

    accounts: int
    rows: int
    seconds: float
    gigabytes: float
    models: dict[str, float]


def main() -> None:
    """Times each size, prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--accounts", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--capabilities", nargs="+", default=CAPABILITIES)
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "saas360_revenue"
    )
    arguments = parser.parse_args()
    select = [f"+path:models/marts/metrics/{name}" for name in arguments.capabilities]
    costs = [
        cost_of(accounts, select, arguments.folder.resolve()) for accounts in arguments.accounts
    ]
    print(growth(costs))
    print()
    print(slowest(costs[-1]))


def cost_of(accounts: int, select: list[str], folder: Path) -> Cost:
    """Builds revenue for a company of a size and says what it took."""
    from demo import generate
    from saas360.raw import load
    from saas360.settings import Settings

    raw = folder / f"raw_{accounts}"
    if not raw.exists():
        generate(
            raw, folder / "truth", scale=accounts / 1000, months=MONTHS, truth=False, usage=False
        )
    data, target = folder / "data", folder / "target"
    for old in (data, target):
        shutil.rmtree(old, ignore_errors=True)
    load(Settings(raw_dir=raw, data_dir=data))
    environment = os.environ | {
        "SAAS360_RAW_DIR": str(raw),
        "SAAS360_DATA_DIR": str(data),
        "DBT_TARGET_PATH": str(target),
    }
    began = time.perf_counter()
    process = subprocess.Popen(
        [BIN / "dbt", "--quiet", "build", *TABLES_ALONE, "--select", *select],
        cwd=PROJECT_DIR,
        env=environment,
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    if status != 0:
        raise SystemExit(f"dbt failed at {accounts} accounts")
    results = json.loads((target / "run_results.json").read_text())["results"]
    models = {
        result["unique_id"].rpartition(".")[2]: result["execution_time"] for result in results
    }
    return Cost(accounts, billing_rows(raw), seconds, usage.ru_maxrss / 1024**2, models)


def billing_rows(raw: Path) -> int:
    """Rows of all raw tables."""
    import duckdb

    files = sorted(str(path) for path in raw.glob("*.parquet"))
    counted = duckdb.sql(f"select sum(num_rows) from parquet_file_metadata({files})").fetchone()
    assert counted is not None
    return int(counted[0])


def growth(costs: list[Cost]) -> str:
    """Cost by size, as Markdown."""
    lines = ["| accounts | raw rows | seconds | memory |", "|---:|---:|---:|---:|"]
    lines += [
        f"| {cost.accounts:,} | {cost.rows:,} | {cost.seconds:.0f} | {cost.gigabytes:.1f} GB |"
        for cost in costs
    ]
    return "\n".join(lines)


def slowest(cost: Cost) -> str:
    """The slowest models of a run, as Markdown."""
    ranked = sorted(cost.models.items(), key=lambda model: -model[1])
    lines = [f"| model, {cost.accounts:,} accounts | seconds |", "|---|---:|"]
    lines += [f"| {name} | {seconds:.1f} |" for name, seconds in ranked[:SLOWEST_SHOWN]]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
