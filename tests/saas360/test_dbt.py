"""Arguments, invocations and failures of dbt in this process."""

import os
import time
from pathlib import Path

import duckdb
import pytest
from parsed_project import parse_into

from saas360.dbt import Dbt, DbtError, NodeResult, _sample, changed_at, command_arguments
from saas360.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.fixture
def dbt(settings: Settings) -> Dbt:
    """dbt over a data folder in which the project was parsed before."""
    parse_into(settings.data_dir)
    return Dbt(settings)


def option(arguments: list[str], name: str) -> str:
    return arguments[arguments.index(name) + 1]


def test_each_data_folder_has_its_own_artifacts(settings: Settings):
    arguments = command_arguments("build", settings)
    assert option(arguments, "--target-path") == str(settings.data_dir / "dbt" / "target")
    assert option(arguments, "--log-path") == str(settings.data_dir / "dbt" / "logs")


def test_build_runs_only_the_tests_that_are_named_and_no_unit_tests(settings: Settings):
    arguments = command_arguments("build", settings)
    assert option(arguments, "--indirect-selection") == "empty"
    assert option(arguments, "--exclude-resource-type") == "unit_test"


def test_vars_are_json(settings: Settings):
    arguments = command_arguments("build", settings, variables={"usage_days": [["a", "b"]]})
    assert option(arguments, "--vars") == '{"usage_days": [["a", "b"]]}'


def test_full_refresh_only_when_asked_for(settings: Settings):
    assert "--full-refresh" not in command_arguments("build", settings)
    assert "--full-refresh" in command_arguments("build", settings, full_refresh=True)


def test_selection_comes_last_and_whole(settings: Settings):
    arguments = command_arguments("build", settings, select=["a", "b+"])
    assert arguments[-3:] == ["--select", "a", "b+"]


@pytest.mark.parametrize(("status", "failed"), [("pass", False), ("warn", False), ("fail", True)])
def test_warning_does_not_fail(status: str, failed: bool):
    assert NodeResult("test.p.t", status, 0.1, 1, "").failed is failed


def test_sample_is_some_rows_of_the_failed_test(settings: Settings):
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("create table broken as select range as id from range(100)")
    sample = _sample(settings, "select id from broken order by id")
    assert sample == [{"id": number} for number in range(5)]


def test_sample_of_a_query_that_cannot_run_is_empty(settings: Settings):
    with duckdb.connect(str(settings.warehouse)):
        pass
    assert _sample(settings, "select * from nowhere") == []


def test_project_that_does_not_parse_is_an_error(settings: Settings):
    with pytest.raises(DbtError):
        Dbt(settings, {"connectors": {"billing": ["no such connector"]}}).manifest  # noqa: B018


def test_run_time_vars_do_not_need_another_parse_and_the_warehouse_is_let_go(
    dbt: Dbt, settings: Settings
):
    manifest = dbt.manifest
    select = ["fqn:saas360.staging.billing.stg_billing__plans"]
    for as_of in ("2026-10-30", "2026-10-31"):
        [result] = dbt.build(select, variables={"as_of": as_of})
        assert (result.status, result.failed) == ("success", False)
        with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
            connection.execute("select * from staging.stg_billing__plans")
    assert dbt.manifest is manifest


def test_selection_is_resolved_by_dbt(dbt: Dbt):
    found = dbt.resolve(["stg_billing__plans"])
    assert "model.saas360.stg_billing__plans" in found


def test_a_file_put_there_with_an_older_time_counts_as_changed(tmp_path: Path):
    before = time.time() - 1
    copied = tmp_path / "model.sql"
    copied.write_text("select 1")
    os.utime(copied, (0, 0))
    assert changed_at(copied) > before
