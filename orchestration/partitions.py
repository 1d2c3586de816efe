"""Daily partitions of the event-grain assets, monthly ones of fitted models, and a run's days.

Here: days to and from Dagster's tags. Not here: which days are due (`saas360.raw.plan`).
"""

from datetime import date, timedelta
from typing import cast

from dagster import (
    AssetExecutionContext,
    DailyPartitionsDefinition,
    MonthlyPartitionsDefinition,
)

from saas360.settings import Settings

RANGE_START = "dagster/asset_partition_range_start"
RANGE_END = "dagster/asset_partition_range_end"

Days = tuple[date, date]


def partitions(settings: Settings) -> DailyPartitionsDefinition:
    """One partition per day of events, today's included: its events arrive while it lasts."""
    return DailyPartitionsDefinition(start_date=settings.history_start.isoformat(), end_offset=1)


def months(settings: Settings) -> MonthlyPartitionsDefinition:
    """One partition per month, this one included: its models learn from what came before it."""
    first = settings.history_start.replace(day=1)
    return MonthlyPartitionsDefinition(start_date=first.isoformat(), end_offset=1)


def days_of(context: AssetExecutionContext) -> Days | None:
    """The days that a run was started for, first and last; None if it names none."""
    tags = context.run.tags
    if RANGE_START in tags:
        return date.fromisoformat(tags[RANGE_START]), date.fromisoformat(tags[RANGE_END])
    if context.has_partition_key:
        day = date.fromisoformat(context.partition_key)
        return day, day
    return None


def name_days(context: AssetExecutionContext, settings: Settings, days: Days) -> None:
    """Writes onto a run that names no days which ones it builds, so that they show as built.

    A refresh finds out only while it runs, once it has seen the files. Dagster reads the days from
    the run's tags whenever an asset is recorded, so they are added to the record and to the run at
    hand.
    """
    tags = range_tags(known(days, settings))
    context.instance.add_run_tags(context.run.run_id, tags)
    cast(dict[str, str], context.run.tags).update(tags)


def range_tags(days: Days) -> dict[str, str]:
    """Tags of a run that builds all these days at once."""
    return {RANGE_START: days[0].isoformat(), RANGE_END: days[1].isoformat()}


def known(days: Days, settings: Settings) -> Days:
    """Days as far as there are partitions for them."""
    earliest = settings.history_start
    latest = date.fromisoformat(str(partitions(settings).get_last_partition_key()))
    first, last = (min(max(day, earliest), latest) for day in days)
    return first, last


def widened(days: Days, timezone: str) -> Days:
    """Days in UTC, as files have them, with the days of a time zone that they may reach into."""
    if timezone == "UTC":
        return days
    return days[0] - timedelta(1), days[1] + timedelta(1)
