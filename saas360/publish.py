"""The published copy: written beside the old one, checked, then switched to in one step.

`<data_dir>/versions/<run_id>/` holds a database, the same tables as Parquet, and a manifest. The
link `<data_dir>/published` points at the newest version. Readers see the whole old version or the
whole new one. Whether the data deserve to be published is the gates' business, not this module's.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from saas360.settings import PROJECT_DIR, Settings

KEEP = 3
DATABASE = "saas360.duckdb"
MANIFEST = "manifest.json"
STORAGE_VERSION = "v1.0.0"  # what every DuckDB from 1.0 on can read


class PublishError(Exception):
    """Nothing was published: the message says why. The old copy is as it was."""


@dataclass(frozen=True)
class Table:
    """A table to publish.

    Attributes:
        schema: schema in the warehouse and in the published copy.
        name: the same in both.
        description: becomes the table's comment.
        columns: descriptions by column, which become comments.
        left_out: columns that stay behind, such as personal data.
    """

    schema: str
    name: str
    description: str
    columns: Mapping[str, str]
    left_out: Sequence[str] = ()

    @property
    def label(self) -> str:
        """Schema and name."""
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True)
class PublishedVersion:
    """What was published: the folder, and rows by `schema.table`."""

    folder: Path
    rows: Mapping[str, int]


def publish(
    settings: Settings,
    tables: Sequence[Table],
    *,
    run_id: str,
    as_of: date,
    gates: Mapping[str, Any],
) -> PublishedVersion:
    """Writes a new version, checks it and makes it the published one.

    Args:
        settings: where the warehouse and the versions lie.
        tables: what to publish.
        run_id: names the version.
        as_of: the day that the data describe.
        gates: summary of the gates' results, for the manifest.

    Raises:
        PublishError: if the version could not be written or does not equal the warehouse.
    """
    versions = settings.data_dir.resolve() / "versions"
    folder = versions / run_id
    _remove_leftovers(settings, versions)
    if folder.exists():  # not to be cleared away below: it may be what readers see
        raise PublishError(f"Nothing was published: there is a version {run_id} already.")
    try:
        folder.mkdir(parents=True)
        rows = _write(settings, folder, tables)
        _check(folder, rows)
        _write_manifest(folder, rows, run_id=run_id, as_of=as_of, gates=gates)
        _sync(folder)
        _switch(settings, folder)
    except (OSError, duckdb.Error, PublishError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise PublishError(
            f"Nothing was published; the old copy is unchanged. Writing to {folder} failed: {error}"
        ) from error
    _remove_old(settings, versions)
    return PublishedVersion(folder, rows)


def _write(settings: Settings, folder: Path, tables: Sequence[Table]) -> dict[str, int]:
    """Copies each table into the version's database and Parquet files; gives its rows."""
    rows = {}
    with duckdb.connect() as connection:
        connection.execute("set preserve_insertion_order = false")
        connection.execute(f"attach {_text(settings.warehouse)} as warehouse (read_only)")
        options = f"storage_version {_text(STORAGE_VERSION)}"
        connection.execute(f"attach {_text(folder / DATABASE)} as target ({options})")
        for table in tables:
            parquet = folder / "parquet" / table.schema / f"{table.name}.parquet"
            parquet.parent.mkdir(parents=True, exist_ok=True)
            source = f"warehouse.{_name(table.schema)}.{_name(table.name)}"
            target = f"target.{_name(table.schema)}.{_name(table.name)}"
            connection.execute(f"create schema if not exists target.{_name(table.schema)}")
            excluded = _excluded(connection, table)
            connection.execute(f"create table {target} as select *{excluded} from {source}")
            connection.execute(
                f"copy {target} to {_text(parquet)} (format parquet, compression zstd)"
            )
            _comment(connection, target, table)
            rows[table.label] = _count(connection, source)
        connection.execute("detach target")
    return rows


def _excluded(connection: duckdb.DuckDBPyConnection, table: Table) -> str:
    present = _columns(connection, table)
    left_out = [_name(column) for column in table.left_out if column in present]
    return f" exclude ({', '.join(left_out)})" if left_out else ""


def _comment(connection: duckdb.DuckDBPyConnection, target: str, table: Table) -> None:
    """Writes the YAML's descriptions into the database, for those who browse it."""
    statements = [f"comment on table {target} is {_text(table.description)}"]
    for column in _columns(connection, table):
        if column in table.columns and column not in table.left_out:
            statements.append(
                f"comment on column {target}.{_name(column)} is {_text(table.columns[column])}"
            )
    connection.execute(";".join(statements))


def _columns(connection: duckdb.DuckDBPyConnection, table: Table) -> list[str]:
    # Not as parameters: for those, DuckDB imports pandas, which takes a second.
    found = connection.execute(
        "select column_name from duckdb_columns() where database_name = 'warehouse'"
        f" and schema_name = {_text(table.schema)} and table_name = {_text(table.name)}"
    ).fetchall()
    return [column for (column,) in found]


def _check(folder: Path, rows: Mapping[str, int]) -> None:
    """Opens the version as a reader would and counts again."""
    with duckdb.connect(str(folder / DATABASE), read_only=True) as connection:
        for label, expected in rows.items():
            schema, name = label.split(".")
            parquet = folder / "parquet" / schema / f"{name}.parquet"
            for relation in (f"{_name(schema)}.{_name(name)}", _text(parquet)):
                found = _count(connection, relation)
                if found != expected:
                    raise PublishError(f"{relation} has {found} rows, the warehouse {expected}.")


def _write_manifest(
    folder: Path, rows: Mapping[str, int], *, run_id: str, as_of: date, gates: Mapping[str, Any]
) -> None:
    manifest = {
        "run_id": run_id,
        "as_of": as_of.isoformat(),
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "git_revision": _git_revision(),
        "tables": {label: {"rows": count} for label, count in rows.items()},
        "gates": gates,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n")


def _git_revision() -> str | None:
    command = ["git", "-C", str(PROJECT_DIR), "rev-parse", "HEAD"]
    try:
        outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return outcome.stdout.strip() or None


def _sync(folder: Path) -> None:
    """Makes sure that the version is on disk before the link can point at it."""
    for path in (folder / DATABASE, folder / MANIFEST):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _switch(settings: Settings, folder: Path) -> None:
    """Points the link at the version, atomically."""
    fresh = settings.published.with_name(f".published-{folder.name}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(folder.relative_to(settings.published.parent))
    fresh.replace(settings.published)


def _remove_leftovers(settings: Settings, versions: Path) -> None:
    """Removes what a killed publish left: versions without a manifest, links not yet renamed."""
    for link in settings.published.parent.glob(".published-*"):
        link.unlink(missing_ok=True)
    for folder in versions.glob("*"):
        if not (folder / MANIFEST).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _remove_old(settings: Settings, versions: Path) -> None:
    """Keeps the newest versions, the published one among them whatever its age."""
    current = settings.published.resolve()
    newest_first = sorted(
        versions.glob("*"), key=lambda folder: (folder / MANIFEST).stat().st_mtime, reverse=True
    )
    for folder in newest_first[KEEP:]:
        if folder != current:
            shutil.rmtree(folder, ignore_errors=True)


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    found = connection.execute(f"select count(*) from {relation}").fetchone()
    return int(found[0]) if found else 0


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _text(value: str | Path) -> str:
    return "'" + str(value).replace("'", "''") + "'"
