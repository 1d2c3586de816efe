"""What a refresh is started with: its days as tags, its choices as config.

Shared by the command line, the schedule and the sensor.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from orchestration.partitions import Days, range_tags
from orchestration.resources import make_plan
from saas360.raw import LoadPlan
from saas360.settings import Settings


def refresh_tags(
    settings: Settings,
    *,
    as_of: date | None = None,
    full_refresh: bool = False,
    variables: Mapping[str, Any] | None = None,
) -> Mapping[str, str]:
    """Tags that name the event days which a refresh is going to build, for the partitions' record.

    Args:
        settings: where the files are.
        as_of: the day that counts as now, if given.
        full_refresh: all days, not just those that are due.
        variables: dbt vars of the run.
    """
    plan = make_plan(settings, as_of, dict(variables or {}))
    days = all_days(plan) if full_refresh else plan.event_days
    return range_tags(known_days(days, plan.as_of, settings))


def all_days(plan: LoadPlan) -> Days | None:
    """First and last day of all usage events."""
    days = [plan.days[file.path] for file in plan.event_files if file.path in plan.days]
    given = [(each.first, each.newest) for each in days if each.first and each.newest]
    return (min(each[0] for each in given), max(each[1] for each in given)) if given else None


def known_days(days: Days | None, as_of: date, settings: Settings) -> Days:
    """Days as partitions: within the history, and the day of `as_of` where none is due."""
    first, last = days or (as_of, as_of)
    earliest = settings.history_start
    return max(first, earliest), max(last, earliest)


def run_config(
    settings: Settings,
    *,
    as_of: date | None = None,
    full_refresh: bool = False,
    variables_json: str = "{}",
) -> dict[str, Any]:
    """Config of a run that must not depend on its process's environment."""
    config: dict[str, Any] = {
        "data_dir": str(settings.data_dir.resolve()),
        "raw_dir": str(settings.raw),
        "full_refresh": full_refresh,
        "variables_json": variables_json,
    }
    if as_of:
        config["as_of"] = as_of.isoformat()
    return {"resources": {"build": {"config": config}}}
