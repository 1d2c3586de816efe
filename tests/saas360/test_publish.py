"""The published copy: whole or not at all."""

import json
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from saas360 import publish as module
from saas360.publish import PublishedVersion, PublishError, Table, publish
from saas360.settings import Settings

CUSTOMERS = Table(
    "customer_360",
    "customers",
    "One row per account.",
    {"account_id": "Key of the account's row.", "email": "Address."},
    left_out=("email",),
    key=("account_id",),
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(data_dir=tmp_path)
    fill(settings, 1)
    return settings


def fill(settings: Settings, rows: int) -> None:
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("create schema if not exists customer_360")
        connection.execute(
            "create or replace table customer_360.customers as"
            " select 'a-' || range as account_id, 'x@example.com' as email, 10.5 as mrr"
            f" from range({rows})"
        )


def publish_as(settings: Settings, run_id: str) -> PublishedVersion:
    return publish(
        settings,
        [CUSTOMERS],
        run_id=run_id,
        as_of=date(2026, 10, 31),
        currency="USD",
        gates={"passed": 3},
    )


def published_rows(settings: Settings) -> int:
    path = settings.published / "saas360.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        [(count,)] = connection.execute("select count(*) from customer_360.customers").fetchall()
    return int(count)


def versions(settings: Settings) -> set[str]:
    return {path.name for path in (settings.data_dir / "versions").iterdir()}


def test_database_parquet_and_manifest_agree(settings: Settings):
    fill(settings, 7)
    publish_as(settings, "one")
    parquet = settings.published / "parquet" / "customer_360" / "customers.parquet"
    [(in_parquet,)] = duckdb.sql(f"select count(*) from '{parquet}'").fetchall()
    manifest = json.loads((settings.published / "manifest.json").read_text())
    assert published_rows(settings) == in_parquet == 7
    assert manifest["currency"] == "USD"
    assert manifest["tables"] == {
        "customer_360.customers": {"rows": 7, "key": ["account_id"]},
        "quality.published_run": {"rows": 1, "key": ["run_id"]},
    }
    assert manifest["run_id"] == "one"
    assert manifest["as_of"] == "2026-10-31"
    assert manifest["gates"] == {"passed": 3}


def test_manifest_database_and_parquet_name_the_run(settings: Settings):
    publish_as(settings, "the one")
    folder = settings.published.resolve()
    with duckdb.connect(str(folder / "saas360.duckdb"), read_only=True) as connection:
        [run] = connection.execute(
            "select run_id, as_of, created_at, git_revision from quality.published_run"
        ).fetchall()
    manifest = json.loads((folder / "manifest.json").read_text())
    in_parquet = duckdb.sql(
        "select distinct decode(value) from"
        f" parquet_kv_metadata('{folder}/parquet/**/*.parquet') where decode(key) = 'run_id'"
    ).fetchall()
    assert run == (
        "the one",
        date(2026, 10, 31),
        datetime.fromisoformat(manifest["created_at"]).replace(tzinfo=None),
        manifest["git_revision"],
    )
    assert manifest["run_id"] == "the one"
    assert in_parquet == [("the one",)]


def test_personal_columns_are_in_neither_copy(settings: Settings):
    publish_as(settings, "one")
    parquet = settings.published / "parquet" / "customer_360" / "customers.parquet"
    database = settings.published / "saas360.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        assert connection.table("customer_360.customers").columns == ["account_id", "mrr"]
    assert duckdb.sql(f"from '{parquet}'").columns == ["account_id", "mrr"]


def test_descriptions_become_comments(settings: Settings):
    publish_as(settings, "one")
    database = settings.published / "saas360.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute(
            "select comment from duckdb_columns() where column_name = 'account_id'"
        ).fetchall()
    assert found == [("Key of the account's row.",)]


def test_database_has_the_storage_version_that_old_clients_read(settings: Settings):
    """Bytes 12 to 20 of a DuckDB file say its storage format: 64 is that of 1.0 and 1.1."""
    publish_as(settings, "one")
    head = (settings.published / "saas360.duckdb").read_bytes()[:20]
    assert head[8:12] == b"DUCK"
    assert int.from_bytes(head[12:20], "little") == 64


@pytest.mark.parametrize("step", ["_write", "_check", "_write_manifest", "_sync", "_switch"])
def test_error_at_any_step_leaves_the_old_copy(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, step: str
):
    publish_as(settings, "one")
    fill(settings, 2)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, step, full)
    with pytest.raises(PublishError, match="No space left on device"):
        publish_as(settings, "two")
    assert published_rows(settings) == 1
    assert versions(settings) == {"one"}


@pytest.mark.parametrize("step", ["_check", "_write_manifest", "_sync", "_switch"])
def test_kill_at_any_step_leaves_the_old_copy_and_the_next_publish_cleans_up(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, step: str
):
    publish_as(settings, "one")
    fill(settings, 2)

    class KilledError(BaseException):
        """Nothing catches it, as nothing catches a SIGKILL."""

    def die(*_: object, **__: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(module, step, die)
        with pytest.raises(KilledError):
            publish_as(settings, "two")
    assert published_rows(settings) == 1
    publish_as(settings, "three")
    assert published_rows(settings) == 2
    assert not list(settings.data_dir.glob(".published-*"))
    unfinished = (
        {"one", "three"} if step in ("_check", "_write_manifest") else {"one", "two", "three"}
    )
    assert versions(settings) == unfinished


def test_copy_that_differs_from_the_warehouse_is_not_published(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    publish_as(settings, "one")
    write = module._write
    monkeypatch.setattr(
        module, "_write", lambda *given: {label: n + 1 for label, n in write(*given).items()}
    )
    with pytest.raises(PublishError, match="has 1 rows, the warehouse 2"):
        publish_as(settings, "two")
    assert settings.published.resolve().name == "one"


def test_three_versions_are_kept(settings: Settings):
    for run_id in ("one", "two", "three", "four", "five"):
        publish_as(settings, run_id)
    assert versions(settings) == {"three", "four", "five"}
    assert settings.published.resolve().name == "five"


def test_reader_of_the_old_version_reads_on(settings: Settings):
    publish_as(settings, "one")
    path = str(settings.published.resolve() / "saas360.duckdb")
    with duckdb.connect(path, read_only=True) as reader:
        fill(settings, 5)
        publish_as(settings, "two")
        assert reader.execute("select count(*) from customer_360.customers").fetchall() == [(1,)]
    assert published_rows(settings) == 5
