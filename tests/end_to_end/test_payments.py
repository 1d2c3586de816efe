"""What is published about payments is what the raw files say, looked at row by row in Python.

Nothing of the models is used: each number is counted again from invoices, payments and rates. Who
left and whether they wanted to is compared with the demo's own truth.
"""

from bisect import bisect_right
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import pytest
from raw_customers import resolved_customers

from end_to_end.pipeline import DataFolder

Row = dict[str, Any]
CENT = pytest.approx


@dataclass(frozen=True)
class RawFiles:
    """The raw rows that count: without copies and internal accounts."""

    as_of: date
    invoices: dict[str, Row]
    payments: list[Row]
    refunds: list[Row]
    subscriptions: list[Row]
    rates: dict[str, list[tuple[date, float]]]

    def in_dollars(self, amount: Any, currency: str, day: date) -> float:
        """An amount at the newest rate on or before the day; before the first, at the first."""
        if currency == "USD":
            return float(amount)
        days = [rate_day for rate_day, _ in self.rates[currency]]
        return float(amount) * self.rates[currency][max(bisect_right(days, day) - 1, 0)][1]

    def failed_invoices(self) -> Iterator[tuple[Row, list[Row]]]:
        """Invoices with a failed attempt, with all their attempts."""
        tried: dict[str, list[Row]] = defaultdict(list)
        for payment in self.payments:
            tried[payment["invoice_id"]].append(payment)
        for invoice_id, attempts in tried.items():
            if any(one["status"] == "failed" for one in attempts):
                yield self.invoices[invoice_id], attempts


@pytest.fixture(scope="module")
def raw(demo: DataFolder) -> RawFiles:
    def rows(sql: str) -> list[Row]:
        with duckdb.connect() as connection:
            result = connection.execute(sql.replace("@", f"{demo.raw}/"))
            names = [column[0] for column in result.description or []]
            return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    customers = resolved_customers("'@billing_customers.parquet'", "'@accounts.parquet'")
    outsiders = f"""
        select distinct customer_id from {customers}
        where account_id not in (select account_id from '@accounts.parquet' where is_internal)
    """
    paid = f"""
        select distinct * from '@payments.parquet' where customer_id in ({outsiders})
        order by attempted_at, payment_id
    """
    invoices = rows(f"select * from '@invoices.parquet' where customer_id in ({outsiders})")
    rates: dict[str, list[tuple[date, float]]] = defaultdict(list)
    for rate in rows("select * from '@exchange_rates.parquet' order by rate_date"):
        if rate["to_currency"] == "USD":
            rates[rate["from_currency"]].append((rate["rate_date"], float(rate["rate"])))
    return RawFiles(
        as_of=date.fromisoformat(str(demo.manifest["as_of"])),
        invoices={one["invoice_id"]: one for one in invoices},
        payments=rows(paid),
        refunds=rows(
            f"select refunds.* from '@refunds.parquet' as refunds"
            f" semi join ({paid}) as paid using (payment_id)"
        ),
        subscriptions=rows(
            f"select * from '@subscriptions.parquet' where customer_id in ({outsiders})"
        ),
        rates=rates,
    )


def test_every_departure_of_the_truth_is_found_with_its_day_and_kind(demo: DataFolder) -> None:
    with duckdb.connect() as connection:
        expected = {
            (account_id, left_on): "voluntary" if voluntary else "involuntary"
            for account_id, left_on, voluntary in connection.execute(
                f"select account_id, left_on, voluntary from '{demo.truth}/departures.parquet'"
            ).fetchall()
        }
        stories = dict(
            connection.execute(
                f"select account_id, story from '{demo.truth}/stories.parquet'"
            ).fetchall()
        )
    found = {
        (account_id, left_on): kind
        for account_id, left_on, kind in demo.published(
            "select account_id, left_on, kind from metrics.customer_departures"
        )
    }

    assert len(expected) >= 20
    assert {key: found.get(key) for key in expected} == expected
    # What the truth does not call a departure: a pause, and not having paid so far.
    others = {(stories[key[0]], kind) for key, kind in found.items() if key not in expected}
    assert others <= {
        ("paused", "pause"),
        ("paused_within_month", "pause"),
        ("paused_now", "pause"),
        ("unpaid_now", "involuntary"),
        ("unpaid_recovered", "involuntary"),
    }
    assert ("paused", "pause") in others


def test_attempts_and_failures_are_those_of_the_files(demo: DataFolder, raw: RawFiles) -> None:
    expected: dict[tuple[date, str, str], list[float]] = defaultdict(lambda: [0, 0, 0.0, 0.0])
    for payment in raw.payments:
        day = payment["attempted_at"].date()
        failed = payment["status"] == "failed"
        dollars = raw.in_dollars(payment["amount"], payment["currency"], day)
        segments = [
            ("all", "all"),
            ("payment_method_type", payment["payment_method_type"]),
            ("attempt_number", str(payment["attempt_number"])),
        ]
        if failed:
            segments.append(("failure_code", payment["failure_code"]))
        for segment in segments:
            counted = expected[day.replace(day=1), *segment]
            counted[0] += 1
            counted[1] += failed
            counted[3 if failed else 2] += dollars
    found = {
        (month, kind, segment): [attempts, failures, float(collected), float(failed_amount)]
        for month, kind, segment, attempts, failures, collected, failed_amount in demo.published(
            "select date_month, segment_type, segment, attempts, failed_attempts,"
            " collected_amount, failed_amount from metrics.payment_performance"
            " where segment_type not in ('plan_tier', 'country')"
        )
    }

    assert len(expected) > 100
    assert found.keys() == expected.keys()
    for key, counted in expected.items():
        assert found[key] == CENT(counted, abs=0.001), key


def test_each_failed_invoice_is_recovered_lost_or_open(demo: DataFolder, raw: RawFiles) -> None:
    expected = {}
    for invoice, attempts in raw.failed_invoices():
        failures = [one["attempted_at"].date() for one in attempts if one["status"] == "failed"]
        successes = [one["attempted_at"].date() for one in attempts if one["status"] != "failed"]
        dollars = raw.in_dollars(invoice["total"], invoice["currency"], failures[0])
        outcome = "open"
        if successes:
            outcome = "recovered"
        elif invoice["status"] == "uncollectible":
            outcome = "lost"
        expected[invoice["invoice_id"]] = (
            outcome,
            len(attempts),
            (successes[0] - failures[0]).days if successes else None,
            CENT(dollars, abs=0.001),
            CENT(dollars if outcome == "recovered" else 0, abs=0.001),
        )
    found = {
        row[0]: (row[1], row[2], row[3], float(row[4]), float(row[5]))
        for row in demo.published(
            "select invoice_id, outcome, attempts, days_to_recovery, amount_due, recovered_amount"
            " from metrics.dunning"
        )
    }

    assert {outcome for outcome, *_ in expected.values()} == {"recovered", "lost", "open"}
    assert found == expected


def test_recovery_by_attempt_is_counted_from_the_attempts(demo: DataFolder, raw: RawFiles) -> None:
    tried: dict[int, int] = defaultdict(int)
    collected: dict[int, int] = defaultdict(int)
    for _, attempts in raw.failed_invoices():
        for attempt in attempts:
            tried[attempt["attempt_number"]] += 1
            collected[attempt["attempt_number"]] += attempt["status"] == "succeeded"
    found = demo.published(
        "select attempt_number, sum(invoices_tried), sum(invoices_collected)"
        " from metrics.dunning_recovery where segment_type = 'all' group by attempt_number"
    )

    assert max(tried) == 4
    assert {number: (int(a), int(b)) for number, a, b in found} == {
        number: (tried[number], collected[number]) for number in tried
    }


def test_receivables_of_every_month_end_are_those_of_the_files(
    demo: DataFolder, raw: RawFiles
) -> None:
    paid: dict[str, list[tuple[date, float]]] = defaultdict(list)
    last_attempt: dict[str, date] = {}
    for payment in raw.payments:
        day = payment["attempted_at"].date()
        last_attempt[payment["invoice_id"]] = day
        if payment["status"] == "succeeded":
            paid[payment["invoice_id"]].append((day, float(payment["amount"])))
    expected: dict[tuple[date, str], float] = defaultdict(float)
    for month_end in _month_ends(raw):
        for invoice_id, invoice in raw.invoices.items():
            if invoice["issued_at"].date() > month_end or float(invoice["total"]) <= 0:
                continue
            still_open = float(invoice["total"]) - sum(
                amount for day, amount in paid[invoice_id] if day <= month_end
            )
            if still_open <= 0:
                continue
            late = (month_end - invoice["due_at"].date()).days
            band = "not due" if late <= 0 else "1-30" if late <= 30 else "31-60"
            band = band if late <= 60 else "61-90" if late <= 90 else "over 90"
            if invoice["status"] == "uncollectible" and last_attempt[invoice_id] <= month_end:
                band = "written off"
            expected[month_end, band] += raw.in_dollars(still_open, invoice["currency"], month_end)
    found = {
        (month_end, band): float(amount)
        for month_end, band, amount in demo.published(
            "select month_end, age_band, amount from metrics.receivables where segment_type = 'all'"
        )
    }

    assert {"not due", "1-30", "written off"} <= {band for _, band in expected}
    assert found == CENT(dict(expected), abs=0.001)


def test_refunds_are_those_of_the_files(demo: DataFolder, raw: RawFiles) -> None:
    expected: dict[tuple[date, str], float] = defaultdict(float)
    for refund in raw.refunds:
        day = refund["refunded_at"].date()
        expected[day.replace(day=1), refund["reason"]] += raw.in_dollars(
            refund["amount"], refund["currency"], day
        )
    found = {
        (month, reason): float(amount)
        for month, reason, amount in demo.published(
            "select date_month, reason, amount from metrics.refunds_and_credits"
            " where kind = 'refund'"
        )
    }

    assert len(expected) > 5
    assert found == CENT(dict(expected), abs=0.001)


def test_cards_listed_are_those_that_expire_before_their_renewal(
    demo: DataFolder, raw: RawFiles
) -> None:
    newest = {payment["customer_id"]: payment for payment in raw.payments}
    expected = set()
    for subscription in raw.subscriptions:
        card = newest.get(subscription["customer_id"], {}).get("card_expires_on")
        if (
            subscription["status"] in ("active", "past_due")
            and subscription["cancels_at"] is None
            and card is not None
            and card < max(subscription["current_period_ended_at"].date(), raw.as_of)
        ):
            expected.add(subscription["subscription_id"])
    found = {key for (key,) in demo.published("select subscription_id from metrics.expiring_cards")}
    without_mrr = {
        key
        for (key,) in demo.warehouse(
            "select subscription_id from intermediate.int_billing__mrr_intervals"
            " where is_in_force group by subscription_id having max_by(mrr, from_date) = 0"
        )
    }

    assert found
    assert found == expected - without_mrr


def _month_ends(raw: RawFiles) -> Iterator[date]:
    month = min(one["issued_at"] for one in raw.invoices.values()).date().replace(day=1)
    while month <= raw.as_of:
        last = month.replace(day=monthrange(month.year, month.month)[1])
        yield min(last, raw.as_of)
        month = date.fromordinal(last.toordinal() + 1)
