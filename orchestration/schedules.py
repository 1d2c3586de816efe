"""When jobs start by the clock."""

from dagster import DefaultScheduleStatus, ScheduleDefinition

from orchestration.jobs import DAILY_REFRESH


def build_schedules() -> list[ScheduleDefinition]:
    """The daily refresh at 06:00 UTC. Which event days it builds, the run itself finds out."""
    return [
        ScheduleDefinition(
            name="daily_refresh_at_six",
            cron_schedule="0 6 * * *",
            execution_timezone="UTC",
            job_name=DAILY_REFRESH,
            default_status=DefaultScheduleStatus.RUNNING,
            description="Builds what came since yesterday and publishes it.",
        )
    ]
