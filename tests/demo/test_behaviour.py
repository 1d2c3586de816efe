"""What is planted in behaviour is found by plain queries on the files of a thousand accounts."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

FEATURES = Path(__file__).parents[2] / "seeds" / "product_features.csv"
# Customers from their first MRR on; whoever leaves of its own will, and when.
CUSTOMERS = """
    create table customers as
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
    )

    select
        account_id,
        customer_on,
        left_on,
        left_on <= customer_on + interval 13 months as is_leaver,
    from firsts
    left join leaving using (account_id)
"""
# Customers of at least ninety days, and whether they used each feature in these.
EARLY_USE = """
    create table early_use as
    with judged as (
        from customers
        where customer_on <= date '2025-09-30'
            and coalesce(left_on, date '9999-01-01') >= customer_on + 90
    ),

    used as (
        select distinct account_id, feature
        from raw.usage_events
        inner join features using (event_name)
        inner join judged using (account_id)
        where occurred_at::date between customer_on and customer_on + 89
    )

    select account_id, feature, coalesce(is_leaver, false) as is_leaver, used.account_id is not null
        as is_used
    from judged
    cross join (select distinct feature from features) as listed
    left join used using (account_id, feature)
"""


@pytest.fixture(scope="module")
def crowd(thousand_accounts: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The company of a thousand accounts, with who left and who used what early."""
    thousand_accounts.execute(f"create view features as from '{FEATURES}'")
    thousand_accounts.execute(CUSTOMERS)
    thousand_accounts.execute(EARLY_USE)
    return thousand_accounts


def one_row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[float, ...]:
    """The only row of a query."""
    rows = connection.execute(query).fetchall()
    assert len(rows) == 1
    return tuple(rows[0])


def test_there_are_about_a_million_events(crowd: duckdb.DuckDBPyConnection) -> None:
    (events,) = one_row(crowd, "select count(*) from raw.usage_events")
    assert 950_000 < events < 1_050_000


def test_every_feature_is_key_or_a_decoy_or_neither(crowd: duckdb.DuckDBPyConnection) -> None:
    listed = crowd.execute("select feature from truth.key_features order by all").fetchall()
    assert listed == crowd.execute("select distinct feature from features order by all").fetchall()
    named = crowd.execute(
        "select is_key, feature from truth.key_features where is_key or is_decoy order by all"
    ).fetchall()
    assert named == [
        (False, "report_exports"),
        (True, "automations"),
        (True, "integrations"),
        (True, "invitations"),
    ]


def test_early_use_of_key_features_alone_goes_with_staying(
    crowd: duckdb.DuckDBPyConnection,
) -> None:
    shares = crowd.execute(
        """
        select
            feature,
            is_key,
            avg(is_used::int) filter (not is_leaver),
            avg(is_used::int) filter (is_leaver),
        from early_use
        inner join truth.key_features using (feature)
        group by all
        """
    ).fetchall()
    for feature, is_key, of_stayers, of_leavers in shares:
        if is_key:
            assert 0.5 < of_stayers < 0.75, feature
            assert of_leavers < 0.3, feature
        else:
            assert abs(of_stayers - of_leavers) < 0.13, feature


def test_the_decoy_goes_with_the_size_of_an_account(crowd: duckdb.DuckDBPyConnection) -> None:
    of_large, of_small = one_row(
        crowd,
        """
        with sizes as (
            select account_id, min_by(limit_amount, valid_from) as seats
            from raw.entitlements
            where entitlement = 'seats'
            group by account_id
        )

        select
            avg(is_used::int) filter (seats >= 16),
            avg(is_used::int) filter (seats < 8),
        from early_use
        inner join sizes using (account_id)
        where feature = 'report_exports'
        """,
    )
    assert of_large > 2 * of_small


def test_who_starts_late_starts_after_ninety_days(crowd: duckdb.DuckDBPyConnection) -> None:
    late, never = one_row(
        crowd,
        """
        with unused as (from early_use where feature = 'automations' and not is_used)

        select
            count(*) filter (first_on is not null),
            count(*) filter (first_on is null),
        from unused
        left join (
            select account_id, min(occurred_at) as first_on
            from raw.usage_events
            where event_name like 'automation.%'
            group by account_id
        ) using (account_id)
        """,
    )
    assert late > 30
    assert never > 30


def test_use_ebbs_and_tickets_rise_before_departures(crowd: duckdb.DuckDBPyConnection) -> None:
    use_left, more_tickets = one_row(
        crowd,
        """
        with leaving as (
            from customers where left_on >= customer_on + 150
        ),

        used as (
            select
                count(*) filter (occurred_at::date between left_on - 28 and left_on - 1) as last,
                count(*) filter (occurred_at::date between left_on - 98 and left_on - 71) as before,
            from raw.usage_events
            inner join leaving using (account_id)
        ),

        asked as (
            select
                count(*) filter (created_at::date between left_on - 56 and left_on - 1) as last,
                count(*) filter (created_at::date between left_on - 126 and left_on - 71) as before,
            from (select distinct * from raw.tickets)
            inner join leaving using (account_id)
        )

        select used.last / used.before, asked.last / asked.before
        from used
        cross join asked
        """,
    )
    assert use_left < 0.7
    assert more_tickets > 1.8


def test_scores_fall_before_departures(crowd: duckdb.DuckDBPyConnection) -> None:
    leaving_nps, other_nps, leaving_csat, other_csat, unanswered = one_row(
        crowd,
        """
        with scored as (
            select
                responses.*,
                exists (
                    select 1
                    from truth.departures
                    where departures.account_id = responses.account_id
                        and voluntary
                        and left_on - responded_at::date
                            between 0 and if(survey_type = 'nps', 120, 50)
                ) as is_leaving,
            from raw.survey_responses as responses
        )

        select
            avg(score) filter (survey_type = 'nps' and is_leaving),
            avg(score) filter (survey_type = 'nps' and not is_leaving),
            avg(score) filter (survey_type = 'csat' and is_leaving),
            avg(score) filter (survey_type = 'csat' and not is_leaving),
            avg((score is null)::int) filter (survey_type = 'nps'),
        from scored
        """,
    )
    assert other_nps - leaving_nps > 1.5
    assert other_csat - leaving_csat > 0.8
    assert 0.67 < unanswered < 0.73


def test_cards_fail_before_departures(
    crowd: duckdb.DuckDBPyConnection,
) -> None:
    failing, otherwise = one_row(
        crowd,
        """
        with tried as (
            select
                payments.status = 'failed' as is_failed,
                left_on - attempted_at::date between 1 and 70 as is_leaving,
            from (select distinct * from raw.payments) as payments
            inner join tied_customers using (customer_id)
            inner join customers using (account_id)
            where attempt_number = 1
        )

        select
            avg(is_failed::int) filter (is_leaving),
            avg(is_failed::int) filter (is_leaving is not true),
        from tried
        """,
    )
    assert failing > 1.5 * otherwise


def test_champions_fall_silent_before_some_departures(crowd: duckdb.DuckDBPyConnection) -> None:
    """In the last 49 days before leaving, against 49 days a while earlier."""
    silent_last, silent_before = one_row(
        crowd,
        """
        with champions as (
            select users.account_id, users.user_id, left_on
            from raw.product_users as users
            inner join customers using (account_id)
            where role = 'admin' and left_on >= customer_on + 150
        ),

        seen as (
            select
                champions.user_id,
                count(*) filter (occurred_at::date between left_on - 49 and left_on) as last,
                count(*) filter (occurred_at::date between left_on - 119 and left_on - 70)
                    as before,
            from champions
            left join raw.usage_events using (user_id)
            group by champions.user_id
        )

        select avg((last = 0)::int), avg((before = 0)::int)
        from seen
        """,
    )
    assert silent_last > 0.55
    assert silent_before < 0.25


def test_who_leaves_in_the_first_year_was_less_active_in_the_critical_months(
    crowd: duckdb.DuckDBPyConnection,
) -> None:
    """Active user days of each month, as multiples of the account's user days in months 1 to 7.

    Only accounts that were there for ten months: the ebb before leaving is another matter.
    """
    months = crowd.execute(
        """
        with observed as (
            from customers
            where customer_on <= date '2025-09-30'
                and coalesce(left_on, date '9999-01-01') >= customer_on + interval 10 months
        ),

        user_days as (
            select distinct
                account_id,
                user_id,
                occurred_at::date as day,
                date_diff('month', customer_on, day)
                + if(day(day) < day(customer_on), 0, 1) as tenure_month,
                coalesce(is_leaver, false) as is_leaver,
            from raw.usage_events
            inner join observed using (account_id)
            where day >= customer_on and day < customer_on + interval 7 months
        ),

        shares as (
            select
                tenure_month,
                count(*) filter (is_leaver) / sum(count(*) filter (is_leaver)) over () as leavers,
                count(*) filter (not is_leaver) / sum(count(*) filter (not is_leaver)) over ()
                    as stayers,
            from user_days
            group by tenure_month
        )

        select tenure_month, is_critical, leavers / stayers
        from shares
        inner join truth.critical_months using (tenure_month)
        order by tenure_month
        """
    ).fetchall()
    assert [month for month, _, _ in months] == [1, 2, 3, 4, 5, 6, 7]
    for month, is_critical, ratio in months:
        assert (ratio < 0.95) == is_critical, month


def test_calls_of_the_api_come_near_the_plans_limit_for_some_only(
    crowd: duckdb.DuckDBPyConnection,
) -> None:
    near, over = one_row(
        crowd,
        """
        with called as (
            select account_id, sum(quantity) as calls
            from (select distinct on (event_id) * from raw.usage_events)
            where event_name = 'api.called' and quantity > 0
                and occurred_at >= date '2026-10-01'
            group by account_id
        )

        select
            count(*) filter (calls >= 0.8 * limit_amount),
            count(*) filter (calls > limit_amount),
        from called
        inner join raw.entitlements using (account_id)
        where entitlement = 'api_calls' and valid_to is null
        """,
    )
    assert near > over
    assert near < 100


def test_drivers_are_known(crowd: duckdb.DuckDBPyConnection) -> None:
    drivers = crowd.execute("from truth.health_drivers order by all").fetchall()
    assert drivers == [
        ("champion_activity", "falling"),
        ("csat", "falling"),
        ("failed_payments", "rising"),
        ("incidents", "none"),
        ("nps", "falling"),
        ("tickets", "rising"),
        ("usage", "falling"),
    ]
