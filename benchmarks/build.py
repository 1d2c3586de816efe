"""How long a build takes, next to the bare `dbt build` of the same models and tests.

    uv run python -m benchmarks.build --scale 1 --repeat 3

One run makes the demo company, holds back its last day of usage, and times in turns:
- full: `saas360 build` from an empty data folder.
- next day: `saas360 build` after the day that was held back has arrived.
- next date: `saas360 build` with `as_of` a day later, and no new files.
- bare: `dbt build --full-refresh` as a process of its own, without unit tests, on the raw relations
  that were loaded before; it parses the project anew, as the first build of a clone does.
- bare again: `dbt build` without full refresh, with the project parsed.
Every process finds its libraries' bytecode, as on any machine where it ran before; a first turn,
which is not counted, writes it (containers often switch that off: PYTHONDONTWRITEBYTECODE).
It prints the medians, their ratios, and the time of each step, as Markdown.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
BUILDS = ("full", "next day", "next date")
Seconds = dict[str, list[float]]
Layers = dict[str, dict[str, list[float]]]
STEP = re.compile(r"^  (\S.*?)\s+done .*?(\d+\.\d) s   total")


def main() -> None:
    """Makes the data, times the builds, prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "saas360_benchmark"
    )
    arguments = parser.parse_args()
    raw, held_back = make_data(arguments.folder, arguments.scale)
    seconds: Seconds = defaultdict(list)
    layers: Layers = {build: defaultdict(list) for build in BUILDS}
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(arguments.folder / "bytecode")
    warm_up: Layers = {build: defaultdict(list) for build in layers}
    time_turn(arguments.folder, raw, held_back, defaultdict(list), warm_up)
    for turn in range(arguments.repeat):
        print(f"turn {turn + 1} of {arguments.repeat}", file=sys.stderr)
        time_turn(arguments.folder, raw, held_back, seconds, layers)
    print(table(arguments.scale, seconds, layers))


def make_data(folder: Path, scale: float) -> tuple[Path, list[Path]]:
    """A demo company; gives its raw folder and the usage files of its last day."""
    from demo import generate

    raw = folder / f"raw_{scale:g}"
    if not raw.exists():
        generate(raw, folder / "truth", scale=scale, truth=False)
    files = sorted((raw / "usage_events").rglob("*.parquet"))
    last = max(path.parent.name for path in files)
    return raw, [path for path in files if path.parent.name == last]


def time_turn(
    folder: Path,
    raw: Path,
    held_back: list[Path],
    seconds: Seconds,
    layers: Layers,
) -> None:
    """Times each kind of build once."""
    data = folder / "data"
    shutil.rmtree(data, ignore_errors=True)
    with without(held_back, folder / "held_back"):
        time_build("full", raw, data, seconds, layers)
    time_build("next day", raw, data, seconds, layers)
    as_of = json.loads((data / "published" / "manifest.json").read_text())["as_of"]
    tomorrow = date.fromisoformat(as_of) + timedelta(days=1)
    time_build("next date", raw, data, seconds, layers, "--as-of", str(tomorrow))
    # Last, since by hand dbt makes tables of which `saas360 build` would not know the inputs.
    shutil.rmtree(folder / "target", ignore_errors=True)
    seconds["bare"].append(bare(folder, data, "--full-refresh"))
    seconds["bare again"].append(bare(folder, data))


@contextmanager
def without(files: list[Path], aside: Path) -> Iterator[None]:
    """Puts files aside for a while."""
    aside.mkdir(exist_ok=True)
    for path in files:
        path.rename(aside / path.name)
    try:
        yield
    finally:
        for path in files:
            (aside / path.name).rename(path)


def time_build(
    build: str, raw: Path, data: Path, seconds: Seconds, layers: Layers, *options: str
) -> None:
    """Times `saas360 build` as a whole and, as it says itself, each of its steps."""
    command: list[str | Path] = [BIN / "saas360", "build", "--raw-dir", raw, "--data-dir", data]
    spent, output = timed([*command, *options])
    seconds[build].append(spent)
    for line in output.splitlines():
        if match := STEP.match(line):
            layers[build][match[1]].append(float(match[2]))


def bare(folder: Path, data: Path, *options: str) -> float:
    """Seconds of a bare `dbt build` on what is loaded."""
    manifest = json.loads((data / "published" / "manifest.json").read_text())
    command = [BIN / "dbt", "build", "--exclude-resource-type", "unit_test", *options]
    command += ["--vars", json.dumps({"as_of": manifest["as_of"]})]
    command += ["--target-path", folder / "target", "--log-path", folder / "logs"]
    return timed(command, SAAS360_DATA_DIR=str(data))[0]


def timed(command: list[str | Path], **environment: str) -> tuple[float, str]:
    """Seconds and output of a command, which must succeed."""
    started = time.perf_counter()
    outcome = subprocess.run(
        list(map(str, command)),
        cwd=PROJECT_DIR,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if outcome.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{outcome.stdout}\n{outcome.stderr}")
    return time.perf_counter() - started, outcome.stdout


def table(scale: float, seconds: Seconds, layers: Layers) -> str:
    """The medians as Markdown."""
    median = {name: statistics.median(values) for name, values in seconds.items()}
    parts = {
        build: {name: statistics.median(values) for name, values in times.items()}
        for build, times in layers.items()
    }
    steps = list(parts["full"])
    rest = {build: median[build] - sum(times.values()) for build, times in parts.items()}
    lines = [
        f"Scale {scale:g}, median of {len(seconds['full'])}.",
        "",
        "| build | seconds | compared with |",
        "|---|---:|---|",
        f"| bare `dbt build` | {median['bare']:.1f} | |",
        f"| `saas360 build` | {median['full']:.1f} |"
        f" {median['full'] / median['bare']:.2f} times bare |",
        f"| `saas360 build`, one new day | {median['next day']:.1f} |"
        f" {median['next day'] / median['full']:.2f} times full |",
        f"| `saas360 build`, the date moved on | {median['next date']:.1f} |"
        f" {median['next date'] / median['full']:.2f} times full |",
        f"| bare `dbt build` again | {median['bare again']:.1f} | |",
        "",
        "| part | full build | one new day | the date moved on |",
        "|---|---:|---:|---:|",
        row("starting, parsing, ending", rest),
        *(row(name, {build: parts[build].get(name, 0) for build in BUILDS}) for name in steps),
    ]
    return "\n".join(lines)


def row(name: str, seconds_of: dict[str, float]) -> str:
    """A line of the table of parts."""
    return " | ".join([f"| {name}", *(f"{seconds_of[build]:.1f}" for build in BUILDS)]) + " |"


if __name__ == "__main__":
    main()
