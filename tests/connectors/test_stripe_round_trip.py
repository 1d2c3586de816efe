"""The demo company exported in Stripe's shape and read back: the same revenue, to the cent."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import duckdb
import pytest
from parsed_project import dbt_command
from stripe_export import export

from demo import generate
from saas360.raw import load
from saas360.settings import PROJECT_DIR, Settings

pytestmark = pytest.mark.slow

AS_OF = "2026-10-31"
OTHER_TABLES = ("accounts", "exchange_rates")
COLUMNS = (
    "date_month, account_id, mrr, previous_mrr, new_mrr, expansion_mrr, contraction_mrr,"
    " churned_mrr, reactivation_mrr, exchange_rate_mrr, gross_mrr, discount_mrr, trial_mrr,"
    " committed_mrr, is_active, is_new, is_churned, is_reactivated"
)


def build(folder: Path, connectors: dict[str, list[str]]) -> None:
    """Loads a raw folder and runs the models of revenue."""
    load(Settings(data_dir=folder))
    run = subprocess.run(
        dbt_command(
            "build",
            *("--resource-type", "model", "--resource-type", "seed"),
            "--select",
            "+monthly_recurring_revenue",
            "+mrr_movements",
            "+data_observations",
            variables={"as_of": AS_OF, "connectors": connectors},
        ),
        cwd=PROJECT_DIR,
        env={key: value for key, value in os.environ.items() if "SAAS360" not in key}
        | {"SAAS360_DATA_DIR": str(folder), "DBT_TARGET_PATH": str(folder / "target")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-3000:]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """A connection to two warehouses, `contract` and `stripe`, of the same company."""
    folder = tmp_path_factory.mktemp("round_trip")
    contract, stripe = folder / "contract", folder / "stripe"
    generate(contract / "raw", contract / "truth", scale=0.1, seed=5, truth=False, usage=False)
    export(contract / "raw", stripe / "raw")
    for table in OTHER_TABLES:
        (stripe / "raw" / f"{table}.parquet").symlink_to(contract / "raw" / f"{table}.parquet")
    build(contract, {})
    build(stripe, {"billing": ["stripe"]})
    connection = duckdb.connect()
    for name, place in (("contract", contract), ("stripe", stripe)):
        connection.execute(f"attach '{place / 'warehouse.duckdb'}' as {name} (read_only)")
    return connection


def difference(both: duckdb.DuckDBPyConnection, table: str, columns: str) -> list[tuple]:
    """Rows that one of the two has and the other has not."""
    return both.execute(
        f"""
        (select 'contract' as side, {columns} from contract.{table}
            except select 'contract', {columns} from stripe.{table})
        union all
        (select 'stripe' as side, {columns} from stripe.{table}
            except select 'stripe', {columns} from contract.{table})
        order by account_id, 2
        """
    ).fetchall()


def test_every_account_and_month_has_the_same_revenue(both: duckdb.DuckDBPyConnection) -> None:
    months = both.execute("select count(*) from contract.metrics.monthly_recurring_revenue")
    assert months.fetchone()[0] > 1000
    assert difference(both, "metrics.monthly_recurring_revenue", COLUMNS) == []


def test_every_movement_is_the_same(both: duckdb.DuckDBPyConnection) -> None:
    columns = "account_id, movement_date, movement_type, amount, mrr_before, mrr_after"
    assert difference(both, "metrics.mrr_movements", columns) == []
