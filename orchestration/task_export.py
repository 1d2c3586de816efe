"""What people are to do, out of the published copy: files beside it, and a webhook if one is set.

Here: the op. Not here: which tasks there are (`customer_tasks`), how they are written and sent
(`saas360.tasks`).
"""

from typing import Any

from dagster import AssetKey, AssetsDefinition, Failure, MaterializeResult, asset

from orchestration.keys import PUBLISHED, PUBLISHED_COPY
from orchestration.resources import Build

TASKS = AssetKey([PUBLISHED, "tasks"])


def build_task_export() -> AssetsDefinition:
    """The asset `published/tasks`; what was delivered and has not changed is not sent again."""

    @asset(
        key=TASKS,
        group_name=PUBLISHED,
        description="The open tasks as CSV and JSON lines beside the published tables, with the"
        " template for their outcomes; sent to the webhook SAAS360_TASKS_WEBHOOK where it is set.",
        deps=[PUBLISHED_COPY],
        kinds={"file"},
    )
    def tasks(build: Build) -> MaterializeResult[Any]:
        import duckdb

        from saas360.tasks import export
        from saas360.tasks.published import NoTasksError
        from saas360.tasks.webhook import WebhookError

        settings = build.settings()
        try:
            count = export.write_files(settings.published)
        except (NoTasksError, OSError, duckdb.Error) as error:
            raise Failure(description=f"The tasks were not written: {error}") from error
        metadata: dict[str, Any] = {"tasks": count}
        if settings.tasks_webhook is not None:
            try:
                done = export.send(settings, settings.tasks_webhook.get_secret_value())
            except (export.MissingSecretError, WebhookError, NoTasksError, OSError) as error:
                raise Failure(
                    description=f"The tasks are written, but not all were delivered: {error}"
                ) from error
            metadata |= {"delivered": len(done.sent), "delivered_before": done.unchanged}
        return MaterializeResult(metadata=metadata)

    return tasks
