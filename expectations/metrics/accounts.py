"""What must hold of what an account's page shows: its events, people and weeks of use."""

from expectations.facts import Facts
from expectations.rules import Rule, accepted, between, no_rows, not_null, unique

KINDS = (
    "activity", "became_customer", "cancellation_dialogue", "cancellation_requested", "churned",
    "contact_added", "contracted", "deal_lost", "deal_moved", "deal_opened", "deal_won",
    "expanded", "incident", "invoice_issued", "invoice_paid", "invoice_written_off",
    "payment_failed", "plan_changed", "price_changed", "reactivated", "refunded", "registered",
    "signal_began", "signal_ended", "stage_entered", "survey_answered", "ticket_opened",
    "ticket_solved", "trial_started", "user_joined", "user_left",
)  # fmt: skip


def account_rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of events, people and use in `customer_360`."""
    return {
        "account_timeline": _timeline(facts),
        "account_people": _people(facts),
        "account_usage": _usage(),
    }


def _timeline(facts: Facts) -> list[Rule]:
    key = ("account_id", "event_number")
    return [
        unique(*key),
        not_null("reference_id", key=key),
        accepted("kind", KINDS, severity="critical", key=key),
        no_rows(
            "nothing_happens_after_as_of",
            "No event lies after the day of the data.",
            f"select {', '.join(key)}, occurred_at from {{batch}}"
            f" where cast(occurred_at as date) > date '{facts.as_of}'",
            column="occurred_at",
        ),
        no_rows(
            "events_are_numbered_as_they_came",
            "A later event of an account has a higher number.",
            "select account_id, event_number, occurred_at, occurred_before from (select account_id,"
            " event_number, occurred_at, lag(occurred_at) over (partition by account_id"
            " order by event_number) as occurred_before from {batch}) as events"
            " where occurred_before > occurred_at",
            column="event_number",
        ),
        no_rows(
            "events_hold_no_address",
            "Neither what happened nor what it is about is an e-mail address.",
            f"select {', '.join(key)}, kind from {{batch}}"
            " where kind in ('contact_added', 'user_joined', 'user_left')"
            " and (reference_id like '%@%' or title like '%@%')",
            column="reference_id",
        ),
    ]


def _people(facts: Facts) -> list[Rule]:
    key = ("account_id", "person_type", "person_id")
    return [
        unique(*key),
        accepted("person_type", ("contact", "product_user"), severity="critical", key=key),
        between("active_days_28_days", 0, 28, key=key),
        no_rows(
            "people_hold_no_address",
            "No person is known by an e-mail address.",
            "select account_id, person_type from {batch} where person_id like '%@%'",
            column="person_id",
        ),
        no_rows(
            "people_are_known_up_to_as_of",
            "Nobody joins, leaves or works after the day of the data, or before the first day.",
            f"select {', '.join(key)}, joined_on, deactivated_on, first_active_on, last_active_on"
            f" from {{batch}} where joined_on > date '{facts.as_of}'"
            f" or deactivated_on > date '{facts.as_of}' or last_active_on > date '{facts.as_of}'"
            " or first_active_on > last_active_on",
            column="last_active_on",
        ),
    ]


def _usage() -> list[Rule]:
    key = ("account_id", "week_end")
    return [
        unique(*key),
        between("active_days", 0, 7, key=key, why="a week has seven days"),
        between("weekly_active_users", 0, None, key=key),
        between("events", 0, None, key=key),
        no_rows(
            "who_was_active_in_a_week_was_so_in_four",
            "Never fewer users in 28 days than in the last seven of them.",
            f"select {', '.join(key)}, weekly_active_users, monthly_active_users from {{batch}}"
            " where weekly_active_users > monthly_active_users",
            column="monthly_active_users",
        ),
    ]
