"""Builds as processes: two at once, and one that is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from dagster import DagsterInstance, DagsterRunStatus

from demo import generate
from orchestration.command_line import open_instance
from orchestration.jobs import DAILY_REFRESH
from orchestration.liveness import declare_alive, fail_dead_runs
from saas360.settings import Settings

pytestmark = pytest.mark.slow

BUILD = [str(Path(sys.executable).parent / "saas360"), "build"]
LONGEST = 300


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("company")
    generate(folder / "raw", folder / "truth", scale=0.02, truth=False)
    return Settings(data_dir=folder)


@pytest.fixture
def instance(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[DagsterInstance]:
    monkeypatch.setenv("SAAS360_DATA_DIR", str(settings.data_dir))
    with open_instance(settings) as found:
        yield found


def start(settings: Settings) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*BUILD, "--data-dir", str(settings.data_dir)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def wait_for(process: subprocess.Popen[str], text: str) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if text in line:
            return
    raise AssertionError(f"the build ended without saying {text!r}")


def published(settings: Settings) -> tuple[str, int]:
    path = str(settings.published / "saas360.duckdb")
    with duckdb.connect(path, read_only=True) as connection:
        [(rows,)] = connection.execute("select count(*) from customer_360.customers").fetchall()
    return settings.published.resolve().name, rows


def test_two_builds_started_together_both_succeed(settings: Settings):
    builds = [start(settings), start(settings)]
    outputs = [build.communicate(timeout=LONGEST)[0] for build in builds]
    assert [build.returncode for build in builds] == [0, 0], outputs
    assert any("Another build is running" in output for output in outputs)


@pytest.mark.parametrize("layer", ["raw", "staging", "intermediate", "metrics"])
def test_killed_build_leaves_the_copy_and_the_next_one_repairs_all(
    settings: Settings, instance: DagsterInstance, layer: str
):
    """Killed while the layer after the named one is built."""
    before = published(settings)
    build = start(settings)
    wait_for(build, f"  {layer} ")
    time.sleep(0.2)  # into the next layer; wherever that is, the claims below must hold
    os.killpg(build.pid, signal.SIGKILL)
    build.wait()
    assert published(settings) == before
    again = start(settings)
    output = again.communicate(timeout=LONGEST)[0]
    assert again.returncode == 0, output
    run_id, rows = published(settings)
    assert run_id != before[0]
    assert rows == before[1]
    unfinished = [run for run in instance.get_runs() if not run.is_finished]
    assert not unfinished


def test_run_of_a_living_process_is_left_alone(settings: Settings, instance: DagsterInstance):
    run = instance.create_run_for_job(job_def=_empty_job(), status=DagsterRunStatus.STARTED)
    with declare_alive(settings, run.run_id):
        assert fail_dead_runs(instance, settings) == 0
    (settings.dagster_storage / "alive" / run.run_id).touch()
    assert fail_dead_runs(instance, settings) == 1
    found = instance.get_run_by_id(run.run_id)
    assert found is not None
    assert found.status == DagsterRunStatus.FAILURE


def _empty_job():
    from dagster import job

    @job(name=DAILY_REFRESH)
    def empty() -> None:
        pass

    return empty
