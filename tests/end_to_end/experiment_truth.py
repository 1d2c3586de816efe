"""Experiments of a demo, computed once more: in plain Python, from raw files and truth.

Customers come from the demo's ground truth, visitors and leads from the raw files, tails and
quantiles from scipy; nothing here shares code with the models.
"""

import csv
import math
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

import duckdb
from scipy import stats

from end_to_end.pipeline import DataFolder
from saas360.settings import PROJECT_DIR


@dataclass
class Variant:
    """What came of a variant."""

    units: int = 0
    registrations: int = 0
    customers: int = 0
    contaminated: int = 0
    revenues: list[float] = field(default_factory=list)


class ExperimentTruth:
    """What the mart of experiments must say of a built demo, whose experiments are all over.

    Args:
        folder: the demo's data folder, with its raw files and its truth.
    """

    def __init__(self, folder: DataFolder) -> None:
        self.folder = folder
        seed = csv.DictReader((PROJECT_DIR / "seeds/experiment_plans.csv").open())
        self.plans = {row["experiment_id"]: row for row in seed}

    def _ask(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect() as connection:
            return connection.execute(sql).fetchall()

    @cached_property
    def leads(self) -> dict[str, tuple[datetime, str | None]]:
        """(registered at, account) by lead."""
        rows = self._ask(
            "select lead_id, registered_at, converted_account_id"
            f" from '{self.folder.raw}/leads.parquet'"
        )
        return {lead: (registered_at, account) for lead, registered_at, account in rows}

    @cached_property
    def internal(self) -> set[str]:
        rows = self._ask(
            f"select account_id from '{self.folder.truth}/stories.parquet' where is_internal"
        )
        return {account for (account,) in rows}

    @cached_property
    def lead_of(self) -> dict[str, str]:
        """The lead that a visitor registered as: by its own id, or by the e-mail of a user."""
        rows = self._ask(
            "with seen as (select distinct visitor_id, user_id"
            f" from read_parquet('{self.folder.raw}/web_events/**/*.parquet')"
            " where user_id is not null)"
            " select visitor_id, user_id as lead_id from seen union all"
            " select visitor_id, lead_id from seen"
            f" inner join '{self.folder.raw}/product_users.parquet' as users using (user_id)"
            f" inner join '{self.folder.raw}/leads.parquet' as leads"
            " on lower(users.email) = lower(leads.email)"
        )
        found: dict[str, str] = {}
        for visitor, lead in rows:
            if lead in self.leads:
                others = [lead] + ([found[visitor]] if visitor in found else [])
                found[visitor] = min(others, key=lambda one: (self.leads[one][0], one))
        return found

    @cached_property
    def won(self) -> dict[str, tuple[date, float]]:
        """(first day as a customer, MRR of that day) by the lead that won the account."""
        rows = self._ask(
            "select account_id, movement_date::date, amount::double"
            f" from '{self.folder.truth}/movements.parquet' where movement_type = 'new'"
        )
        leads = defaultdict(list)
        for lead, (registered_at, account) in self.leads.items():
            leads[account].append((registered_at, lead))
        found = {}
        for account, day, amount in rows:
            if account in leads and min(leads[account])[0].date() <= day:
                found[min(leads[account])[1]] = (day, amount)
        return found

    def variants(self) -> dict[tuple[str, str], Variant]:
        """What came of each variant, by experiment and variant."""
        rows = self._ask(
            "select experiment_id, visitor_id, exposed_at, variant"
            f" from '{self.folder.raw}/experiment_exposures.parquet' order by all"
        )
        seen = defaultdict(list)
        for experiment, visitor, exposed_at, variant in rows:
            seen[experiment, visitor].append((exposed_at, variant))
        found: dict[tuple[str, str], Variant] = defaultdict(Variant)
        last_device: dict[tuple[str, str], tuple[bool, datetime, str]] = {}
        counted = {}
        for (experiment, visitor), exposures in seen.items():
            exposed_at, variant = exposures[0]
            lead = self.lead_of.get(visitor)
            if lead is not None and self.leads[lead][1] in self.internal:
                continue
            if len({one for _, one in exposures}) > 1:
                found[experiment, variant].contaminated += 1
                continue
            found[experiment, variant].units += 1
            counted[experiment, visitor] = (exposed_at, variant, lead)
            if lead is not None:
                this = (exposed_at <= self.leads[lead][0], exposed_at, visitor)
                last_device[experiment, lead] = max(this, last_device.get((experiment, lead), this))
        for (experiment, visitor), (exposed_at, variant, lead) in counted.items():
            if lead is None or last_device[experiment, lead][2] != visitor:
                continue
            days = int(self.plans[experiment]["window_days"])
            last = exposed_at.date() + timedelta(days=days - 1)
            registered_at = self.leads[lead][0]
            if exposed_at <= registered_at and registered_at.date() <= last:
                found[experiment, variant].registrations += 1
            if lead in self.won and exposed_at.date() <= self.won[lead][0] <= last:
                found[experiment, variant].customers += 1
                found[experiment, variant].revenues.append(self.won[lead][1])
        return dict(found)


def conversion_statistics(shown: int, of: int, control: int, of_control: int) -> list[float]:
    """Difference, Newcombe's ends and the p-value of two shares."""
    low, high = _wilson(shown, of)
    control_low, control_high = _wilson(control, of_control)
    share, control_share = shown / of, control / of_control
    difference = share - control_share
    table = [[shown, of - shown], [control, of_control - control]]
    return [
        difference,
        difference - math.hypot(share - low, control_high - control_share),
        difference + math.hypot(high - share, control_share - control_low),
        float(stats.chi2_contingency(table, correction=False).pvalue),
    ]


def sample_ratio_p_value(units: list[int]) -> float:
    """Of an equal split."""
    return float(stats.chisquare(units).pvalue)


def _wilson(successes: int, trials: int) -> tuple[float, float]:
    interval = stats.binomtest(successes, trials).proportion_ci(0.95, method="wilson")
    return float(interval.low), float(interval.high)
