"""What a build leaves as it is, and that it never leaves what would have come out otherwise."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from end_to_end.pipeline import COMMANDS, PROJECT_DIR, DataFolder, environment
from end_to_end.test_incremental import Contents, differing, published_contents

pytestmark = pytest.mark.slow

EARLIER = "2026-10-15"
DAY = ["--as-of", EARLIER]
RULES = ["--vars", '{"mrr_unpaid": "keep"}']
VERSIONED = {
    "customer_360.lead_scores": "true",
    "customer_360.lead_score_reasons": "true",
    "metrics.lead_model_calibration": "is_in_force",
    "metrics.lead_model_coefficients": "is_in_force",
    "metrics.lead_model_performance": "is_in_force",
}


def from_scratch(folder: DataFolder, into: Path, *options: str) -> DataFolder:
    """Another company of the same raw files, built with these options."""
    other = DataFolder(into)
    shutil.copytree(folder.raw, other.raw)
    outcome = other.build(*options)
    assert outcome.status == 0, outcome.output
    return other


def change_by_hand(folder: DataFolder, change: str) -> None:
    """Changes a staging table's prices, which would not outlive its being built again."""
    with duckdb.connect(str(folder.path / "warehouse.duckdb")) as connection:
        connection.execute(
            f"update staging.stg_billing__plans set unit_amount = unit_amount {change}"
        )


def prices(folder: DataFolder) -> list[tuple[Any, ...]]:
    return folder.warehouse(
        "select plan_id, unit_amount from staging.stg_billing__plans order by all"
    )


def without_quality(folder: DataFolder) -> Contents:
    contents = with_models_in_force(folder)
    return {name: rows for name, rows in contents.items() if not name.startswith("quality.")}


def with_models_in_force(folder: DataFolder) -> Contents:
    """Of fitted models the version in force alone, whatever its number: earlier ones are kept."""
    contents = published_contents(folder)
    for table, condition in VERSIONED.items():
        contents[table] = folder.published(
            f"select * exclude (version) from {table} where {condition} order by all"
        )
    return contents


@pytest.fixture(scope="module")
def company(copy_of_demo: Callable[[str], DataFolder]) -> DataFolder:
    return copy_of_demo("unchanged")


def test_a_build_without_news_builds_nothing_and_publishes_the_same(
    company: DataFolder, demo: DataFolder
) -> None:
    change_by_hand(company, "+ 1")
    outcome = company.build()
    assert outcome.status == 0, outcome.output
    assert prices(company) != prices(demo)
    change_by_hand(company, "- 1")
    assert prices(company) == prices(demo)
    assert "unchanged" in outcome.output
    assert differing(published_contents(company), published_contents(demo)) == {}


def move_an_account(folder: DataFolder) -> None:
    """Another country in the file of accounts."""
    [file] = folder.raw.rglob("accounts*.parquet")
    with duckdb.connect() as connection:
        connection.execute(f"create table t as select * from '{file}'")
        connection.execute("update t set country = 'XX' where account_id = 'acc_000001'")
        connection.execute(f"copy t to '{file}' (format parquet)")


@pytest.mark.parametrize(
    ("is_moved", "options"),
    [
        *(
            pytest.param(*change, id=name, marks=pytest.mark.exhaustive)
            for name, *change in (
                ("all at once", True, [*DAY, *RULES]),
                ("another day", False, DAY),
                ("other rules", False, RULES),
                ("a changed file", True, []),
            )
        ),
    ],
)
def test_what_is_changed_comes_out_as_from_nothing_and_what_is_taken_back_as_before(
    company: DataFolder, demo: DataFolder, tmp_path: Path, is_moved: bool, options: list[str]
) -> None:
    """Quality is left out: days of events that were built stay, whatever `as_of` is said later."""
    if is_moved:
        move_an_account(company)
    outcome = company.build(*options)
    assert outcome.status == 0, outcome.output
    expected = from_scratch(company, tmp_path / "scratch", *options)
    assert differing(without_quality(company), without_quality(expected)) == {}

    shutil.copytree(demo.raw, company.raw, dirs_exist_ok=True)
    assert company.build().status == 0
    assert differing(with_models_in_force(company), with_models_in_force(demo)) == {}


def test_tables_made_by_hand_are_made_again(company: DataFolder, demo: DataFolder) -> None:
    change_by_hand(company, "+ 1")
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
    assert differing(with_models_in_force(company), with_models_in_force(demo)) == {}
