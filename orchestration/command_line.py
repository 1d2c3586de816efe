"""`saas360 build`: the job `daily_refresh` in this process, recorded where the UI sees it.

Here: preparing and executing the run. Not here: arguments and tables (`saas360.cli`), lines of
progress (`orchestration.progress`).
"""

import logging
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dagster import AssetKey, DagsterInstance, JobDefinition
from dagster._core.instance.ref import InstanceRef

from orchestration.definitions import build_definitions
from orchestration.gatekeeper import gatekeeper
from orchestration.jobs import DAILY_REFRESH
from orchestration.keys import PUBLISHED_COPY, key_of
from orchestration.liveness import fail_dead_runs
from orchestration.pages import PAGES
from orchestration.progress import LOG_FORMAT, Progress
from orchestration.resources import parsed_dbt
from orchestration.task_export import TASKS
from saas360.lock import build_lock
from saas360.project import RAW, Project, load_project
from saas360.publish import published_run
from saas360.settings import PROJECT_DIR, Settings

QUIET = {
    "compute_logs": {
        "module": "dagster._core.storage.noop_compute_log_manager",
        "class": "NoOpComputeLogManager",
    }
}


LOGGER = "progress"


@dataclass(frozen=True)
class Outcome:
    """What became of a build.

    Attributes:
        published: whether its tables are what readers see now.
        succeeded: whether all of it was done, the tasks' files and the pages too.
    """

    published: bool
    succeeded: bool
    run_id: str
    progress: Progress


def refresh(
    settings: Settings,
    *,
    as_of: date | None,
    full_refresh: bool,
    select: Sequence[str],
    variables_json: str,
    say: Callable[[str], None],
) -> Outcome:
    """Builds everything that is due, checks it and publishes it.

    Args:
        settings: where things lie.
        as_of: the day that counts as now; None for what the data say.
        full_refresh: rebuild incremental models from nothing.
        select: limits the dbt nodes that are built, in dbt's syntax.
        variables_json: dbt vars.
        say: prints a line.
    """
    os.environ.update(settings.environment())
    log_to_file(log_file(settings))
    progress = Progress(say)
    with ExitStack() as stack:
        stack.enter_context(build_lock(settings.data_dir, on_wait=say))
        stack.callback(gatekeeper(settings.is_spark).close)
        instance = stack.enter_context(open_instance(settings))
        fail_dead_runs(instance, settings)
        dbt = parsed_dbt(settings, variables_json)
        dbt.prepare()
        project = load_project(settings, dbt)
        job = _job(settings, project, progress)
        config = run_config(settings, as_of, full_refresh, variables_json)
        result = job.execute_in_process(
            instance=instance,
            run_config={
                "resources": {"build": {"config": config}},
                "loggers": {LOGGER: {}},
            },
            asset_selection=selected_keys(project, dbt.resolve(select)) if select else None,
            raise_on_error=False,
        )
    published = published_run(settings) == result.run_id
    return Outcome(published, result.success, result.run_id, progress)


def open_instance(settings: Settings) -> DagsterInstance:
    """The instance that `dagster dev` uses, without files for what steps print."""
    settings.dagster_storage.mkdir(parents=True, exist_ok=True)
    return DagsterInstance.from_ref(
        InstanceRef.from_dir(
            str(settings.dagster_storage), config_dir=str(PROJECT_DIR), overrides=QUIET
        )
    )


def run_config(
    settings: Settings, as_of: date | None, full_refresh: bool, variables_json: str
) -> dict[str, Any]:
    """Config of the resource `build` for these choices."""
    config: dict[str, Any] = {
        "data_dir": str(settings.data_dir.resolve()),
        "raw_dir": str(settings.raw),
        "full_refresh": full_refresh,
        "variables_json": variables_json,
    }
    return {**config, "as_of": as_of.isoformat()} if as_of else config


def selected_keys(project: Project, unique_ids: set[str]) -> list[AssetKey]:
    """The assets of a selection, what is published, and the raw tables if they are read."""
    nodes = [node for node in project.nodes.values() if node.unique_id in unique_ids]
    raw = project.steps[RAW]
    if {node.unique_id for node in raw} & {parent for node in nodes for parent in node.parents}:
        nodes += raw
    return [*{key_of(node): None for node in nodes}, PUBLISHED_COPY, TASKS, PAGES]


def log_file(settings: Settings) -> Path:
    """Where everything that the console does not show is written."""
    return settings.data_dir.resolve() / "logs" / "build.log"


def log_to_file(path: Path) -> None:
    """Sends Python's log to a file, and nothing of it to the console."""
    path.parent.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        filename=path, filemode="w", level=logging.INFO, format=LOG_FORMAT, force=True
    )


def _job(settings: Settings, project: Project, progress: Progress) -> JobDefinition:
    definitions = build_definitions(settings, project, loggers={LOGGER: progress.logger()})
    return definitions.resolve_job_def(DAILY_REFRESH)
