"""What a step reports is stored soon, and is there for whoever reads."""

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from dagster import (
    AssetCheckResult,
    AssetCheckSpec,
    AssetKey,
    DagsterEventType,
    DagsterInstance,
    Definitions,
    EventLogEntry,
    MaterializeResult,
    asset,
)

from orchestration.command_line import open_instance
from orchestration.storage import LONGEST_WAIT, EventLog
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


def test_events_that_could_not_be_stored_are_tried_again(
    instance: DagsterInstance, monkeypatch: pytest.MonkeyPatch
):
    storage = instance.event_log_storage
    assert isinstance(storage, EventLog)
    store, tries = storage._store_batch, []

    def fail_once(events: Sequence[EventLogEntry]) -> None:
        tries.append(len(events))
        if len(tries) == 1:
            raise OSError("disk full")
        store(events)

    @asset(key=KEY)
    def thing() -> None:
        monkeypatch.setattr(storage, "_store_batch", fail_once)

    job = Definitions(assets=[thing]).resolve_implicit_global_asset_job_def()
    job.execute_in_process(instance=instance, raise_on_error=False)
    assert instance.get_latest_materialization_event(KEY) is not None
