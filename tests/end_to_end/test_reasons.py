"""Why customers left, what offers did and what became of renewals, against the demo's truth.

The truth has each departure's true cause. Exit surveys and interviews tell it; in the cancellation
dialogue many blame the price, and sellers do not always know.
"""

from datetime import date, timedelta
from typing import Any

import pytest

from end_to_end.pipeline import DataFolder

pytestmark = pytest.mark.slow
HONEST = ("payment", "interview", "exit_survey")
# What those who leave for a cause write about.
WORDS = {
    "competitor": "competitor",
    "disengagement": "spreadsheets",
    "missing_feature": "offline",
    "price": "budget",
    "support": "tickets",
}


def who_ever_paid(company: DataFolder) -> str:
    """A condition: some on a free plan go through the dialogue without ever being customers."""
    return f"account_id in (select account_id from '{company.truth}/movements.parquet')"


@pytest.fixture(scope="module")
def departures(large_demo: DataFolder) -> list[dict[str, Any]]:
    """What is published of each departure that the truth knows, beside its true cause."""
    names = ("account_id", "left_on", "cause", "voluntary", "reason", "source", "session", "agree")
    return [
        dict(zip(names, row, strict=True))
        for row in large_demo.published(
            "select account_id, left_on, cause, voluntary, reason, reason_source,"
            " cancellation_session_reason, sources_agree"
            f" from '{large_demo.truth}/departures.parquet'"
            " left join customer_360.churned_accounts using (account_id, left_on)"
        )
    ]


def test_where_an_honest_source_speaks_the_true_cause_is_found(
    departures: list[dict[str, Any]],
) -> None:
    told = [one for one in departures if one["source"] in HONEST]
    assert {one["source"] for one in told} == set(HONEST)
    assert len(told) > len(departures) / 2
    assert [one for one in told if one["reason"] != one["cause"]] == []


def test_a_survey_or_interview_is_believed_before_the_dialogue(
    large_demo: DataFolder, departures: list[dict[str, Any]]
) -> None:
    asked = {
        account_id
        for (account_id,) in large_demo.published(
            f"select account_id from '{large_demo.raw}/survey_responses.parquet'"
            " where survey_type in ('exit', 'interview')"
        )
    }
    voluntary = [one for one in departures if one["voluntary"]]
    by_dialogue = [one for one in voluntary if one["source"] == "cancellation_session"]
    # Somebody may have left twice: the survey is about the last time.
    assert not {one["account_id"] for one in by_dialogue} & asked
    assert any(one["agree"] is False for one in voluntary)


def test_price_is_blamed_less_than_in_the_dialogue(departures: list[dict[str, Any]]) -> None:
    voluntary = [one for one in departures if one["voluntary"]]

    def share(column: str) -> float:
        return sum(one[column] == "price" for one in voluntary) / len(voluntary)

    assert share("session") > share("cause") + 0.1
    assert abs(share("reason") - share("cause")) < abs(share("session") - share("cause")) / 1.5


def test_comments_tell_the_cause_and_nobodys_name(large_demo: DataFolder) -> None:
    terms = large_demo.published(
        "select reason, term, accounts from metrics.churn_reason_terms where period_type = 'all'"
    )
    found = {(reason, term) for reason, term, _ in terms}
    assert set(WORDS.items()) <= found
    people = {
        name.lower()
        for (full_name,) in large_demo.published(
            f"select full_name from '{large_demo.raw}/contacts.parquet'"
        )
        for name in full_name.split()
    }
    assert people
    assert not {term for _, term in found} & people
    assert all(term.isalpha() for _, term in found)


def test_offers_are_those_of_the_dialogue(large_demo: DataFolder) -> None:
    kinds = {"20 % off for three months": "discount", "pause": "pause", None: "none",
             "smaller plan": "smaller_plan"}  # fmt: skip
    raw = large_demo.published(
        "select offer_shown, count(*), count(*) filter (where offer_accepted)"
        f" from '{large_demo.raw}/cancellation_sessions.parquet'"
        f" where {who_ever_paid(large_demo)} group by offer_shown"
    )
    published = large_demo.published(
        "select offer_kind, sessions, offers_accepted from metrics.cancellation_offers"
        " where period_type = 'all' and offer_kind <> 'all'"
    )
    assert sorted(published) == sorted((kinds[shown], *counts) for shown, *counts in raw)


def test_who_took_an_offer_is_here_until_the_truth_says_otherwise(large_demo: DataFolder) -> None:
    as_of = date.fromisoformat(large_demo.manifest["as_of"])
    days: dict[str, dict[str, list[date]]] = {"departures": {}, "returns": {}}
    for kind, account_id, day in large_demo.published(
        f"select 'departures', account_id, left_on from '{large_demo.truth}/departures.parquet'"
        # Whose subscription is unpaid but not ended yet is in no table of departures.
        " union all select 'departures', account_id, movement_date"
        f" from '{large_demo.truth}/movements.parquet'"
        f" inner join '{large_demo.truth}/stories.parquet' using (account_id)"
        " where story = 'unpaid_now' and movement_type = 'churn'"
        " union all select 'returns', account_id, movement_date"
        f" from '{large_demo.truth}/movements.parquet' where movement_type = 'reactivation'"
    ):
        days[kind].setdefault(account_id, []).append(day)

    def is_here(account_id: str, day: date) -> bool:
        back = days["returns"].get(account_id, [])
        return all(
            gone > day or any(gone <= each <= day for each in back)
            for gone in days["departures"].get(account_id, [])
        )

    taken = large_demo.published(
        "select account_id, started_at::date"
        f" from '{large_demo.raw}/cancellation_sessions.parquet'"
        f" where offer_accepted and {who_ever_paid(large_demo)}"
    )
    for age in (30, 90, 180):
        judged = [
            (account_id, day + timedelta(days=age))
            for account_id, day in taken
            if day + timedelta(days=age) <= as_of
        ]
        here = sum(is_here(account_id, day) for account_id, day in judged)
        found = large_demo.published(
            f"select accepted_{age}_days_old, accepted_here_after_{age}_days"
            " from metrics.cancellation_offers where period_type = 'all' and offer_kind = 'all'"
        )
        assert found == [(len(judged), here)]


def test_renewals_end_as_the_true_movements_say(large_demo: DataFolder) -> None:
    """Movements of the day of the result: churn where lost, none where the same was renewed."""
    movements: dict[tuple[str, Any], set[str]] = {}
    for account_id, day, kind in large_demo.published(
        "select account_id, movement_date, movement_type"
        f" from '{large_demo.truth}/movements.parquet' where movement_type <> 'exchange_rate'"
    ):
        movements.setdefault((account_id, day), set()).add(kind)
    expected = {
        "renewed": set[str](), "up": {"expansion"}, "down": {"contraction"}, "lost": {"churn"},
    }  # fmt: skip
    renewals = large_demo.published(
        "select account_id, result_on, result from customer_360.renewals"
        " where result in ('renewed', 'up', 'down', 'lost')"
    )
    assert {result for *_, result in renewals} >= {"renewed", "lost"}
    wrong = [
        (account_id, day, result)
        for account_id, day, result in renewals
        if movements.get((account_id, day), set()) != expected[result]
    ]
    assert wrong == []


def test_most_keep_to_what_they_said_of_their_renewal(large_demo: DataFolder) -> None:
    rates = dict(
        large_demo.published(
            "select segment, sum(renewal_rate * (renewals_due - open_renewals))"
            " / sum(renewals_due - open_renewals) from metrics.renewal_performance"
            " where segment_type = 'intent' and renewals_due > open_renewals group by segment"
        )
    )
    assert rates["yes"] > 0.9
    assert rates["no"] < 0.4
