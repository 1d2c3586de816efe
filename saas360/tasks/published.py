"""The tasks of the published copy, as other tools get them.

What is held out is never given to anybody: that is what makes the comparison worth something.
"""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from saas360.settings import PROJECT_DIR

if TYPE_CHECKING:
    import duckdb

# What is exported, in this order; the names are a promise (docs/tasks.md).
COLUMNS = (
    "task_id", "kind", "reason", "status", "title", "play", "priority", "value_mrr", "currency",
    "account_id", "account_name", "lead_id", "owner_id", "customer_tier", "lifecycle_stage",
    "risk_decile", "step", "opened_on", "updated_on", "due_on", "ended_on", "outcome",
)  # fmt: skip
OPEN = "open"

Task = Mapping[str, Any]


class NoTasksError(Exception):
    """There is nothing to read: the message says what to do."""


def known_kinds() -> list[str]:
    """The kinds that the seed of rules has, on or off."""
    with (PROJECT_DIR / "seeds" / "task_rules.csv").open(newline="", encoding="utf-8") as file:
        return sorted({row["kind"] for row in csv.DictReader(file)})


@dataclass(frozen=True)
class Tasks:
    """Tasks of one published version.

    Attributes:
        run_id: the run that published them.
        as_of: the day that they describe.
        rows: a map per task, by the columns of `COLUMNS`.
    """

    run_id: str
    as_of: date
    rows: Sequence[Task]


def open_tasks(folder: Path, kinds: Sequence[str] = (), owners: Sequence[str] = ()) -> Tasks:
    """What is to be done now, the most urgent first.

    Args:
        folder: the published copy.
        kinds: only tasks of these kinds; all if none is named.
        owners: only tasks of these owners; all if none is named.

    Raises:
        NoTasksError: nothing was published, or no tasks were, or there is no such kind.
    """
    return _read(folder, "customer_tasks.status = 'open'", kinds, owners)


def all_tasks(folder: Path, kinds: Sequence[str] = (), owners: Sequence[str] = ()) -> Tasks:
    """All tasks ever opened but those held out, for who has to hear that one is over.

    Raises:
        NoTasksError: nothing was published, or no tasks were, or there is no such kind.
    """
    return _read(folder, "true", kinds, owners)


def opened_on(folder: Path) -> tuple[dict[str, tuple[date, str | None]], str]:
    """Of every task, those held out too, its first day and its account; and the run.

    Raises:
        NoTasksError: nothing was published, or no tasks were.
    """
    with _published(folder) as (connection, manifest):
        found = connection.execute(
            "select task_id, opened_on, account_id from customer_360.customer_tasks"
        ).fetchall()
    return {task_id: (day, account) for task_id, day, account in found}, manifest["run_id"]


def as_json(value: Any) -> Any:
    """A value as JSON has it: money as a number, days as text."""
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def _read(folder: Path, where: str, kinds: Sequence[str], owners: Sequence[str]) -> Tasks:
    if unknown := sorted(set(kinds) - set(known_kinds())):
        raise NoTasksError(
            f"There is no kind of task {', '.join(unknown)}; there are {', '.join(known_kinds())}."
        )
    conditions = [where, "not customer_tasks.is_held_out"]
    parameters: list[Any] = []
    for column, chosen in (("kind", kinds), ("owner_id", owners)):
        if chosen:
            conditions.append(f"list_contains(?, customer_tasks.{column})")
            parameters.append(list(chosen))
    with _published(folder) as (connection, manifest):
        cursor = connection.execute(
            f"""
            select customer_tasks.*, customers.account_name
            from customer_360.customer_tasks as customer_tasks
            left join customer_360.customers as customers
                on customer_tasks.account_id = customers.account_id
            where {" and ".join(conditions)}
            order by
                customer_tasks.priority,
                customer_tasks.value_mrr desc nulls last,
                customer_tasks.opened_on,
                customer_tasks.task_id
            """,
            parameters,
        )
        names = [column[0] for column in cursor.description or []]
        currency = manifest.get("currency", "")
        rows = [
            {**dict(zip(names, row, strict=True)), "currency": currency}
            for row in cursor.fetchall()
        ]
    return Tasks(
        manifest["run_id"],
        date.fromisoformat(manifest["as_of"]),
        [{name: row[name] for name in COLUMNS} for row in rows],
    )


@contextmanager
def _published(folder: Path) -> "Iterator[tuple[duckdb.DuckDBPyConnection, dict[str, Any]]]":
    """One published version, whatever builds publish meanwhile."""
    import duckdb

    from saas360.publish import DATABASE, MANIFEST

    version = folder.resolve()
    if not (version / MANIFEST).exists():
        raise NoTasksError(f"Nothing is published in {folder}. Build first: `saas360 build`.")
    manifest = json.loads((version / MANIFEST).read_text())
    with duckdb.connect(str(version / DATABASE), read_only=True) as connection:
        try:
            yield connection, manifest
        except duckdb.CatalogException as error:
            raise NoTasksError(
                f"The copy in {folder} has no tasks: it was published by an earlier version of the"
                " project. Build again: `saas360 build`."
            ) from error
