"""Demo companies of a hundred accounts, and one of a thousand, made once for all tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from raw_customers import resolved_customers

from demo import generate
from demo.folders import EVENT_TABLES

Company = Callable[[int], duckdb.DuckDBPyConnection]


def open_company(folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection with views `raw.<table>` and `truth.<table>` over a demo's files.

    `tied_customers` are the billing customers, each with its account.
    """
    connection = duckdb.connect()
    for schema in ("raw", "truth"):
        connection.execute(f"create schema {schema}")
        for path in sorted((folder / schema).glob("*.parquet")):
            connection.execute(f"create view {schema}.{path.stem} as from '{path}'")
    for table in EVENT_TABLES:
        events = folder / "raw" / table / "*" / "*.parquet"
        connection.execute(
            f"create view raw.{table} as from read_parquet('{events}', hive_partitioning = true)"
        )
    connection.execute(f"create view tied_customers as from {resolved_customers()}")
    return connection


@pytest.fixture(scope="session")
def folder_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """Gives the folder of the company of a seed, with `raw` and `truth` in it."""
    folders: dict[int, Path] = {}

    def folder(seed: int) -> Path:
        if seed not in folders:
            folders[seed] = tmp_path_factory.mktemp(f"company_{seed}")
            generate(folders[seed] / "raw", folders[seed] / "truth", scale=0.1, seed=seed)
        return folders[seed]

    return folder


@pytest.fixture(scope="session")
def company_of(folder_of: Callable[[int], Path]) -> Company:
    """Gives a connection to the company of a seed."""
    connections: dict[int, duckdb.DuckDBPyConnection] = {}

    def company(seed: int) -> duckdb.DuckDBPyConnection:
        if seed not in connections:
            connections[seed] = open_company(folder_of(seed))
        return connections[seed]

    return company


@pytest.fixture(params=[1, 2, 3], ids="seed {}".format)
def company(request: pytest.FixtureRequest, company_of: Company) -> duckdb.DuckDBPyConnection:
    """A connection to each of three companies in turn."""
    return company_of(request.param)


@pytest.fixture(scope="session")
def thousand_accounts(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """A connection to a company in which chance evens out."""
    folder = tmp_path_factory.mktemp("thousand_accounts")
    generate(folder / "raw", folder / "truth", scale=1, seed=1)
    return open_company(folder)
