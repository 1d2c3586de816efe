"""Every revenue rule on a company written by hand, whose month ends were worked out on paper.

Each account lives one story. `MONTH_ENDS` has its MRR at the six month ends from January to June
2024 under the default rules, `OTHERWISE` what other values of the rules make of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from company import Company

from saas360.raw import load
from saas360.settings import Settings

pytestmark = pytest.mark.slow

AS_OF = "2024-06-30"
TIERS = (
    '[{"up_to": 10, "unit_amount": 5, "flat_amount": 7},'
    ' {"up_to": null, "unit_amount": 4, "flat_amount": 20}]'
)
ALL_YEAR = [100.0] * 6
NOT_LISTED: list[float] = []

MONTH_ENDS: dict[str, list[float]] = {
    "weekly": [52.0] * 6,
    "daily": [365 / 12] * 6,
    "graduated": [85.0] * 6,  # 10 * 5 + 7 + 2 * 4 + 20
    "volume": [68.0] * 6,  # 12 * 4 + 20
    "changed_in_trial": [0, 300, 300, 300, 300, 300],
    "paused_over_month_end": [100, 0, 100, 100, 100, 100],
    "past_due_recovered": ALL_YEAR,
    "unpaid_recovered": [100, 0, 100, 100, 100, 100],
    "cancelled": [100, 100, 0, 0, 0, 0],
    "cancellation_withdrawn": ALL_YEAR,
    "new_and_lost": [0, 0, 0, 0, 0],
    "lost_and_back": ALL_YEAR,
    "two_subscriptions": [150, 150, 100, 100, 100, 100],
    "addon": [100, 130, 130, 100, 100, 100],
    "paid_to_free": [100, 100, 0, 0, 0, 0],
    "all_off": [100, 100, 0, 0, 100, 100],
    "compounding": [60.0] * 6,  # 100 * 0.9 * 0.8 - 12
    "amount_in_other_currency": ALL_YEAR,
    "once": ALL_YEAR,
    "once_on_a_year": ALL_YEAR,
    "repeating": [100, 50, 50, 100, 100, 100],
    "forever": [90.0] * 6,
    "parent": [40, 40, 40, 40, 40],
    "child": [100, 100, 0, 0, 0, 0],
    "system_replaced": ALL_YEAR,
    "yen": [65, 65, 65, 70, 70, 70],
    "leap_day": [100, 0, 0, 0, 0],  # begins on 29 February
    "metered": NOT_LISTED,
    "back_after_months": [0, 0, 0, 100, 100, 100],
}

OTHERWISE: dict[str, dict[str, list[float]]] = {
    "by other values": {
        "paused_over_month_end": ALL_YEAR,
        "past_due_recovered": [100, 0, 100, 100, 100, 100],
        "unpaid_recovered": ALL_YEAR,
        "cancelled": [100, 0, 0, 0, 0, 0],
        "once": [100, 100, 75, 100, 100, 100],
        "once_on_a_year": [100, 100, 75, 75, 75, 75],
        "parent": [100, 140, 40, 40, 40, 40],
        "child": NOT_LISTED,
        "metered": [40, 60, 0, 0, 0],
    },
    "in euros": {
        **{name: [mrr / 2 for mrr in month_ends] for name, month_ends in MONTH_ENDS.items()},
        "all_off": [50.0] * 6,
        "repeating": [50.0] * 6,
    },
    "in Auckland": {
        "compounding": ALL_YEAR,
        "all_off": ALL_YEAR,
        "repeating": ALL_YEAR,
        "forever": ALL_YEAR,
        "leap_day": [0, 0, 0, 0],  # begins on 1 March there
    },
}

RULES: dict[str, dict[str, Any]] = {
    "by default": {},
    "by other values": {
        "mrr_discounts": "all",
        "mrr_metered": "include",
        "mrr_past_due": 5,
        "mrr_unpaid": "keep",
        "mrr_paused": "keep",
        "mrr_cancellation": "requested",
        "mrr_free": "churn",
        "reactivation_window_days": 30,
        "customer_grain": "ultimate_parent",
    },
    "in euros": {"reporting_currency": "EUR", "mrr_discounts": "forever"},
    "in Auckland": {"reporting_timezone": "Pacific/Auckland", "mrr_discounts": "none"},
}

# Movements of single days: (day, type, amount).
MOVEMENTS: dict[str, dict[str, list[tuple[str, str, float]]]] = {
    "by default": {
        "new_and_lost": [("2024-02-03", "new", 100), ("2024-02-20", "churn", -100)],
        "lost_and_back": [
            ("2024-01-05", "new", 100),
            ("2024-03-05", "churn", -100),
            ("2024-03-20", "reactivation", 100),
        ],
        "two_subscriptions": [("2024-01-05", "new", 150), ("2024-03-10", "contraction", -50)],
        "paused_over_month_end": [
            ("2024-01-05", "new", 100),
            ("2024-02-20", "churn", -100),
            ("2024-03-10", "reactivation", 100),
        ],
        "past_due_recovered": [("2024-01-05", "new", 100)],
        "paid_to_free": [("2024-01-05", "new", 100), ("2024-03-05", "contraction", -100)],
        "all_off": [
            ("2024-01-05", "new", 100),
            ("2024-03-01", "contraction", -100),
            ("2024-05-01", "expansion", 100),
        ],
        "changed_in_trial": [("2024-02-10", "new", 300)],
        "system_replaced": [("2024-01-05", "new", 100)],
        "yen": [("2024-01-05", "new", 65), ("2024-04-10", "exchange_rate", 5)],
        "back_after_months": [
            ("2024-01-05", "new", 100),
            ("2024-01-20", "churn", -100),
            ("2024-04-20", "reactivation", 100),
        ],
    },
    "by other values": {
        "paid_to_free": [("2024-01-05", "new", 100), ("2024-03-05", "churn", -100)],
        "past_due_recovered": [
            ("2024-01-05", "new", 100),
            ("2024-02-25", "churn", -100),
            ("2024-03-10", "reactivation", 100),
        ],
        "parent": [
            ("2024-01-05", "new", 100),
            ("2024-02-01", "expansion", 40),
            ("2024-03-10", "contraction", -100),
        ],
        "back_after_months": [
            ("2024-01-05", "new", 100),
            ("2024-01-20", "churn", -100),
            ("2024-04-20", "new", 100),
        ],
    },
}


def make_company() -> Company:
    """All stories as raw rows."""
    company = Company()
    add_catalogue(company)
    for name in ("weekly", "daily"):
        company.subscription(name, name, "2024-01-05")
    for name in ("graduated", "volume"):
        company.subscription(name, name, "2024-01-05", items=False)
        company.item(f"{name}_1", name, "2024-01-05", None, quantity=12)
    add_states(company)
    add_changes(company)
    add_discounts(company)
    add_families(company)
    add_metered(company)
    return company


def add_catalogue(company: Company) -> None:
    company.plan("basic", 100)
    company.plan("small", 50)
    company.plan("tiny", 40)
    company.plan("extra", 30, is_addon=True)
    company.plan("seats", 100, pricing_model="per_unit")
    company.plan("free", 0, is_free=True)
    company.plan("yearly", 1200, billing_interval="year")
    company.plan("weekly", 12, billing_interval="week")
    company.plan("daily", 1, billing_interval="day")
    company.plan("graduated", pricing_model="graduated", price_tiers=TIERS)
    company.plan("volume", pricing_model="volume", price_tiers=TIERS)
    company.plan("yen", 10000, currency="JPY")
    company.plan("metered", 0.01, pricing_model="per_unit", usage_type="metered")
    for day, currency, rate in [
        ("2024-01-01", "JPY", 0.0065),
        ("2024-04-10", "JPY", 0.0070),
        ("2024-01-01", "EUR", 2),
    ]:
        company.add(
            "exchange_rates", rate_date=day, from_currency=currency, to_currency="USD", rate=rate
        )


def add_states(company: Company) -> None:
    trial = {"trial_started_at": "2024-01-10", "trial_ended_at": "2024-02-10"}
    company.subscription("changed_in_trial", "seats", "2024-01-10", items=False, **trial)
    company.item("changed_in_trial_1", "seats", "2024-01-10", "2024-01-20", quantity=1)
    company.item("changed_in_trial_1", "seats", "2024-01-20", None, quantity=3)
    paused = company.subscription("paused_over_month_end", "basic", "2024-01-05")
    company.states(paused, ("paused", "2024-02-20"), ("active", "2024-03-10"))
    past_due = company.subscription("past_due_recovered", "basic", "2024-01-05")
    company.states(past_due, ("past_due", "2024-02-20"), ("active", "2024-03-10"))
    unpaid = company.subscription("unpaid_recovered", "basic", "2024-01-05")
    company.states(
        unpaid, ("past_due", "2024-02-24"), ("unpaid", "2024-02-27"), ("active", "2024-03-10")
    )
    company.subscription(
        "cancelled", "basic", "2024-01-05", "2024-03-15", cancel_requested_at="2024-02-10"
    )
    company.subscription(
        "cancellation_withdrawn", "basic", "2024-01-05", updated_at="2024-03-01 10:00:00"
    )
    company.subscription("leap_day", "basic", "2024-02-29 23:30:00", "2024-03-31 00:00:00")


def add_changes(company: Company) -> None:
    company.subscription("new_and_lost", "basic", "2024-02-03", "2024-02-20")
    company.subscription("lost_and_back", "basic", "2024-01-05", "2024-03-05")
    company.subscription("lost_and_back", "basic", "2024-03-20", number=2)
    company.subscription("back_after_months", "basic", "2024-01-05", "2024-01-20")
    company.subscription("back_after_months", "basic", "2024-04-20", number=2)
    company.subscription("two_subscriptions", "basic", "2024-01-05")
    company.subscription("two_subscriptions", "small", "2024-01-05", "2024-03-10", number=2)
    with_addon = company.subscription("addon", "basic", "2024-01-05")
    company.item(with_addon, "extra", "2024-02-10", "2024-04-10", number=2)
    to_free = company.subscription("paid_to_free", "basic", "2024-01-05", items=False)
    company.item(to_free, "basic", "2024-01-05", "2024-03-05")
    company.item(to_free, "free", "2024-03-05", None)
    company.subscription("yen", "yen", "2024-01-05")


def add_discounts(company: Company) -> None:
    def coupon(name: str, **columns: Any) -> None:
        company.add(
            "discounts", discount_id=f"{name}_{len(company.tables['discounts'])}", **columns
        )

    for name in ("all_off", "compounding", "amount_in_other_currency", "once", "repeating"):
        company.subscription(name, "basic", "2024-01-05")
    company.subscription("once_on_a_year", "yearly", "2024-01-05")
    company.subscription("forever", "basic", "2024-01-05")
    since = {"started_at": "2024-01-05"}
    coupon("all_off", subscription_id="all_off_1", percent_off=100, duration="repeating",
           started_at="2024-03-01", ended_at="2024-05-01")  # fmt: skip
    coupon("compounding", customer_id="compounding", percent_off=10, duration="forever", **since)
    coupon(
        "compounding", subscription_id="compounding_1", percent_off=20, duration="forever", **since
    )
    coupon("compounding", subscription_item_id="compounding_1_item1", amount_off=12,
           currency="USD", duration="forever", **since)  # fmt: skip
    coupon("foreign", customer_id="amount_in_other_currency", amount_off=30, currency="EUR",
           duration="forever", **since)  # fmt: skip
    for name in ("once", "once_on_a_year"):
        coupon(name, customer_id=name, percent_off=25, duration="once", started_at="2024-03-10")
    coupon("repeating", subscription_id="repeating_1", percent_off=50, duration="repeating",
           started_at="2024-02-01", ended_at="2024-04-01")  # fmt: skip
    coupon("forever", subscription_id="forever_1", percent_off=10, duration="forever", **since)


def add_families(company: Company) -> None:
    company.add("accounts", account_id="parent", parent_account_id=None, account_name="Parent")
    company.add("accounts", account_id="child", parent_account_id="parent", account_name="Child")
    company.add("accounts", account_id="system_replaced", account_name="Moved")
    company.subscription("parent", "tiny", "2024-02-01")
    company.subscription("child", "basic", "2024-01-05", "2024-03-10")
    # The same account under a customer of the old billing system, then of the new one.
    for customer in ("old_customer", "new_customer"):
        company.add("billing_customers", customer_id=customer, account_id="system_replaced")
    company.subscription(
        "system_replaced", "basic", "2024-01-05", "2024-03-15 10:00:00", customer="old_customer"
    )
    company.subscription(
        "system_replaced", "basic", "2024-03-15 10:00:00", number=2, customer="new_customer"
    )


def add_metered(company: Company) -> None:
    company.subscription("metered", "metered", "2024-01-01")
    for number, (since, until, issued, amount) in enumerate(
        [
            ("2024-01-01", "2024-02-01", "2024-02-01", 40),
            ("2024-02-01", "2024-03-01", "2024-03-02", 60),
        ]
    ):
        company.add(
            "invoices",
            invoice_id=f"metered_{number}",
            customer_id="metered",
            subscription_id="metered_1",
            status="paid",
            currency="USD",
            issued_at=issued,
            total=amount,
        )
        company.add(
            "invoice_lines",
            invoice_line_id=f"metered_{number}",
            invoice_id=f"metered_{number}",
            subscription_item_id="metered_1_item1",
            plan_id="metered",
            line_type="metered",
            quantity=amount * 100,
            amount=amount,
            currency="USD",
            period_started_at=since,
            period_ended_at=until,
        )


@dataclass(frozen=True)
class Built:
    """A warehouse built under one set of rules."""

    rules: str
    connection: duckdb.DuckDBPyConnection


@pytest.fixture(scope="module", params=RULES)
def built(request, dbt, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """The company's revenue under one set of rules."""
    folder: Path = tmp_path_factory.mktemp("rules")
    make_company().write(folder / "raw")
    load(Settings(data_dir=folder))
    run = dbt(
        "build",
        "--exclude-resource-type",
        "unit_test",
        "--select",
        "+monthly_recurring_revenue",
        "+mrr_movements",
        "--indirect-selection",
        "buildable",
        variables={"as_of": AS_OF, **RULES[request.param]},
        data_dir=folder,
    )
    assert run.returncode == 0, run.output[-3000:]
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        yield Built(request.param, connection)


def test_month_ends_are_those_worked_out_on_paper(built: Built) -> None:
    expected = {**MONTH_ENDS, **OTHERWISE.get(built.rules, {})}
    found: dict[str, list[float]] = {name: [] for name in expected}
    for account, mrr in built.connection.execute(
        "select account_id, mrr from metrics.monthly_recurring_revenue"
        " order by account_id, date_month"
    ).fetchall():
        found[account].append(float(mrr))

    assert found == {name: pytest.approx(months, abs=1e-5) for name, months in expected.items()}


def test_movements_are_those_worked_out_on_paper(built: Built) -> None:
    expected = MOVEMENTS.get(built.rules, {})
    found: dict[str, list[tuple[str, str, float]]] = {name: [] for name in expected}
    for account, day, kind, amount in built.connection.execute(
        "select account_id, movement_date, movement_type, amount from metrics.mrr_movements"
        " order by account_id, movement_date"
    ).fetchall():
        if account in found:
            found[account].append((day.isoformat(), kind, float(amount)))

    assert found == expected


def test_committed_mrr_leaves_out_what_is_set_to_end(built: Built) -> None:
    committed = built.connection.execute(
        "select account_id, cast(committed_mrr as double) from metrics.monthly_recurring_revenue"
        " where date_month = date '2024-02-01'"
        " and account_id in ('cancelled', 'cancellation_withdrawn')"
    ).fetchall()

    full = 50.0 if built.rules == "in euros" else 100.0
    assert dict(committed) == {"cancelled": 0.0, "cancellation_withdrawn": full}
