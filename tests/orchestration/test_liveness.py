"""Runs whose process was killed are marked as failed; those of a living one are left alone."""

from pathlib import Path

import pytest
from dagster import DagsterRunStatus, job

from orchestration.command_line import open_instance
from orchestration.jobs import DAILY_REFRESH
from orchestration.liveness import declare_alive, fail_dead_runs
from saas360.settings import Settings


@job(name=DAILY_REFRESH)
def empty() -> None:
    pass


def test_run_of_a_living_process_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SAAS360_DATA_DIR", str(tmp_path))
    settings = Settings(data_dir=tmp_path)
    with open_instance(settings) as instance:
        run = instance.create_run_for_job(job_def=empty, status=DagsterRunStatus.STARTED)
        with declare_alive(settings, run.run_id):
            assert fail_dead_runs(instance, settings) == 0
        (settings.dagster_storage / "alive" / run.run_id).touch()
        assert fail_dead_runs(instance, settings) == 1
        found = instance.get_run_by_id(run.run_id)
    assert found is not None
    assert found.status == DagsterRunStatus.FAILURE
