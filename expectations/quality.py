"""How much of what arrived could not be used, and how good fitted models are."""

from expectations import models
from expectations.facts import Facts
from expectations.rules import Rule, no_rows, row_count
from expectations.staging import staging_name

ALL_KINDS = 200  # one row per table and reason: none is left out
QUARANTINE = "quality.quarantined_rows"
# Events are in no staging table: what of them can be used is counted by the models that read them.
EVENTS = {
    "usage": (
        "intermediate.int_usage__account_event_days",
        "cast(coalesce(sum(events), 0) as bigint)",
    ),
    "marketing": (
        "intermediate.int_marketing__session_events",
        "count(*) filter (where rejection_reason is null)",
    ),
}


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of each table that was built."""
    counted = row_count(0, None, "Its rows are counted.")
    by_table = {"quarantined_rows": _nothing_is_lost(facts), **models.rules()}
    return {
        table: [counted, *table_rules]
        for table, table_rules in by_table.items()
        if facts.exists(f"quality.{table}")
    }


def _nothing_is_lost(facts: Facts) -> list[Rule]:
    sizes = _sizes(facts)
    if not sizes:
        return []
    return [
        no_rows(
            "nothing_is_quarantined",
            "Every row that arrived could be used.",
            f"""
            select
                quarantined.table_name,
                quarantined.reason,
                quarantined.rows_lost,
                round(100.0 * total_lost / greatest(rows_kept + total_lost, 1), 2)
                    as percent_of_table
            from (
                select
                    table_name,
                    reason,
                    count(*) as rows_lost,
                    sum(count(*)) over (partition by table_name) as total_lost
                from {{batch}}
                group by table_name, reason
            ) as quarantined
            left join ({" union all ".join(sizes)}) as sizes
                on quarantined.table_name = sizes.table_name
            order by percent_of_table desc nulls first, rows_lost desc
            """,
            severity="warning",
            sample_size=ALL_KINDS,
        )
    ]


def _sizes(facts: Facts) -> list[str]:
    """Per contract table a query for the rows that were kept; none of them scans a raw column."""
    from saas360.contract import read_contract

    sizes = []
    for table in read_contract().values():
        relation, rows = f"staging.{staging_name(table.source, table.name)}", "count(*)"
        if table.events_of:
            relation, rows = EVENTS[table.events_of]
        if facts.exists(relation):
            sizes.append(
                f"select '{table.label}' as table_name, {rows} as rows_kept from {relation}"
            )
    return sizes
