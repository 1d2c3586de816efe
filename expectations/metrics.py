"""What must hold of the revenue marts, whatever the business does.

Bounds and identities that no reading of the data can excuse are critical. A jump of MRR is a
warning, unless it is both huge and recent: a company may have lived through an old one, but one
that appeared this month is more often a broken source than news.
"""

from datetime import date, timedelta

from expectations.facts import Facts
from expectations.rules import Rule, accepted, between, no_rows, not_null, row_count, unique

TOLERANCE = 0.01
# From so many customers on, the total is not moved by a single contract.
ENOUGH_CUSTOMERS = 50
JUMP_TO_LOOK_AT, JUMP_TO_STOP = 0.25, 0.60
RECENT_DAYS = 31
MOVEMENT_TYPES = ("new", "expansion", "contraction", "churn", "reactivation", "exchange_rate")


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of each revenue mart that exists."""
    found = {
        "mrr_movements": _movements(facts.as_of),
        "monthly_recurring_revenue": _months_of_accounts(facts.as_of),
        "monthly_revenue": _months(facts.as_of),
        "retention_cohorts": _cohorts(),
    }
    return {
        table: [row_count(0, None, "Its rows are counted."), *rules]
        for table, rules in found.items()
        if facts.exists(f"metrics.{table}")
    }


def _movements(as_of: date) -> list[Rule]:
    key = ("account_id", "movement_date", "movement_type")
    recent = as_of - timedelta(days=RECENT_DAYS)
    return [
        unique(*key),
        accepted("movement_type", MOVEMENT_TYPES, severity="critical", key=key),
        between("mrr_before", 0, None, key=key, why="nobody pays less than nothing"),
        between("mrr_after", 0, None, key=key, why="nobody pays less than nothing"),
        no_rows(
            "sign_fits_movement_type",
            "New, expansion and reactivation add MRR; contraction and churn take it away.",
            f"select {', '.join(key)}, amount from {{batch}}"
            " where (movement_type in ('new', 'expansion', 'reactivation') and amount < 0)"
            " or (movement_type in ('contraction', 'churn') and amount > 0)",
            column="amount",
        ),
        no_rows(
            "no_movement_after_now",
            f"No movement lies after {as_of}.",
            f"select {', '.join(key)}, amount from {{batch}} where movement_date > date '{as_of}'",
            column="movement_date",
        ),
        no_rows(
            "mrr_jump_within_reason",
            f"From {ENOUGH_CUSTOMERS} customers on, no day changes total MRR by more than"
            f" {JUMP_TO_LOOK_AT:.0%}.",
            _jumps(JUMP_TO_LOOK_AT),
            severity="warning",
        ),
        no_rows(
            "recent_mrr_jump_is_no_fault",
            f"From {ENOUGH_CUSTOMERS} customers on, no day since {recent} changes total MRR by"
            f" more than {JUMP_TO_STOP:.0%}.",
            _jumps(JUMP_TO_STOP, since=recent),
        ),
    ]


def _jumps(share: float, since: date = date(1, 1, 1)) -> str:
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


def _months_of_accounts(as_of: date) -> list[Rule]:
    key = ("account_id", "date_month")
    return [
        unique(*key),
        not_null("account_id", key=key),
        between("mrr", 0, None, key=key, why="nobody pays less than nothing"),
        _adds_up(
            key,
            "previous_mrr + new_mrr + expansion_mrr + contraction_mrr + churned_mrr"
            " + reactivation_mrr + exchange_rate_mrr",
            "mrr",
        ),
        no_rows(
            "mrr_only_of_active_accounts",
            "Whoever has MRR at a month's end is an active customer in that month.",
            f"select {', '.join(key)}, mrr, is_active from {{batch}} where mrr > 0 and not is_active",
            column="is_active",
        ),
        _reaches_now(as_of),
    ]


def _months(as_of: date) -> list[Rule]:
    key = ("date_month", "segment_type", "segment")
    rates = ("customer_churn_rate", "gross_mrr_churn_rate", "gross_revenue_retention")
    return [
        unique(*key),
        *(between(rate, 0, 1, key=key, why="it is a share of what was there") for rate in rates),
        between("mrr_end", 0, None, key=key, why="nobody pays less than nothing"),
        _adds_up(
            key,
            "mrr_start + new_mrr + expansion_mrr + contraction_mrr + churned_mrr"
            " + reactivation_mrr + exchange_rate_mrr",
            "mrr_end",
        ),
        _reaches_now(as_of),
    ]


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


def _adds_up(key: tuple[str, ...], parts: str, total: str) -> Rule:
    return no_rows(
        "movements_add_up",
        f"{parts} = {total}, to within {TOLERANCE}.",
        f"select {', '.join(key)}, {parts} as expected, {total} from {{batch}}"
        f" where abs({parts} - {total}) > {TOLERANCE}",
        column=total,
    )


def _reaches_now(as_of: date) -> Rule:
    month = as_of.replace(day=1)
    return no_rows(
        "reaches_the_current_month",
        f"Its newest month is {month:%Y-%m}, the month of now.",
        f"select max(date_month) as newest_month from {{batch}}"
        f" having max(date_month) <> date '{month}'",
        column="date_month",
    )
