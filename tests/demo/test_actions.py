"""Tasks and what came of them: which open, who is left alone, and which of them help.

Keys and hold-outs are worked out again in Python, openings from the raw files.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import date, timedelta
from math import sqrt
from typing import Any

import duckdb
import pytest

LAST_DAY = date(2026, 10, 31)
SHARES = {"dunning": 0.3, "detractor": 0.3, "renewal": 0.0}
Opening = tuple[str, date]


def openings(company: duckdb.DuckDBPyConnection, kind: str) -> set[Opening]:
    """Account and day of each task of a kind, as the truth has them."""
    return set(
        company.execute(
            "select account_id, opened_on from truth.tasks where kind = $1", [kind]
        ).fetchall()
    )


def customers_since(company: duckdb.DuckDBPyConnection) -> dict[str, date]:
    """The day on which each account first had MRR."""
    return dict(
        company.execute(
            """
            select account_id, min(movement_date)
            from truth.movements
            where movement_type = 'new'
            group by account_id
            """
        ).fetchall()
    )


def test_a_task_is_known_by_a_hash_and_held_out_by_another(
    company: duckdb.DuckDBPyConnection,
) -> None:
    tasks = company.execute(
        "select task_id, kind, reason, account_id, opened_on, is_held_out from truth.tasks"
    ).fetchall()
    assert {kind for _, kind, *_ in tasks} == SHARES.keys()
    for task_id, kind, reason, account_id, opened_on, is_held_out in tasks:
        text = f"{kind}|{account_id}|{reason}|{opened_on:%Y-%m-%d}"
        assert task_id == hashlib.md5(text.encode()).hexdigest()
        digits = hashlib.md5(f"hold-out|{task_id}".encode()).hexdigest()[:7]
        assert is_held_out == (int(digits, 16) / 16**7 < SHARES[kind])


def test_outcomes_are_of_tasks_that_were_sent_and_open_already(
    company: duckdb.DuckDBPyConnection,
) -> None:
    broken = company.execute(
        """
        select outcomes.*
        from raw.task_outcomes as outcomes
        left join truth.tasks using (task_id, account_id)
        where
            kind is null
            or is_held_out
            or not has_outcome
            or contacted_at < opened_on
            or completed_at < contacted_at
            or (renewal_intent is not null) != (kind = 'renewal')
        """
    ).fetchall()
    assert broken == []


def test_dunning_begins_with_the_first_invoice_that_fails(
    company: duckdb.DuckDBPyConnection,
) -> None:
    failing: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for account_id, failed_on, paid_on in company.execute(
        """
        select
            any_value(account_id),
            min(attempted_at)::date,
            (select min(paid_at)::date from raw.invoices as paid
                where paid.invoice_id = payments.invoice_id),
        from raw.payments
        inner join tied_customers using (customer_id)
        where
            status = 'failed'
            and account_id in (select account_id from raw.accounts where not is_internal)
        group by invoice_id
        """
    ).fetchall():
        until = min(paid_on or date.max, failed_on + timedelta(days=60))
        failing[account_id].append((failed_on, until))
    since = customers_since(company)
    expected = {
        (account_id, failed_on)
        for account_id, spans in failing.items()
        for failed_on, _ in spans
        if not any(earlier < failed_on < until for earlier, until in spans)
        and since.get(account_id, date.max) <= failed_on
    }
    assert openings(company, "dunning") == expected


def test_a_detractor_is_called_once_in_ninety_days(company: duckdb.DuckDBPyConnection) -> None:
    answered: dict[str, set[date]] = defaultdict(set)
    for account_id, day in company.execute(
        """
        select account_id, responded_at::date
        from raw.survey_responses
        where survey_type = 'nps' and score <= 6
        """
    ).fetchall():
        answered[account_id].add(day)
    since = customers_since(company)
    expected = {
        (account_id, day)
        for account_id, days in answered.items()
        for day in days
        if not any(0 < (day - other).days <= 90 for other in days)
        and since.get(account_id, date.max) <= day
    }
    assert openings(company, "detractor") == expected
    # No two answers lie so that it matters whether the ninetieth day counts.
    assert not any(
        (day - other).days == 90 for days in answered.values() for day in days for other in days
    )


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last of a shorter month."""
    count = day.year * 12 + day.month - 1 + months
    first = date(count // 12, count % 12 + 1, 1)
    following = date((count + 1) // 12, (count + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))


def test_a_renewal_begins_ninety_days_before_a_yearly_term_ends(
    company: duckdb.DuckDBPyConnection,
) -> None:
    """Of accounts with one subscription that was never paused."""
    items = company.execute(
        """
        with single as (
            select account_id, any_value(subscription_id) as subscription_id
            from raw.subscriptions
            inner join tied_customers using (customer_id)
            inner join truth.stories using (account_id)
            where not is_internal and story not like 'paused%' and story not like 'unpaid%'
            group by account_id
            having count(*) = 1
        )

        select
            account_id,
            greatest(started_at, coalesce(trial_ended_at, started_at))::date,
            greatest(valid_from, coalesce(trial_ended_at, valid_from))::date,
            coalesce(valid_to::date, date '9999-01-01'),
            billing_interval,
        from single
        inner join raw.subscriptions using (subscription_id)
        inner join raw.subscription_items using (subscription_id)
        inner join raw.plans using (plan_id)
        where not is_addon and status != 'trialing'
        """
    ).fetchall()
    expected: set[Opening] = set()
    for account_id, paid_from, valid_from, valid_to, interval in items:
        for years in (1, 2):
            term_end = months_later(paid_from, 12 * years)
            opened_on = max(valid_from, term_end - timedelta(days=90))
            if interval == "year" and opened_on < min(valid_to, term_end, LAST_DAY + timedelta(1)):
                expected.add((account_id, opened_on))
    judged = {account_id for account_id, *_ in items}
    found = {one for one in openings(company, "renewal") if one[0] in judged}
    # A new version of a yearly item within the ninety days begins no second task.
    assert found == {
        one
        for one in expected
        if not any(other[0] == one[0] and 0 < (one[1] - other[1]).days < 90 for other in expected)
    }
    assert len(found) > 5


def counted(company: duckdb.DuckDBPyConnection, query: str) -> dict[bool, tuple[int, float]]:
    """Number of tasks and share with the result, of those left alone and of the others."""
    rows: list[tuple[Any, ...]] = company.execute(query).fetchall()
    return {bool(is_held_out): (int(tasks), float(share)) for is_held_out, tasks, share in rows}


def interval(shares: dict[bool, tuple[int, float]]) -> tuple[float, float]:
    """Difference of two shares, acted on less left alone, at 95 % (normal approximation)."""
    (acted, with_result), (alone, without) = shares[False], shares[True]
    error = sqrt(with_result * (1 - with_result) / acted + without * (1 - without) / alone)
    return with_result - without - 1.96 * error, with_result - without + 1.96 * error


COLLECTED = """
    with collected as (
        select
            any_value(account_id) as account_id,
            min(attempted_at) filter (status = 'failed')::date as failed_on,
            min(attempted_at) filter (status = 'succeeded')::date as paid_on,
        from raw.payments
        inner join tied_customers using (customer_id)
        group by invoice_id
    )

    select is_held_out, count(*), avg(coalesce(paid_on <= opened_on + 30, false)::int)
    from truth.tasks
    inner join collected
        on collected.account_id = tasks.account_id and failed_on = opened_on
    where kind = 'dunning' and opened_on <= date '2026-10-01'
    group by is_held_out
"""
LEFT = """
    select
        is_held_out,
        count(*),
        avg(exists (
            select 1
            from truth.departures
            where departures.account_id = tasks.account_id
                and left_on between opened_on and opened_on + 90
        )::int),
    from truth.tasks
    where kind = $kind and opened_on <= date '2026-08-02'
    group by is_held_out
"""


def test_who_is_asked_for_another_card_pays_within_thirty_days_more_often(
    thousand_accounts: duckdb.DuckDBPyConnection,
) -> None:
    shares = counted(thousand_accounts, COLLECTED)
    assert shares[True][0] >= 80
    assert shares[False][1] > 0.75
    assert shares[True][1] < 0.6
    assert interval(shares)[0] > 0.1


@pytest.mark.parametrize("kind", ["dunning", "detractor"])
def test_no_call_changes_who_leaves(
    thousand_accounts: duckdb.DuckDBPyConnection, kind: str
) -> None:
    shares = counted(thousand_accounts, LEFT.replace("$kind", f"'{kind}'"))
    assert shares[True][0] >= 80
    low, high = interval(shares)
    assert low < 0 < high


def test_seven_of_ten_detractors_are_reached(
    thousand_accounts: duckdb.DuckDBPyConnection,
) -> None:
    row = thousand_accounts.execute(
        """
        select count(*), avg((outcome = 'reached')::int)
        from raw.task_outcomes
        inner join truth.tasks using (task_id)
        where kind = 'detractor'
        """
    ).fetchone()
    assert row is not None
    assert row[0] > 200
    assert 0.63 < row[1] < 0.77


def test_what_customers_mean_to_do_mostly_comes_true(
    thousand_accounts: duckdb.DuckDBPyConnection,
) -> None:
    row = thousand_accounts.execute(
        """
        with judged as (
            select
                tasks.task_id,
                renewal_intent,
                exists (
                    select 1
                    from truth.departures
                    where departures.account_id = tasks.account_id
                        and left_on between opened_on and opened_on + 91
                ) as is_lost,
            from truth.tasks
            left join raw.task_outcomes using (task_id)
            where kind = 'renewal' and opened_on <= date '2026-08-01'
        )

        select
            avg((renewal_intent = 'no')::int) filter (is_lost),
            avg((renewal_intent = 'yes')::int) filter (not is_lost),
            count(*) filter (renewal_intent is null),
            count(*) filter (is_lost),
        from judged
        """
    ).fetchone()
    assert row is not None
    no_of_lost, yes_of_kept, not_asked, lost = row
    assert lost > 15
    assert 0.4 < no_of_lost < 0.8
    assert 0.6 < yes_of_kept < 0.9
    assert not_asked > 5


def test_which_actions_help_is_told(thousand_accounts: duckdb.DuckDBPyConnection) -> None:
    found = thousand_accounts.execute("from truth.actions order by all").fetchall()
    assert found == [("detractor", False), ("dunning", True)]
