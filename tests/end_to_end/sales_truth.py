"""The sales of a demo, computed once more: in plain Python, from its raw files and its truth.

Nothing here shares code with the models. What a lead became is the demo's own truth.
"""

import csv
import math
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from statistics import NormalDist, median
from typing import Any

import duckdb

from end_to_end.pipeline import DataFolder
from saas360.settings import PROJECT_DIR

Row = dict[str, Any]
ORDER = {"discovery": 10, "demo": 20, "proposal": 30, "negotiation": 40}
REPLY_LIMIT = timedelta(hours=24)
WATCHED_FOR = 90
LEAST_SAMPLE, LEAST_EXPECTED = 10, 5


@dataclass(frozen=True)
class Step:
    """A stage that a lead or a deal came to; `next_on` is null where it came no further."""

    stage: str
    entered_on: date
    next_on: date | None
    outcome: str

    @property
    def state(self) -> str:
        return "moved_on" if self.next_on else self.outcome


def quarter(day: date) -> date:
    """The first day of a day's quarter."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def quarters_later(first: date, count: int) -> date:
    """The first day of the quarter so many quarters later."""
    months = first.year * 12 + first.month - 1 + 3 * count
    return date(months // 12, months % 12 + 1, 1)


def share_moved_on(steps: list[Step], as_of: date) -> float | None:
    """Kaplan and Meier's share that has moved on by the 90th day; null where nobody knows."""
    times = [((one.next_on or as_of) - one.entered_on).days for one in steps]
    left = 1.0
    for day in sorted({*times}):
        if day <= WATCHED_FOR:
            at_risk = sum(time >= day for time in times)
            moved = sum(
                time == day and one.next_on is not None
                for time, one in zip(times, steps, strict=True)
            )
            left *= 1 - moved / at_risk
    return 1 - left if max(times) >= WATCHED_FOR or left == 0 else None


class SalesTruth:
    """What the marts of sales must say of a built demo.

    Args:
        folder: the demo's data folder, with its raw files and its truth.
    """

    def __init__(self, folder: DataFolder) -> None:
        self.folder = folder
        self.as_of = date.fromisoformat(folder.manifest["as_of"])

    def rows(self, sql: str) -> list[Row]:
        """Rows of a query over the raw files; `raw.` and `truth.` name the folders."""
        folders = {"raw": self.folder.raw, "truth": self.folder.truth}
        sql = re.sub(
            r"\b(raw|truth)\.(\w+)", lambda name: f"'{folders[name[1]]}/{name[2]}.parquet'", sql
        )
        with duckdb.connect() as connection:
            result = connection.execute(sql)
            columns = [column[0] for column in result.description]
            return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]

    @cached_property
    def deals(self) -> list[Row]:
        """Deals that are not the company's own, with outcome, days and dollars."""
        internal = {
            row["account_id"]
            for row in self.rows("select distinct account_id from raw.accounts where is_internal")
        }
        found = []
        for row in self.rows("select * from raw.opportunities"):
            if row["account_id"] in internal:
                continue
            closed_on = row["closed_at"].date() if row["closed_at"] else None
            day = closed_on or self.as_of
            outcome = {None: "open", True: "won", False: "lost"}[row["is_won"]]
            found.append(
                row
                | {
                    "created_on": row["created_at"].date(),
                    "closed_on": closed_on,
                    "outcome": outcome,
                    "dollars": self._in_dollars(row["amount"], row["currency"], day),
                }
            )
        return found

    def deal_steps(self) -> Iterator[tuple[Row, Step]]:
        """Each stage that each deal came to, and its whole way."""
        entered: dict[str, dict[str, date]] = defaultdict(dict)
        for row in self.rows("select * from raw.opportunity_stage_changes"):
            if row["stage"] in ORDER:
                entered[row["opportunity_id"]][row["stage"]] = row["entered_at"].date()
        for deal in self.deals:
            outcome = deal["outcome"]
            won_on: list[date] = [deal["closed_on"]] if outcome == "won" else []
            whole = Step("whole_deal", deal["created_on"], won_on[0] if won_on else None, outcome)
            yield deal, whole
            days = entered[deal["opportunity_id"]]
            for stage, day in days.items():
                later = [days[one] for one in days if ORDER[one] > ORDER[stage]] + won_on
                yield deal, Step(stage, day, min(later) if later else None, outcome)

    def lead_steps(self) -> Iterator[tuple[Row, Step]]:
        """The whole way of each lead, and its first step, from registration to contact or deal."""
        won_on = {
            row["lead_id"]: row["won_on"]
            for row in self.rows("select lead_id, won_on from truth.leads where won_on is not null")
        }
        deals: dict[str, list[Row]] = defaultdict(list)
        for deal in self.deals:
            if deal["lead_id"]:
                deals[deal["lead_id"]].append(deal)
        given_up = {
            row["status"]
            for row in csv.DictReader((PROJECT_DIR / "seeds/lead_statuses.csv").open())
            if row["is_disqualified"] == "true"
        }
        for lead in self.rows("select * from raw.leads"):
            own = deals[lead["lead_id"]]
            won = won_on.get(lead["lead_id"])
            lost = lead["status"] in given_up or (
                bool(own) and all(deal["outcome"] == "lost" for deal in own)
            )
            outcome = "won" if won else "lost" if lost else "open"
            registered = lead["registered_at"].date()
            yield lead, Step("whole_lead", registered, won, outcome)
            answered = [lead["first_contacted_at"].date()] if lead["first_contacted_at"] else []
            later = answered + [deal["created_on"] for deal in own] + ([won] if won else [])
            yield lead, Step("registered", registered, min(later) if later else None, outcome)

    def funnel(
        self, steps: Iterator[tuple[Row, Step]], segment: Callable[[Row], str]
    ) -> dict[tuple[date, str, str], tuple[Any, ...]]:
        """By month, segment and stage: counts, estimate and median days, as the mart has."""
        found: dict[tuple[date, str, str], list[Step]] = defaultdict(list)
        for row, step in steps:
            day = (row.get("created_on") or row["registered_at"]).replace(day=1)
            month = day.date() if isinstance(day, datetime) else day
            found[month, segment(row), step.stage].append(step)
        return {key: self._counted(group) for key, group in found.items()}

    def _counted(self, steps: list[Step]) -> tuple[Any, ...]:
        states = [one.state for one in steps]
        days = [(one.next_on - one.entered_on).days for one in steps if one.next_on]
        outcomes = [one.outcome for one in steps]
        return (
            len(steps),
            states.count("moved_on"),
            states.count("lost"),
            states.count("open"),
            share_moved_on(steps, self.as_of),
            median(days) if days else None,
            outcomes.count("won"),
            outcomes.count("lost"),
        )

    def capability(self) -> dict[tuple[date, int, str], dict[str, Any]]:
        """By quarter, quarters looked at and owner, what each sold and how fast each replied."""
        facts: dict[tuple[date, int, str], dict[str, list[Any]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for day, owner, measure, value in self._facts():
            for window, shift in ((1, 0), (4, 0), (4, 1), (4, 2), (4, 3)):
                last = quarters_later(quarter(day), shift)
                if last <= self.as_of:
                    facts[last, window, owner][measure].append(value)
        return {key: self._measured(values) for key, values in facts.items()}

    def _facts(self) -> Iterator[tuple[date, str, str, Any]]:
        for deal in self.deals:
            owner, kind = deal["owner_id"], deal["opportunity_type"]
            if deal["closed_on"]:
                won = deal["outcome"] == "won"
                yield deal["closed_on"], owner, kind, won
                if won and kind != "renewal":
                    yield deal["closed_on"], owner, "bookings", deal["dollars"]
                if won and kind == "new":
                    days = (deal["closed_on"] - deal["created_on"]).days
                    yield deal["closed_on"], owner, "cycle", days
            first = quarter(deal["expected_close_date"])
            was_open = deal["created_on"] < first and (deal["closed_on"] or self.as_of) >= first
            if was_open and kind != "renewal" and first <= self.as_of:
                won = deal["outcome"] == "won" and quarter(deal["closed_on"]) == first
                yield first, owner, "forecast", (deal["dollars"], won)
        for row in self.rows("select * from raw.quotas"):
            yield row["quota_month"], row["owner_id"], "quota", float(row["amount"])
        for row in self.rows("select * from raw.leads"):
            registered, contacted = row["registered_at"], row["first_contacted_at"]
            if contacted:
                hours = (contacted - registered).total_seconds() / 3600
                yield registered.date(), row["owner_id"], "reply", hours
                yield (
                    registered.date(),
                    row["owner_id"],
                    "in time",
                    (contacted - registered <= REPLY_LIMIT),
                )
            elif (registered + REPLY_LIMIT).date() <= self.as_of and row["status"] not in (
                "unqualified", "disqualified", "junk",
            ):  # fmt: skip
                yield registered.date(), row["owner_id"], "in time", False

    @staticmethod
    def _measured(values: dict[str, list[Any]]) -> dict[str, Any]:
        forecast = values["forecast"]
        return {
            "won_deals": sum(values["new"]),
            "lost_deals": len(values["new"]) - sum(values["new"]),
            "bookings": sum(values["bookings"]),
            "median_cycle_days": median(values["cycle"]) if values["cycle"] else None,
            "quota": sum(values["quota"]) if values["quota"] else None,
            "expansion_deals": len(values["expansion"]),
            "expansion_deals_won": sum(values["expansion"]),
            "renewal_deals": len(values["renewal"]),
            "renewal_deals_won": sum(values["renewal"]),
            "forecast_amount": sum(amount for amount, _ in forecast),
            "forecast_won_amount": sum(amount for amount, won in forecast if won),
            "median_reply_hours": median(values["reply"]) if values["reply"] else None,
            "leads_judged": len(values["in time"]),
            "leads_replied_in_time": sum(values["in time"]),
        }

    def adjusted_p_values(
        self, successes: Callable[[dict[str, Any]], int], trials: Callable[[dict[str, Any]], int]
    ) -> dict[tuple[date, int, str], float]:
        """Each owner against all others, for all of the company, by Benjamini and Hochberg."""
        families: dict[tuple[date, int], dict[str, tuple[int, int]]] = defaultdict(dict)
        for (day, window, owner), values in self.capability().items():
            families[day, window][owner] = successes(values), trials(values)
        found = {}
        for family, members in families.items():
            tested: list[tuple[float, str]] = []
            all_successes = sum(one for one, _ in members.values())
            all_trials = sum(one for _, one in members.values())
            for owner, (good, of) in members.items():
                others = all_trials - of
                share = all_successes / all_trials if all_trials else 0
                if min(of, others) < LEAST_SAMPLE:
                    continue
                own, other = good / of, (all_successes - good) / others
                error = (1 / of + 1 / others) ** 0.5
                if min(of, others) * min(share, 1 - share) < LEAST_EXPECTED:
                    deviate = 2 * (math.asin(own**0.5) - math.asin(other**0.5)) / error
                else:
                    deviate = (own - other) / (error * (share * (1 - share)) ** 0.5)
                tested.append((2 * NormalDist().cdf(-abs(deviate)), owner))
            smallest = 1.0
            for rank, (p_value, owner) in reversed(list(enumerate(sorted(tested), start=1))):
                smallest = min(smallest, p_value * len(tested) / rank)
                found[(*family, owner)] = smallest
        return found

    def silences(self, limit: timedelta) -> set[tuple[str, date, date | None]]:
        """Deals without a word for longer than the limit: since when, until when."""
        words: dict[str, list[datetime]] = defaultdict(list)
        for row in self.rows("select * from raw.activities where opportunity_id is not null"):
            words[row["opportunity_id"]].append(row["occurred_at"])
        found = set()
        for deal in self.deals:
            key, closed = deal["opportunity_id"], deal["closed_at"]
            after = [
                one for one in words[key] if deal["created_at"] <= one < (closed or datetime.max)
            ]
            moments: list[datetime | None] = [deal["created_at"], *sorted(after), closed]
            for earlier, later in pairwise(moments):
                assert earlier is not None
                since = earlier + limit
                if (later is None or later > since) and since.date() <= self.as_of:
                    found.add((key, since.date(), later.date() if later else None))
        return found

    @cached_property
    def _rates(self) -> dict[str, list[tuple[date, float]]]:
        rates: dict[str, list[tuple[date, float]]] = defaultdict(list)
        for row in self.rows(
            "select * from raw.exchange_rates where to_currency = 'USD' order by rate_date"
        ):
            rates[row["from_currency"]].append((row["rate_date"], float(row["rate"])))
        return rates

    def _in_dollars(self, amount: Any, currency: str, day: date) -> float:
        if currency == "USD":
            return float(amount)
        days = [rate_day for rate_day, _ in self._rates[currency]]
        return float(amount) * self._rates[currency][max(bisect_right(days, day) - 1, 0)][1]
