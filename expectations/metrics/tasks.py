"""What must hold of what people are asked to do."""

from expectations.facts import Facts
from expectations.rules import Rule, accepted, between, no_rows, not_null, unique

KINDS = (
    "churn_risk", "detractor", "dunning", "expansion", "lead_follow_up", "payment_reminder",
    "renewal", "sop_breach", "stalled_onboarding", "win_back", "won_back_care",
)  # fmt: skip
STATES = ("open", "waiting", "held_out", "done", "reason_ended")
OUTCOMES = ("reached", "not_reached", "done", "declined", "postponed")
LIVE = "('open', 'waiting', 'held_out')"
# A share held out is looked at from so many tasks on, and may be so many standard errors off.
ENOUGH_TASKS, STANDARD_ERRORS = 100, 4


def account_rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of tasks and what gave rise to them, in `customer_360`."""
    return {"customer_tasks": _tasks(facts), "task_triggers": _triggers(facts)}


def _tasks(facts: Facts) -> list[Rule]:
    return [
        unique("task_id"),
        accepted("kind", KINDS, severity="critical", key=["task_id"]),
        accepted("status", STATES, severity="critical", key=["task_id"]),
        accepted("outcome", OUTCOMES, severity="critical", key=["task_id"]),
        not_null("title", key=["task_id"]),
        between("priority", 1, None, key=["task_id"]),
        between("value_mrr", 0, None, severity="warning", key=["task_id"]),
        no_rows(
            "one_open_task_per_subject_and_reason",
            "No account or lead has two open tasks of one kind and reason.",
            "select account_id, lead_id, kind, reason, count(*) as open_tasks from {batch}"
            f" where status in {LIVE}"
            " group by account_id, lead_id, kind, reason having count(*) > 1",
            column="task_id",
        ),
        no_rows(
            "tasks_are_dated_up_to_as_of",
            "No task was opened, updated, done or over after the day of the data.",
            "select task_id, kind, opened_on, updated_on, ended_on, completed_on from {batch}"
            f" where greatest(opened_on, updated_on) > date '{facts.as_of}'"
            f" or ended_on > date '{facts.as_of}' or completed_on > date '{facts.as_of}'",
            column="opened_on",
        ),
        no_rows(
            "who_is_held_out_is_not_asked_for",
            "What is held out is neither open nor waiting.",
            "select task_id, kind, status from {batch}"
            " where is_held_out and status in ('open', 'waiting')"
            " or status = 'held_out' and not is_held_out",
            column="status",
        ),
        no_rows(
            "titles_hold_no_address",
            "No title has an e-mail address in it.",
            "select task_id, kind from {batch} where title like '%@%'",
            column="title",
        ),
        _customers_only(),
        _held_out_share(),
    ]


def _customers_only() -> Rule:
    return no_rows(
        "open_tasks_are_for_customers",
        "Whoever has an open task for customers is one.",
        f"""
        select tasks.task_id, tasks.kind, tasks.account_id
        from {{batch}} as tasks
        inner join seeds.task_rules as rules
            on tasks.kind = rules.kind and tasks.reason = rules.reason
        left join customer_360.customers as customers on tasks.account_id = customers.account_id
        where tasks.status in {LIVE}
            and rules.applies_to = 'customers'
            and (customers.became_customer_on is null or customers.churned_on is not null)
        """,
        column="account_id",
        requires=("customer_360.customers", "seeds.task_rules"),
    )


def _held_out_share() -> Rule:
    return no_rows(
        "share_held_out_is_the_one_asked_for",
        f"Of {ENOUGH_TASKS} and more tasks about as many are held out as the seed says.",
        f"""
        select tasks.kind, tasks.reason, count(*) as tasks,
            avg(case when tasks.is_held_out then 1e0 else 0e0 end) as share_held_out,
            max(rules.hold_out_share) as share_asked_for
        from {{batch}} as tasks
        inner join seeds.task_rules as rules
            on tasks.kind = rules.kind and tasks.reason = rules.reason
        where tasks.opened_on >= coalesce(rules.hold_out_from, tasks.opened_on)
            and tasks.opened_on <= coalesce(rules.hold_out_to, tasks.opened_on)
        group by tasks.kind, tasks.reason
        having count(*) >= {ENOUGH_TASKS}
            and abs(avg(case when tasks.is_held_out then 1e0 else 0e0 end)
                - max(rules.hold_out_share))
            > {STANDARD_ERRORS} * sqrt(max(rules.hold_out_share)
                * (1 - max(rules.hold_out_share)) / count(*))
        """,
        severity="warning",
        column="is_held_out",
        requires=("seeds.task_rules",),
    )


def _triggers(facts: Facts) -> list[Rule]:
    key = ("task_id", "trigger_number")
    return [
        unique(*key),
        accepted("kind", KINDS, severity="critical", key=key),
        no_rows(
            "signs_are_known_up_to_as_of",
            "No sign began or was seen after the day of the data, or before its task.",
            f"select {', '.join(key)}, opened_on, began_on, seen_on from {{batch}}"
            f" where greatest(began_on, seen_on) > date '{facts.as_of}' or began_on < opened_on",
            column="began_on",
        ),
    ]
