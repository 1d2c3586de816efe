"""What is planted in marketing and sales is found by plain queries on the files; nothing else is.

Bounds of what is not planted lie four standard errors away from nothing, so that chance alone
crosses them for hardly any seed.
"""

from __future__ import annotations

from math import sqrt

import duckdb
import pytest

Counts = tuple[int, int]


@pytest.fixture(scope="module")
def market(thousand_accounts: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The company of a thousand accounts, with each lead's outcome beside what it looked like."""
    thousand_accounts.execute(
        """
        create or replace table judged as
        select
            leads.*,
            truth.is_won,
            truth.used_trial_in_first_week,
            form_fields_completed / form_fields_total as completeness,
            split_part(email, '@', 2) not in (
                'gmail.com', 'outlook.com', 'yahoo.com', 'hotmail.com', 'icloud.com'
            ) as has_company_mail,
        from raw.leads
        inner join truth.leads as truth using (lead_id)
        """
    )
    return thousand_accounts


def counts(
    connection: duckdb.DuckDBPyConnection, group: str, where: str = "true"
) -> dict[str, Counts]:
    """Leads won and all leads, by what a lead is like."""
    found = connection.execute(
        f"select ({group})::varchar, count(*) filter (is_won), count(*) from judged"
        f" where {where} group by all"
    ).fetchall()
    return {str(name): (won, leads) for name, won, leads in found}


def errors_apart(one: Counts, other: Counts) -> float:
    """How many standard errors lie between two shares."""
    pooled = (one[0] + other[0]) / (one[1] + other[1])
    error = sqrt(pooled * (1 - pooled) * (1 / one[1] + 1 / other[1]))
    return (one[0] / one[1] - other[0] / other[1]) / error


def others(found: dict[str, Counts], *but: str) -> Counts:
    """All groups but some, taken together."""
    rest = [numbers for name, numbers in found.items() if name not in but]
    return sum(won for won, _ in rest), sum(leads for _, leads in rest)


def test_there_are_four_leads_to_nothing_for_each_that_became_an_account(
    market: duckdb.DuckDBPyConnection,
) -> None:
    row = market.execute(
        "select count(converted_account_id), count(*), avg(is_won::int) from judged"
    ).fetchone()
    assert row is not None
    converted, leads, won = row
    assert 3.6 < (leads - converted) / converted < 4.4
    assert 0.15 < won < 0.19


def test_a_won_lead_is_the_first_of_an_account_that_pays_from_that_day(
    market: duckdb.DuckDBPyConnection,
) -> None:
    unlike = market.execute(
        """
        with firsts as (
            select account_id, min(movement_date) as customer_on
            from truth.movements
            where movement_type = 'new'
            group by account_id
        )

        select leads.account_id, won_on, customer_on
        from (from truth.leads where is_won) as leads
        full join firsts using (account_id)
        where won_on is distinct from customer_on
        """
    ).fetchall()
    assert unlike == []


def test_content_wins_twice_as_often_and_display_half_as_often(
    market: duckdb.DuckDBPyConnection,
) -> None:
    found = counts(market, "channel")
    assert len(found) == 8
    alike = others(found, "content", "display")
    for channel, is_good, is_poor in market.execute("from truth.channels").fetchall():
        apart = errors_apart(found[channel], others(found, "content", "display", channel))
        ratio = (found[channel][0] / found[channel][1]) / (alike[0] / alike[1])
        if is_good:
            assert 1.6 < ratio < 2.5
            assert apart > 6
        elif is_poor:
            assert 0.3 < ratio < 0.7
            assert apart < -3
        else:
            assert abs(apart) < 4, channel


def test_content_is_cheap_and_display_dear(market: duckdb.DuckDBPyConnection) -> None:
    found = market.execute(
        """
        with spent as (
            select
                channel,
                sum(amount * if(currency = 'EUR', 1 / 0.9, 1)) as amount,
                sum(impressions) as impressions,
            from raw.marketing_spend
            group by channel
        )

        select channel, (amount / count(*))::double, impressions
        from spent
        inner join judged using (channel)
        where registered_at >= date '2024-09-01'
        group by channel, amount, impressions
        """
    ).fetchall()
    cost = {channel: amount for channel, amount, _ in found}
    shown = {channel: impressions for channel, _, impressions in found}
    usual = [cost[name] for name in cost if name not in ("content", "display")]
    assert len(usual) == 6
    assert max(usual) < 1.5 * min(usual)
    assert cost["content"] < 0.5 * min(usual)
    assert cost["display"] > 1.4 * max(usual)
    assert shown["display"] > 10 * max(
        count for name, count in shown.items() if name != "display" and count
    )


def test_the_calculator_registers_twice_as_many_of_its_visits(
    market: duckdb.DuckDBPyConnection,
) -> None:
    """A visit is a run of a visitor's events without a pause of half an hour."""
    found = market.execute(
        """
        with events as (
            select distinct * exclude (day) from raw.web_events
        ),

        cut as (
            select
                *,
                coalesce(
                    occurred_at - lag(occurred_at) over visits >= interval 30 minutes, true
                ) as is_first,
            from events
            window visits as (partition by visitor_id order by occurred_at)
        ),

        numbered as (
            select
                *,
                sum(is_first::int) over (partition by visitor_id order by occurred_at) as visit,
            from cut
        ),

        sessions as (
            select
                min_by(page_path, occurred_at) as landing_page,
                bool_or(coalesce(element_id = 'signup_submit', false)) as has_registered,
            from numbered
            group by visitor_id, visit
        )

        select landing_page, count(*) filter (has_registered), count(*)
        from sessions
        semi join truth.landing_pages using (landing_page)
        group by landing_page
        """
    ).fetchall()
    by_page = {page: (registered, visits) for page, registered, visits in found}
    assert len(by_page) == 5
    alike = others(by_page, "/lp/calculator")
    better = by_page["/lp/calculator"]
    assert 1.6 < (better[0] / better[1]) / (alike[0] / alike[1]) < 2.4
    assert errors_apart(better, alike) > 10
    for page, numbers in by_page.items():
        if page != "/lp/calculator":
            rest = others(by_page, "/lp/calculator", page)
            assert abs(errors_apart(numbers, rest)) < 4, page


def test_one_seller_is_slow_and_wins_half(market: duckdb.DuckDBPyConnection) -> None:
    ((slow,),) = market.execute("select owner_id from truth.reps where is_slow").fetchall()
    replies = dict(
        market.execute(
            """
            select
                owner_id,
                quantile_cont(
                    date_diff('minute', registered_at, first_contacted_at) / 60, [0, 0.5, 1]
                )
            from judged
            where first_contacted_at is not null
            group by owner_id
            """
        ).fetchall()
    )
    days = dict(
        market.execute(
            """
            select owner_id, median(date_diff('day', created_at, closed_at))
            from raw.opportunities
            where opportunity_type = 'new' and closed_at is not null
            group by owner_id
            """
        ).fetchall()
    )
    assert len(replies) == len(days) == 25
    assert 30 <= replies[slow][0] <= replies[slow][1] <= replies[slow][2] <= 90
    assert all(hours[2] <= 8 for owner, hours in replies.items() if owner != slow)
    assert days[slow] > 1.6 * max(number for owner, number in days.items() if owner != slow)
    found = counts(market, "owner_id")
    assert errors_apart(found[slow], others(found, slow)) < -2.5
    for owner in found:
        if owner != slow:
            assert abs(errors_apart(found[owner], others(found, slow, owner))) < 4, owner


def test_drivers_of_leads_point_where_the_truth_says(market: duckdb.DuckDBPyConnection) -> None:
    high = {
        "form_completeness": "completeness >= 0.75",
        "company_mail": "has_company_mail",
        "trial_started": "trial_started_at is not null",
        "trial_used_first_week": "used_trial_in_first_week",
        "channel_content": "channel = 'content'",
        "channel_display": "channel = 'display'",
        "first_response_hours": "first_contacted_at > registered_at + interval 1 day",
        "contact_method": "contact_method = 'form'",
        "country": "country = 'US'",
        "industry": "industry = 'Software'",
        "size": "employee_count >= 60",
    }
    directions = dict(market.execute("from truth.lead_drivers").fetchall())
    assert directions.keys() == high.keys()
    for driver, condition in high.items():
        found = counts(market, condition)
        apart = errors_apart(found["true"], found["false"])
        if directions[driver] == "none":
            assert abs(apart) < 4, driver
        else:
            assert (apart if directions[driver] == "rising" else -apart) > 2.5, driver


def test_trials_are_used_in_their_first_week_or_looked_at_once(
    market: duckdb.DuckDBPyConnection,
) -> None:
    found = dict(
        market.execute(
            """
            with visits as (
                select
                    leads.lead_id,
                    leads.is_won,
                    truth.used_trial_in_first_week,
                    count(distinct occurred_at::date) as days,
                from judged as leads
                inner join truth.leads as truth using (lead_id)
                inner join raw.web_events as events
                    on events.visitor_id = truth.visitor_id
                    and starts_with(page_path, '/app')
                    and occurred_at >= trial_started_at
                    and occurred_at < trial_started_at + interval 7 days
                where trial_started_at < date '2026-10-20'
                group by all
            )

            select used_trial_in_first_week, avg(days) from visits group by all
            """
        ).fetchall()
    )
    assert found[False] == pytest.approx(1, abs=0.05)
    assert found[True] > 3


def shown(connection: duckdb.DuckDBPyConnection, experiment: str) -> dict[str, Counts]:
    """Visitors who registered after they met a variant, and all visitors, by variant."""
    found = connection.execute(
        """
        with firsts as (
            select variant, visitor_id, min(exposed_at) as exposed_at
            from raw.experiment_exposures
            where experiment_id = $1
            group by all
        ),

        registered as (
            select visitor_id, min(occurred_at) as registered_at
            from raw.web_events
            where element_id = 'signup_submit'
            group by visitor_id
        )

        select variant, count(*) filter (registered_at >= exposed_at), count(*)
        from firsts
        left join registered using (visitor_id)
        group by variant
        """,
        [experiment],
    ).fetchall()
    return {variant: (registered, visitors) for variant, registered, visitors in found}


def test_the_short_form_registers_a_third_more(market: duckdb.DuckDBPyConnection) -> None:
    found = shown(market, "signup_form")
    short, control = found["short"], found["control"]
    assert 1.15 < (short[0] / short[1]) / (control[0] / control[1]) < 1.6
    assert errors_apart(short, control) > 3
    assert abs(short[1] / (short[1] + control[1]) - 0.5) < 2 / sqrt(short[1] + control[1])


@pytest.mark.parametrize(
    ("experiment", "treatment"), [("pricing_layout", "cards"), ("checkout_badges", "badges")]
)
def test_other_experiments_change_nothing(
    market: duckdb.DuckDBPyConnection, experiment: str, treatment: str
) -> None:
    found = shown(market, experiment)
    assert abs(errors_apart(found[treatment], found["control"])) < 4
    visitors = found[treatment][1] + found["control"][1]
    share = found["control"][1] / visitors
    if experiment == "checkout_badges":
        assert abs(share - 0.44) < 2 / sqrt(visitors)
        assert abs(share - 0.5) * 2 * sqrt(visitors) > 5
    else:
        assert abs(share - 0.5) < 2 / sqrt(visitors)


def test_breaches_of_the_process_are_those_in_the_rows(market: duckdb.DuckDBPyConnection) -> None:
    found = market.execute(
        """
        with dated as (
            from raw.opportunities where opportunity_type = 'new'
        ),

        touched as (
            select
                opportunity_id,
                occurred_at as touched_at,
                lead(occurred_at, 1, closed_at) over (
                    partition by opportunity_id order by occurred_at
                ) as next_at,
            from raw.activities
            inner join dated using (opportunity_id)
        ),

        breaches as (
            select distinct opportunity_id as subject_id, 'no_activity' as rule
            from touched
            where coalesce(next_at, timestamp '2026-11-01') > touched_at + interval 21 days
            union all
            select opportunity_id, 'close_date_passed'
            from raw.opportunities
            where closed_at is null and expected_close_date <= date '2026-10-31'
            union all
            select lead_id, 'first_reply_late'
            from judged
            where first_contacted_at > registered_at + interval 24 hours
            union all
            select opportunity_id, 'stage_skipped'
            from raw.opportunity_stage_changes
            group by opportunity_id
            having list_contains(list(stage), 'proposal') and not list_contains(list(stage), 'demo')
        ),

        planted as (
            select coalesce(opportunity_id, lead_id) as subject_id, rule
            from truth.process_breaches
            where rule not in ('never_contacted', 'days_in_stage')
        )

        (from breaches except from planted)
        union all
        (from planted except from breaches)
        """
    ).fetchall()
    assert found == []
    kinds = dict(
        market.execute("select rule, count(*) from truth.process_breaches group by rule").fetchall()
    )
    assert kinds.keys() == {
        *("close_date_passed", "days_in_stage", "first_reply_late", "never_contacted"),
        *("no_activity", "stage_skipped"),
    }
    assert min(kinds.values()) > 10


def test_web_days_count_each_event_once(market: duckdb.DuckDBPyConnection) -> None:
    counted = market.execute(
        """
        select
            occurred_at::date,
            count(distinct event_id) filter (event_type = 'page_view'),
            count(distinct event_id) filter (event_type = 'click'),
            count(*) - count(distinct event_id),
        from raw.web_events
        group by all
        order by all
        """
    ).fetchall()
    assert (
        counted
        == market.execute(
            "select * exclude (sessions_started) from truth.web_days order by all"
        ).fetchall()
    )
    assert sum(views + clicks for _, views, clicks, _ in counted) == pytest.approx(
        250_000, rel=0.15
    )
    assert 50 < sum(repeated for *_, repeated in counted) < 250
