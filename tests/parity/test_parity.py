"""The same models on DuckDB and on Spark, over the same files: the same rows.

Needs `uv sync --extra spark` and Java 17; takes minutes.
"""

import re
import shutil

import pytest

from demo import generate
from parity.engines import Warehouse, differences, published_differences, tables_of
from saas360.settings import PROJECT_DIR

pytestmark = pytest.mark.slow

MACROS = "tests/data/engine"
TARGETS = ("duckdb", "spark")
SCHEMAS = ("customer_360", "intermediate", "metrics", "quality", "staging")
EVENT_DAYS = 60  # two windows of 28 days, and what came before


def both_engines(folder):
    """A demo company's files, and a warehouse of each engine over them, yet to be built."""
    generate(folder / "raw", folder / "truth", scale=0.1, truth=False)
    # Spark takes a tenth of a second for each day of events, whatever the rows: the last ones do.
    for table in ("usage_events", "web_events"):
        for day in sorted((folder / "raw" / table).iterdir())[:-EVENT_DAYS]:
            shutil.rmtree(day)
    return tuple(Warehouse(target, folder / target, folder / "raw") for target in TARGETS)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Both warehouses, and what dbt said while it built all tables and tested the macros."""
    both = both_engines(tmp_path_factory.mktemp("parity"))
    said = []
    for warehouse in both:
        warehouse.learn()
        warehouse.load()
        built = ("resource_type:seed", "resource_type:model", f"path:{MACROS}")
        said.append(warehouse.dbt("build", "--indirect-selection", "empty", "--select", *built))
    return both, said


@pytest.fixture(scope="module")
def warehouses(built):
    both, _ = built
    return both


def test_every_table_is_the_same_on_both_engines(warehouses):
    on_duckdb, on_spark = warehouses
    names = list(tables_of(on_duckdb, SCHEMAS))
    assert {schema for schema, _ in names} == set(SCHEMAS)
    assert on_duckdb.has_scores()

    found = [
        difference
        for schema, table in names
        for difference in differences(on_duckdb, on_spark, schema, table)
    ]

    assert not found, f"{len(found)} differences:\n" + "\n".join(found[:20])


@pytest.mark.exhaustive
def test_whole_builds_publish_the_same_on_both_engines(tmp_path):
    both = both_engines(tmp_path)
    for warehouse in both:
        warehouse.build()
    names, found = published_differences(*(warehouse.data_dir for warehouse in both))
    assert {name.split(".")[0] for name in names} == {"customer_360", "metrics", "quality"}
    assert not found, f"{len(found)} differences:\n" + "\n".join(found[:20])


def test_every_macro_of_the_engine_gives_the_rows_that_its_test_names(built):
    tests = {path.stem for path in (PROJECT_DIR / MACROS).rglob("*.sql")}
    _, said = built
    for each in said:
        assert set(re.findall(r" PASS (\w+) ", each)) == tests


def test_a_rebuilt_day_that_lost_its_events_is_cleared_on_both_engines(warehouses):
    on_duckdb, on_spark = warehouses
    folder = on_duckdb.raw_dir / "usage_events"
    days = sorted(path.name.removeprefix("day=") for path in folder.iterdir())
    lost, kept = days[-20], days[-19]
    assert not on_duckdb.is_without_events(lost)
    shutil.rmtree(folder / f"day={lost}")

    for warehouse in warehouses:
        warehouse.load()
        warehouse.dbt(
            "run",
            "--select",
            "int_usage__daily_events",
            "int_usage__user_days",
            variables={"usage_days": [[lost, kept]]},
        )

    assert on_duckdb.is_without_events(lost)
    models = ("int_usage__daily_events", "int_usage__user_days")
    found = [
        difference
        for model in models
        for difference in differences(on_duckdb, on_spark, "intermediate", model)
    ]
    assert not found, "\n".join(found[:20])
