"""What must hold of the payment marts, and of who left and why.

Shares, identities and keys are critical. How often payments fail is the business's own affair; a
month in which most of them do is a warning, for it is more often a broken gateway or feed.
"""

from datetime import date

from expectations.facts import Facts
from expectations.rules import Rule, accepted, between, no_rows, not_null, unique

KINDS = ("voluntary", "involuntary", "pause")
TENURE_BANDS = ("1", "2-4", "5-12", "13-24", "25+")
OPEN_BANDS = ("not due", "1-30", "31-60", "61-90", "over 90")
# From so many attempts on, a failure rate says something.
ENOUGH_ATTEMPTS = 50
FAILURE_RATE_TO_LOOK_AT = 0.4


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of each payment mart."""
    return {
        "payment_performance": _performance(),
        "dunning": _dunning(facts.as_of),
        "dunning_recovery": _recovery(),
        "expiring_cards": _cards(),
        "customer_departures": _departures(facts.as_of),
        "churn_by_kind": _churn_by_kind(),
        "churn_by_tenure": _churn_by_tenure(),
        "receivables": _receivables(),
        "open_invoices": _open_invoices(),
        "refunds_and_credits": _given_back(),
    }


def _performance() -> list[Rule]:
    key = ("date_month", "segment_type", "segment")
    shares = ("failure_rate", "share_of_all_attempts", "share_of_all_failures")
    return [
        unique(*key),
        *(between(share, 0, 1, key=key, why="it is a share of attempts") for share in shares),
        between("first_attempt_failure_rate", 0, 1, key=key),
        no_rows(
            "collected_and_failed_are_all",
            "collected_amount + failed_amount = attempted_amount.",
            f"select {', '.join(key)}, attempted_amount, collected_amount, failed_amount"
            " from {batch} where collected_amount + failed_amount <> attempted_amount",
            column="attempted_amount",
        ),
        no_rows(
            "most_payments_succeed",
            f"From {ENOUGH_ATTEMPTS} attempts on, no month fails more than"
            f" {FAILURE_RATE_TO_LOOK_AT:.0%} of them.",
            "select date_month, attempts, failure_rate from {batch}"
            f" where segment_type = 'all' and attempts >= {ENOUGH_ATTEMPTS}"
            f" and failure_rate > {FAILURE_RATE_TO_LOOK_AT}",
            severity="warning",
            column="failure_rate",
        ),
    ]


def _dunning(as_of: date) -> list[Rule]:
    key = ("invoice_id",)
    return [
        unique(*key),
        accepted("outcome", ("recovered", "lost", "open"), severity="critical", key=key),
        between("days_to_recovery", 0, None, key=key, why="nothing is recovered before it fails"),
        no_rows(
            "parts_add_up",
            "amount_due = recovered_amount + lost_amount + open_amount.",
            "select invoice_id, amount_due, recovered_amount, lost_amount, open_amount"
            " from {batch} where amount_due <> recovered_amount + lost_amount + open_amount",
            column="amount_due",
        ),
        no_rows(
            "nothing_after_now",
            f"Nothing failed or was recovered after {as_of}.",
            "select invoice_id, last_attempt_on, recovered_on from {batch}"
            f" where last_attempt_on > date '{as_of}' or recovered_on > date '{as_of}'",
            column="recovered_on",
        ),
    ]


def _recovery() -> list[Rule]:
    key = ("date_month", "segment_type", "segment", "attempt_number")
    return [
        unique(*key),
        between("recovery_rate", 0, 1, key=key, why="it is a share of the invoices tried"),
        between("cumulative_recovery_rate", 0, 1, key=key, why="no invoice is collected twice"),
    ]


def _cards() -> list[Rule]:
    return [
        unique("subscription_id"),
        between("mrr_at_risk", 0, None, key=("subscription_id",)),
        no_rows(
            "card_expires_before_the_renewal",
            "Each card listed expires before the subscription renews.",
            "select subscription_id, card_expires_on, renewal_date from {batch}"
            " where card_expires_on >= renewal_date",
            column="card_expires_on",
        ),
    ]


def _departures(as_of: date) -> list[Rule]:
    key = ("account_id", "left_on")
    return [
        unique(*key),
        not_null("account_id", key=key),
        accepted("kind", KINDS, severity="critical", key=key),
        between("mrr_lost", 0, None, key=key, why="who leaves takes nothing but MRR away"),
        between("tenure_months", 1, None, key=key, why="the first month is the first"),
        no_rows(
            "nobody_leaves_after_now",
            f"Nobody left or came back after {as_of}.",
            f"select account_id, left_on, returned_on from {{batch}}"
            f" where left_on > date '{as_of}' or returned_on > date '{as_of}'"
            " or returned_on <= left_on",
            column="left_on",
        ),
    ]


def _churn_by_kind() -> list[Rule]:
    key = ("date_month", "segment_type", "segment", "kind")
    return [
        unique(*key),
        accepted("kind", KINDS, severity="critical", key=key),
        between("customer_churn_rate", 0, 1, key=key, why="it is a share of who was there"),
        between("churned_mrr", None, 0, key=key, why="churn takes MRR away"),
    ]


def _churn_by_tenure() -> list[Rule]:
    key = ("date_month", "tenure_band", "segment_type", "segment", "kind", "reason_code")
    return [
        unique(*key),
        accepted("tenure_band", TENURE_BANDS, severity="critical", key=key),
        between("churn_rate", 0, 1, key=key, why="it is a share of who was there"),
    ]


def _receivables() -> list[Rule]:
    key = ("date_month", "segment_type", "segment", "age_band")
    return [
        unique(*key),
        accepted("age_band", (*OPEN_BANDS, "written off"), severity="critical", key=key),
        between("amount", 0, None, key=key, why="what is overpaid is no receivable"),
    ]


def _open_invoices() -> list[Rule]:
    key = ("invoice_id",)
    return [
        unique(*key),
        accepted("age_band", OPEN_BANDS, severity="critical", key=key),
        between("open_amount", 0, None, key=key),
        no_rows(
            "no_more_is_open_than_was_billed",
            "No invoice has more to pay than its total.",
            "select invoice_id, total, open_amount_in_currency from {batch}"
            " where open_amount_in_currency > total",
            column="open_amount_in_currency",
        ),
    ]


def _given_back() -> list[Rule]:
    key = ("date_month", "kind", "reason")
    return [
        unique(*key),
        accepted("kind", ("refund", "credit"), severity="critical", key=key),
        between("amount", 0, None, key=key),
        no_rows(
            "refunds_stay_within_their_payments",
            "No payment is refunded beyond what it brought in.",
            f"select {', '.join(key)}, items_above_payment from {{batch}}"
            " where items_above_payment > 0",
            severity="warning",
            column="items_above_payment",
        ),
        no_rows(
            "less_is_refunded_than_collected",
            "No month refunds more than it collects.",
            "select date_month, sum(amount) as refunded, max(collected_amount) as collected"
            " from {batch} where kind = 'refund' group by date_month"
            " having sum(amount) > max(collected_amount)",
            severity="warning",
            column="amount",
        ),
    ]
