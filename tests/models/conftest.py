"""dbt as the analytics engineer runs it, in a warehouse of the test's own."""

import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from parsed_project import dbt_command

from saas360.settings import PROJECT_DIR


@dataclass(frozen=True)
class DbtRun:
    """What one dbt command printed and what became of its nodes."""

    returncode: int
    output: str
    statuses: dict[str, str]


@pytest.fixture(scope="module")
def dbt(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., DbtRun]:
    """Runs dbt with the words given, in one warehouse per module."""
    folder = tmp_path_factory.mktemp("dbt")

    def run(
        *words: str, variables: dict[str, Any] | None = None, data_dir: Path = folder
    ) -> DbtRun:
        environment = {key: value for key, value in os.environ.items() if "SAAS360" not in key}
        finished = subprocess.run(
            dbt_command("--no-use-colors", *words, variables=variables),
            cwd=PROJECT_DIR,
            env=environment
            | {"SAAS360_DATA_DIR": str(data_dir), "DBT_TARGET_PATH": str(folder / "target")},
            capture_output=True,
            text=True,
            check=False,
        )
        results = folder / "target" / "run_results.json"
        nodes = json.loads(results.read_text())["results"] if results.exists() else []
        return DbtRun(
            finished.returncode,
            finished.stdout + finished.stderr,
            {node["unique_id"]: node["status"] for node in nodes},
        )

    return run
