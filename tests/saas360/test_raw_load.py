"""The relations that a load makes, and makes again."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from test_raw_folder import RawFolder

from saas360.raw import load, plan


@pytest.fixture
def folder(tmp_path: Path) -> RawFolder:
    return RawFolder(tmp_path)


def kinds(folder: RawFolder) -> dict[str, str]:
    return dict(
        folder.query(
            "select table_name, table_type from information_schema.tables "
            "where table_schema = 'raw'"
        )
    )


def test_what_is_copied_and_what_is_read_in_place(folder):
    folder.write("owners.csv", "owner_id\no1\n")
    folder.parquet("plans.parquet", "select 'p' as plan_id")
    folder.write(
        "usage_events.csv", "event_id,account_id,event_name,occurred_at\ne,a,n,2026-01-01\n"
    )
    folder.load()
    found = kinds(folder)
    assert found["owners"] == "BASE TABLE"
    assert found["plans"] == "VIEW"
    assert found["usage_events"] == "VIEW"
    assert found["accounts"] == "BASE TABLE"


def test_a_second_load_gives_the_same(folder):
    folder.write("owners.csv", "owner_id,team\no1,a\no2,b\n")
    folder.events("usage_events/1.parquet", "2026-01-01", "2026-01-02")
    first = folder.load()
    tables = ("raw.owners", "raw.usage_events", "raw.files")
    before = [folder.query(f"select * from {table} order by all") for table in tables]
    second = folder.load()
    after = [folder.query(f"select * from {table} order by all") for table in tables]
    assert after == before
    assert second.tables == first.tables


def test_a_relation_follows_its_files(folder):
    """Absent, table, view, absent again; each kind has to make way for the next."""
    folder.load()
    folder.write("owners.csv", "owner_id\no1\n")
    folder.load()
    assert folder.query("select owner_id from raw.owners") == [("o1",)]
    folder.write("owners.csv", "owner_id\no3\n")
    folder.load()
    assert folder.query("select owner_id from raw.owners") == [("o3",)]
    (folder.raw / "owners.csv").unlink()
    folder.parquet("owners.parquet", "select 'o2' as owner_id")
    folder.load()
    assert folder.query("select owner_id from raw.owners") == [("o2",)]
    (folder.raw / "owners.parquet").unlink()
    folder.load()
    assert folder.query("select count(*) from raw.owners") == [(0,)]


def test_a_text_table_loses_the_rows_of_a_removed_file(folder):
    folder.write("owners/a.csv", "owner_id\no1\n")
    gone = folder.write("owners/b.csv", "owner_id\no2\n")
    folder.load()
    gone.unlink()
    folder.load()
    assert folder.query("select owner_id from raw.owners") == [("o1",)]


def test_relations_that_dbt_made_before_are_replaced(folder):
    folder.settings.warehouse.parent.mkdir(parents=True)
    with duckdb.connect(str(folder.settings.warehouse)) as connection:
        connection.execute("create schema raw")
        connection.execute("create table raw.plans (plan_id varchar)")
        connection.execute("create view raw.owners as select 1 as owner_id")
        connection.execute("create table raw.loaded (as_of date, loaded_at timestamp)")
    folder.parquet("plans.parquet", "select 'p' as plan_id")
    folder.write("owners.csv", "owner_id\no1\n")
    folder.load()
    assert folder.query("select plan_id from raw.plans") == [("p",)]
    assert folder.query("select owner_id from raw.owners") == [("o1",)]


def test_the_report(folder):
    folder.write("owners/a.csv", "owner_id,team\no1,a\n")
    folder.write("owners/b.csv", "owner_id,role\n")
    folder.events("usage_events/1.parquet", "2026-01-01", "2026-01-02")
    report = folder.load()
    owners = report.tables["owners"]
    assert (owners.files, owners.rows) == (2, 1)
    assert owners.present_columns == ("owner_id", "team", "role")
    assert "email" in owners.missing_columns
    assert report.tables["usage_events"].rows == 2
    assert (report.tables["accounts"].files, report.tables["accounts"].rows) == (0, 0)
    assert report.total_files == 3
    assert report.as_of == date(2026, 1, 2)


def test_what_the_warehouse_remembers_of_files(folder):
    folder.write("owners.csv", "owner_id\no1\n")
    path = folder.events("usage_events/1.parquet", "2026-01-01", "2026-01-02")
    folder.load()
    columns = "table_name, path, format, size_bytes, rows, first_event_day, last_event_day"
    assert folder.query(f"select {columns} from raw.files order by path") == [
        ("owners", "owners.csv", "csv", 12, 1, None, None),
        (
            *("usage_events", "usage_events/1.parquet", "parquet", path.stat().st_size, 2),
            *(date(2026, 1, 1), date(2026, 1, 2)),
        ),
    ]
    columns = [row[0] for row in folder.query("describe raw.loaded")]
    assert columns == ["as_of", "loaded_at"]


def steps_of(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A query plan's steps, flat."""
    return [each for step in steps for each in (step, *steps_of(step["children"]))]


@pytest.mark.parametrize("layouts", [1, 2])
def test_a_filter_on_time_reaches_the_parquet_scan(folder, layouts):
    folder.events("usage_events/1.parquet", "2026-01-01", "2026-01-02")
    if layouts == 2:
        folder.parquet(
            "usage_events/day=2026-01-02/2.parquet",
            "select 'e' as event_id, 'a' as account_id, 'n' as event_name, "
            "unnest([timestamp '2026-01-01', '2026-01-03']) as occurred_at, 2.5 as quantity",
        )
    folder.load()
    sql = "select count(event_id) from raw.usage_events where occurred_at >= '2026-01-02'"
    steps = steps_of(json.loads(folder.query(f"explain (format json) {sql}")[0][1]))
    scans = [step for step in steps if "Filters" in step["extra_info"]]
    assert [step["name"].strip() for step in scans] == ["READ_PARQUET"] * layouts
    assert all("occurred_at>='2026-01-02" in step["extra_info"]["Filters"] for step in scans)
    assert "FILTER" not in {step["name"].strip() for step in steps}
    assert folder.query(sql) == [(layouts,)]


def test_a_load_takes_the_plans_files_whatever_came_since(folder):
    folder.events("usage_events/1.parquet", "2026-01-01")
    found = plan(folder.settings)
    folder.events("usage_events/2.parquet", "2026-01-02")
    assert load(folder.settings, found).total_files == 1
    assert folder.query("select count(*) from raw.usage_events") == [(1,)]


def test_unchanged_text_is_not_parsed_again(folder):
    folder.write("owners.csv", "owner_id\no1\n")
    folder.load()
    folder.query("insert into raw.owners (owner_id) values ('mark')")
    folder.load()
    assert folder.query("select count(*) from raw.owners") == [(2,)]
