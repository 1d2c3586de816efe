"""What must hold of the marts of plans and prices."""

from expectations.facts import Facts
from expectations.rules import Rule, accepted, between, no_rows, not_null, unique

DIRECTIONS = ("upgrade", "downgrade", "sideways")
CHANGE_KINDS = ("price_up", "price_down", "plan_up", "plan_down", "plan_sideways")


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of each mart of plans and prices."""
    return {
        "plan_performance": _performance(),
        "plan_changes": _changes(),
        "plan_starts": _starts(),
        "price_changes": _price_changes(),
    }


def _performance() -> list[Rule]:
    key = ("date_month", "plan_id")
    return [
        unique(*key),
        not_null("plan_id", key=key),
        between("customer_churn_rate", 0, 1, key=key, why="it is a share of who was there"),
        between("discount_share", 0, 1, key=key, why="nobody pays less than nothing"),
        between("mrr_end", 0, None, key=key, why="nobody pays less than nothing"),
        no_rows(
            "customers_add_up",
            "A plan's customers at the end are those at the start, with who came and who went.",
            f"select {', '.join(key)}, customers_start, customers_end from {{batch}}"
            " where customers_start + new_customers + reactivated_customers + moved_in_customers"
            " - moved_out_customers - churned_customers <> customers_end",
            column="customers_end",
        ),
        no_rows(
            "no_customers_on_add_ons",
            "Nobody's main plan is an add-on.",
            f"select {', '.join(key)}, customers_end from {{batch}}"
            " where is_addon and customers_end > 0",
            column="customers_end",
        ),
    ]


def _changes() -> list[Rule]:
    key = ("date_month", "from_plan_id", "to_plan_id", "direction")
    return [
        unique(*key),
        accepted("direction", DIRECTIONS, severity="critical", key=key),
        between("accounts", 1, None, key=key, why="somebody made the change"),
        no_rows(
            "leads_to_another_plan",
            "A change leads to another plan.",
            f"select {', '.join(key)}, accounts from {{batch}} where from_plan_id = to_plan_id",
            column="to_plan_id",
        ),
    ]


def _starts() -> list[Rule]:
    key = ("start_month", "plan_id")
    rates = ("free_to_paid_rate", "upgrade_rate")
    return [
        unique(*key),
        *(between(rate, 0, 1, key=key, why="it is a share of who began") for rate in rates),
    ]


def _price_changes() -> list[Rule]:
    key = ("date_quarter", "change_kind", "plan_id")
    rates = ("churn_rate_after", "churn_rate_before", "churn_rate_unchanged")
    return [
        unique(*key),
        accepted("change_kind", CHANGE_KINDS, severity="critical", key=key),
        *(between(rate, 0, 1, key=key, why="it is a share of who was there") for rate in rates),
        no_rows(
            "up_is_dearer_and_down_is_cheaper",
            "Prices that went up are dearer on average, those that went down cheaper.",
            f"select {', '.join(key)}, mean_relative_change from {{batch}}"
            " where (change_kind in ('price_up', 'plan_up') and mean_relative_change <= 0)"
            " or (change_kind in ('price_down', 'plan_down') and mean_relative_change >= 0)",
            column="mean_relative_change",
        ),
    ]
