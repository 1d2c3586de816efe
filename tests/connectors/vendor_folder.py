"""Loads a folder of a vendor's tables and builds its connector, for the tests of connectors."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
from parsed_project import dbt_command

from saas360.raw import load
from saas360.settings import PROJECT_DIR, Settings

AS_OF = "2026-10-31"
SAMPLES = PROJECT_DIR.parent / "shared" / "data" / "fivetran"


def write(raw: Path, tables: Mapping[str, str]) -> None:
    """Writes raw tables.

    Args:
        raw: the raw folder.
        tables: CSV text by table; spaces around values are for the eye.
    """
    for table, text in tables.items():
        lines = [",".join(map(str.strip, line.split(","))) for line in text.strip().splitlines()]
        (raw / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def emptied(folder: Path) -> Path:
    """The data folder without its tables, and its empty raw folder."""
    shutil.rmtree(folder / "raw", ignore_errors=True)
    (folder / "warehouse.duckdb").unlink(missing_ok=True)
    (folder / "raw").mkdir()
    return folder / "raw"


def build(folder: Path, connectors: Mapping[str, list[str]], select: Sequence[str]) -> str:
    """Loads `<folder>/raw` and builds the selected models with their tests; returns dbt's words."""
    load(Settings(data_dir=folder))
    variables = {"as_of": AS_OF, "connectors": connectors}
    words = ["build", "--select", *select, "--indirect-selection", "buildable"]
    built = subprocess.run(
        dbt_command(*words, variables=variables),
        cwd=PROJECT_DIR,
        env={key: value for key, value in os.environ.items() if "SAAS360" not in key}
        | {"SAAS360_DATA_DIR": str(folder), "DBT_TARGET_PATH": str(folder / "target")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout[-3000:]
    return built.stdout


def rows(folder: Path, query: str) -> list[tuple]:
    """What a query finds in the folder's warehouse."""
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()
