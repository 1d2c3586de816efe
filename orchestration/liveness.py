"""Which runs are alive: a process that is killed leaves its run 'started' in Dagster's record.

A living run holds the lock of a file of its own; the kernel lets go of it when the process dies.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dagster import DagsterInstance, DagsterRunStatus, RunsFilter

from saas360.lock import is_free
from saas360.settings import Settings

UNFINISHED = [DagsterRunStatus.STARTED, DagsterRunStatus.STARTING, DagsterRunStatus.CANCELING]


@contextmanager
def declare_alive(settings: Settings, run_id: str) -> Iterator[None]:
    """Holds the run's own lock file as long as the run executes."""
    path = _file(settings, run_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def fail_dead_runs(instance: DagsterInstance, settings: Settings) -> int:
    """Marks runs as failed whose process is gone, so that the queue goes on.

    Returns:
        How many there were.
    """
    dead = 0
    for run in instance.get_runs(RunsFilter(statuses=UNFINISHED)):
        path = _file(settings, run.run_id)
        if path.exists() and is_free(path):
            instance.report_run_failed(run, "The process that executed this run was killed.")
            path.unlink(missing_ok=True)
            dead += 1
    return dead


def _file(settings: Settings, run_id: str) -> Path:
    return settings.dagster_storage / "alive" / run_id
