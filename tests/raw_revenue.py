"""MRR of one account at one instant, worked out in plain Python from the raw tables alone.

A second opinion on the ground truth and on the models, under any rules: it reads what a pipeline
would read, knows nothing of the stories, and goes row by row.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

import duckdb
from raw_customers import resolved_customers

Row = dict[str, Any]
MONTHS = {"week": Decimal(12) / 52, "month": Decimal(1), "year": Decimal(12)}


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    """A query's result as dictionaries."""
    result = connection.execute(query)
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, values, strict=True)) for values in result.fetchall()]


def holds(since: datetime, until: datetime | None, instant: datetime) -> bool:
    """Whether an instant lies in a half-open interval."""
    return since <= instant and (until is None or instant < until)


def period_price(plan: Row, quantity: int | None, override: Decimal | None) -> Decimal:
    """What an item costs per billing period, before discounts."""
    units = Decimal(1 if quantity is None else quantity)
    if plan["pricing_model"] == "flat":
        return Decimal(plan["unit_amount"] if override is None else override)
    if plan["pricing_model"] == "per_unit" or override is not None:
        return units * (plan["unit_amount"] if override is None else override)
    price, before = Decimal(0), Decimal(0)
    for tier in json.loads(plan["price_tiers"], parse_float=Decimal):
        up_to = units if tier["up_to"] is None else min(units, Decimal(tier["up_to"]))
        if units > before:
            if plan["pricing_model"] == "volume":
                price = units * tier["unit_amount"] + tier["flat_amount"]
            else:
                price += (up_to - before) * tier["unit_amount"] + tier["flat_amount"]
        before = up_to if tier["up_to"] is None else Decimal(tier["up_to"])
    return price


@dataclass(frozen=True)
class Rules:
    """The revenue rules, named as the vars are, with the defaults of the contract."""

    mrr_discounts: Literal["recurring", "forever", "all", "none"] = "recurring"
    mrr_metered: Literal["exclude", "include"] = "exclude"
    mrr_past_due: int | Literal["keep"] = "keep"
    mrr_unpaid: Literal["exclude", "keep"] = "exclude"
    mrr_paused: Literal["exclude", "keep"] = "exclude"
    mrr_cancellation: Literal["period_end", "requested"] = "period_end"
    customer_grain: Literal["account", "ultimate_parent"] = "account"
    reporting_timezone: str = "UTC"

    def day(self, instant: datetime) -> date:
        """The calendar day in the reporting time zone."""
        zone = ZoneInfo(self.reporting_timezone)
        return instant.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone).date()

    def last_instant(self, day: date) -> datetime:
        """The last instant of a day in the reporting time zone, in UTC."""
        midnight = datetime.combine(
            day + timedelta(days=1), datetime.min.time(), ZoneInfo(self.reporting_timezone)
        )
        in_utc = midnight.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
        return in_utc - timedelta(microseconds=1)

    def counts(self, duration: str) -> bool:
        """Whether a discount of this duration comes off MRR."""
        return (
            duration
            in {
                "recurring": ("forever", "repeating"),
                "forever": ("forever",),
                "all": ("forever", "repeating", "once"),
                "none": (),
            }[self.mrr_discounts]
        )


def state(
    subscription: Row, changes: list[Row], instant: datetime
) -> tuple[str | None, datetime | None]:
    """A subscription's state and since when: trial dates and end first, then changes, columns."""
    if not holds(subscription["started_at"], subscription["ended_at"], instant):
        return None, None
    trial_end = subscription["trial_ended_at"]
    if trial_end is not None and instant < trial_end:
        return "trialing", None
    past = [change for change in changes if change["changed_at"] <= instant]
    if past:
        newest = max(past, key=lambda change: change["changed_at"])
        return str(newest["status"]), newest["changed_at"]
    for column, name in (("paused_at", "paused"), ("past_due_since", "past_due")):
        if subscription[column] is not None and subscription[column] <= instant:
            return name, subscription[column]
    return "active", None


@dataclass
class Billing:
    """The billing tables of a demo, by the keys by which they are looked up."""

    subscriptions: dict[str, list[Row]]
    changes: dict[str, list[Row]]
    items: dict[str, list[Row]]
    discounts: list[Row]
    plans: dict[str, Row]
    metered_bills: dict[str, list[Row]]
    rules: Rules

    @classmethod
    def read(cls, connection: duckdb.DuckDBPyConnection, rules: Rules | None = None) -> Billing:
        """Reads the tables from a connection in which they are `raw.<table>`."""
        rules = rules or Rules()
        billing = cls(
            defaultdict(list),
            defaultdict(list),
            defaultdict(list),
            [],
            {},
            defaultdict(list),
            rules,
        )
        customer_of = ultimate_parents(connection) if rules.customer_grain != "account" else {}
        for row in rows(
            connection,
            f"select * from raw.subscriptions join {resolved_customers()} using (customer_id)",
        ):
            account_id = row["account_id"]
            billing.subscriptions[customer_of.get(account_id, account_id)].append(row)
        for row in rows(connection, "from raw.subscription_status_changes"):
            billing.changes[row["subscription_id"]].append(row)
        for row in rows(connection, "from raw.subscription_items"):
            billing.items[row["subscription_id"]].append(row)
        billing.discounts = [
            row for row in rows(connection, "from raw.discounts") if rules.counts(row["duration"])
        ]
        billing.plans = {row["plan_id"]: row for row in rows(connection, "from raw.plans")}
        for row in rows(
            connection,
            "select invoice_lines.*, issued_at from raw.invoice_lines"
            " join raw.invoices using (invoice_id)"
            " where line_type = 'metered' and status not in ('draft', 'void')",
        ):
            billing.metered_bills[row["subscription_item_id"]].append(row)
        return billing

    def mrr(self, account_id: str, instant: datetime) -> dict[str, Decimal]:
        """The account's MRR per currency at an instant."""
        items = [item for item in self._items(account_id, instant) if item["monthly"] > 0]
        running = [
            discount
            for discount in self.discounts
            if holds(discount["started_at"], discount["ended_at"], instant)
        ]
        for discount in running:
            if discount["percent_off"] is not None:
                for item in items:
                    if applies(discount, item):
                        item["left"] *= 1 - discount["percent_off"] / 100
        for discount in running:
            reached = [item for item in items if applies(discount, item)]
            total = sum(item["left"] for item in reached)
            for item in reached:
                if discount["amount_off"] is not None and discount["currency"] == item["currency"]:
                    share = discount["amount_off"] * item["left"] / total
                    item["amount"] += share / item["months"]
        totals: dict[str, Decimal] = defaultdict(Decimal)
        for item in items:
            totals[item["currency"]] += max(Decimal(0), item["left"] - item["amount"])
        return totals

    def _items(self, account_id: str, instant: datetime) -> list[Row]:
        items = []
        for subscription in self.subscriptions[account_id]:
            if not self._is_in_force(subscription, instant):
                continue
            for item in self.items[subscription["subscription_id"]]:
                if not holds(item["valid_from"], item["valid_to"], instant):
                    continue
                plan = self.plans[item["plan_id"]]
                months = MONTHS[plan["billing_interval"]] * plan["interval_count"]
                if plan["usage_type"] == "metered":
                    bill = self._bill(item["subscription_item_id"], months, instant)
                    price = Decimal(0) if bill is None else Decimal(bill["amount"]) / months
                else:
                    price = period_price(plan, item["quantity"], item["unit_amount"]) / months
                items.append(
                    item
                    | {"customer_id": subscription["customer_id"]}
                    | {"currency": plan["currency"], "months": months}
                    | {"monthly": price, "left": price, "amount": Decimal(0)}
                )
        return items

    def _is_in_force(self, subscription: Row, instant: datetime) -> bool:
        rules = self.rules
        requested_at = subscription["cancel_requested_at"]
        if (
            rules.mrr_cancellation == "requested"
            and requested_at is not None
            and requested_at <= instant
        ):
            return False
        changes = self.changes[subscription["subscription_id"]]
        status, since = state(subscription, changes, instant)
        if status == "past_due" and rules.mrr_past_due != "keep":
            assert since is not None
            return rules.day(instant) < rules.day(since) + timedelta(days=rules.mrr_past_due)
        return status in ("active", "past_due") or (
            (status == "unpaid" and rules.mrr_unpaid == "keep")
            or (status == "paused" and rules.mrr_paused == "keep")
        )

    def _bill(self, item_id: str, months: Decimal, instant: datetime) -> Row | None:
        """The newest bill of a full period, if `include` is the rule and it is not too old."""
        if self.rules.mrr_metered == "exclude":
            return None
        today, newest, counts_until = self.rules.day(instant), None, None
        for bill in sorted(self.metered_bills[item_id], key=lambda bill: bill["period_ended_at"]):
            since, until = (
                self.rules.day(bill[name]) for name in ("period_started_at", "period_ended_at")
            )
            known_on = max(until, self.rules.day(bill["issued_at"]))
            is_full = (until - since).days >= Decimal("0.9") * months * 365 / 12
            if is_full and known_on <= today:
                newest = bill
                counts_until = known_on + (until - since) + timedelta(days=7)
        return newest if counts_until is not None and today < counts_until else None


def ultimate_parents(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Each account that is not internal, and the one at the top of its parents."""
    parents = {
        row["account_id"]: row["parent_account_id"]
        for row in rows(connection, "from raw.accounts where not is_internal order by updated_at")
    }
    tops = {}
    for account_id in parents:
        top = account_id
        while parents[top] in parents:
            top = parents[top]
        tops[account_id] = top
    return tops


def applies(discount: Row, item: Row) -> bool:
    """Whether a discount reaches an item."""
    return any(
        discount[key] is not None and discount[key] == item[key]
        for key in ("subscription_item_id", "subscription_id", "customer_id")
    )
