"""Recognized and deferred revenue of a demo, against a computation in plain Python, day by day."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pytest
from raw_customers import resolved_customers

from demo import generate
from saas360.raw import load
from saas360.settings import Settings

pytestmark = pytest.mark.slow

Months = dict[tuple[str, date], list[Fraction]]
BILLINGS, RECOGNIZED, DEFERRED = range(3)
A_CENT = Decimal("0.01")


@pytest.fixture(scope="module")
def warehouse(dbt: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo of a hundred accounts, with the finance marts built."""
    folder = tmp_path_factory.mktemp("finance") / "data"
    generate(folder / "raw", folder / "truth", scale=0.1, seed=3, truth=False)
    load(Settings(data_dir=folder))
    built = dbt(
        "build", "--exclude-resource-type", "unit_test", "--indirect-selection", "buildable",
        "--select", "+mrr_reconciliation", data_dir=folder,
    )  # fmt: skip
    assert built.returncode == 0, built.output[-3000:]
    return folder / "warehouse.duckdb"


def ask(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def day_by_day(warehouse: Path) -> Months:
    """Billings, revenue and the open amount by account and month, from the raw tables."""
    [(as_of,)] = ask(warehouse, "select max(as_of) from raw.loaded")
    rates: dict[str, list[tuple[date, Decimal]]] = defaultdict(list)
    for currency, day, rate in ask(
        warehouse,
        "select from_currency, rate_date, rate from raw.exchange_rates"
        " where to_currency = 'USD' order by rate_date",
    ):
        rates[currency].append((day, rate))
    months: Months = defaultdict(lambda: [Fraction(0)] * 3)
    for account, currency, issued, begins, ends, amount, discount, subtotal in ask(
        warehouse,
        f"""
        select customers.account_id, invoices.currency, issued_at::date,
            lines.period_started_at::date, lines.period_ended_at::date,
            lines.amount, invoices.discount, invoices.subtotal
        from raw.invoice_lines as lines
        join raw.invoices as invoices using (invoice_id)
        join {resolved_customers()} as customers using (customer_id)
        where invoices.status not in ('void', 'draft')
            and customers.account_id not in (
                select account_id from raw.accounts where is_internal
            )
        """,
    ):
        rate = Decimal(1)
        if currency != "USD":
            known = [value for day, value in rates[currency] if day <= issued]
            rate = known[-1] if known else rates[currency][0][1]
        net = Fraction(amount) * Fraction(rate)
        if subtotal:
            net *= 1 - Fraction(discount) / Fraction(subtotal)
        months[account, issued.replace(day=1)][BILLINGS] += net
        day = begins
        while day < ends and day <= as_of:
            months[account, day.replace(day=1)][RECOGNIZED] += net / (ends - begins).days
            day += timedelta(days=1)
    open_amounts: dict[str, Fraction] = defaultdict(Fraction)
    for account, month in sorted(months):
        billings, recognized, _ = months[account, month]
        open_amounts[account] += billings - recognized
        months[account, month][DEFERRED] = open_amounts[account]
    return months


def test_revenue_is_that_of_every_single_day(warehouse: Path) -> None:
    expected = day_by_day(warehouse)
    found = ask(
        warehouse,
        "select account_id, date_month, billings, recognized_revenue,"
        " deferred_revenue_end - unbilled_revenue_end from metrics.recognized_revenue",
    )
    assert {(account, month) for account, month, *_ in found} == set(expected)
    for account, month, *amounts in found:
        for amount, wanted in zip(amounts, expected[account, month], strict=True):
            assert abs(Fraction(amount) - wanted) < A_CENT, (account, month)


def test_all_of_the_demo_is_explained(warehouse: Path) -> None:
    [(months, largest)] = ask(
        warehouse,
        "select count(*), max(abs(amount)) from metrics.mrr_reconciliation"
        " where kind = 'unexplained'",
    )
    assert months >= 23
    assert largest < A_CENT


def test_cash_is_what_was_paid(warehouse: Path) -> None:
    [(expected,)] = ask(
        warehouse,
        f"""
        select sum(amount) from (
            select distinct payment_id, amount from raw.payments
            join {resolved_customers()} as customers using (customer_id)
            where status = 'succeeded' and payments.currency = 'USD'
                and account_id not in (select account_id from raw.accounts where is_internal)
        )
        """,
    )
    [(foreign,)] = ask(
        warehouse,
        "select count(distinct payment_id) from raw.payments where currency <> 'USD'",
    )
    [(found,)] = ask(warehouse, "select sum(cash_collected) from metrics.monthly_finance")
    assert found >= expected
    assert (found > expected) == bool(foreign)
