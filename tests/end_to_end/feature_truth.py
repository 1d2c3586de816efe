"""Features and onboarding of a demo, computed once more: in plain Python, from raw files and truth.

Customers and their days come from the demo's ground truth, use from the raw events; nothing here
shares code with the models. The plan tier of a customer's first day is the warehouse's.
"""

import csv
import math
from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import duckdb
from raw_customers import resolved_customers

from end_to_end.pipeline import DataFolder
from saas360.settings import PROJECT_DIR

Z = 1.959963984540054
FOREVER = date(9999, 12, 31)
VALUE_SHARE = 0.6
COHORT_MEMBERS = (
    "select account_id, size_band, plan_tier from intermediate.int_revenue__cohort_members"
)


def one_year_later(day: date) -> date:
    """The same day a year on; the last of February where there is none."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


class FeatureTruth:
    """What the marts of features and onboarding must say of a built demo.

    Args:
        folder: the demo's data folder, with its raw files and its truth.
    """

    def __init__(self, folder: DataFolder) -> None:
        self.folder = folder
        self.as_of = date.fromisoformat(folder.manifest["as_of"])
        seed = list(csv.DictReader((PROJECT_DIR / "seeds/product_features.csv").open()))
        self.feature_of = {row["event_name"]: row["feature"] for row in seed}
        programs = csv.DictReader((PROJECT_DIR / "seeds/program_events.csv").open())
        self.program_events = {row["event_name"] for row in programs}

    def _ask(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect() as connection:
            return connection.execute(sql).fetchall()

    @cached_property
    def internal(self) -> set[str]:
        rows = self._ask(
            f"select account_id, is_internal from '{self.folder.truth}/stories.parquet'"
        )
        return {account for account, is_internal in rows if is_internal}

    @cached_property
    def uses(self) -> list[tuple[str, str, date, str | None]]:
        """(account, event name, day, user) of each event that counts; those of programs do not."""
        rows = self._ask(
            "select event_id, account_id, event_name, occurred_at::date, user_id, quantity"
            f" from read_parquet('{self.folder.raw}/usage_events/**/*.parquet')"
        )
        events = {
            event_id: (account, name, day, user)
            for event_id, account, name, day, user, quantity in rows
            if account is not None and (quantity is None or quantity >= 0) and day <= self.as_of
        }
        return [
            use
            for use in events.values()
            if use[0] not in self.internal and use[1] not in self.program_events
        ]

    @cached_property
    def days(self) -> dict[tuple[str, str], list[date]]:
        """Days with use, by account and feature."""
        found = defaultdict(set)
        for account, name, day, _ in self.uses:
            found[account, self.feature_of[name]].add(day)
        return {key: sorted(days) for key, days in found.items()}

    @cached_property
    def spells(self) -> dict[str, list[tuple[date, date]]]:
        """Times as a customer, [first day, day of leaving), by account."""
        rows = self._ask(
            f"select account_id, movement_date, movement_type"
            f" from '{self.folder.truth}/movements.parquet' order by all"
        )
        found: dict[str, list[tuple[date, date]]] = defaultdict(list)
        for account, day, kind in rows:
            if account in self.internal:
                continue
            if kind in ("new", "reactivation"):
                found[account].append((day, FOREVER))
            elif kind == "churn":
                found[account][-1] = (found[account][-1][0], day)
        return found

    def adoption(self) -> set[tuple[Any, ...]]:
        """(month, feature, customers, accounts using, users, events), where it is used."""
        months = self._ask(
            "select account_id, date_month::date"
            f" from '{self.folder.truth}/account_months.parquet' where is_active"
        )
        customers = set(months) - {month for month in months if month[0] in self.internal}
        sizes = Counter(month for _, month in customers)
        accounts, users, events = defaultdict(set), defaultdict(set), Counter[tuple[date, str]]()
        for account, name, day, user in self.uses:
            month = day.replace(day=1)
            if (account, month) in customers:
                key = (month, self.feature_of[name])
                accounts[key].add(account)
                users[key] |= {(account, user)} if user else set()
                events[key] += 1
        return {
            (*key, sizes[key[0]], len(accounts[key]), len(users[key]), events[key])
            for key in events
        }

    def cohorts(self) -> set[tuple[Any, ...]]:
        """(cohort month, feature, months since, accounts, still using), where somebody is."""
        accounts, using = Counter[tuple[date, str]](), Counter[tuple[date, str, int]]()
        for (_, feature), days in self.days.items():
            cohort = days[0].replace(day=1)
            accounts[cohort, feature] += 1
            for month in {(day.year - cohort.year) * 12 + day.month - cohort.month for day in days}:
                using[cohort, feature, month] += 1
        return {(*key, accounts[key[:2]], count) for key, count in using.items()}

    def lifts(self) -> dict[tuple[int, str], tuple[Any, ...]]:
        """(users, retained, others, retained, raw and adjusted lift with ends, p) by window."""
        strata = {
            account: tuple(segment) for account, *segment in self.folder.warehouse(COHORT_MEMBERS)
        }
        first_recorded = min(day for _, _, day, _ in self.uses)
        found = {}
        for window in (30, 60, 90):
            for feature in set(self.feature_of.values()):
                tables = defaultdict(lambda: [0, 0, 0, 0])
                for account, spells in self.spells.items():
                    (began, left), outcome_on = spells[0], one_year_later(spells[0][0])
                    if began < first_recorded or outcome_on > self.as_of:
                        continue
                    if (left - began).days < window:
                        continue
                    days = self.days.get((account, feature), [])
                    used = any(0 <= (day - began).days < window for day in days)
                    stays = any(first <= outcome_on < last for first, last in spells)
                    cell = tables[strata[account]]
                    cell[0 if used else 2] += 1
                    cell[1 if used else 3] += stays
                found[window, feature] = _lift(list(tables.values()))
        return found

    def onboarding(self) -> set[tuple[Any, ...]]:
        """(account, began on, steps done, completed on, time to value)."""
        steps = list(csv.DictReader((PROJECT_DIR / "seeds/onboarding_steps.csv").open()))
        points = sum(int(step["points"]) for step in steps)
        customers = resolved_customers(
            f"'{self.folder.raw}/billing_customers.parquet'",
            f"'{self.folder.raw}/accounts.parquet'",
        )
        began = self._ask(
            "select coalesce(customers.account_id, subscriptions.customer_id),"
            " min(coalesce(subscriptions.trial_started_at, subscriptions.started_at)::date)"
            f" from '{self.folder.raw}/subscriptions.parquet' as subscriptions"
            f" left join {customers} as customers"
            " using (customer_id)"
            " where subscriptions.status <> 'incomplete'"
            f" and subscriptions.started_at::date <= '{self.as_of}' group by 1"
        )
        by_event = defaultdict(set)
        for account, name, day, _ in self.uses:
            by_event[account, name].add(day)
        found = set()
        for account, began_on in began:
            if account in self.internal:
                continue
            done = []
            for step in steps:
                days = [day for day in by_event[account, step["event_name"]] if day >= began_on]
                done += [(min(days), int(step["points"]))] if days else []
            reached, to_value = 0, None
            for day, worth in sorted(done):
                reached += worth
                if to_value is None and reached >= VALUE_SHARE * points - 1e-9:
                    to_value = (day - began_on) // timedelta(days=1)
            completed = max(day for day, _ in done) if len(done) == len(steps) else None
            found.add((account, began_on, len(done), completed, to_value))
        return found


def _lift(tables: list[list[int]]) -> tuple[Any, ...]:
    """Katz's and Mantel and Haenszel's lift of [users, retained, others, retained] by stratum."""
    users, kept, others, others_kept = (sum(column) for column in zip(*tables, strict=True))
    raw: tuple[float | None, ...] = (None, None, None)
    if kept and others_kept:
        error = math.sqrt(1 / kept - 1 / users + 1 / others_kept - 1 / others)
        raw = _interval(kept / users / (others_kept / others), error)
    above = sum(cell[1] * cell[2] / (cell[0] + cell[2]) for cell in tables)
    below = sum(cell[3] * cell[0] / (cell[0] + cell[2]) for cell in tables)
    spread = sum(
        (cell[1] + cell[3]) * cell[0] * cell[2] / (cell[0] + cell[2]) ** 2
        - cell[1] * cell[3] / (cell[0] + cell[2])
        for cell in tables
    )
    adjusted: tuple[float | None, ...] = (None, None, None)
    p_value = None
    if above and below:
        error = math.sqrt(max(spread, 0) / (above * below))
        adjusted = _interval(above / below, error)
        if error > 1e-9:
            p_value = math.erfc(abs(math.log(above / below)) / error / math.sqrt(2))
    return (users, kept, others, others_kept, *raw, *adjusted, p_value)


def _interval(ratio: float, error: float) -> tuple[float, ...]:
    return (ratio, ratio * math.exp(-Z * error), ratio * math.exp(Z * error))
