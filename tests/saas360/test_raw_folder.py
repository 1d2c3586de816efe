"""Finding files; and the folder of made-up files that the other raw tests share."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from saas360.raw import LoadReport, RawDataError, load, plan
from saas360.settings import Settings


class RawFolder:
    """A raw folder and a warehouse under a temporary directory."""

    def __init__(self, tmp_path: Path) -> None:
        self.raw = tmp_path / "raw"
        self.raw.mkdir()
        self.settings = Settings(raw_dir=self.raw, data_dir=tmp_path / "data")

    def write(self, path: str, content: str | bytes) -> Path:
        target = self.raw / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return target

    def parquet(self, path: str, query: str) -> Path:
        target = self.raw / path
        target.parent.mkdir(parents=True, exist_ok=True)
        escaped = str(target).replace("'", "''")
        with duckdb.connect() as connection:
            connection.execute("set TimeZone = 'UTC'")
            connection.execute(f"copy ({query}) to '{escaped}' (format parquet)")
        return target

    def events(self, path: str, *times: str) -> Path:
        rows = " union all ".join(
            f"select '{path}{time}' as event_id, 'a' as account_id, 'login' as event_name, "
            f"timestamp '{time}' as occurred_at"
            for time in times
        )
        return self.parquet(path, rows)

    def web_events(self, path: str, *times: str) -> Path:
        rows = " union all ".join(
            f"select '{path}{time}' as event_id, 'v' as visitor_id, "
            f"timestamp '{time}' as occurred_at"
            for time in times
        )
        return self.parquet(path, rows)

    def load(self) -> LoadReport:
        return load(self.settings)

    def problems(self) -> list[str]:
        with pytest.raises(RawDataError) as raised:
            load(self.settings)
        return [str(problem) for problem in raised.value.problems]

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.settings.warehouse)) as connection:
            # Not UTC: what is read must not depend on the reader's time zone.
            connection.execute("set TimeZone = 'America/New_York'")
            return connection.execute(sql).fetchall()


@pytest.fixture
def folder(tmp_path: Path) -> RawFolder:
    return RawFolder(tmp_path)


def names(folder: RawFolder, table: str) -> list[str]:
    return [file.path for file in plan(folder.settings).files.get(table, ())]


def test_a_file_a_folder_and_nested_folders_of_one_table(folder):
    for path in ("plans.csv", "plans/b.csv", "plans/2026/01/a.parquet", "Plans.jsonl"):
        folder.write(path, "")
    assert names(folder, "plans") == [
        "Plans.jsonl",
        "plans.csv",
        "plans/2026/01/a.parquet",
        "plans/b.csv",
    ]


def test_hidden_and_underscored_files_are_passed_over(folder):
    for path in ("plans/_SUCCESS", "plans/.part.crc", ".DS_Store", "plans/_tmp/a.csv"):
        folder.write(path, "")
    assert plan(folder.settings).files == {}
    assert plan(folder.settings).unknown_files == ()


def test_other_files_at_the_top_are_listed_but_no_error(folder):
    folder.write("notes.txt", "x")
    folder.write("other/thing.csv", "x")
    assert folder.load().unknown_files == ("notes.txt", "other/")


def test_links_are_followed_and_circles_survived(folder, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "a.csv").write_text("owner_id\no1\n")
    (elsewhere / "again").symlink_to(elsewhere)
    (folder.raw / "owners").symlink_to(elsewhere)
    assert names(folder, "owners") == ["owners/a.csv"]
    folder.load()
    assert folder.query("select owner_id, _file from raw.owners") == [("o1", "owners/a.csv")]


@pytest.mark.parametrize("path", ["invoices.xlsx", "invoices/january.xlsx", "invoices.json"])
def test_a_tables_file_of_an_unknown_kind_is_an_error(folder, path):
    folder.write(path, "x")
    (problem,) = folder.problems()
    assert problem == (
        f"billing.invoices: {path}: is not of a known kind "
        "(.parquet, .csv, .csv.gz, .jsonl, .jsonl.gz)"
    )


def test_no_raw_folder_at_all(tmp_path):
    settings = Settings(raw_dir=tmp_path / "missing", data_dir=tmp_path / "data")
    with pytest.raises(RawDataError, match="does not exist"):
        load(settings)
