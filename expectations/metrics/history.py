"""What must hold of the figures of closed months, and of what sources used to say."""

from datetime import date

from expectations.facts import Facts
from expectations.rules import Rule, no_rows, sql_list, unique

TOLERANCE = 0.01
REASONS = ("late data", "backdated change", "deleted record", "changed rules", "changed rates")
HISTORIES = {
    "subscription_history": ("subscription_id",),
    "subscription_item_history": ("subscription_item_id", "item_valid_from"),
    "plan_history": ("plan_id",),
}


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of each history mart."""
    key = ("date_month", "account_id", "reason")
    return {
        "reported_monthly_revenue": [
            unique("date_month"),
            _reasons_add_up(),
            _is_closed(facts.as_of),
        ],
        "restatements": [
            unique(*key),
            no_rows(
                "reason_is_known",
                f"reason is one of {', '.join(REASONS)}.",
                f"select {', '.join(key)} from {{batch}} where reason not in ({sql_list(REASONS)})",
                column="reason",
            ),
        ],
        **{table: versions(*columns) for table, columns in HISTORIES.items()},
    }


def _reasons_add_up() -> Rule:
    parts = " + ".join(f"{reason.replace(' ', '_')}_mrr" for reason in REASONS)
    return no_rows(
        "reasons_add_up",
        f"{parts} = restated_mrr - reported_mrr, to within {TOLERANCE}.",
        "select date_month, reported_mrr, restated_mrr from {batch}"
        f" where abs({parts} - (restated_mrr - reported_mrr)) > {TOLERANCE}",
        column="restated_mrr",
    )


def _is_closed(as_of: date) -> Rule:
    return no_rows(
        "only_past_months_are_closed",
        "No month was reported before it had ended, nor after now.",
        "select date_month, reported_on from {batch}"
        f" where reported_on < last_day(date_month) or reported_on > date '{as_of}'",
        column="reported_on",
    )


def versions(*key: str) -> list[Rule]:
    """The rules of a table of versions of records with this key."""
    names = ", ".join(key)
    return [
        unique(*key, "version_number"),
        no_rows(
            "one_version_is_current",
            "Each record has one current version.",
            f"select {names} from {{batch}} group by {names}"
            " having count(case when is_current then 1 end) <> 1",
            column="is_current",
        ),
    ]
