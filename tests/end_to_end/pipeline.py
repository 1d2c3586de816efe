"""What the tests have of the project: its command, and the folder that it writes."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from parsed_project import parse_into

PROJECT_DIR = Path(__file__).resolve().parents[2]
COMMANDS = Path(sys.executable).parent
LONGEST_BUILD = 300


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and all that it printed."""

    status: int
    output: str


@dataclass(frozen=True)
class DataFolder:
    """A data folder, and the commands that write it."""

    path: Path

    @property
    def raw(self) -> Path:
        return self.path / "raw"

    @property
    def truth(self) -> Path:
        return self.path / "truth"

    def build(self, *arguments: str | Path) -> Outcome:
        """Runs `saas360 build` to its end."""
        if "--vars" not in arguments:
            parse_into(self.path)
        return self._run("build", *arguments)

    def demo(self, scale: float, seed: int) -> Outcome:
        """Runs `saas360 demo` to its end."""
        return self._run("demo", "--scale", str(scale), "--seed", str(seed))

    def start(self, log: Path, *arguments: str) -> subprocess.Popen[bytes]:
        """Starts `saas360 build` in a process group of its own, and does not wait."""
        with log.open("wb") as file:
            return subprocess.Popen(
                self._command("build", *arguments),
                cwd=PROJECT_DIR,
                env=environment(),
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def manifest(self) -> dict[str, Any]:
        manifest: dict[str, Any] = json.loads((self.path / "published/manifest.json").read_text())
        return manifest

    def published_state(self) -> tuple[Path, dict[str, Any]]:
        """What must not change when nothing is published: the link, and where it leads."""
        return (self.path / "published").readlink(), self.manifest

    def published(self, sql: str) -> list[tuple[Any, ...]]:
        """Asks the published copy."""
        return _query(self.path / "published/saas360.duckdb", sql)

    def warehouse(self, sql: str) -> list[tuple[Any, ...]]:
        """Asks the warehouse, where the tables between raw and published are."""
        return _query(self.path / "warehouse.duckdb", sql)

    def _run(self, *arguments: str | Path) -> Outcome:
        done = subprocess.run(
            self._command(*arguments),
            cwd=PROJECT_DIR,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=LONGEST_BUILD,
            check=False,
        )
        return Outcome(done.returncode, done.stdout)

    def _command(self, *arguments: str | Path) -> list[str | Path]:
        name, *options = arguments
        return [COMMANDS / "saas360", name, "--data-dir", self.path, *options]


def environment(**settings: str) -> dict[str, str]:
    """The environment without settings of whoever runs the tests, plus those given."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SAAS360_", "DAGSTER_", "DBT_"))
    }
    return kept | settings


def wait_until(happened: Callable[[], Any], what: str, seconds: float = LONGEST_BUILD) -> Any:
    """Gives what `happened` gives, as soon as it is something; fails if it takes too long."""
    deadline = time.monotonic() + seconds
    while not (found := happened()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not happen within {seconds} s")
        time.sleep(0.005)
    return found


def _query(database: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()
