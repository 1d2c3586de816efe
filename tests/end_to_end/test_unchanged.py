"""What a build leaves as it is, and that it never leaves what would have come out otherwise."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from end_to_end.pipeline import COMMANDS, PROJECT_DIR, DataFolder, environment
from end_to_end.test_incremental import published_contents

pytestmark = pytest.mark.slow

EARLIER = "2026-10-15"
RULES = '{"mrr_unpaid": "keep"}'


def from_scratch(folder: DataFolder, into: Path, *options: str) -> DataFolder:
    """Another company of the same raw files, built with these options."""
    other = DataFolder(into)
    shutil.copytree(folder.raw, other.raw)
    outcome = other.build(*options)
    assert outcome.status == 0, outcome.output
    return other


def mark(folder: DataFolder) -> None:
    """Adds a row to a staging table that a rebuilt one would not have."""
    with duckdb.connect(str(folder.path / "warehouse.duckdb")) as connection:
        connection.execute(
            "insert into staging.stg_billing__plans by name select 'mark' as plan_id, 'x' as name"
        )


def is_marked(folder: DataFolder) -> bool:
    return bool(folder.warehouse("select 1 from staging.stg_billing__plans where plan_id = 'mark'"))


@pytest.fixture(scope="module")
def company(copy_of_demo: Callable[[str], DataFolder]) -> DataFolder:
    return copy_of_demo("unchanged")


def test_a_build_without_news_builds_nothing_and_publishes_the_same(
    company: DataFolder, demo: DataFolder
) -> None:
    mark(company)
    outcome = company.build()
    assert outcome.status == 0, outcome.output
    assert is_marked(company)
    assert "unchanged" in outcome.output
    assert published_contents(company) == published_contents(demo)


def test_another_day_and_back_again(company: DataFolder, demo: DataFolder, tmp_path: Path) -> None:
    outcome = company.build("--as-of", EARLIER)
    assert outcome.status == 0, outcome.output
    expected = from_scratch(company, tmp_path / "scratch", "--as-of", EARLIER)
    assert published_contents(company) == published_contents(expected)
    assert company.build().status == 0
    assert published_contents(company) == published_contents(demo)


def test_other_rules_and_back_again(company: DataFolder, demo: DataFolder, tmp_path: Path) -> None:
    assert company.build("--vars", RULES).status == 0
    expected = from_scratch(company, tmp_path / "scratch", "--vars", RULES)
    assert published_contents(company) == published_contents(expected)
    assert not is_marked(company)
    assert company.build().status == 0
    assert published_contents(company) == published_contents(demo)


def test_tables_made_by_hand_are_made_again(company: DataFolder, demo: DataFolder) -> None:
    mark(company)
    command: list[str | Path] = [COMMANDS / "dbt", "run", "--vars", f"{{as_of: {EARLIER}}}"]
    command += ["--select", "stg_billing__plans", "int_billing__subscriptions"]
    command += ["--target-path", company.path / "target", "--log-path", company.path / "logs"]
    subprocess.run(
        command,
        cwd=PROJECT_DIR,
        env=environment(SAAS360_DATA_DIR=str(company.path)),
        check=True,
        capture_output=True,
    )
    assert company.build().status == 0
    assert not is_marked(company)
    assert published_contents(company) == published_contents(demo)


def test_a_changed_file_reaches_the_published_copy(company: DataFolder, tmp_path: Path) -> None:
    [file] = company.raw.rglob("accounts*.parquet")
    with duckdb.connect() as connection:
        connection.execute(f"create table t as select * from '{file}'")
        connection.execute("update t set country = 'XX' where account_id = 'acc_000001'")
        connection.execute(f"copy t to '{file}' (format parquet)")
    assert company.build().status == 0
    expected = from_scratch(company, tmp_path / "scratch")
    assert published_contents(company) == published_contents(expected)
