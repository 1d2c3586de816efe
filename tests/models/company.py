"""A company of a few accounts, written down row by row: raw files for tests of single rules."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any


class Company:
    """Raw tables in the making.

    Every account is its own billing customer unless told otherwise; prices are monthly and in US
    dollars unless the plan says otherwise.
    """

    def __init__(self) -> None:
        self.tables: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)

    def add(self, table: str, **columns: Any) -> None:
        """One row of a raw table."""
        self.tables[table].append(columns)

    def plan(self, plan_id: str, unit_amount: float | None = None, **columns: Any) -> None:
        """A plan; flat and monthly by default."""
        defaults = {
            "plan_name": plan_id,
            "plan_tier": plan_id,
            "billing_interval": "month",
            "interval_count": 1,
            "currency": "USD",
            "pricing_model": "flat",
            "usage_type": "licensed",
            "is_addon": False,
            "is_free": False,
        }
        self.add("plans", **{**defaults, "plan_id": plan_id, "unit_amount": unit_amount, **columns})

    def subscription(
        self,
        account: str,
        plan: str,
        started_at: str,
        ended_at: str | None = None,
        *,
        number: int = 1,
        customer: str | None = None,
        items: bool = True,
        **columns: Any,
    ) -> str:
        """A subscription of an account with one item on one plan; gives its id."""
        subscription = f"{account}_{number}"
        self.add(
            "subscriptions",
            **{
                "subscription_id": subscription,
                "customer_id": customer or account,
                "status": "canceled" if ended_at else "active",
                "started_at": started_at,
                "ended_at": ended_at,
                **columns,
            },
        )
        if items:
            self.item(subscription, plan, started_at, None)
        return subscription

    def item(
        self,
        subscription: str,
        plan: str,
        valid_from: str,
        valid_to: str | None,
        quantity: int = 1,
        number: int = 1,
    ) -> None:
        """A version of an item."""
        self.add(
            "subscription_items",
            subscription_item_id=f"{subscription}_item{number}",
            subscription_id=subscription,
            plan_id=plan,
            quantity=quantity,
            valid_from=valid_from,
            valid_to=valid_to,
        )

    def states(self, subscription: str, *changes: tuple[str, str]) -> None:
        """A subscription's changes of status, as (status, changed at)."""
        for status, changed_at in changes:
            self.add(
                "subscription_status_changes",
                subscription_id=subscription,
                status=status,
                changed_at=changed_at,
            )

    def write(self, folder: Path) -> None:
        """All tables as CSV files."""
        folder.mkdir(parents=True, exist_ok=True)
        for table, rows in self.tables.items():
            columns = list(dict.fromkeys(name for row in rows for name in row))
            with (folder / f"{table}.csv").open("w", newline="") as file:
                writer = csv.DictWriter(file, columns)
                writer.writeheader()
                writer.writerows(rows)
