"""What must hold of the retention marts."""

from expectations.facts import Facts
from expectations.rules import Rule, accepted, between, no_rows, unique

CONTRACT_TERMS = ("monthly", "quarterly", "annual", "multi_year", "other", "unknown")


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of each retention mart."""
    return {
        "retention_cohorts": _cohorts(),
        "contract_comparison": _contracts(),
        "revenue_concentration": _concentration(),
        "reference_bands": [unique("measure", "audience")],
    }


def _cohorts() -> list[Rule]:
    key = ("cohort_month", "months_since", "segment_type", "segment")
    return [
        unique(*key),
        between("logo_retention", 0, 1, key=key, why="it is a share of the cohort's customers"),
        between("revenue_retention", 0, None, key=key),
        between("gross_revenue_retention", 0, 1, key=key, why="it leaves expansion out"),
        no_rows(
            "no_more_retained_than_there_were",
            "A cohort never retains more customers than it had.",
            f"select {', '.join(key)}, customers, retained_customers from {{batch}}"
            " where retained_customers > customers",
            column="retained_customers",
        ),
    ]


def _contracts() -> list[Rule]:
    key = ("date_month", "contract_term")
    shares = ("mrr_share", "discount_share", "logo_retention_12m", "gross_revenue_retention_12m")
    return [
        unique(*key),
        accepted("contract_term", CONTRACT_TERMS, severity="critical", key=key),
        *(between(share, 0, 1, key=key, why="it is a part of a whole") for share in shares),
    ]


def _concentration() -> list[Rule]:
    key = ("date_month",)
    shares = ("largest_share", "largest_10_share", "largest_10_percent_share", "herfindahl_index")
    return [
        unique(*key),
        *(between(share, 0, 1, key=key, why="it is a part of the revenue") for share in shares),
        no_rows(
            "ten_hold_as_much_as_one",
            "The ten largest accounts have at least the revenue of the largest.",
            "select date_month, largest_mrr, largest_10_mrr from {batch}"
            " where largest_10_mrr < largest_mrr or largest_10_mrr > mrr",
            column="largest_10_mrr",
        ),
    ]
