"""Why customers left: who tells the truth, found in the files of a thousand accounts."""

from __future__ import annotations

import duckdb

CAUSES = {
    "business_closed",
    "competitor",
    "disengagement",
    "missing_feature",
    "onboarding",
    "price",
    "support",
}
# A word or two that those who leave for a cause keep writing.
TERMS = {
    "business_closed": "closing",
    "competitor": "competitor",
    "disengagement": "spreadsheets",
    "missing_feature": "single sign-on",
    "onboarding": "setup",
    "price": "budget",
    "support": "tickets",
}


def one_row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[float, ...]:
    """The only row of a query."""
    rows = connection.execute(query).fetchall()
    assert len(rows) == 1
    return tuple(rows[0])


def test_every_cause_is_there(thousand_accounts: duckdb.DuckDBPyConnection) -> None:
    found = thousand_accounts.execute(
        "select voluntary, list(distinct cause order by cause) from truth.departures group by all"
    ).fetchall()
    assert dict(found) == {True: sorted(CAUSES), False: ["payment_failed"]}


def test_surveys_and_interviews_tell_the_truth(
    thousand_accounts: duckdb.DuckDBPyConnection,
) -> None:
    departures, surveyed, interviewed, unlike = one_row(
        thousand_accounts,
        """
        select
            count(*),
            avg((exits.account_id is not null)::int),
            avg((interviews.account_id is not null)::int),
            count(*) filter (exits.reason_code != cause or interviews.reason_code != cause),
        from truth.departures
        left join (from raw.survey_responses where survey_type = 'exit') as exits
            on exits.account_id = departures.account_id
        left join (from raw.survey_responses where survey_type = 'interview') as interviews
            on interviews.account_id = departures.account_id
        where voluntary
        """,
    )
    assert departures > 100
    assert 0.5 < surveyed < 0.7
    assert 0.06 < interviewed < 0.15
    assert unlike == 0


def test_larger_accounts_are_interviewed(thousand_accounts: duckdb.DuckDBPyConnection) -> None:
    interviewed, others = one_row(
        thousand_accounts,
        """
        with seats as (
            select account_id, min(limit_amount) as seats
            from raw.entitlements
            where entitlement = 'seats'
            group by account_id
        )

        select
            median(seats) filter (exists (
                select 1
                from raw.survey_responses
                where survey_responses.account_id = departures.account_id
                    and survey_type = 'interview'
            )),
            median(seats),
        from truth.departures
        inner join seats using (account_id)
        where voluntary
        """,
    )
    assert interviewed > others


def test_in_the_dialogue_many_blame_the_price(
    thousand_accounts: duckdb.DuckDBPyConnection,
) -> None:
    through_dialogue, honest, other_lies, said_price, left_for_price = one_row(
        thousand_accounts,
        """
        select
            avg((sessions.account_id is not null)::int),
            avg((reason_code = cause)::int) filter (cause != 'price'),
            count(*) filter (reason_code not in (cause, 'price')),
            avg((reason_code = 'price')::int),
            avg((cause = 'price')::int),
        from truth.departures
        left join (from raw.cancellation_sessions where canceled) as sessions
            on sessions.account_id = departures.account_id
        where voluntary
        """,
    )
    assert through_dialogue == 1
    assert 0.6 < honest < 0.8
    assert other_lies == 0
    assert said_price > left_for_price + 0.15


def test_sales_knows_why_most_renewals_were_lost(
    thousand_accounts: duckdb.DuckDBPyConnection,
) -> None:
    lost, right = one_row(
        thousand_accounts,
        """
        select count(*), avg((loss_reason = cause)::int)
        from raw.opportunities
        inner join truth.departures
            on departures.account_id = opportunities.account_id
            and abs(closed_at::date - left_on) <= 1
        where opportunity_type = 'renewal' and not is_won
        """,
    )
    assert lost > 10
    assert 0.5 < right < 0.95


def test_who_takes_an_offer_stays_or_leaves_within_half_a_year(
    thousand_accounts: duckdb.DuckDBPyConnection,
) -> None:
    offers, stayed, left_soon, left_later = one_row(
        thousand_accounts,
        """
        select
            count(distinct offer_shown),
            count(*) filter (left_on is null),
            count(*) filter (left_on <= started_at::date + 180),
            count(*) filter (left_on > started_at::date + 180),
        from raw.cancellation_sessions as sessions
        left join truth.departures using (account_id)
        where offer_accepted
        """,
    )
    assert offers == 3
    assert 20 < stayed < 100
    assert 15 < left_soon < stayed
    assert left_later == 0


def test_who_never_began_left_within_four_months_and_hardly_used_the_product(
    thousand_accounts: duckdb.DuckDBPyConnection,
) -> None:
    latest, never_began, others = one_row(
        thousand_accounts,
        """
        with firsts as (
            select account_id, min(movement_date) as customer_on
            from truth.movements
            where movement_type = 'new'
            group by account_id
        ),

        used as (
            select
                account_id,
                any_value(cause) as cause,
                any_value(left_on - customer_on) as days,
                count(distinct (user_id, occurred_at::date)) / (
                    count(distinct user_id) * least(any_value(left_on - customer_on), 45)
                ) as active_share,
            from firsts
            inner join truth.departures using (account_id)
            left join raw.usage_events using (account_id)
            where voluntary and occurred_at::date < customer_on + 45
            group by account_id
        )

        select
            max(days) filter (cause = 'onboarding'),
            median(active_share) filter (cause = 'onboarding' and days > 30),
            median(active_share) filter (cause != 'onboarding'),
        from used
        """,
    )
    assert latest <= 123
    assert never_began < 0.75 * others


def test_comments_use_the_words_of_their_cause_and_some_are_personal(
    thousand_accounts: duckdb.DuckDBPyConnection,
) -> None:
    comments = thousand_accounts.execute(
        """
        select cause, lower(comment)
        from raw.survey_responses
        inner join truth.departures using (account_id)
        where survey_type in ('exit', 'interview') and comment is not null
        """
    ).fetchall()
    for cause in CAUSES:
        texts = [text for found, text in comments if found == cause]
        others = [text for found, text in comments if found != cause]
        term = TERMS[cause]
        assert sum(term in text for text in texts) >= 0.25 * len(texts), cause
        assert sum(term in text for text in others) <= 0.1 * len(others), cause
    for personal in ("@", "+1 555", "rossi"):
        assert any(personal in text for _, text in comments), personal
