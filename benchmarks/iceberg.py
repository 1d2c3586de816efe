"""The same published tables from DuckDB and from Spark 3.5 with Iceberg, and what that takes.

    uv run python -m benchmarks.iceberg --scale 0.1

Extra `spark-iceberg` can't be installed beside extra `spark`: it gets a virtual environment of its
own in the folder, made by uv. One run makes the demo company, builds it by `saas360 build` on both
engines without its last day of usage, then again with that day and without the one before, so that
a day comes and another goes by MERGE, and compares every published table cell by cell after both
(decimals equal, doubles to 1e-9 relative). It prints the seconds and the differences as Markdown;
exit status 0 only if there are none.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.build import PROJECT_DIR, make_data, timed, without
from tests.parity.engines import published_differences

MERGED = "int_usage__daily_events"
MOST_SHOWN = 20


@dataclass(frozen=True)
class Compared:
    """A build on both engines.

    Attributes:
        build: what was built.
        seconds: by target.
        tables: published tables, as many as were compared.
        found: the differences.
    """

    build: str
    seconds: dict[str, float]
    tables: int
    found: list[str]


def main() -> None:
    """Builds twice on both engines, compares, prints the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=float, default=0.1)
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "saas360_iceberg"
    )
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    raw, held_back = make_data(folder, arguments.scale)
    commands = {
        "duckdb": Path(sys.executable).with_name("saas360"),
        "spark_iceberg": make_environment(folder / "environment") / "saas360",
    }
    for target in commands:
        shutil.rmtree(folder / target, ignore_errors=True)
    with without(held_back, folder / "held_back"):
        first = build_both("without the last day", folder, raw, commands)
    with without(day_before(held_back), folder / "held_back"):
        merged = build_both("with it, without the day before", folder, raw, commands)
    print(report(arguments.scale, [first, merged], merge_of(folder / "spark_iceberg")))
    sys.exit(1 if first.found or merged.found else 0)


def day_before(files: list[Path]) -> list[Path]:
    """The usage files of the day before that of these."""
    day = max(
        folder
        for folder in files[0].parent.parent.iterdir()
        if folder < files[0].parent and any(folder.iterdir())
    )
    return sorted(day.iterdir())


def make_environment(place: Path) -> Path:
    """A virtual environment with the extra; gives the folder of its commands."""
    command = ["uv", "sync", "--frozen", "--no-dev", "--python", "3.11", "--extra", "spark-iceberg"]
    kept = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    subprocess.run(
        [*command, "--quiet"],
        cwd=PROJECT_DIR,
        env=kept | {"UV_PROJECT_ENVIRONMENT": str(place)},
        check=True,
    )
    return place / "bin"


def build_both(build: str, folder: Path, raw: Path, commands: dict[str, Path]) -> Compared:
    """Builds on each engine by its own `saas360`, into a folder named after the target."""
    seconds = {}
    for target, command in commands.items():
        print(f"{target}, {build}", file=sys.stderr)
        words: list[str | Path] = [command, "build", "--raw-dir", raw]
        seconds[target], _ = timed([*words, "--data-dir", folder / target], SAAS360_TARGET=target)
    tables, found = published_differences(*(folder / target for target in commands))
    return Compared(build, seconds, len(tables), found)


def merge_of(data: Path) -> dict[str, str]:
    """What Iceberg's own metadata say of the last statement on the table that was merged into."""
    place = data / "spark_iceberg" / "warehouse" / "intermediate.db" / MERGED / "metadata"
    newest = max(place.glob("*.metadata.json"))  # their names begin with a number
    snapshots = json.loads(newest.read_text())["snapshots"]
    summary: dict[str, str] = max(snapshots, key=lambda each: each["timestamp-ms"])["summary"]
    return summary


def report(scale: float, builds: list[Compared], merge: dict[str, str]) -> str:
    """The result as Markdown."""
    lines = [
        f"Scale {scale:g}.",
        "",
        "| build | DuckDB | Spark with Iceberg | tables compared | differences |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {each.build} | {each.seconds['duckdb']:.0f} s"
            f" | {each.seconds['spark_iceberg']:.0f} s | {each.tables} | {len(each.found)} |"
            for each in builds
        ),
        "",
        f"Both days went into `{MERGED}` in one statement ({merge['operation']}):"
        f" {merge.get('deleted-data-files', 0)} files replaced by"
        f" {merge.get('added-data-files', 0)}, of {merge['total-data-files']}.",
        *(f"- {difference}" for each in builds for difference in each.found[:MOST_SHOWN]),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
