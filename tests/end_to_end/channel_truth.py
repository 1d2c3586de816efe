"""Channels, what they cost and won, computed once more from the raw files of a demo company."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import duckdb

from end_to_end.pipeline import DataFolder

WINDOW = timedelta(days=90)
ENOUGH_LEADS = 3000
Credits = dict[tuple[date, str], list[float]]


class ChannelTruth:
    """The raw leads and spend of a demo company, in a second computation."""

    def __init__(self, folder: DataFolder) -> None:
        self.folder = folder
        self.as_of = date.fromisoformat(folder.manifest["as_of"])
        self.leads = {
            lead: (channel or "unknown", registered_at, account)
            for lead, channel, registered_at, account in self._raw(
                "select lead_id, channel, registered_at, converted_account_id from {leads}"
            )
            if registered_at.date() <= self.as_of
        }

    def spend(self) -> dict[tuple[date, str], float]:
        """Dollars by month and channel, each day's at its last known rate, or the first."""
        rows = self._raw(
            "select date_trunc('month', spend_date)::date, channel, sum(amount * case currency"
            " when 'USD' then 1 else (select last(rate order by rate_date) from {exchange_rates}"
            " where from_currency = spend.currency and to_currency = 'USD'"
            " and rate_date <= greatest(spend_date, (select min(rate_date) from {exchange_rates})))"
            " end)"
            f" from {{marketing_spend}} as spend where spend_date <= date '{self.as_of}'"
            " group by all"
        )
        return {(month, channel): float(amount) for month, channel, amount in rows}

    def won(self) -> dict[str, date]:
        """The day on which each lead that won a customer did, by the truth's movements."""
        days = dict(
            self._truth(
                "select account_id, min(movement_date) from {movements}"
                " where movement_type = 'new' group by all"
            )
        )
        first: dict[str, str] = {}
        for lead, (_, _, account) in self.leads.items():
            earlier = first.get(account)
            if account and (not earlier or self._order(lead) < self._order(earlier)):
                first[account] = lead
        return {
            lead: days[account]
            for account, lead in first.items()
            if account in days and days[account] >= self.leads[lead][1].date()
        }

    def outcomes(self) -> dict[str, tuple[int, int]]:
        """Leads and customers within 90 days by channel, of months in which all days are over."""
        won = self.won()
        counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
        for lead, (channel, registered_at, _) in self.leads.items():
            day = registered_at.date()
            month_end = (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
            if month_end + WINDOW <= self.as_of:
                counts[channel][0] += 1
                counts[channel][1] += lead in won and won[lead] <= day + WINDOW
        return {channel: (leads, customers) for channel, (leads, customers) in counts.items()}

    def credits(self) -> Credits:
        """Leads by month and channel by first touch, last touch, linear and position-based."""
        visits: defaultdict[str, list[tuple[datetime, str]]] = defaultdict(list)
        sessions = self.folder.warehouse(
            "select lead_id, registered_at, started_at, channel, registers from ("
            " select visitor_leads.lead_id, visitor_leads.registered_at, sessions.started_at,"
            " sessions.channel, coalesce(sessions.lead_id = visitor_leads.lead_id, false)"
            " as registers from intermediate.int_marketing__sessions as sessions"
            " inner join intermediate.int_marketing__visitor_leads as visitor_leads"
            " using (visitor_id)) order by started_at"
        )
        for lead, registered_at, started_at, channel, registers in sessions:
            is_before = started_at <= registered_at or registers
            is_recent = started_at.date() >= registered_at.date() - WINDOW
            if is_before and is_recent and channel not in ("direct", "unknown"):
                visits[lead].append((started_at, channel))
        found: Credits = defaultdict(lambda: [0.0] * 4)
        for lead, (channel, registered_at, _) in self.leads.items():
            touches = [touch for _, touch in visits[lead]]
            if not touches or channel in ("outbound", "events"):
                touches.append(channel)
            month = registered_at.date().replace(day=1)
            for place, touch in enumerate(touches):
                for model, share in enumerate(_shares(place, len(touches))):
                    found[month, touch][model] += share
        return found

    def planted(self) -> dict[str, str]:
        """The channels that are planted as better or worse than the others."""
        return {
            channel: "above" if is_good else "below"
            for channel, is_good, is_poor in self._truth("from {channels}")
            if is_good or is_poor
        }

    def _order(self, lead: str) -> tuple[datetime, str]:
        return self.leads[lead][1], lead

    def _raw(self, sql: str) -> list[tuple[Any, ...]]:
        return _ask(sql, self.folder.raw)

    def _truth(self, sql: str) -> list[tuple[Any, ...]]:
        return _ask(sql, self.folder.truth)


def standings(folder: DataFolder, segment_type: str, measure: str) -> dict[str, str]:
    """The segments that are said to stand above or below the others."""
    return dict(
        folder.published(
            f"select segment, {measure}_standing from metrics.acquisition_comparison"
            f" where period = 'all_time' and segment_type = '{segment_type}'"
            f" and {measure}_standing in ('above', 'below')"
        )
    )


def _shares(place: int, touches: int) -> tuple[float, float, float, float]:
    is_first, is_last = place == 0, place == touches - 1
    between = touches - 2
    position = 1 / touches if between <= 0 else 0.4 if is_first or is_last else 0.2 / between
    return float(is_first), float(is_last), 1 / touches, position


def _ask(sql: str, folder: Any) -> list[tuple[Any, ...]]:
    tables = {path.stem: f"'{path}'" for path in folder.glob("*.parquet")}
    return duckdb.sql(sql.format(**tables)).fetchall()
