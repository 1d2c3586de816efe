"""The suite of the metric marts, one module per capability, as in `models/marts/metrics/`.

A module's `rules(facts)` gives the rules of its marts by table; tables that
do not exist are left out here.
"""

from expectations.facts import Facts
from expectations.metrics import (
    acquisition,
    effectiveness,
    engagement,
    experiments,
    features,
    finance,
    growth,
    health,
    history,
    identity,
    leads,
    lifecycle,
    onboarding,
    payments,
    plans,
    reasons,
    renewals,
    retention,
    revenue,
    sales,
    signals,
    support,
    web,
)
from expectations.rules import Rule, row_count

CAPABILITIES = (
    revenue,
    retention,
    plans,
    payments,
    finance,
    history,
    features,
    onboarding,
    support,
    engagement,
    health,
    lifecycle,
    signals,
    web,
    acquisition,
    experiments,
    sales,
    identity,
    leads,
    reasons,
    renewals,
    growth,
    effectiveness,
)


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of each metric mart that exists."""
    found = [capability.rules(facts) for capability in CAPABILITIES]
    return {
        table: [row_count(0, None, "Its rows are counted."), *rules]
        for by_table in found
        for table, rules in by_table.items()
        if facts.exists(f"metrics.{table}")
    }
