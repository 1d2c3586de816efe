"""Where a built demo differs from its ground truth, as rows; none means that it is right.

The truth is computed by the demo from its stories and shares no code with the models.
"""

from typing import Any

import duckdb

from end_to_end.pipeline import DataFolder

MEASURES = (
    "mrr",
    "previous_mrr",
    "new_mrr",
    "expansion_mrr",
    "contraction_mrr",
    "churned_mrr",
    "reactivation_mrr",
    "exchange_rate_mrr",
    "trial_mrr",
    "gross_mrr",
    "discount_mrr",
)
# How the pipeline words a reason, and what the demo calls it.
REASONS = {
    ("usage.usage_events", "duplicate of event_id"): ("usage_events", "duplicate"),
    ("marketing.web_events", "duplicate of event_id"): ("web_events", "duplicate"),
    ("usage.usage_events", "no account_id"): ("usage_events", "no account"),
    ("usage.usage_events", "negative quantity"): ("usage_events", "negative quantity"),
    ("support.tickets", "duplicate of ticket_id"): ("tickets", "duplicate"),
    ("billing.payments", "duplicate of payment_id"): ("payments", "duplicate"),
    ("crm.accounts", "duplicate of account_id"): ("accounts", "older version"),
}
Rows = list[tuple[Any, ...]]


def wrong_months(folder: DataFolder) -> Rows:
    """Accounts and months of which a measure is off, or that only one of the two has."""
    off = " or ".join(f"abs(found.{name} - expected.{name}) >= 0.0001" for name in MEASURES)
    return _ask(
        folder,
        f"""
        from published.metrics.monthly_recurring_revenue as found
        full join '{folder.truth}/account_months.parquet' as expected
            on found.account_id = expected.account_id and found.date_month = expected.date_month
        select found, expected
        where found.account_id is null or expected.account_id is null
            or ({off}) is not false
            or found.is_active is distinct from expected.is_active
        """,
    )


def wrong_movements(folder: DataFolder) -> Rows:
    """Movements that are off, or that only one of the two has."""
    return _ask(
        folder,
        f"""
        from published.metrics.mrr_movements as found
        full join '{folder.truth}/movements.parquet' as expected
            on found.account_id = expected.account_id
            and found.movement_date = expected.movement_date
            and found.movement_type = expected.movement_type
        select found, expected
        where (abs(found.amount - expected.amount) >= 0.0001) is not false
        """,
    )


def wrong_usage_days(folder: DataFolder) -> Rows:
    """Days whose number of events, users or accounts is not the right one."""
    return _ask(
        folder,
        f"""
        with account_days as (
            from warehouse.intermediate.int_usage__account_event_days
            select event_date, sum(events) as events, count(distinct account_id) as accounts
            group by event_date
        ),

        user_days as (
            from warehouse.intermediate.int_usage__user_days
            select event_date, count(distinct user_id) as users
            group by event_date
        )

        from account_days
        full join user_days using (event_date)
        full join '{folder.truth}/usage_days.parquet' as expected using (event_date)
        select event_date, account_days, user_days, expected
        where (
            account_days.events = expected.events
            and account_days.accounts = expected.accounts
            and user_days.users = expected.users
        ) is not true
        """,
    )


def quarantine_found(folder: DataFolder) -> dict[tuple[str, str], int]:
    """Quarantined rows by table and reason, in the demo's words where it has any."""
    found = folder.published(
        "select table_name, reason, count(*) from quality.quarantined_rows group by all"
    )
    return {REASONS.get((table, reason), (table, reason)): rows for table, reason, rows in found}


def quarantine_expected(folder: DataFolder) -> dict[tuple[str, str], int]:
    """The same as the demo planted it."""
    planted = _ask(folder, f"from '{folder.truth}/quarantine.parquet'")
    planted += _ask(
        folder,
        f"select 'web_events', 'duplicate', sum(repeated) from '{folder.truth}/web_days.parquet'",
    )
    return {(table, reason): rows for table, reason, rows in planted if rows}


def truth_rows(folder: DataFolder, table: str) -> int:
    """How many rows a table of the truth has."""
    ((rows,),) = _ask(folder, f"select count(*) from '{folder.truth}/{table}.parquet'")
    return int(rows)


def assert_equals_truth(folder: DataFolder) -> None:
    """Fails with the rows that differ."""
    assert wrong_months(folder) == []
    assert wrong_movements(folder) == []
    assert wrong_usage_days(folder) == []
    assert quarantine_found(folder) == quarantine_expected(folder)


def _ask(folder: DataFolder, sql: str) -> Rows:
    with duckdb.connect() as connection:
        for name, file in (
            ("published", "published/saas360.duckdb"),
            ("warehouse", "warehouse.duckdb"),
        ):
            connection.execute(f"attach '{folder.path / file}' as {name} (read_only)")
        return connection.execute(sql).fetchall()
