"""What must hold of the one wide row per account, and of what else is known of each."""

from expectations.facts import Facts
from expectations.metrics import (
    accounts,
    engagement,
    features,
    growth,
    health,
    identity,
    leads,
    lifecycle,
    onboarding,
    reasons,
    renewals,
    risk,
    signals,
    support,
    tasks,
)
from expectations.metrics.history import versions
from expectations.rules import Rule, between, no_rows, not_null, row_count, unique

MONTHS = "metrics.monthly_recurring_revenue"
LEAST_SHARE_OF_USUAL_ROWS, MOST_SHARE_OF_USUAL_ROWS = 0.5, 3

# Bounds of columns by name; checked where `customers` has the column.
BOUNDS: dict[str, tuple[float, float | None, str]] = {
    "mrr": (0, None, "nobody pays less than nothing"),
    "arr": (0, None, "nobody pays less than nothing"),
    "seats": (0, None, ""),
    "open_tasks": (0, None, ""),
    "health_score": (0, 100, "it is a score out of 100"),
    "churn_risk": (0, 1, "it is a probability"),
}
SCORES = ("health_score", "churn_risk")


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of each mart that exists."""
    found = _customers(facts) if facts.exists("customer_360.customers") else {}
    by_table = {
        "account_history": versions("account_id"),
        **accounts.account_rules(facts),
        **features.account_rules(),
        **onboarding.account_rules(),
        **support.account_rules(),
        **engagement.account_rules(),
        **health.account_rules(facts),
        **lifecycle.account_rules(),
        **signals.account_rules(),
        **identity.account_rules(),
        **leads.account_rules(),
        **reasons.account_rules(facts),
        **renewals.account_rules(facts),
        **risk.account_rules(facts),
        **tasks.account_rules(facts),
        **growth.account_rules(),
    }
    counted = row_count(0, None, "Its rows are counted.")
    for table, table_rules in by_table.items():
        if facts.exists(f"customer_360.{table}"):
            found[table] = [counted, *table_rules]
    return found


def _customers(facts: Facts) -> dict[str, list[Rule]]:
    columns = facts.columns("customer_360.customers")
    return {
        "customers": [
            _volume(facts.usual_rows("customers")),
            not_null("account_id"),
            unique("account_id"),
            *(
                between(
                    column,
                    *bounds,
                    severity="warning" if column in SCORES else "critical",
                    key=["account_id"],
                    why=why,
                )
                for column, (*bounds, why) in BOUNDS.items()
                if column in columns
            ),
            _no_revenue_without_customer(),
        ]
    }


def _volume(usual: float | None) -> Rule:
    if not usual:
        return row_count(0, None, "Its rows are counted.")
    return row_count(
        usual * LEAST_SHARE_OF_USUAL_ROWS,
        usual * MOST_SHARE_OF_USUAL_ROWS,
        f"It has between half and three times the {usual:,.0f} rows usual in the last runs.",
    )


def _no_revenue_without_customer() -> Rule:
    return no_rows(
        "no_revenue_without_customer",
        "Every account with MRR in the newest month has a row here.",
        f"""
        select months.account_id, months.date_month, months.mrr
        from {MONTHS} as months
        left join {{batch}} as customers on months.account_id = customers.account_id
        where months.mrr > 0
            and months.date_month = (select max(date_month) from {MONTHS})
            and customers.account_id is null
        """,
        column="account_id",
        requires=(MONTHS,),
    )
