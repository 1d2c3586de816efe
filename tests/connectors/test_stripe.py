"""The stripe connector: its rules by dbt's unit tests, and the loader's own tables as they come."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest
from parsed_project import dbt_command

from saas360.raw import load
from saas360.settings import PROJECT_DIR, Settings

SAMPLES = PROJECT_DIR.parent / "shared" / "data" / "fivetran" / "stripe"
VARS = {"as_of": "2026-10-31", "connectors": {"billing": ["stripe"]}}

pytestmark = pytest.mark.slow


def dbt(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Runs dbt with the connector over a data folder."""
    return subprocess.run(
        dbt_command(*words, variables=VARS),
        cwd=PROJECT_DIR,
        env={key: value for key, value in os.environ.items() if "SAAS360" not in key}
        | {"SAAS360_DATA_DIR": str(folder), "DBT_TARGET_PATH": str(folder / "target")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_rule_of_the_connector_holds_and_it_builds_without_data(tmp_path: Path) -> None:
    built = dbt(
        tmp_path,
        "build",
        "--select",
        "path:models/connectors/stripe",
        "--indirect-selection",
        "buildable",
    )

    assert built.returncode == 0, built.stdout[-3000:]
    assert built.stdout.count("START unit_test stripe__") >= 9


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no sample tables at {SAMPLES}")
def test_tables_in_the_columns_of_the_loader_are_read(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for file in SAMPLES.glob("*_data.csv"):
        shutil.copy(file, raw / f"stripe_{file.name.removesuffix('_data.csv')}.csv")
    load(Settings(data_dir=tmp_path))
    built = dbt(
        tmp_path,
        "build",
        "--exclude-resource-type",
        "test",
        "--exclude-resource-type",
        "unit_test",
        "--select",
        "+monthly_revenue",
        "+data_observations",
    )

    assert built.returncode == 0, built.stdout[-3000:]
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as connection:

        def rows(table: str) -> int:
            return connection.execute(f"select count(*) from {table}").fetchall()[0][0]

        # Counted in the files: twelve plans and the two prices that recur, two subscriptions.
        assert rows("connectors.stripe__plans") >= 14
        assert rows("staging.stg_billing__subscriptions") == 2
        assert rows("staging.stg_billing__customers") == 12
        observed = connection.execute(
            "select count(*) from quality.data_observations where observation like 'stripe%'"
        ).fetchall()[0][0]
        assert observed == 5
