"""What became of the demo's tasks, computed once more, in plain Python, from truth and raw files.

Which tasks there are, who of them was left alone and who left as a customer comes from the demo's
truth, when invoices were paid from the raw payments. Nothing here shares code with the models.
"""

import math
from collections import defaultdict
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

import duckdb
from raw_customers import resolved_customers

from end_to_end.pipeline import DataFolder

Z = 1.959963984540054
FOREVER = date(9999, 12, 31)
FAILING_DAYS = 60


class Task(NamedTuple):
    """A task as the demo planted it."""

    kind: str
    account_id: str
    opened_on: date
    is_held_out: bool


class Shares(NamedTuple):
    """Those acted on and those left alone: how many, and how many had the result."""

    acted_on: int
    with_result: int
    left_alone: int
    left_alone_with_result: int

    def difference(self) -> tuple[float, float, float]:
        """The difference of the shares with its 95 % interval, by Newcombe's method 10."""
        own, other = self.with_result / self.acted_on, self.left_alone_with_result / self.left_alone
        low, high = wilson(self.with_result, self.acted_on)
        other_low, other_high = wilson(self.left_alone_with_result, self.left_alone)
        return (
            own - other,
            own - other - math.hypot(own - low, other_high - other),
            own - other + math.hypot(high - own, other - other_low),
        )


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    share, spread = successes / trials, Z * Z / trials
    centre = (share + spread / 2) / (1 + spread)
    half = math.sqrt(share * (1 - share) * spread + spread * spread / 4) / (1 + spread)
    return centre - half, centre + half


class ActionTruth:
    """What `action_effectiveness` must say of kinds of tasks that chance held out.

    Args:
        folder: the demo's data folder, with its raw files and its truth.
    """

    def __init__(self, folder: DataFolder) -> None:
        self.folder = folder
        self.as_of = date.fromisoformat(folder.manifest["as_of"])

    def _ask(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect() as connection:
            return connection.execute(sql).fetchall()

    @cached_property
    def effects(self) -> dict[str, bool]:
        """Whether the play of a kind was planted to have an effect."""
        return dict(
            self._ask(f"select kind, has_effect from '{self.folder.truth}/actions.parquet'")
        )

    @cached_property
    def tasks(self) -> list[Task]:
        """All tasks of these kinds, from the first of its kind that was worked on."""
        rows = self._ask(
            "select kind, account_id, opened_on::date, is_held_out"
            f" from '{self.folder.truth}/tasks.parquet' as tasks where opened_on >="
            f" (select min(opened_on) from '{self.folder.truth}/tasks.parquet' as worked"
            " where worked.kind = tasks.kind and has_outcome)"
        )
        return [Task(*row) for row in rows if row[0] in self.effects]

    @cached_property
    def spells(self) -> dict[str, list[tuple[date, date]]]:
        """Times as a customer, [first day, day of leaving), by account."""
        rows = self._ask(
            "select account_id, movement_date, movement_type"
            f" from '{self.folder.truth}/movements.parquet' order by all"
        )
        found: dict[str, list[tuple[date, date]]] = defaultdict(list)
        for account, day, kind in rows:
            if kind in ("new", "reactivation"):
                found[account].append((day, FOREVER))
            elif kind == "churn":
                found[account][-1] = (found[account][-1][0], day)
        return found

    @cached_property
    def failing(self) -> dict[str, list[tuple[date, date]]]:
        """Per account, of each invoice that failed: its first failed day, and that of payment."""
        customers = resolved_customers(
            f"'{self.folder.raw}/billing_customers.parquet'",
            f"'{self.folder.raw}/accounts.parquet'",
        )
        rows = self._ask(
            "select customers.account_id,"
            " min(attempted_at) filter (where payments.status = 'failed')::date as failed_on,"
            " max(attempted_at) filter (where payments.status = 'succeeded')::date"
            f" from '{self.folder.raw}/payments.parquet' as payments"
            f" inner join '{self.folder.raw}/invoices.parquet' as invoices using (invoice_id)"
            f" inner join {customers} as customers on invoices.customer_id = customers.customer_id"
            f" where attempted_at::date <= '{self.as_of}' group by account_id, invoice_id"
            " having failed_on is not null"
        )
        found: dict[str, list[tuple[date, date]]] = defaultdict(list)
        for account, failed_on, paid_on in rows:
            found[account].append((failed_on, paid_on or FOREVER))
        return found

    def has_result(self, task: Task, horizon: int) -> bool:
        """Whether a task has what its kind wants, so many days after it opened."""
        on_day = task.opened_on + timedelta(days=horizon)
        if task.kind == "dunning":
            return all(
                paid_on <= on_day
                for failed_on, paid_on in self.failing[task.account_id]
                if failed_on <= task.opened_on < min(paid_on, failed_on + timedelta(FAILING_DAYS))
            )
        return any(began <= on_day < left for began, left in self.spells[task.account_id])

    def shares(self, kind: str, horizon: int) -> Shares:
        """Of the tasks that are so many days old: how many, and how many with the result."""
        counts = [0, 0, 0, 0]
        for task in self.tasks:
            if task.kind == kind and task.opened_on + timedelta(days=horizon) <= self.as_of:
                place = 2 if task.is_held_out else 0
                counts[place] += 1
                counts[place + 1] += self.has_result(task, horizon)
        return Shares(*counts)
