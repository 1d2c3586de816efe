"""Daily partitions of the event-grain assets, and how a run says which days it builds.

Here: days to and from Dagster's tags. Not here: which days are due (`saas360.raw.plan`).
"""

from collections.abc import Mapping
from datetime import date

from dagster import AssetExecutionContext, DailyPartitionsDefinition

from saas360.settings import Settings

RANGE_START = "dagster/asset_partition_range_start"
RANGE_END = "dagster/asset_partition_range_end"

Days = tuple[date, date]


def event_days(settings: Settings) -> DailyPartitionsDefinition:
    """One partition per day of events, today's included: its events arrive while it lasts."""
    return DailyPartitionsDefinition(start_date=settings.history_start.isoformat(), end_offset=1)


def range_tags(days: Days) -> Mapping[str, str]:
    """Tags of a run that builds all these days at once."""
    return {RANGE_START: days[0].isoformat(), RANGE_END: days[1].isoformat()}


def days_of(context: AssetExecutionContext) -> Days | None:
    """The days that a run was started for, first and last; None if it names none."""
    tags = context.run.tags
    if RANGE_START in tags:
        return date.fromisoformat(tags[RANGE_START]), date.fromisoformat(tags[RANGE_END])
    if context.has_partition_key:
        day = date.fromisoformat(context.partition_key)
        return day, day
    return None
