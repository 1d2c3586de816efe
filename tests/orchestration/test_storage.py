"""What a step reports is stored soon, and is there for whoever reads."""

import sqlite3
import time
from pathlib import Path

import pytest
from dagster import (
    AssetCheckResult,
    AssetCheckSpec,
    AssetKey,
    DagsterEventType,
    DagsterInstance,
    Definitions,
    MaterializeResult,
    asset,
)

from orchestration.command_line import open_instance
from orchestration.storage import LONGEST_WAIT
from saas360.settings import Settings

KEY = AssetKey("thing")
IN_ORDER = [
    DagsterEventType.STEP_START,
    DagsterEventType.ASSET_MATERIALIZATION,
    DagsterEventType.STEP_SUCCESS,
    DagsterEventType.RUN_SUCCESS,
]


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DagsterInstance:
    monkeypatch.setenv("SAAS360_DATA_DIR", str(tmp_path))
    return open_instance(Settings(data_dir=tmp_path))


def stored(tmp_path: Path) -> int:
    """How many materialisations another process would see."""
    [index] = (tmp_path / "dagster").rglob("index.db")
    with sqlite3.connect(index) as connection:
        query = "select count(*) from event_logs where dagster_event_type = 'ASSET_MATERIALIZATION'"
        return int(connection.execute(query).fetchone()[0])


def test_events_of_a_step_are_found_at_once_here_and_soon_elsewhere(
    instance: DagsterInstance, tmp_path: Path
):
    seen: list[int] = []

    @asset(key=KEY, check_specs=[AssetCheckSpec("holds", asset=KEY)])
    def thing():  # type: ignore[no-untyped-def]
        yield MaterializeResult(asset_key=KEY)
        seen.append(stored(tmp_path))
        time.sleep(LONGEST_WAIT + 0.5)
        seen.append(stored(tmp_path))
        yield AssetCheckResult(asset_key=KEY, check_name="holds", passed=True)

    job = Definitions(assets=[thing]).resolve_implicit_global_asset_job_def()
    result = job.execute_in_process(instance=instance)
    assert seen == [0, 1]
    record = instance.get_asset_records([KEY])[0].asset_entry
    assert record.last_run_id == result.run_id
    [check] = instance.event_log_storage.get_latest_asset_check_execution_by_key(
        [*thing.check_keys]
    ).values()
    assert check.status.value == "SUCCEEDED"
    assert check.evaluation is not None
    assert check.evaluation.target_materialization_data is not None
    assert check.evaluation.target_materialization_data.run_id == result.run_id


def test_events_keep_their_order(instance: DagsterInstance):
    @asset(key=KEY)
    def thing() -> None: ...

    job = Definitions(assets=[thing]).resolve_implicit_global_asset_job_def()
    run_id = job.execute_in_process(instance=instance).run_id
    kinds = [entry.dagster_event_type for entry in instance.all_logs(run_id)]
    places = [kinds.index(kind) for kind in IN_ORDER]
    assert places == sorted(places)
