"""When a change of total MRR is too large to be believed without a look.

A jump is a warning. It blocks only when it is huge and new: on a day of the last month, or in a
month that was over when the last run measured it. A company may have lived through an old jump, but
a new one is more often a broken source than news. Whoever has looked and found it real sets the var
`accept_mrr_jump: true`.
"""

from datetime import date, timedelta

from expectations.facts import Facts
from expectations.rules import Rule, Severity, no_rows

# From so many customers on, the total is not moved by a single contract.
ENOUGH_CUSTOMERS = 50
DAILY_JUMP_TO_LOOK_AT, DAILY_JUMP_TO_STOP = 0.25, 0.60
RECENT_DAYS = 31
# A month that is over changes a little, by late cancellations and corrected rows.
REWRITTEN_TO_LOOK_AT, REWRITTEN_TO_STOP = 0.05, 0.50


def between_days(facts: Facts) -> list[Rule]:
    """Rules of `mrr_movements`: no day moves the total too far."""
    recent = facts.as_of - timedelta(days=RECENT_DAYS)
    return [
        no_rows(
            "mrr_jump_within_reason",
            f"From {ENOUGH_CUSTOMERS} customers on, no day changes total MRR by more than"
            f" {DAILY_JUMP_TO_LOOK_AT:.0%}.",
            _jumps(DAILY_JUMP_TO_LOOK_AT, date(1, 1, 1)),
            severity="warning",
        ),
        no_rows(
            "no_huge_recent_mrr_jump",
            f"From {ENOUGH_CUSTOMERS} customers on, no day since {recent} changes total MRR by"
            f" more than {DAILY_JUMP_TO_STOP:.0%}. (If one did, set the var accept_mrr_jump.)",
            _jumps(DAILY_JUMP_TO_STOP, recent),
            severity=_unless_accepted(facts),
        ),
    ]


def between_runs(facts: Facts) -> list[Rule]:
    """Rules of `monthly_revenue`: the last month that is over is what it was in earlier runs."""
    month = (facts.as_of.replace(day=1) - timedelta(days=1)).replace(day=1)
    name = f"mrr_of_{month:%Y_%m}_is_as_before"
    total = (
        "select sum(mrr_end) as mrr from {batch}"
        f" where segment_type = 'all' and date_month = date '{month}'"
    )
    usual = facts.previous.get(("monthly_revenue", name))
    rules = [_as_before(name, month, total, usual, REWRITTEN_TO_LOOK_AT, "warning")]
    if usual:
        severity = _unless_accepted(facts)
        rules.append(
            _as_before(f"{name}_by_half", month, total, usual, REWRITTEN_TO_STOP, severity)
        )
    return rules


def _as_before(
    name: str, month: date, total: str, usual: float | None, share: float, severity: Severity
) -> Rule:
    changed = f"abs(mrr - {usual}) > {share} * {usual}" if usual else "false"
    return no_rows(
        name,
        f"MRR at the end of {month:%Y-%m} is within {share:.0%} of what earlier runs found"
        f"{f': {usual:,.2f}' if usual else ''}. (If it changed, set the var accept_mrr_jump.)",
        f"select mrr from ({total}) as totals where {changed}",
        severity=severity,
        column="mrr_end",
        observe_sql=total,
    )


def _unless_accepted(facts: Facts) -> Severity:
    return "warning" if facts.variables.get("accept_mrr_jump") else "critical"


def _jumps(share: float, since: date) -> str:
    """Days on which all movements together change the total by more than a share of it."""
    return f"""
        select * from (
            select
                movement_date,
                change,
                sum(change) over earlier_days as mrr_before,
                sum(customers_gained) over earlier_days as customers_before
            from (
                select
                    movement_date,
                    sum(amount) as change,
                    count(distinct case
                        when movement_type in ('new', 'reactivation') then account_id
                    end) - count(distinct case
                        when movement_type = 'churn' then account_id
                    end) as customers_gained
                from {{batch}}
                group by movement_date
            ) as days
            window earlier_days as (
                order by movement_date rows between unbounded preceding and 1 preceding
            )
        ) as running_totals
        where customers_before >= {ENOUGH_CUSTOMERS}
            and abs(change) > {share} * mrr_before
            and movement_date >= date '{since}'
    """
