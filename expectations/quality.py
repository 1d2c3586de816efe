"""How much of what arrived could not be used."""

from expectations.facts import Facts
from expectations.rules import Rule, no_rows, row_count
from expectations.staging import staging_name

TOLERATED_SHARE = 0.01
QUARANTINE = "quality.quarantined_rows"


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of the quarantine, if it was built."""
    if not facts.exists(QUARANTINE):
        return {}
    return {
        "quarantined_rows": [row_count(0, None, "Its rows are counted."), *_little_is_lost(facts)]
    }


def _little_is_lost(facts: Facts) -> list[Rule]:
    sizes = _sizes(facts)
    if not sizes:
        return []
    return [
        no_rows(
            "little_is_quarantined",
            f"Of no table more than {TOLERATED_SHARE:.0%} of the rows are quarantined.",
            f"""
            select
                quarantined.table_name,
                quarantined.rows_lost,
                round(100.0 * rows_lost / greatest(rows_kept + rows_lost, 1), 2) as percent,
                quarantined.commonest_reason
            from (
                select table_name, count(*) as rows_lost, mode(reason) as commonest_reason
                from {{batch}}
                group by table_name
            ) as quarantined
            inner join ({" union all ".join(sizes)}) as sizes
                on quarantined.table_name = sizes.table_name
            where rows_lost > {TOLERATED_SHARE} * (rows_kept + rows_lost)
            order by rows_lost desc
            """,
            severity="warning",
        )
    ]


def _sizes(facts: Facts) -> list[str]:
    """Per contract table a query for the rows that were kept; none of them scans a column."""
    from saas360.contract import read_contract

    sizes = []
    for table in read_contract().values():
        # Events are in no staging table; all that arrived stands for what was kept.
        relation = f"staging.{staging_name(table.source, table.name)}"
        if table.is_large:
            relation = f"raw.{table.name}"
        if facts.exists(relation):
            sizes.append(
                f"select '{table.label}' as table_name, count(*) as rows_kept from {relation}"
            )
    return sizes
