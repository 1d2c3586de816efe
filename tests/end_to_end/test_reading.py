"""What readers have of the published copy: descriptions, PostgreSQL, peace while builds go on."""

import json
import math
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
from postgres_server import Server, postgres_server

from end_to_end import published_reader
from end_to_end.pipeline import DataFolder, environment, wait_until
from orchestration.published import VALIDATION_RESULTS, table_of
from saas360.postgres import publish_to_postgres
from saas360.project import Project
from saas360.publish import PUBLISHED_RUN, publish
from saas360.settings import Settings

READERS = 20
MARKED = ("first", "second", "third")
OWN_TABLES = (VALIDATION_RESULTS, PUBLISHED_RUN)  # written by builds, not by dbt


def project_of(demo: DataFolder) -> Project:
    return Project(json.loads((demo.path / "dbt/target/manifest.json").read_text()))


def expected_comments(demo: DataFolder) -> dict[tuple[str, ...], str]:
    """The YAML's description of every published table and column."""
    found: dict[tuple[str, ...], str] = {}
    for node in project_of(demo).published():
        found[node.layer, node.name] = node.description
        for column, about in node.columns.items():
            if column not in node.personal_columns:
                found[node.layer, node.name, column] = about["description"]
    for table in OWN_TABLES:
        found[table.schema, table.name] = table.description
        for column, description in table.columns.items():
            found[table.schema, table.name, column] = description
    return found


def test_every_table_and_column_has_its_description_as_comment(demo: DataFolder):
    comments = {
        tuple(part for part in row[:3] if part): row[3]
        for row in demo.published(
            "select schema_name, table_name, column_name, comment from duckdb_columns()"
            " where not internal union all"
            " select schema_name, table_name, null, comment from duckdb_tables()"
        )
    }
    assert comments == expected_comments(demo)
    assert all(comments.values())
    assert len(comments) > 1000


@pytest.fixture(scope="module")
def server(demo: DataFolder) -> Iterator[Server]:
    """A server to which the demo company was published."""
    with postgres_server() as server:
        publish_to_postgres(Settings(data_dir=demo.path), server.uri())
        yield server


def cells(rows: list[tuple[Any, ...]]) -> Counter[tuple[Any, ...]]:
    def plain(value: Any) -> Any:
        if isinstance(value, float) and math.isnan(value):
            return "nan"
        return tuple(value) if isinstance(value, list) else value

    return Counter(tuple(plain(value) for value in row) for row in rows)


@pytest.mark.slow
def test_postgres_has_every_table_cell_by_cell(demo: DataFolder, server: Server):
    tables = demo.manifest["tables"]
    with psycopg.connect(server.uri()) as connection:
        for label in tables:
            there = connection.execute(f"select * from {label}").fetchall()
            assert cells(there) == cells(demo.published(f"from {label}")), label
        found = connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables"
            " where table_schema in ('customer_360', 'metrics', 'quality')"
        ).fetchall()
    assert {label for (label,) in found} == set(tables)
    assert len(tables) > 70


@pytest.mark.slow
def test_postgres_has_every_description_key_and_exact_decimals(demo: DataFolder, server: Server):
    with psycopg.connect(server.uri()) as connection:
        comments = {
            tuple(part for part in row[:3] if part): row[3]
            for row in connection.execute(
                "select nspname, relname, attname, description from pg_description"
                " join pg_class on pg_class.oid = objoid"
                " join pg_namespace on pg_namespace.oid = relnamespace"
                " left join pg_attribute on attrelid = objoid and attnum = objsubid and attnum > 0"
                " where nspname in ('customer_360', 'metrics', 'quality')"
            ).fetchall()
        }
        keys = connection.execute(
            "select indrelid::regclass::text, (select array_agg(attname::text order by attname)"
            " from pg_attribute where attrelid = indrelid and attnum = any(indkey::int2[]))"
            " from pg_index where indisunique and indrelid::regclass::text ~"
            " '^(customer_360|metrics|quality)'"
        ).fetchall()
        decimals = connection.execute(
            "select table_schema, table_name, column_name, numeric_precision, numeric_scale"
            " from information_schema.columns where data_type = 'numeric'"
            " and table_schema in ('customer_360', 'metrics', 'quality')"
        ).fetchall()
    assert comments == expected_comments(demo)
    project = project_of(demo)
    expected = {
        f"{node.layer}.{node.name}": sorted(table_of(project, node, False).key)
        for node in project.published()
    }
    assert dict(keys) == {
        label: key for label, key in (expected | {PUBLISHED_RUN.label: ["run_id"]}).items() if key
    }
    assert set(decimals) == set(
        demo.published(
            "select schema_name, table_name, column_name, numeric_precision, numeric_scale"
            " from duckdb_columns() where data_type like 'DECIMAL%' and not internal"
        )
    )


@pytest.mark.slow
def test_twenty_readers_never_fail_nor_see_two_runs_while_builds_publish(
    copy_of_demo: Callable[[str], DataFolder], tmp_path: Path
):
    company = copy_of_demo("reading")
    stop = tmp_path / "stop"
    logs = [tmp_path / f"reader_{number}.jsonl" for number in range(READERS)]
    readers = [
        subprocess.Popen(
            [sys.executable, published_reader.__file__, company.path / "published", log, stop],
            env=environment(),
            stderr=subprocess.PIPE,
            text=True,
        )
        for log in logs
    ]

    def all_have_read() -> bool:
        """Whether every reader has read the version of now, or one has failed."""
        version = (company.path / "published").resolve().name
        failed = any(reader.poll() is not None for reader in readers)
        return failed or all(log.exists() and version in log.read_text() for log in logs)

    try:
        wait_until(all_have_read, "reading the first version")
        outcome = company.build()
        assert outcome.status == 0, outcome.output
        wait_until(all_have_read, "reading what the build published")
        for run_id in MARKED:
            publish_marked(company, run_id)
            wait_until(all_have_read, f"reading {run_id}")
    finally:
        stop.touch()
        errors = [reader.communicate()[1] for reader in readers]
    assert [error for error in errors if error] == []
    assert [reader.returncode for reader in readers] == [0] * READERS
    reads = [json.loads(line) for log in logs for line in log.read_text().splitlines()]
    assert len({read["manifest"] for read in reads}) == 5
    assert [read for read in reads if not is_of_one_run(read)] == []


def publish_marked(company: DataFolder, run_id: str) -> None:
    """A version in which tables of three schemas bear the run's id."""
    settings = Settings(data_dir=company.path)
    project = project_of(company)
    with duckdb.connect(str(settings.warehouse)) as warehouse:
        warehouse.execute(
            f"update customer_360.customers set industry = '{run_id}';"
            f"update metrics.monthly_revenue set segment = '{run_id}' where segment_type = 'all';"
        )
        kind = warehouse.execute(
            "select table_type from information_schema.tables"
            " where table_schema = 'quality' and table_name = 'quarantined_rows'"
        ).fetchone()
        dropped = "view" if kind == ("VIEW",) else "table"
        warehouse.execute(
            f"create or replace temp table rows as from quality.quarantined_rows;"
            f"drop {dropped} quality.quarantined_rows;"
            f"create table quality.quarantined_rows as select * replace ('{run_id}' as reason)"
            " from rows"
        )
    tables = [table_of(project, node, False) for node in project.published()]
    as_of = duckdb.execute(f"select date '{company.manifest['as_of']}'").fetchall()[0][0]
    publish(
        settings,
        [*tables, VALIDATION_RESULTS],
        run_id=run_id,
        as_of=as_of,
        currency="USD",
        gates={},
    )


def is_of_one_run(read: dict[str, Any]) -> bool:
    run_id = read["manifest"]
    marks = set(read["marks"])
    marked_right = marks == {run_id} if run_id in MARKED else not marks & set(MARKED)
    in_all_copies = read["database"] == read["parquet"] == [run_id] and read["folder"] == run_id
    return in_all_copies and read["rows_agree"] and marked_right
