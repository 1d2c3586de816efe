"""What must hold of the retention marts."""

from expectations.facts import Facts
from expectations.rules import Rule, between, no_rows, unique


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of each retention mart."""
    return {"retention_cohorts": _cohorts()}


def _cohorts() -> list[Rule]:
    key = ("cohort_month", "months_since", "segment_type", "segment")
    return [
        unique(*key),
        between("logo_retention", 0, 1, key=key, why="it is a share of the cohort's customers"),
        between("revenue_retention", 0, None, key=key),
        no_rows(
            "no_more_retained_than_there_were",
            "A cohort never retains more customers than it had.",
            f"select {', '.join(key)}, customers, retained_customers from {{batch}}"
            " where retained_customers > customers",
            column="retained_customers",
        ),
    ]
