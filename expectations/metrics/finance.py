"""What must hold of bookings, billings and recognized revenue, and of their bridge to MRR."""

from expectations.facts import Facts
from expectations.rules import Rule, no_rows, sql_list, unique

TOLERANCE = 0.01
KINDS = (
    "part of the month",
    "not invoiced",
    "billed without MRR",
    "changed within the period",
    "discounts",
    "days of the month",
    "exchange rates",
    "prorations",
    "one-off",
    "metered",
    "billed for other months",
    "unexplained",
)


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of each finance mart."""
    share = float(facts.variables.get("reconciliation_tolerance", 0.01))
    return {
        "monthly_finance": [unique("date_month"), _rolls_forward("date_month")],
        "recognized_revenue": [
            unique("date_month", "account_id"),
            _rolls_forward("date_month", "account_id"),
        ],
        "mrr_reconciliation": [
            unique("date_month", "kind"),
            no_rows(
                "kind_is_known",
                f"kind is one of {', '.join(KINDS)}.",
                f"select date_month, kind from {{batch}} where kind not in ({sql_list(KINDS)})",
                column="kind",
            ),
            _kinds_add_up(),
            _is_explained(share),
        ],
        "account_mrr_reconciliation": [unique("date_month", "account_id")],
    }


def _rolls_forward(*key: str) -> Rule:
    parts = "deferred_revenue_start - unbilled_revenue_start + billings - recognized_revenue"
    end = "deferred_revenue_end - unbilled_revenue_end"
    return no_rows(
        "deferred_revenue_rolls_forward",
        f"{parts} = {end}, to within {TOLERANCE}.",
        f"select {', '.join(key)}, billings, recognized_revenue, deferred_revenue_end"
        f" from {{batch}} where abs({parts} - ({end})) > {TOLERANCE}",
        column="deferred_revenue_end",
    )


def _kinds_add_up() -> Rule:
    return no_rows(
        "kinds_add_up",
        f"MRR and the amounts of all kinds make billings, to within {TOLERANCE}.",
        "select date_month, min(mrr) as mrr, sum(amount) as amount, min(billings) as billings"
        " from {batch} group by date_month"
        f" having abs(min(mrr) + sum(amount) - min(billings)) > {TOLERANCE}",
        column="amount",
    )


def _is_explained(share: float) -> Rule:
    return no_rows(
        "difference_is_explained",
        f"At most {share:.1%} of a month's MRR is unexplained beside what was invoiced.",
        "select date_month, mrr, billings, amount from {batch}"
        f" where kind = 'unexplained' and billings <> 0 and abs(amount) > {share} * mrr + 1",
        severity="warning",
        column="amount",
    )
