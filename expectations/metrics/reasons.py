"""What must hold of why customers left, of the words that they used and of offers to stay."""

from datetime import date

from expectations.facts import Facts
from expectations.rules import Rule, accepted, between, no_rows, not_null, unique

REASONS = (
    "onboarding", "disengagement", "price", "missing_feature", "support", "competitor",
    "payment_failed", "business_closed", "other",
)  # fmt: skip
SOURCES = ("payment", "interview", "exit_survey", "cancellation_session", "crm_loss_reason")
PERIODS = ("quarter", "all")
AGES = (30, 90, 180)
LEAST_ACCOUNTS = 3
# From so many departures of a month on, reasons that nobody gave are worth a look.
ENOUGH_DEPARTURES = 10
UNKNOWN_TO_LOOK_AT = 0.5


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of reasons, words and offers."""
    return {
        "churn_reasons": _reasons(),
        "churn_reason_terms": _terms(),
        "cancellation_offers": _offers(),
    }


def account_rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of who left, in `customer_360`."""
    return {"churned_accounts": _churned(facts.as_of)}


def _churned(as_of: date) -> list[Rule]:
    key = ("account_id", "left_on")
    return [
        unique(*key),
        not_null("account_id", key=key),
        accepted("reason", REASONS, severity="critical", key=key),
        accepted("reason_source", SOURCES, severity="critical", key=key),
        between("sources", 0, len(SOURCES), key=key, why="there are no more sources"),
        between("mrr_lost", 0, None, key=key, why="who leaves takes nothing but MRR away"),
        no_rows(
            "nobody_leaves_or_returns_after_now",
            f"Nobody left or came back after {as_of}.",
            f"select account_id, left_on, returned_on from {{batch}}"
            f" where left_on > date '{as_of}' or returned_on > date '{as_of}'"
            " or returned_on <= left_on",
            column="left_on",
        ),
        no_rows(
            "signals_come_before_the_departure",
            "What was seen before a departure was first seen before it.",
            "select account_id, left_on, first_signal_on from {batch}"
            " where first_signal_on >= left_on",
            column="first_signal_on",
        ),
    ]


def _reasons() -> list[Rule]:
    key = ("date_month", "segment_type", "segment", "reason")
    shares = ("share_of_departures", "share_of_mrr_lost")
    return [
        unique(*key),
        accepted("reason", (*REASONS, "unknown"), severity="critical", key=key),
        *(between(share, 0, 1, key=key, why="it is a share of a month") for share in shares),
        between("mrr_lost", 0, None, key=key),
        no_rows(
            "shares_of_departures_add_up",
            "The reasons of a month and segment are all of its departures.",
            "select date_month, segment_type, segment, sum(share_of_departures) as shares"
            " from {batch} group by date_month, segment_type, segment"
            " having abs(sum(share_of_departures) - 1) > 0.000001",
            column="share_of_departures",
        ),
        no_rows(
            "most_departures_have_a_reason",
            f"From {ENOUGH_DEPARTURES} departures on, of no more than {UNKNOWN_TO_LOOK_AT:.0%}"
            " of a month's nobody knows why.",
            "select date_month, departures, share_of_departures from {batch}"
            " where segment_type = 'all' and reason = 'unknown'"
            f" and departures >= {ENOUGH_DEPARTURES}"
            f" and share_of_departures > {UNKNOWN_TO_LOOK_AT}",
            severity="warning",
            column="share_of_departures",
        ),
    ]


def _terms() -> list[Rule]:
    key = ("period_type", "period_start", "reason", "term")
    return [
        unique(*key),
        accepted("period_type", PERIODS, severity="critical", key=key),
        accepted("reason", (*REASONS, "unknown", "all"), severity="critical", key=key),
        between("accounts", LEAST_ACCOUNTS, None, key=key, why="what fewer wrote is not told"),
        no_rows(
            "terms_are_single_words",
            "No term holds an address, a number or a blank.",
            "select period_type, reason, accounts from {batch}"
            " where term like '%@%' or term like '% %'"
            " or translate(term, '0123456789', '') <> term",
            column="term",
        ),
    ]


def _offers() -> list[Rule]:
    key = ("period_type", "period_start", "offer_kind")
    rates = (
        "acceptance_rate",
        "save_rate",
        *(f"{who}_here_rate_{age}_days" for who in ("sessions", "accepted") for age in AGES),
    )
    return [
        unique(*key),
        accepted("period_type", PERIODS, severity="critical", key=key),
        *(between(rate, 0, 1, key=key, why="it is a share of sessions") for rate in rates),
        between("discount_cost", 0, None, key=key, why="a discount gives nothing back"),
        no_rows(
            "kinds_of_offers_are_all_sessions",
            "Each period's kinds add up to its total.",
            "select period_type, period_start, sum(case when offer_kind = 'all' then -sessions"
            " else sessions end) as difference from {batch} group by period_type, period_start"
            " having sum(case when offer_kind = 'all' then -sessions else sessions end) <> 0",
            column="sessions",
        ),
    ]
