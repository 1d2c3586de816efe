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

from saas360.export import Attached, Exported, Source, Table, columns_of, count, name, text
from saas360.settings import PROJECT_DIR, Settings

KEEP = 3
DATABASE = "saas360.duckdb"
MANIFEST = "manifest.json"
STORAGE_VERSION = "v1.0.0"  # what every DuckDB from 1.0 on can read


class PublishError(Exception):
    """Nothing was published: the message says why. The old copy is as it was."""


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
    exported = folder / "exported"
    with duckdb.connect() as connection:
        connection.execute("set preserve_insertion_order = false")
        connection.execute("set TimeZone = 'UTC'")
        source: Source = (
            Exported(connection, settings, exported)
            if settings.is_spark
            else Attached(connection, settings.warehouse)
        )
        options = f"storage_version {text(STORAGE_VERSION)}"
        connection.execute(f"attach {text(folder / DATABASE)} as target ({options})")
        for table in tables:
            parquet = folder / "parquet" / table.schema / f"{table.name}.parquet"
            parquet.parent.mkdir(parents=True, exist_ok=True)
            target = f"target.{name(table.schema)}.{name(table.name)}"
            connection.execute(f"create schema if not exists target.{name(table.schema)}")
            connection.execute(f"create table {target} as {source.query(table)}")
            connection.execute(
                f"copy {target} to {text(parquet)} (format parquet, compression zstd)"
            )
            _comment(connection, target, table)
            rows[table.label] = source.count(table)
        connection.execute("detach target")
    shutil.rmtree(exported, ignore_errors=True)
    return rows


def _comment(connection: duckdb.DuckDBPyConnection, target: str, table: Table) -> None:
    """Writes the YAML's descriptions into the database, for those who browse it."""
    statements = [f"comment on table {target} is {text(table.description)}"]
    for column in columns_of(connection, "target", table):
        if column in table.columns:
            statements.append(
                f"comment on column {target}.{name(column)} is {text(table.columns[column])}"
            )
    # One transaction: the disk is waited for once, not once per column.
    connection.execute(";".join(["begin", *statements, "commit"]))


def _check(folder: Path, rows: Mapping[str, int]) -> None:
    """Opens the version as a reader would and counts again."""
    with duckdb.connect(str(folder / DATABASE), read_only=True) as connection:
        for label, expected in rows.items():
            schema, table = label.split(".")
            parquet = folder / "parquet" / schema / f"{table}.parquet"
            for relation in (f"{name(schema)}.{name(table)}", text(parquet)):
                found = count(connection, relation)
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
