"""When jobs start by the clock."""

from collections.abc import Iterator

from dagster import (
    DefaultScheduleStatus,
    RunRequest,
    ScheduleDefinition,
    ScheduleEvaluationContext,
    schedule,
)

from orchestration.jobs import DAILY_REFRESH
from orchestration.launch import refresh_tags
from saas360.settings import Settings


def build_schedules(settings: Settings) -> list[ScheduleDefinition]:
    """The daily refresh at 06:00 UTC.

    Args:
        settings: where the raw files are.
    """

    @schedule(
        name="daily_refresh_at_six",
        cron_schedule="0 6 * * *",
        execution_timezone="UTC",
        job_name=DAILY_REFRESH,
        default_status=DefaultScheduleStatus.RUNNING,
        description="Builds what came since yesterday and publishes it.",
    )
    def daily_refresh_at_six(context: ScheduleEvaluationContext) -> Iterator[RunRequest]:
        day = context.scheduled_execution_time.date().isoformat()
        yield RunRequest(run_key=day, tags=refresh_tags(settings))

    return [daily_refresh_at_six]
