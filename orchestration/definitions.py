"""Wires everything that Dagster shows: only wires, no logic, and no work when imported."""

from typing import Any

from dagster import Definitions, definitions, in_process_executor

from orchestration.dbt_assets import build_dbt_assets
from orchestration.fitted_assets import build_fitted_assets, build_monthly_versions
from orchestration.jobs import build_jobs
from orchestration.keys import key_of
from orchestration.pages import build_pages
from orchestration.published import build_published
from orchestration.raw_assets import build_raw_assets
from orchestration.resources import Build
from orchestration.schedules import build_schedules
from orchestration.sensors import build_sensors
from orchestration.task_export import build_task_export
from saas360.project import Project, load_project
from saas360.settings import Settings
from saas360.spark import require_ready


def build_definitions(
    settings: Settings | None = None, project: Project | None = None, **overrides: Any
) -> Definitions:
    """All of Dagster's definitions.

    Args:
        settings: where things lie; by default what the environment says.
        project: the parsed dbt project; by default parsed, or read if nothing changed.
        **overrides: other arguments for `Definitions`, such as resources for a test.

    Raises:
        SparkNotReadyError: the target is on Spark, and something that it needs is missing.
    """
    settings = settings or Settings()
    require_ready(settings)
    project = project or load_project(settings)
    built = [
        build_raw_assets(project),
        *build_dbt_assets(project, settings),
        build_fitted_assets(project, settings),
    ]
    checks = [spec.key for assets in built for spec in assets.check_specs if spec.blocking]
    daily = [key_of(node) for node in project.nodes.values() if node.is_daily]
    arguments: dict[str, Any] = {
        "assets": [
            *built,
            build_monthly_versions(project, settings),
            build_published(project, checks),
            build_task_export(),
            build_pages(),
        ],
        "jobs": build_jobs(daily),
        "schedules": build_schedules(),
        "sensors": build_sensors(settings),
        "resources": {"build": Build()},
        # One process per run: one writer, and dbt is imported and parsed once.
        "executor": in_process_executor,
    }
    return Definitions(**{**arguments, **overrides})


@definitions
def defs() -> Definitions:
    """What `dagster dev` loads."""
    return build_definitions()
