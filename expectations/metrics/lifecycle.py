"""What must hold of the stages of a customer's life, and of the months that are critical."""

from expectations.facts import Facts
from expectations.rules import Rule, accepted, between, no_rows, unique

STAGES = (
    "lead",
    "trial",
    "newcomer",
    "critical",
    "growth",
    "renewal",
    "veteran",
    "won_back",
    "churned",
)


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of the critical months."""
    key = ("first_month", "last_month")
    return {
        "critical_months": [
            unique(*key),
            between("active_retention", 0, 1, key=key),
            between("quiet_retention", 0, 1, key=key),
            between("adjusted_p_value", 0, 1, key=key),
            no_rows(
                "lift_lies_in_its_interval",
                "The lift lies within its interval.",
                f"select {', '.join(key)}, lift, lift_low, lift_high from {{batch}}"
                " where lift < lift_low - 0.000001 or lift > lift_high + 0.000001",
                column="lift",
            ),
        ]
    }


def account_rules() -> dict[str, list[Rule]]:
    """The rules of the stages in `customer_360`."""
    key = ("account_id", "valid_from")
    return {
        "lifecycle_stages": [
            unique(*key),
            accepted("lifecycle_stage", STAGES, severity="critical", key=key),
            accepted("risk_degree", ("high", "medium", "low"), severity="critical", key=key),
            no_rows(
                "stages_follow_without_gaps",
                "Each stage ends on the day on which the account's next one begins.",
                "select account_id, valid_from, valid_to, next_from from (select account_id,"
                " valid_from, valid_to, lead(valid_from) over (partition by account_id"
                " order by valid_from) as next_from from {batch}) as stages"
                " where valid_to <> coalesce(next_from, date '9999-12-31')",
                column="valid_to",
            ),
        ]
    }
