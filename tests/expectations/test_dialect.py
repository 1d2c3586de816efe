"""The engine reads DuckDB as Great Expectations does, and lets go of the file."""

from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa
from small_warehouse import Warehouse

from expectations.dialect import can_open_read_only
from expectations.engines import open_engine
from saas360.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(data_dir=tmp_path, target="duckdb")
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("create schema raw; create table raw.things as select 1 as id, 'a' as b")
    return settings


def test_result_outlives_the_connection_and_other_queries(settings: Settings) -> None:
    with open_engine(settings) as engine:
        with engine.connect() as connection:
            first = connection.execute(sa.text("select id from raw.things"))
            second = connection.execute(sa.text("select b from raw.things"))
        assert first.fetchall() == [(1,)]
        assert second.fetchall() == [("a",)]


def test_columns_are_found(settings: Settings) -> None:
    with open_engine(settings) as engine:
        columns = sa.inspect(engine).get_columns("things", schema="raw")
    assert [column["name"] for column in columns] == ["id", "b"]


def test_it_cannot_write(settings: Settings) -> None:
    with (
        open_engine(settings) as engine,
        engine.connect() as connection,
        pytest.raises(sa.exc.DBAPIError, match="read-only"),
    ):
        connection.execute(sa.text("create table other (id int)"))


def test_it_opens_beside_a_writer_of_the_same_process(settings: Settings) -> None:
    with duckdb.connect(str(settings.warehouse)) as writer:
        assert not can_open_read_only(settings.warehouse)
        with open_engine(settings) as engine, engine.connect() as connection:
            assert connection.execute(sa.text("select id from raw.things")).scalar() == 1
        writer.execute("insert into raw.things values (2, 'b')")


def test_suite_lets_go_of_the_file_every_time(warehouse: Warehouse) -> None:
    for run in range(3):
        assert warehouse.run("raw", tables=["plans"]).success
        with duckdb.connect(
            str(warehouse.settings.warehouse), config={"preserve_insertion_order": False}
        ) as writer:
            writer.execute(f"create table main.written_{run} (id int)")


def test_suite_lets_go_of_the_file_after_a_failure(warehouse: Warehouse) -> None:
    warehouse.execute("drop table staging.stg_billing__plans")
    warehouse.execute("create view staging.stg_billing__plans as select error('no') as plan_id")
    assert not warehouse.run("staging").success
    warehouse.execute("drop view staging.stg_billing__plans")
