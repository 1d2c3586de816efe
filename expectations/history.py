"""The record of every rule's outcome, in the warehouse, and what it says about usual volumes."""

from collections.abc import Sequence
from datetime import date

import duckdb

from expectations.dialect import can_open_read_only
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

# A run says what is usual when no critical rule failed in any layer of it: what a gate further down
# stopped was never published. Each table has its own last runs: one that does not change is not
# checked every day.
PREVIOUS_OBSERVATIONS = """
with good_runs as (
    select run_id
    from quality.validation_results
    group by run_id
    having not bool_or(severity = 'critical' and not success)
),
observed as (
    select
        results.table_name,
        results.rule,
        try_cast(results.observed_value as double) as observed_value,
        row_number() over (
            partition by results.table_name, results.rule
            order by results.checked_at desc
        ) as age
    from quality.validation_results as results
    inner join good_runs on results.run_id = good_runs.run_id
    where results.layer = $layer
)
select table_name, rule, median(observed_value) as observed_value
from observed
where age <= $runs and observed_value is not null
group by table_name, rule
"""


def record(settings: Settings, results: Sequence[RuleResult], *, as_of: date | None = None) -> int:
    """Appends results to `quality.validation_results`, creating it if need be.

    Args:
        settings: says where the ledger lies; this process opens it for writing.
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
    with duckdb.connect(str(settings.ledger)) as connection:
        connection.execute(CREATE)
        if results:
            # One insert of lists: a row at a time takes a hundred times as long.
            values = ", ".join(f"unnest(${position + 1})" for position in range(len(columns)))
            connection.execute(f"insert into quality.validation_results select {values}", columns)
    return len(results)


def previous_row_counts(settings: Settings, layer: str) -> dict[str, float]:
    """Median row count by table over its last ten checks in good runs; none at first."""
    observed = previous_observations(settings, layer)
    return {table: value for (table, rule), value in observed.items() if rule == "row_count"}


def previous_observations(settings: Settings, layer: str) -> dict[tuple[str, str], float]:
    """Median observed number by table and rule over its last ten checks in good runs."""
    database = settings.ledger
    if not database.exists():
        return {}
    with duckdb.connect(str(database), read_only=can_open_read_only(database)) as connection:
        try:
            found = connection.execute(
                PREVIOUS_OBSERVATIONS, {"layer": layer, "runs": RUNS_LOOKED_AT}
            ).fetchall()
        except duckdb.CatalogException:  # nothing was recorded yet
            return {}
    return {(table, rule): float(value) for table, rule, value in found}
