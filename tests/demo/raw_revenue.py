"""MRR of one account at one instant, worked out in plain Python from the raw tables alone.

A second computation to hold the ground truth against: it reads what a pipeline would read, knows
nothing of the stories, and goes row by row.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import duckdb

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


def state(subscription: Row, changes: list[Row], instant: datetime) -> str | None:
    """A subscription's state: trial dates and end first, then its changes, then its columns."""
    if not holds(subscription["started_at"], subscription["ended_at"], instant):
        return None
    trial_end = subscription["trial_ended_at"]
    if trial_end is not None and instant < trial_end:
        return "trialing"
    past = [change for change in changes if change["changed_at"] <= instant]
    if past:
        return str(max(past, key=lambda change: change["changed_at"])["status"])
    for column, name in (("paused_at", "paused"), ("past_due_since", "past_due")):
        if subscription[column] is not None and subscription[column] <= instant:
            return name
    return "active"


@dataclass
class Billing:
    """The billing tables of a demo, by the keys by which they are looked up."""

    subscriptions: dict[str, list[Row]]
    changes: dict[str, list[Row]]
    items: dict[str, list[Row]]
    discounts: list[Row]
    plans: dict[str, Row]

    @classmethod
    def read(cls, connection: duckdb.DuckDBPyConnection) -> Billing:
        """Reads the tables from a connection made by `open_company`."""
        billing = cls(defaultdict(list), defaultdict(list), defaultdict(list), [], {})
        for row in rows(
            connection,
            "select * from raw.subscriptions join raw.billing_customers using (customer_id)",
        ):
            billing.subscriptions[row["account_id"]].append(row)
        for row in rows(connection, "from raw.subscription_status_changes"):
            billing.changes[row["subscription_id"]].append(row)
        for row in rows(connection, "from raw.subscription_items"):
            billing.items[row["subscription_id"]].append(row)
        billing.discounts = rows(connection, "from raw.discounts where duration != 'once'")
        billing.plans = {row["plan_id"]: row for row in rows(connection, "from raw.plans")}
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
            changes = self.changes[subscription["subscription_id"]]
            if state(subscription, changes, instant) not in ("active", "past_due"):
                continue
            for item in self.items[subscription["subscription_id"]]:
                plan = self.plans[item["plan_id"]]
                if plan["usage_type"] == "metered":
                    continue
                if holds(item["valid_from"], item["valid_to"], instant):
                    months = MONTHS[plan["billing_interval"]] * plan["interval_count"]
                    price = period_price(plan, item["quantity"], item["unit_amount"]) / months
                    items.append(
                        item
                        | {"customer_id": subscription["customer_id"]}
                        | {"currency": plan["currency"], "months": months}
                        | {"monthly": price, "left": price, "amount": Decimal(0)}
                    )
        return items


def applies(discount: Row, item: Row) -> bool:
    """Whether a discount reaches an item."""
    return any(
        discount[key] is not None and discount[key] == item[key]
        for key in ("subscription_item_id", "subscription_id", "customer_id")
    )
