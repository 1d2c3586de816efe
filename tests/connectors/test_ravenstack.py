"""The ravenstack connector over the real files, against figures computed outside the project.

The oddities are those that the data set's own notes list; revenue is recomputed from the files by
one query that knows nothing of the models.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from saas360.contract import read_contract
from saas360.settings import PROJECT_DIR

FILES = PROJECT_DIR.parent / "shared" / "data" / "ravenstack"
DOMAINS = ("crm", "billing", "usage", "support", "success")
CONNECTORS = ", ".join(f"{domain}: [ravenstack]" for domain in DOMAINS)
VARS = f"{{as_of: '2024-12-31', connectors: {{{CONNECTORS}}}}}"

# As listed in the data set's notes.
KNOWN_ODDITIES = {
    "usage_before_its_subscription": 19_142,
    "usage_after_its_subscription": 290,
    "tickets_before_sign_up": 1_077,
    "tickets_without_score": 825,
    "churn_events_on_an_end": 6,
}

pytestmark = pytest.mark.skipif(not FILES.is_dir(), reason=f"no data set at {FILES}")


def load(warehouse: Path) -> None:
    """Makes the connector's raw tables, in their declared types, from the files."""
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema raw")
        for table in read_contract().values():
            if table.source == "ravenstack":
                columns = ", ".join(
                    f"cast({column.name} as {column.data_type}) as {column.name}"
                    for column in table.columns
                )
                connection.execute(
                    f"create table raw.{table.name} as "
                    f"select {columns} from read_csv('{FILES / table.name}.csv')"
                )


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a warehouse that dbt built from the files."""
    folder = tmp_path_factory.mktemp("ravenstack")
    load(folder / "warehouse.duckdb")
    built = subprocess.run(
        [
            *(sys.executable, "-c", "from dbt.cli.main import cli; cli()", "build"),
            *("--resource-type", "model", "--resource-type", "seed"),
            *("--select", "+monthly_revenue", "+path:models/quality"),
            *("--vars", VARS, "--log-path", str(folder / "logs")),
        ],
        cwd=PROJECT_DIR,
        env={
            **os.environ,
            "SAAS360_DATA_DIR": str(folder),
            "DBT_TARGET_PATH": str(folder / "target"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        yield connection


def test_observed_oddities_are_the_known_ones(warehouse: duckdb.DuckDBPyConnection) -> None:
    observed = dict(
        warehouse.execute(
            "select observation, rows_observed from quality.data_observations"
        ).fetchall()
    )
    assert {name: observed[name] for name in KNOWN_ODDITIES} == KNOWN_ODDITIES


def test_accounts_have_about_nine_open_subscriptions(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert warehouse.execute(
        """
        select description like '%: 9.0'
        from quality.data_observations
        where observation = 'accounts_with_several_subscriptions'
        """
    ).fetchall() == [(True,)]


def test_only_duplicate_usage_ids_are_quarantined(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert warehouse.execute(
        "select table_name, reason, count(*) from quality.quarantined_rows group by all"
    ).fetchall() == [("usage.usage_events", "duplicate of event_id", 21)]


def test_mrr_and_customers_of_each_month_end_are_those_of_the_subscriptions(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    expected = duckdb.execute(
        f"""
        with months as (
            select last_day(unnest(range(date '2023-01-01', date '2025-01-01', interval 1 month)))
                as month_end
        )
        select
            month_end,
            sum(mrr_amount)::double as mrr,
            count(distinct account_id) filter (where mrr_amount > 0) as customers
        from months
        inner join '{FILES}/ravenstack_subscriptions.csv' as subscriptions
            on start_date <= month_end and (end_date is null or end_date > month_end)
        group by month_end
        having sum(mrr_amount) > 0
        order by month_end
        """
    ).fetchall()
    assert (
        warehouse.execute(
            """
            select last_day(date_month), mrr_end::double, customers_end
            from metrics.monthly_revenue
            where segment_type = 'all' and mrr_end > 0
            order by date_month
            """
        ).fetchall()
        == expected
    )
