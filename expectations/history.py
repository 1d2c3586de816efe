"""The record of every rule's outcome, in the warehouse, and what it says about usual volumes."""

from collections.abc import Sequence
from datetime import date

import duckdb

from expectations.results import RuleResult
from saas360.settings import Settings

RUNS_LOOKED_AT = 10

CREATE = """
create schema if not exists quality;
create table if not exists quality.validation_results (
    run_id varchar,
    as_of date,
    checked_at timestamp,
    layer varchar,
    table_name varchar,
    rule varchar,
    column_name varchar,
    severity varchar,
    success boolean,
    observed_value varchar,
    failing_rows bigint,
    message varchar
)
"""

# A run counts as successful in a layer when no critical rule failed there.
PREVIOUS_ROW_COUNTS = """
with runs as (
    select run_id, max(checked_at) as checked_at
    from quality.validation_results
    where layer = $layer
    group by run_id
    having not bool_or(severity = 'critical' and not success)
    order by checked_at desc
    limit $runs
)
select results.table_name, median(try_cast(results.observed_value as bigint)) as row_count
from quality.validation_results as results
inner join runs on results.run_id = runs.run_id
where results.layer = $layer
    and results.rule = 'row_count'
    and try_cast(results.observed_value as bigint) is not null
group by results.table_name
"""


def record(settings: Settings, results: Sequence[RuleResult], *, as_of: date | None = None) -> int:
    """Appends results to `quality.validation_results`, creating it if need be.

    Args:
        settings: says where the warehouse lies; this process opens it for writing.
        results: outcomes of one or several suites.
        as_of: the day that counted as now.

    Returns:
        The number of rows written.
    """
    columns = [
        [result.run_id for result in results],
        [as_of for _ in results],
        [result.checked_at.replace(tzinfo=None) for result in results],
        [result.layer for result in results],
        [result.table_name for result in results],
        [result.rule for result in results],
        [result.column for result in results],
        [result.severity for result in results],
        [result.success for result in results],
        [result.observed_value for result in results],
        [result.failing_rows for result in results],
        [result.message() for result in results],
    ]
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute(CREATE)
        if results:
            # One insert of lists: a row at a time takes a hundred times as long.
            values = ", ".join(f"unnest(${position + 1})" for position in range(len(columns)))
            connection.execute(
                f"insert into quality.validation_results select {values}", columns
            )
    return len(results)


def previous_row_counts(settings: Settings, layer: str) -> dict[str, float]:
    """Median row count by table over the last ten successful runs of a layer; none at first."""
    if not settings.warehouse.exists():
        return {}
    with duckdb.connect(str(settings.warehouse)) as connection:
        try:
            found = connection.execute(
                PREVIOUS_ROW_COUNTS, {"layer": layer, "runs": RUNS_LOOKED_AT}
            ).fetchall()
        except duckdb.CatalogException:  # nothing was recorded yet
            return {}
    return {table: float(rows) for table, rows in found}
