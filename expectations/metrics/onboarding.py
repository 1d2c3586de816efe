"""What must hold of the marts of onboarding."""

from expectations.facts import Facts
from expectations.rules import Rule, accepted, between, no_rows, not_null, unique

STATUSES = ("completed", "left", "overdue", "stalled", "in_progress")


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of the funnel."""
    return {"onboarding_funnel": _funnel()}


def account_rules() -> dict[str, list[Rule]]:
    """The rules of the marts of onboarding in `customer_360`."""
    return {"onboarding": _onboarding(), "account_onboarding_steps": _steps()}


def _funnel() -> list[Rule]:
    key = ("cohort_month", "step")
    rates = ("reached_rate", "reached_in_time_rate", "step_conversion")
    return [
        unique(*key),
        *(between(rate, 0, 1, key=key, why="it is a share of who was there") for rate in rates),
        no_rows(
            "funnel_narrows",
            "No step is reached in order by more accounts than the step before.",
            "select later.cohort_month, later.step, later.reached_with_earlier"
            " from {batch} as later inner join {batch} as earlier"
            " on later.cohort_month = earlier.cohort_month"
            " and earlier.step_number < later.step_number"
            " where later.reached_with_earlier > earlier.reached_with_earlier",
            column="reached_with_earlier",
        ),
    ]


def _onboarding() -> list[Rule]:
    key = ("account_id",)
    return [
        not_null("account_id"),
        unique("account_id"),
        accepted("onboarding_status", STATUSES, severity="critical", key=key),
        between("completion", 0, 1, key=key, why="it is a share of the steps"),
        between("points_share", 0, 1, key=key, why="it is a share of the points"),
        between("time_to_value_days", 0, None, key=key, why="value comes after the beginning"),
        no_rows(
            "what_is_complete_is_not_stalled",
            "Who has done every step has completed, and nobody else has.",
            "select account_id, onboarding_status, steps, steps_done from {batch}"
            " where (onboarding_status = 'completed') <> (steps_done = steps)"
            " or (is_stalled and completed_on is not null)",
            column="onboarding_status",
        ),
    ]


def _steps() -> list[Rule]:
    key = ("account_id", "step")
    return [
        unique(*key),
        between("days_to_done", 0, None, key=key, why="what came before does not count"),
    ]
