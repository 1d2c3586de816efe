"""How long the same build takes on DuckDB and on Spark, in a session on this machine.

    uv run python -m benchmarks.engines --scale 1

It needs `uv sync --extra spark` and Java 17. One run makes the demo company, holds back its last
day of usage, and on each engine times `saas360 build` from an empty data folder, then again after
that day has arrived. It prints seconds, and their ratio, as Markdown.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.build import BIN, make_data, timed, without

TARGETS = {"duckdb": "DuckDB", "spark": "Spark"}
BUILDS = ("full", "one new day")


def main() -> None:
    """Times both engines, prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "saas360_engines"
    )
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    raw, held_back = make_data(folder, arguments.scale)
    for target in TARGETS:
        shutil.rmtree(folder / target, ignore_errors=True)
    with without(held_back, folder / "held_back"):
        full = {target: seconds_of(target, raw, folder) for target in TARGETS}
    one_day = {target: seconds_of(target, raw, folder) for target in TARGETS}
    print(table(arguments.scale, [full, one_day]))


def seconds_of(target: str, raw: Path, folder: Path) -> float:
    """Seconds of a build into the engine's own folder."""
    print(target, file=sys.stderr)
    command: list[str | Path] = [BIN / "saas360", "build", "--raw-dir", raw]
    return timed([*command, "--data-dir", folder / target], SAAS360_TARGET=target)[0]


def table(scale: float, seconds: list[dict[str, float]]) -> str:
    """The result as Markdown."""
    rows = [
        f"| scale {scale:g}, {build} | {each['duckdb']:.0f} s | {each['spark']:.0f} s"
        f" | {each['spark'] / each['duckdb']:.0f} |"
        for build, each in zip(BUILDS, seconds, strict=True)
    ]
    heading = f"| build | {' | '.join(TARGETS.values())} | times |"
    return "\n".join([heading, "|---|---:|---:|---:|", *rows])


if __name__ == "__main__":
    main()
