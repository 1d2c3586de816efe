"""The ground truth: its identities, a second computation, and cases worked out by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import duckdb
import pytest
from raw_revenue import Billing, rows


def test_previous_and_movements_make_mrr_for_each_account_and_month(
    company: duckdb.DuckDBPyConnection,
) -> None:
    broken = company.execute(
        """
        select *, lag(mrr, 1, 0) over (partition by account_id order by date_month) as expected,
        from truth.account_months
        qualify
            previous_mrr != expected
            or mrr != previous_mrr + new_mrr + expansion_mrr + contraction_mrr
                + churned_mrr + reactivation_mrr + exchange_rate_mrr
            or discount_mrr != gross_mrr - mrr
            or discount_mrr < 0
            or (mrr > 0 and not is_active)
        """
    ).fetchall()
    assert broken == []


def test_daily_movements_add_up_to_the_last_mrr(company: duckdb.DuckDBPyConnection) -> None:
    broken = company.execute(
        """
        with moved as (
            select account_id, sum(amount) as amount from truth.movements group by account_id
        )

        select account_id, mrr, moved.amount
        from truth.account_months
        left join moved using (account_id)
        where date_month = date '2026-10-01' and mrr != coalesce(moved.amount, 0)
        """
    ).fetchall()
    assert broken == []


def test_raw_tables_alone_give_the_same_mrr(company: duckdb.DuckDBPyConnection) -> None:
    billing = Billing.read(company)
    rates = rows(company, "from raw.exchange_rates order by rate_date")
    differing = []
    for month in rows(company, "select *, last_day(date_month) as day from truth.account_months"):
        midnight = datetime.combine(month["day"], datetime.min.time()) + timedelta(days=1)
        newest = {"USD": Decimal(1)} | {
            rate["from_currency"]: rate["rate"]
            for rate in rates
            if rate["rate_date"] <= month["day"]
        }
        balances = billing.mrr(month["account_id"], midnight - timedelta(microseconds=1))
        expected = sum(amount * newest[currency] for currency, amount in balances.items())
        if abs(expected - month["mrr"]) > Decimal("0.0000001"):
            differing.append((month["account_id"], month["day"], expected, month["mrr"]))
    assert differing == []


def prices_at_the_end(company: duckdb.DuckDBPyConnection, story: str) -> list[tuple[Decimal, ...]]:
    """Seats, currency, MRR and rate to the dollar of a story's accounts in their last month."""
    return company.execute(
        """
        select quantity, plans.currency, mrr, coalesce(rates.rate, 1)
        from truth.stories
        inner join truth.account_months using (account_id)
        inner join tied_customers using (account_id)
        inner join raw.subscriptions using (customer_id)
        inner join raw.subscription_items using (subscription_id)
        inner join raw.plans using (plan_id)
        left join (
            select from_currency, max_by(rate, rate_date) as rate
            from raw.exchange_rates
            group by from_currency
        ) as rates on rates.from_currency = plans.currency
        where story = $1 and date_month = date '2026-10-01' and valid_to is null
        """,
        [story],
    ).fetchall()


def graduated_by_hand(seats: int) -> int:
    """The business plan in dollars a month: three tiers of 10, 40 and the rest."""
    first, second, third = min(seats, 10), max(0, min(seats, 50) - 10), max(0, seats - 50)
    return 50 + 20 * first + 16 * second + 12 * third + (30 if seats > 10 else 0)


def test_graduated_prices_are_those_worked_out_by_hand(company: duckdb.DuckDBPyConnection) -> None:
    # 23 seats: 10 at 20 and 50 flat make 250; 13 at 16 and 30 flat make 238.
    assert graduated_by_hand(23) == 488
    # 60 seats: 250, then 40 at 16 and 30 flat make 670, then 10 at 12 make 120.
    assert graduated_by_hand(60) == 1040
    found = prices_at_the_end(company, "steady_graduated")
    assert found
    for seats, currency, mrr, rate in found:
        local = graduated_by_hand(int(seats)) * {"USD": 1.0, "EUR": 0.9, "GBP": 0.8}[str(currency)]
        assert float(mrr) == pytest.approx(local * float(rate), abs=1e-6)


def test_a_week_counts_52_twelfths(company: duckdb.DuckDBPyConnection) -> None:
    # 4 seats at 3.75 dollars a week are 15 a week, 780 a year, 65 a month.
    assert 4 * 3.75 * 52 / 12 == 65
    found = prices_at_the_end(company, "steady_weekly")
    assert found
    for seats, currency, mrr, rate in found:
        weekly = int(seats) * {"USD": 3.75, "EUR": 3.38, "GBP": 3.0}[str(currency)]
        assert float(mrr) == pytest.approx(weekly * 52 / 12 * float(rate), abs=1e-6)


def test_twenty_and_ten_per_cent_leave_72(company: duckdb.DuckDBPyConnection) -> None:
    months = company.execute(
        """
        select mrr, gross_mrr
        from truth.account_months
        inner join truth.stories using (account_id)
        where story = 'coupon_compounding'
        """
    ).fetchall()
    assert months
    for mrr, gross in months:
        assert float(mrr) == pytest.approx(0.72 * float(gross), abs=1e-6)


@pytest.mark.parametrize("story", ["coupon_free_months", "coupon_too_large"])
def test_a_customer_whose_coupon_takes_all_stays_one(
    company: duckdb.DuckDBPyConnection, story: str
) -> None:
    months = company.execute(
        """
        select gross_mrr, discount_mrr, is_active
        from truth.account_months
        inner join truth.stories using (account_id)
        where story = $1 and mrr = 0
        """,
        [story],
    ).fetchall()
    assert months
    for gross, discount, is_active in months:
        assert gross == discount > 0
        assert is_active


LIVES = {
    "steady": "new",
    "upgraded": "new expansion",
    "downgraded": "new contraction",
    "moved_to_yearly": "new contraction",
    "negotiated_price": "new contraction",
    "addon": "new expansion",
    "addon_dropped": "new contraction",
    "swapped_up": "new expansion",
    "swapped_down": "new contraction",
    "swapped_equal": "new",
    "two_subscriptions": "new expansion contraction",
    "two_currencies": "new expansion",
    "one_day": "new",
    "incomplete": "new",
    "trial_abandoned": "",
    "trial_then_back": "new",
    "in_trial": "",
    "left_at_period_end": "new churn",
    "left_yearly": "new churn",
    "left_at_once": "new churn",
    "left_after_failed_payments": "new churn",
    "left_unpaid": "new churn",
    "left_free": "new contraction churn",
    "cancels_later": "new",
    "lost_within_month": "new churn",
    "returned": "new churn reactivation",
    "returned_as_other_customer": "new churn reactivation",
    "back_within_month": "new churn reactivation",
    "past_due_recovered": "new",
    "past_due_long": "new",
    "past_due_now": "new",
    "unpaid_recovered": "new churn reactivation",
    "unpaid_now": "new churn",
    "paused": "new churn reactivation",
    "paused_within_month": "new churn reactivation",
    "paused_now": "new churn",
    "paid_to_free": "new contraction",
    "free_to_paid": "new",
    "free_only": "",
    "metered_only": "",
    "paid_to_metered": "new contraction",
    "metered_extra": "new",
    "coupon_once_percent": "new",
    "coupon_once_amount": "new",
    "coupon_in_other_currency": "new",
    "internal_test": "",
}


def test_every_life_shows_the_movements_that_its_story_tells(
    company: duckdb.DuckDBPyConnection,
) -> None:
    found = company.execute(
        """
        select
            story,
            account_id,
            coalesce(string_agg(movement_type, ' ' order by movement_date), ''),
        from truth.stories
        left join (from truth.movements where movement_type != 'exchange_rate') using (account_id)
        group by all
        """
    ).fetchall()
    assert LIVES.keys() <= {story for story, _, _ in found}
    assert [
        (story, account, movements)
        for story, account, movements in found
        if story in LIVES and movements != LIVES[story]
    ] == []


def test_departures_are_the_days_on_which_revenue_was_lost(
    company: duckdb.DuckDBPyConnection,
) -> None:
    unmatched = company.execute(
        """
        select departures.*
        from truth.departures
        left join truth.movements
            on movements.account_id = departures.account_id
            and movements.movement_date = departures.left_on
            and movements.movement_type = 'churn'
        where movements.account_id is null
        """
    ).fetchall()
    assert unmatched == []


def test_usage_days_count_each_accepted_event_once(company: duckdb.DuckDBPyConnection) -> None:
    counted = company.execute(
        """
        select
            occurred_at::date,
            count(distinct event_id),
            count(distinct user_id),
            count(distinct account_id),
        from raw.usage_events
        where account_id is not null and coalesce(quantity, 0) >= 0
        group by all
        order by all
        """
    ).fetchall()
    assert company.execute("from truth.usage_days order by all").fetchall() == counted


def test_quarantine_counts_what_is_planted(company: duckdb.DuckDBPyConnection) -> None:
    counted = company.execute(
        """
        select 'usage_events', 'duplicate', count(*) - count(distinct event_id)
        from raw.usage_events
        union all
        select 'usage_events', 'no account', count(*) from raw.usage_events where account_id is null
        union all
        select 'usage_events', 'negative quantity', count(*)
        from raw.usage_events
        where quantity < 0
        union all
        select 'tickets', 'duplicate', count(*) - count(distinct ticket_id) from raw.tickets
        union all
        select 'payments', 'duplicate', count(*) - count(distinct payment_id) from raw.payments
        union all
        select 'accounts', 'older version', count(*) - count(distinct account_id) from raw.accounts
        order by all
        """
    ).fetchall()
    assert all(count > 0 for _, _, count in counted)
    assert company.execute("from truth.quarantine order by all").fetchall() == counted
