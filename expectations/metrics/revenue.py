"""What must hold of the revenue marts, whatever the business does.

Bounds and identities that no reading of the data can excuse are critical. What is merely unlikely,
a jump of MRR, is in `mrr_jumps`.
"""

from datetime import date

from expectations.facts import Facts
from expectations.metrics import mrr_jumps
from expectations.rules import Rule, accepted, between, no_rows, not_null, unique

TOLERANCE = 0.01
MOVEMENT_TYPES = ("new", "expansion", "contraction", "churn", "reactivation", "exchange_rate")


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of each revenue mart."""
    return {
        "mrr_movements": [*_movements(facts.as_of), *mrr_jumps.between_days(facts)],
        "monthly_recurring_revenue": [*_months_of_accounts(), _reaches_now(facts.as_of)],
        "account_months": _months_of_accounts(),
        "days": [unique("date_day")],
        "monthly_revenue": [*_months(facts.as_of), *mrr_jumps.between_runs(facts)],
    }


def _movements(as_of: date) -> list[Rule]:
    key = ("account_id", "movement_date", "movement_type")
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
    ]


def _months_of_accounts() -> list[Rule]:
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
            f"select {', '.join(key)}, mrr from {{batch}} where mrr > 0 and not is_active",
            column="is_active",
        ),
    ]


def _months(as_of: date) -> list[Rule]:
    key = ("date_month", "segment_type", "segment")
    rates = ("customer_churn_rate", "gross_revenue_retention_12m")
    return [
        unique(*key),
        *(between(rate, 0, 1, key=key, why="it is a share of what was there") for rate in rates),
        *_rates_beside_exchange(key),
        between("mrr_end", 0, None, key=key, why="nobody pays less than nothing"),
        _adds_up(
            key,
            "mrr_start + new_mrr + expansion_mrr + contraction_mrr + churned_mrr"
            " + reactivation_mrr + exchange_rate_mrr",
            "mrr_end",
        ),
        _reaches_now(as_of),
    ]


def _rates_beside_exchange(key: tuple[str, ...]) -> list[Rule]:
    """Bounds of the rates whose numerator is at the month's exchange rate, unlike their start.

    Where a currency rose, a lost customer weighs more than it did at the start, so the bounds give
    way by the exchange-rate effect. In a segment effects of two currencies may hide each other:
    there it is only a warning.
    """
    outside = (
        "(gross_mrr_churn_rate < -give or gross_mrr_churn_rate > 1 + give"
        " or gross_revenue_retention < -give or gross_revenue_retention > 1 + give)"
    )
    scopes = (("", "=", "critical"), ("_of_segments", "<>", "warning"))
    return [
        no_rows(
            f"gross_rates_within_bounds{suffix}",
            "Gross MRR churn and gross revenue retention lie between 0 and 1, but for exchange"
            " rates.",
            f"""
            select {", ".join(key)}, gross_mrr_churn_rate, gross_revenue_retention
            from (
                select *, abs(exchange_rate_mrr) / nullif(mrr_start, 0) + 0.000001 as give
                from {{batch}}
                where segment_type {operator} 'all'
            ) as months
            where {outside}
            """,
            severity="critical" if severity == "critical" else "warning",
            column="gross_mrr_churn_rate",
        )
        for suffix, operator, severity in scopes
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
