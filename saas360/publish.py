"""The published copy: written beside the old one, checked, then switched to in one step.

`<data_dir>/versions/<run_id>/` holds a database, the same tables as Parquet, and a manifest. The
link `<data_dir>/published` points at the newest version. Readers see the whole old version or the
whole new one, and can tell which: the run's id stands in the manifest, in the database and in the
metadata of every Parquet file. Whether the data deserve to be published is the gates' business, not
this module's.
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
PAGES = "pages"
STORAGE_VERSION = "v1.0.0"  # what every DuckDB from 1.0 on can read
RUN_ID = "run_id"  # key of Parquet's metadata, and column of:
PUBLISHED_RUN = Table(
    schema="quality",
    name="published_run",
    description="One row: the run that published all that lies beside this table.",
    columns={
        RUN_ID: "Id of the run, as in manifest.json, in Dagster and in Parquet's metadata.",
        "as_of": "The day that the data describe.",
        "currency": "The reporting currency, which all amounts are in.",
        "created_at": "When the copy was written, in UTC.",
        "git_revision": "Commit of the project that built it; missing outside a git clone.",
    },
    key=(RUN_ID,),
)


class PublishError(Exception):
    """Nothing was published: the message says why. The old copy is as it was."""


@dataclass(frozen=True)
class Run:
    """What a version says of where it comes from."""

    run_id: str
    as_of: date
    currency: str
    created_at: datetime
    git_revision: str | None

    def as_query(self) -> str:
        """Its one row in DuckDB."""
        made = self.created_at.replace(tzinfo=None).isoformat(sep=" ")
        revision = text(self.git_revision) if self.git_revision else "null"
        return (
            f"select {text(self.run_id)} as {RUN_ID}, date {text(self.as_of.isoformat())} as as_of,"
            f" {text(self.currency)} as currency,"
            f" timestamp {text(made)} as created_at, cast({revision} as varchar) as git_revision"
        )


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
    currency: str,
    gates: Mapping[str, Any],
) -> PublishedVersion:
    """Writes a new version, checks it and makes it the published one.

    Args:
        settings: where the warehouse and the versions lie.
        tables: what to publish.
        run_id: names the version.
        as_of: the day that the data describe.
        currency: the reporting currency, which all amounts are in.
        gates: summary of the gates' results, for the manifest.

    Raises:
        PublishError: if the version could not be written or does not equal the warehouse.
    """
    versions = settings.data_dir.resolve() / "versions"
    folder = versions / run_id
    _remove_leftovers(settings, versions)
    if folder.exists():  # not to be cleared away below: it may be what readers see
        raise PublishError(f"Nothing was published: there is a version {run_id} already.")
    run = Run(run_id, as_of, currency, datetime.now(UTC).replace(microsecond=0), _git_revision())
    try:
        folder.mkdir(parents=True)
        rows = _write(settings, folder, tables, run)
        _check(folder, rows)
        _write_manifest(folder, rows, [*tables, PUBLISHED_RUN], run, gates)
        _keep_pages(settings, folder)
        _sync(folder)
        _switch(settings, folder)
    except (OSError, duckdb.Error, PublishError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise PublishError(
            f"Nothing was published; the old copy is unchanged. Writing to {folder} failed: {error}"
        ) from error
    _remove_old(settings, versions)
    return PublishedVersion(folder, rows)


def published_run(settings: Settings) -> str | None:
    """The run whose version is published; None if nothing is."""
    manifest = settings.published / MANIFEST
    if not manifest.exists():
        return None
    return str(json.loads(manifest.read_text())["run_id"])


def _write(settings: Settings, folder: Path, tables: Sequence[Table], run: Run) -> dict[str, int]:
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
            _write_table(connection, folder, table, source.query(table), run)
            rows[table.label] = source.count(table)
        _write_table(connection, folder, PUBLISHED_RUN, run.as_query(), run)
        rows[PUBLISHED_RUN.label] = 1
        connection.execute("detach target")
    shutil.rmtree(exported, ignore_errors=True)
    return rows


def _write_table(
    connection: duckdb.DuckDBPyConnection, folder: Path, table: Table, query: str, run: Run
) -> None:
    """Writes a query's rows as a table of the attached version, with comments, and as Parquet."""
    parquet = folder / "parquet" / table.schema / f"{table.name}.parquet"
    parquet.parent.mkdir(parents=True, exist_ok=True)
    target = f"target.{name(table.schema)}.{name(table.name)}"
    metadata = f"{{{RUN_ID}: {text(run.run_id)}}}"
    connection.execute(f"create schema if not exists target.{name(table.schema)}")
    connection.execute(f"create table {target} as {query}")
    connection.execute(
        f"copy {target} to {text(parquet)}"
        f" (format parquet, compression zstd, kv_metadata {metadata})"
    )
    _comment(connection, target, table)


def _comment(connection: duckdb.DuckDBPyConnection, target: str, table: Table) -> None:
    """Writes the YAML's descriptions into the database, for those who browse it."""
    statements = [f"comment on table {target} is {text(table.description)}"]
    for column in columns_of(connection, "target", table):
        if column in table.columns:
            statements.append(
                f"comment on column {target}.{name(column)} is {text(table.columns[column])}"
            )
    # In one transaction: each of its own would wait for the disk.
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
    folder: Path,
    rows: Mapping[str, int],
    tables: Sequence[Table],
    run: Run,
    gates: Mapping[str, Any],
) -> None:
    keys = {table.label: list(table.key) for table in tables}
    manifest = {
        "run_id": run.run_id,
        "as_of": run.as_of.isoformat(),
        "currency": run.currency,
        "created_at": run.created_at.isoformat(timespec="seconds"),
        "git_revision": run.git_revision,
        "tables": {label: {"rows": count, "key": keys[label]} for label, count in rows.items()},
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


def _keep_pages(settings: Settings, folder: Path) -> None:
    """Shows the former version's pages until this one's are made."""
    pages = settings.published / PAGES
    if pages.exists():
        (folder / PAGES).symlink_to(Path("..") / pages.resolve().relative_to(folder.parent))


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
    """Keeps the newest versions; the published one, and that of the pages shown, at any age."""
    shown = {settings.published.resolve(), (settings.published / PAGES).resolve().parent}
    newest_first = sorted(
        versions.glob("*"), key=lambda folder: (folder / MANIFEST).stat().st_mtime, reverse=True
    )
    for folder in newest_first[KEEP:]:
        if folder not in shown:
            shutil.rmtree(folder, ignore_errors=True)
