"""Which suite belongs to which layer."""

from importlib import import_module

from expectations.facts import Facts
from expectations.rules import Rule

LAYERS = ("raw", "staging", "metrics", "customer_360", "quality")


def rules_for(layer: str, facts: Facts) -> dict[str, list[Rule]]:
    """The rules of each table of a layer that say something about this warehouse.

    Args:
        layer: a schema with a suite; others have no rules.
        facts: the warehouse.
    """
    if layer not in LAYERS:
        return {}
    by_table: dict[str, list[Rule]] = import_module(f"expectations.{layer}").rules(facts)
    return {
        table: [rule for rule in rules if all(facts.has_rows(name) for name in rule.requires)]
        for table, rules in by_table.items()
    }
