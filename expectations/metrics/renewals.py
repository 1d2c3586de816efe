"""What must hold of contract terms that end: what is due, what came of it, and how often it did."""

from datetime import date

from expectations.facts import Facts
from expectations.rules import Rule, accepted, between, no_rows, not_null, unique

RESULTS = ("renewed", "up", "down", "lost", "late", "open")
INTENTS = ("yes", "no", "unknown")


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of the renewals of a quarter."""
    return {"renewal_performance": _performance()}


def account_rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of each renewal, in `customer_360`."""
    return {"renewals": _renewals(facts.as_of)}


def _renewals(as_of: date) -> list[Rule]:
    key = ("account_id", "term_end")
    return [
        unique(*key),
        not_null("account_id", key=key),
        accepted("result", RESULTS, severity="critical", key=key),
        accepted("intent", INTENTS, severity="critical", key=key),
        between("renewal_mrr", 0, None, key=key, why="nobody renews less than nothing"),
        between("renewed_mrr", 0, None, key=key, why="nobody renews less than nothing"),
        between("forecast_mrr", 0, None, key=key, why="nobody renews less than nothing"),
        no_rows(
            "nothing_is_known_of_renewals_after_now",
            f"No result, intent or forecast is from after {as_of}.",
            f"select {', '.join(key)}, result_on, intent_on, forecast_on from {{batch}}"
            f" where result_on > date '{as_of}' or intent_on > date '{as_of}'"
            f" or forecast_on > date '{as_of}'",
            column="result_on",
        ),
        no_rows(
            "what_is_due_later_is_not_renewed",
            f"A term that ends after {as_of} is open or lost.",
            f"select {', '.join(key)}, result from {{batch}}"
            f" where term_end > date '{as_of}' and result not in ('open', 'lost')",
            column="result",
        ),
        no_rows(
            "terms_that_ended_are_decided",
            "No term is undecided for half a year: past due and still a customer.",
            f"select {', '.join(key)}, renewal_mrr from {{batch}} where result = 'open'"
            f" and term_end < date '{as_of}' - interval '180' day",
            severity="warning",
            column="result",
        ),
    ]


def _performance() -> list[Rule]:
    key = ("date_quarter", "segment_type", "segment")
    shares = ("renewal_rate", "on_time_renewal_rate", "gross_renewal_rate")
    return [
        unique(*key),
        *(between(share, 0, 1, key=key, why="it is a share of what was due") for share in shares),
        between("net_renewal_rate", 0, None, key=key),
        no_rows(
            "results_are_all_that_was_due",
            "Renewed, up, down, late, lost and open are all renewals.",
            f"select {', '.join(key)}, renewals_due from {{batch}}"
            " where renewed_renewals + up_renewals + down_renewals + late_renewals"
            " + lost_renewals + open_renewals <> renewals_due",
            column="renewals_due",
        ),
    ]
