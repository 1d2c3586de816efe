"""A cheap look at the raw folder: what is there, what is new, which days that concerns.

Reads footers and headers, and of new text files the one column of times. Checks nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

import duckdb
import yaml

from saas360.contract import RawTable, read_contract
from saas360.raw import check
from saas360.raw.days import FileDays, read_days
from saas360.raw.discover import RawFile, discover
from saas360.raw.ledger import AggregatedFile, Memory, recall
from saas360.raw.problems import Problem
from saas360.settings import PROJECT_DIR, Settings

FILES = "files"
FALLBACK = ("subscriptions", "started_at")

DayRange = tuple[date, date]


@dataclass(frozen=True)
class LoadPlan:
    """What a load would take, and what it would mean for the models by event day.

    Attributes:
        files: each contract table's files; tables without any are left out.
        event_files: the files of events, of all domains and connectors in use.
        rules: what the models by day depend on beside files; a change of it makes all days due.
        unknown_files: what else lies at the top of the raw folder.
        problems: what is already known to be wrong; `load` raises it.
        days: days of each file of a table that dates the data, by path.
        new_files: paths of event files that those models have never taken.
        changed_files: paths of those rewritten since.
        removed_files: paths of those gone since.
        event_days: first and last day (UTC) to aggregate; None when there is nothing to do.
        late_days: days that only a backfill will take, being older than the lookback.
        built_until: newest day that has been aggregated, of any domain.
        as_of: newest event or invoice day, never later than today.
        has_events_elsewhere: events lie in a table of the warehouse's own, not in files.
    """

    files: dict[str, tuple[RawFile, ...]]
    event_files: tuple[RawFile, ...]
    rules: str
    unknown_files: tuple[str, ...]
    problems: tuple[Problem, ...]
    days: dict[str, FileDays]
    new_files: tuple[str, ...]
    changed_files: tuple[str, ...]
    removed_files: tuple[str, ...]
    event_days: DayRange | None
    late_days: DayRange | None
    built_until: date | None
    as_of: date
    has_events_elsewhere: bool = False


def plan(
    settings: Settings,
    *,
    today: date | None = None,
    lookback_days: int | None = None,
    connectors: Mapping[str, Sequence[str]] | None = None,
    timezone: str = "UTC",
) -> LoadPlan:
    """Looks at the raw folder and at what the warehouse remembers.

    Args:
        settings: where both are.
        today: the last day that is not in the future; by default the current day in UTC.
        lookback_days: var `usage_lookback_days`; by default what dbt_project.yml says.
        connectors: var `connectors`; a domain that it does not name uses files.
        timezone: var `reporting_timezone`.
    """
    today = today or datetime.now(UTC).date()
    lookback = timedelta(default_lookback_days() if lookback_days is None else lookback_days)
    contract = read_contract()
    found = discover(settings.raw, contract)
    memory = recall(settings)
    with check.connect() as connection:
        days: dict[str, FileDays] = {}
        for name, files in found.files.items():
            if contract[name].dates_the_data:
                days |= _days_of(
                    connection, contract[name], files, settings, memory=memory, today=today
                )
        as_of = max((each.newest for each in days.values() if each.newest), default=None)
        as_of = as_of or _fallback_as_of(connection, contract, found.files, settings, today)

    domains = sorted({table.events_of for table in contract.values() if table.events_of})
    chosen = {domain: list((connectors or {}).get(domain, (FILES,))) for domain in domains}
    event_files = tuple(
        file
        for name, files in found.files.items()
        if _is_of_events(contract[name], chosen)
        for file in files
    )
    rules = "; ".join(f"{domain}: {','.join(chosen[domain])}" for domain in domains)
    rules = f"{rules} in {timezone}"
    is_other = bool(memory.aggregated) and memory.rules != rules
    each_domain = [
        _due(
            {f.path: f for f in event_files if contract[f.table].events_of == domain},
            {path: file for path, file in memory.aggregated.items() if file.domain == domain},
            days,
            today=today,
            start=settings.history_start,
            lookback=None if is_other else lookback,
        )
        for domain in domains
    ]
    return LoadPlan(
        files=found.files,
        event_files=event_files,
        rules=rules,
        unknown_files=found.unknown_files,
        problems=found.problems,
        days=days,
        new_files=tuple(sorted(path for due in each_domain for path in due.new_files)),
        changed_files=tuple(sorted(path for due in each_domain for path in due.changed_files)),
        removed_files=tuple(sorted(path for due in each_domain for path in due.removed_files)),
        event_days=_union([due.days for due in each_domain]),
        late_days=_union([due.late_days for due in each_domain]),
        built_until=max((d.built_until for d in each_domain if d.built_until), default=None),
        as_of=as_of,
    )


@dataclass(frozen=True)
class _Due:
    """Of one domain's events: files that are not as they were, and the days that they touch."""

    new_files: list[str]
    changed_files: list[str]
    removed_files: list[str]
    days: DayRange | None
    late_days: DayRange | None
    built_until: date | None


def _is_of_events(table: RawTable, connectors: Mapping[str, Sequence[str]]) -> bool:
    """Whether a table's rows become events by a connector that its domain uses."""
    if table.events_of is None:
        return False
    connector = FILES if table.source == table.events_of else table.source
    return connector in connectors[table.events_of]


def _due(
    present: dict[str, RawFile],
    done: dict[str, AggregatedFile],
    days: dict[str, FileDays],
    *,
    today: date,
    start: date,
    lookback: timedelta | None,
) -> _Due:
    """What a domain's files make due; without a lookback all of its days.

    Each domain looks back from its own newest day: one whose events come a week after those of
    another is not late for that.
    """
    new = [path for path in present if path not in done]
    changed = [p for p, file in present.items() if p in done and file.version != done[p].version]
    removed = [path for path in done if path not in present]
    newest = [file.last_event_day for file in done.values() if file.last_event_day]
    built_until = max((day for day in newest if day <= today), default=None)
    touched = [_range(days.get(path)) for path in new + changed]
    touched += [_range(done[path]) for path in changed + removed]
    ripe = [_ripened(days.get(path), done[path], today) for path in present if path in done]
    earliest = start
    if lookback is None:
        touched += [_range(days.get(path)) for path in present] + [_range(f) for f in done.values()]
    elif built_until:
        earliest = max(start, built_until - lookback)
    return _Due(
        new,
        changed,
        removed,
        _clipped(_union(touched + ripe), earliest, today),
        _clipped(_union(touched), start, earliest - timedelta(1)),
        built_until,
    )


@cache
def default_lookback_days() -> int:
    """Var `usage_lookback_days` in dbt_project.yml."""
    project = yaml.safe_load((PROJECT_DIR / "dbt_project.yml").read_text(encoding="utf-8"))
    return int(project["vars"]["usage_lookback_days"])


def _days_of(
    connection: duckdb.DuckDBPyConnection,
    table: RawTable,
    files: tuple[RawFile, ...],
    settings: Settings,
    *,
    memory: Memory,
    today: date,
) -> dict[str, FileDays]:
    """Days of a table's files; an unchanged one is opened only if it reaches into the future."""
    days: dict[str, FileDays] = {}
    unknown = []
    for file in files:
        known = memory.known.get(file.path)
        last = known.last_event_day if known else None
        if known and known.version == file.version and last and last <= today:
            days[file.path] = FileDays(known.first_event_day, last, last)
        else:
            unknown.append(file)
    column = table.dates_the_data
    if unknown and column:
        days |= read_days(connection, table, unknown, settings.raw, today=today, column=column)
    return days


def _fallback_as_of(
    connection: duckdb.DuckDBPyConnection,
    contract: dict[str, RawTable],
    files: dict[str, tuple[RawFile, ...]],
    settings: Settings,
    today: date,
) -> date:
    name, column = FALLBACK
    if name in files:
        days = read_days(
            connection, contract[name], files[name], settings.raw, today=today, column=column
        )
        return max((each.newest for each in days.values() if each.newest), default=today)
    return today


def _range(days: FileDays | AggregatedFile | None) -> DayRange | None:
    if isinstance(days, AggregatedFile):
        first, last = days.first_event_day, days.last_event_day
    else:
        first, last = (days.first, days.newest) if days else (None, None)
    return (first, last) if first and last else None


def _ripened(days: FileDays | None, done: AggregatedFile, today: date) -> DayRange | None:
    """Days of an unchanged file that lay in the future when it was aggregated."""
    if days is None or days.last is None or days.first is None:
        return None
    after = done.last_event_day + timedelta(1) if done.last_event_day else days.first
    return (after, min(days.last, today)) if after <= min(days.last, today) else None


def _union(ranges: list[DayRange | None]) -> DayRange | None:
    given = [each for each in ranges if each]
    return (min(each[0] for each in given), max(each[1] for each in given)) if given else None


def _clipped(days: DayRange | None, start: date, end: date) -> DayRange | None:
    if days is None or max(days[0], start) > min(days[1], end):
        return None
    return max(days[0], start), min(days[1], end)
