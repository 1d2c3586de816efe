"""What must hold of the typed, deduplicated rows that every number is computed from.

Every staging table is compared with its usual size, and its dates and codes with what is possible.
On top of that stand the rules that revenue depends on. Events are left out: their staging models
are views, and reading them here would read every event once more.
"""

from datetime import date
from typing import TYPE_CHECKING

from expectations import billing_rules
from expectations.facts import Facts
from expectations.rules import Rule, accepted, between, no_rows, row_count

if TYPE_CHECKING:
    from saas360.contract import RawTable

LEAST_SHARE_OF_USUAL_ROWS, MOST_SHARE_OF_USUAL_ROWS = 0.5, 3
EARLIEST = date(1990, 1, 1)
YEARS_AHEAD = 10

SUBSCRIPTION_STATES = (
    "trialing", "active", "past_due", "unpaid", "paused", "canceled", "incomplete",
)  # fmt: skip

# Values that the models know, and bounds, by staging table. Others are counted, not refused.
VALUES: dict[str, list[Rule]] = {
    "stg_billing__plans": [
        accepted("billing_interval", ("day", "week", "month", "year"), key=["plan_id"]),
        accepted("pricing_model", ("flat", "per_unit", "graduated", "volume"), key=["plan_id"]),
        accepted("usage_type", ("licensed", "metered"), key=["plan_id"]),
        between("unit_amount", 0, None, key=["plan_id"]),
        between("interval_count", 1, None, key=["plan_id"]),
    ],
    "stg_billing__subscriptions": [
        accepted("status", SUBSCRIPTION_STATES, key=["subscription_id"])
    ],
    "stg_billing__subscription_items": [
        between("quantity", 0, None, key=["subscription_item_id", "valid_from"]),
        between("unit_amount", 0, None, key=["subscription_item_id", "valid_from"]),
    ],
    "stg_billing__subscription_status_changes": [
        accepted("status", SUBSCRIPTION_STATES, key=["subscription_id", "changed_at"])
    ],
    "stg_billing__discounts": [
        between("percent_off", 0, 100, key=["discount_id"]),
        between("amount_off", 0, None, key=["discount_id"]),
        accepted("duration", ("once", "repeating", "forever"), key=["discount_id"]),
    ],
    "stg_billing__invoices": [
        accepted("status", ("draft", "open", "paid", "void", "uncollectible"), key=["invoice_id"])
    ],
    "stg_billing__invoice_lines": [
        accepted(
            "line_type",
            ("subscription", "proration", "one_off", "metered"),
            key=["invoice_line_id"],
        )
    ],
    "stg_billing__payments": [accepted("status", ("succeeded", "failed"), key=["payment_id"])],
    "stg_reference__exchange_rates": [
        no_rows(
            "rate_is_positive",
            "Every exchange rate is above 0.",
            "select rate_date, from_currency, to_currency, rate from {batch} where rate <= 0",
            column="rate",
        )
    ],
    "stg_crm__opportunities": [
        accepted("opportunity_type", ("new", "expansion", "renewal"), key=["opportunity_id"])
    ],
    "stg_crm__activities": [
        accepted("activity_type", ("call", "email", "meeting", "note", "task"), key=["activity_id"])
    ],
    "stg_crm__company_relationships": [
        accepted(
            "relationship",
            ("parent", "subsidiary", "investor", "supplier", "peer"),
            key=["company_domain", "related_domain"],
        )
    ],
    "stg_success__survey_responses": [
        accepted(
            "survey_type",
            ("nps", "csat", "exit", "interview", "onboarding", "pricing"),
            key=["response_id"],
        )
    ],
    "stg_success__task_outcomes": [
        accepted("renewal_intent", ("yes", "no", "unknown"), key=["task_id"]),
        accepted(
            "outcome", ("reached", "not_reached", "done", "declined", "postponed"), key=["task_id"]
        ),
    ],
    "stg_support__tickets": [
        between("reopen_count", 0, None, severity="warning", key=["ticket_id"]),
        between("csat_score", 1, 5, severity="warning", key=["ticket_id"]),
    ],
    "stg_support__incidents": [
        between("impact", 0, 1, severity="warning", key=["incident_id"])
    ],
}  # fmt: skip


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of each staging table that has rows."""
    from saas360.contract import read_contract

    found = {}
    for table in read_contract().values():
        name = staging_name(table.source, table.name)
        if table.is_large or not facts.has_rows(f"staging.{name}"):
            continue
        columns = facts.columns(f"staging.{name}")
        found[name] = [
            _volume(facts.usual_rows(name)),
            *_plausible_dates(table, columns, facts.as_of),
            *_codes(table, columns),
            *VALUES.get(name, []),
            *billing_rules.rules_of(name, table, columns, facts),
        ]
    return found


def staging_name(source: str, table: str) -> str:
    """The staging model of a contract table, `stg_<domain>__<entities>`."""
    return f"stg_{source}__{table.removeprefix(f'{source}_') if source == 'billing' else table}"


def _volume(usual: float | None) -> Rule:
    if not usual:
        return row_count(1, None, "It has rows.")
    return row_count(
        usual * LEAST_SHARE_OF_USUAL_ROWS,
        usual * MOST_SHARE_OF_USUAL_ROWS,
        f"It has between half and three times the {usual:,.0f} rows usual in the last runs.",
    )


def _plausible_dates(table: "RawTable", columns: dict[str, str], as_of: date) -> list[Rule]:
    """One query per table over all its dates; a row shows the first column at fault."""
    dates = [name for name, kind in columns.items() if kind.startswith(("DATE", "TIMESTAMP"))]
    if not dates:
        return []
    latest = date(as_of.year + YEARS_AHEAD, as_of.month, 1)
    outside = {
        name: f"({name} < timestamp '{EARLIEST}' or {name} > timestamp '{latest}')"
        for name in dates
    }
    cases = " ".join(f"when {test} then '{name}'" for name, test in outside.items())
    values = " ".join(f"when {test} then cast({name} as string)" for name, test in outside.items())
    key = [name for name in table.key if name in columns]
    return [
        no_rows(
            "dates_are_plausible",
            f"No date lies before {EARLIEST:%Y} or more than {YEARS_AHEAD} years after now.",
            f"select {', '.join([*key, 'connector'])}, case {cases} end as column_name,"
            f" case {values} end as found from {{batch}} where {' or '.join(outside.values())}",
            severity="warning",
            raw_table=table.name,
            raw_key=tuple(key),
        )
    ]


def _codes(table: "RawTable", columns: dict[str, str]) -> list[Rule]:
    """Currencies have three capital letters, countries two."""
    lengths = {"currency": 3, "from_currency": 3, "to_currency": 3, "country": 2}
    key = [name for name in table.key if name in columns]
    return [
        no_rows(
            f"{column}_is_a_code",
            f"{column} is an ISO code of {lengths[column]} capital letters.",
            f"select {', '.join(dict.fromkeys([*key, column, 'connector']))} from {{batch}}"
            f" where regexp_extract({column}, '^{'[A-Z]' * lengths[column]}$', 0) <> {column}",
            severity="warning",
            column=column,
            raw_table=table.name,
            raw_key=tuple(key),
        )
        for column in lengths
        if column in columns
    ]
