"""The ground truth of the demo company.

Found by brute force and from the stories themselves: at the last instant of each day, look at which
versions, states and coupons hold, price them, add them up. No interval is ever turned into a delta,
so that nothing here can share a mistake with the models that it checks.
"""

from __future__ import annotations

import duckdb

from demo.database import run_script

PAIRS = """
    create or replace table story.pairs as
    select
        account_no,
        day,
        lag(day) over (partition by account_no order by day) as previous_day,
    from story.looked_at
    where {condition}
"""
IS_MONTH_END = "day = last_day(day) or day = getvariable('last_day')"


def compute_truth(connection: duckdb.DuckDBPyConnection, *, every_day: bool) -> None:
    """Fills the schema `truth`, except `usage_days`, which the usage events leave behind.

    Args:
        connection: The working database, with everything else made.
        every_day: Whether to look at every day, which `movements` needs; otherwise only at month
            ends and at the days on which something happens.
    """
    connection.execute("set variable every_day = $1", [every_day])
    for script in ("truth_instants", "prices", "truth_customers"):
        run_script(connection, script)
    connection.execute(PAIRS.format(condition=IS_MONTH_END))
    run_script(connection, "truth_compared")
    run_script(connection, "truth_account_months")
    if every_day:
        connection.execute(PAIRS.format(condition="true"))
        run_script(connection, "truth_compared")
        run_script(connection, "truth_movements")
    run_script(connection, "truth_others")
    run_script(connection, "truth_sales")
