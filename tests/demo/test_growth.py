"""What comes before an account buys more, and what goes with staying, found in the raw files."""

from __future__ import annotations

import duckdb
import pytest

PROGRAMS = {
    "badge.earned",
    "community.posted",
    "guide.read",
    "message.clicked",
    "tutorial.completed",
    "webinar.attended",
}
# Seats and people who have one, for accounts and days (view asked: account_id, day).
SATURATION = """
    select
        asked.*,
        (
            select count(*)
            from raw.product_users
            where product_users.account_id = asked.account_id
                and created_at::date <= day
                and coalesce(deactivated_at::date, date '9999-01-01') > day
        ) / limit_amount as share,
        limit_amount,
    from asked
    inner join raw.entitlements
        on entitlements.account_id = asked.account_id
        and entitlement = 'seats'
        and valid_from::date <= day
        and coalesce(valid_to::date, date '9999-01-01') > day
"""
# Share of what an account does that are the events given, on eight weeks, and on those before.
SHARE_OF_EVENTS = """
    select
        is_followed,
        avg(name_matches::int) filter (occurred_at::date >= from_on),
        avg(name_matches::int) filter (occurred_at::date < from_on),
        avg(name_matches::int) filter (occurred_at::date >= to_on - 28),
        count(distinct account_id),
    from (
        select
            approaches.*,
            occurred_at,
            event_name in ({names}) as name_matches,
        from truth.approaches
        inner join raw.usage_events using (account_id)
        where
            kind = '{kind}'
            and occurred_at::date >= from_on - 56
            and occurred_at::date < to_on
    )
    group by is_followed
    order by is_followed
"""


def test_nine_of_ten_seats_were_given_away_eight_weeks_before_more_were_bought(
    thousand_accounts: duckdb.DuckDBPyConnection,
) -> None:
    shares = thousand_accounts.execute(
        f"""
        with purchases as (from truth.approaches where kind = 'seats'),

        asked as (
            select account_id, to_on - days as day, days
            from purchases
            cross join (values (1), (28), (55), (120)) as before (days)
            where to_on - days >= from_on - 64
        )

        select days, count(*), median(share), avg((share >= 0.9)::int)
        from ({SATURATION})
        group by days
        order by days
        """
    ).fetchall()
    by_days = {days: (count, middle, full) for days, count, middle, full in shares}
    for days in (1, 28, 55):
        count, _, full = by_days[days]
        assert count > 100
        assert full > 0.85, days
    assert by_days[120][2] < 0.5


def test_purchases_of_seats_are_those_of_billing(
    thousand_accounts: duckdb.DuckDBPyConnection,
) -> None:
    unlike = thousand_accounts.execute(
        """
        select approaches.*
        from truth.approaches
        where kind = 'seats' and not exists (
            select 1
            from raw.subscription_items as items
            inner join raw.subscriptions using (subscription_id)
            inner join tied_customers using (customer_id)
            where tied_customers.account_id = approaches.account_id
                and items.valid_from::date = approaches.to_on
        )
        """
    ).fetchall()
    assert unlike == []


def test_some_fill_their_seats_and_buy_none(
    thousand_accounts: duckdb.DuckDBPyConnection,
) -> None:
    row = thousand_accounts.execute(
        f"""
        with asked as (
            select account_id, date '2026-08-31' as day
            from truth.stories
            where story like 'steady%' or story like 'coupon%'
        )

        select count(*) filter (share >= 0.9), count(*)
        from ({SATURATION})
        where limit_amount >= 5
        """
    ).fetchone()
    assert row is not None
    full, accounts = row
    assert 5 <= full < 0.15 * accounts


@pytest.mark.parametrize(
    ("kind", "names", "accounts"),
    [
        ("plan", "'automation.run', 'integration.synced'", 35),
        ("analytics", "'report.exported'", 15),
    ],
)
def test_before_more_is_bought_the_modules_are_used_more(
    thousand_accounts: duckdb.DuckDBPyConnection, kind: str, names: str, accounts: int
) -> None:
    not_bought, bought = thousand_accounts.execute(
        SHARE_OF_EVENTS.format(kind=kind, names=names)
    ).fetchall()
    assert not not_bought[0]
    assert bought[0]
    for _, near, before, latest, _ in (not_bought, bought):
        assert near > 1.8 * before
        assert latest > (1.2 if kind == "analytics" else 0.8) * near
    assert bought[4] >= accounts
    assert 4 <= not_bought[4] < bought[4]


def test_help_and_habit_make_about_one_event_in_a_hundred(
    thousand_accounts: duckdb.DuckDBPyConnection,
) -> None:
    found = dict(
        thousand_accounts.execute(
            """
            select event_name, count(distinct account_id)
            from raw.usage_events
            inner join truth.programs using (event_name)
            group by event_name
            """
        ).fetchall()
    )
    assert found.keys() == PROGRAMS
    assert found["message.clicked"] > 1.3 * found["tutorial.completed"] > 0
    assert found["guide.read"] > 1.5 * found["webinar.attended"]
    assert found["webinar.attended"] > 1.2 * found["community.posted"]
    share = thousand_accounts.execute(
        """
        select avg((event_name in (select event_name from truth.programs))::int)
        from raw.usage_events
        """
    ).fetchone()
    assert share is not None
    assert 0.008 < share[0] < 0.016


def test_help_is_taken_on_days_on_which_the_user_is_active_anyway(
    thousand_accounts: duckdb.DuckDBPyConnection,
) -> None:
    alone = thousand_accounts.execute(
        """
        select user_id, occurred_at::date
        from raw.usage_events
        where user_id is not null
        group by all
        having bool_and(event_name in (select event_name from truth.programs))
        """
    ).fetchall()
    assert alone == []


def test_who_stays_completed_tutorials_and_badges_go_with_activity(
    thousand_accounts: duckdb.DuckDBPyConnection,
) -> None:
    """In the first sixty days, among accounts of like activity: thirds by active user days."""
    thirds = thousand_accounts.execute(
        """
        with firsts as (
            select account_id, min(movement_date) as customer_on
            from truth.movements
            where movement_type = 'new'
            group by account_id
        ),

        leaving as (
            select account_id, min(left_on) as left_on
            from truth.departures
            where voluntary
            group by account_id
        ),

        used as (
            select
                account_id,
                coalesce(any_value(left_on) <= any_value(customer_on) + interval 13 months, false)
                    as is_leaver,
                count(distinct (user_id, occurred_at::date)) as user_days,
                bool_or(event_name = 'tutorial.completed') as has_tutorial,
                bool_or(event_name = 'badge.earned') as has_badge,
            from firsts
            inner join raw.usage_events using (account_id)
            left join leaving using (account_id)
            where
                occurred_at::date between customer_on and customer_on + 59
                and customer_on <= date '2025-09-30'
                and coalesce(left_on, date '9999-01-01') >= customer_on + 60
            group by account_id
        ),

        in_thirds as (select *, ntile(3) over (order by user_days, account_id) as third from used)

        select
            third,
            avg(has_tutorial::int) filter (not is_leaver),
            avg(has_tutorial::int) filter (is_leaver),
            avg(has_badge::int) filter (not is_leaver),
            avg(has_badge::int) filter (is_leaver),
            avg(has_badge::int),
        from in_thirds
        group by third
        order by third
        """
    ).fetchall()
    assert len(thirds) == 3
    for _, tutorial_stayers, tutorial_leavers, badge_stayers, badge_leavers, _ in thirds:
        assert tutorial_stayers > tutorial_leavers + 0.2
        assert abs(badge_stayers - badge_leavers) < 0.2
    assert thirds[2][5] > 2 * thirds[0][5]


def test_which_help_goes_with_staying_is_told(
    thousand_accounts: duckdb.DuckDBPyConnection,
) -> None:
    found = thousand_accounts.execute(
        "select event_name, goes_with_staying from truth.programs"
    ).fetchall()
    assert dict(found) == {name: name == "tutorial.completed" for name in PROGRAMS}
