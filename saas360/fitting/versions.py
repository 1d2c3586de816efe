"""Versions of fitted models as files, and the relations of schema `fitted` that read them.

A version is a folder, written elsewhere and put in its place in one step, so that there is never
half of one; once there it is not changed. Only the note that there was too little data to fit gives
way to the next version. Here: writing, listing and registering. Not here: when a version is due,
and what is in it (`saas360.fitting.refit`).
"""

import json
import re
import shutil
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import duckdb
import yaml

from saas360.raw.ledger import insert, open_warehouse
from saas360.raw.parts import literal
from saas360.settings import PROJECT_DIR, Settings

FITTED = "fitted"
NOTE = "version.json"
FOLDER_NAME = re.compile(r"(\d{4,})_(\d{4}-\d{2}-\d{2})")

Status = Literal["in_force", "refused", "drifted", "not_enough_data"]
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Version:
    """One attempt at fitting a model.

    Attributes:
        version: 1 for a model's first, and so on.
        fitted_on: as_of of the fit.
        status: whether scores go by it, and if not, why.
        recipe: fingerprint of the code and of the features' SQL.
        trained_from: day of the first row that it learnt from.
        trained_to: day of the last one.
        row_count: rows that it learnt from, or that were too few.
        positives: those of them labelled 1.
        base_rate: share of them; None of none.
        penalty: strength of the ridge penalty; None where nothing was fitted.
    """

    model: str
    version: int
    fitted_on: date
    status: Status
    recipe: str
    trained_from: date | None
    trained_to: date | None
    row_count: int
    positives: int
    base_rate: float | None
    penalty: float | None

    @property
    def folder_name(self) -> str:
        """Where its files are, below its model's folder."""
        return f"{self.version:04d}_{self.fitted_on.isoformat()}"


def folder(settings: Settings) -> Path:
    """Where versions lie; both engines read them there."""
    return settings.data_dir.resolve() / FITTED


def read_versions(settings: Settings, model: str | None = None) -> list[Version]:
    """All versions, or those of a model, in the order in which they were made."""
    notes = folder(settings).glob(f"{model or '*'}/*/{NOTE}")
    versions = [_version(json.loads(note.read_text(encoding="utf-8"))) for note in notes]
    return sorted(versions, key=lambda each: (each.model, each.version))


def _version(note: Mapping[str, Any]) -> Version:
    days = {name: note[name] for name in ("fitted_on", "trained_from", "trained_to")}
    parsed = {name: date.fromisoformat(day) if day else None for name, day in days.items()}
    return Version(**{**note, **parsed})


def write_version(settings: Settings, version: Version, tables: Mapping[str, Rows]) -> Path:
    """Keeps a version; it is there whole or not at all, whenever this is interrupted.

    Args:
        settings: where the data lie.
        version: what was fitted; the row of `model_versions`.
        tables: rows of the other tables, without `model` and `version`.
    """
    unfinished = settings.data_dir.resolve() / "fitted_unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)  # of a fit that was killed
    half = unfinished / uuid.uuid4().hex
    half.mkdir(parents=True)
    own = {"model": version.model, "version": version.version}
    rows: dict[str, Rows] = {"model_versions": [asdict(version)]}
    rows |= {name: [{**own, **row} for row in given] for name, given in tables.items()}
    with duckdb.connect() as connection:
        for name, columns in declared_tables().items():
            _write_parquet(connection, half / f"{name}.parquet", columns, rows.get(name, ()))
    note = json.dumps(asdict(version), default=str, indent=2)
    (half / NOTE).write_text(note + "\n", encoding="utf-8")
    place = folder(settings) / version.model / version.folder_name
    place.parent.mkdir(parents=True, exist_ok=True)
    half.rename(place)
    shutil.rmtree(unfinished, ignore_errors=True)
    for earlier in read_versions(settings, version.model):
        if earlier.version < version.version and earlier.status == "not_enough_data":
            shutil.rmtree(place.parent / earlier.folder_name)
    return place


def register(settings: Settings, connection: Any = None) -> None:
    """Makes the tables of schema `fitted` of all versions' files.

    Args:
        settings: where the data lie.
        connection: to Spark, after PEP 249; None on DuckDB, whose file nobody else may have open.
    """
    places = [folder(settings) / each.model / each.folder_name for each in read_versions(settings)]
    if settings.is_spark:
        _register_on_spark(settings, connection, places)
    else:
        _register_on_duckdb(settings, places)


def _register_on_duckdb(settings: Settings, places: Sequence[Path]) -> None:
    """In one transaction: a reader sees a version in all tables or in none."""
    with open_warehouse(settings.warehouse) as warehouse:
        warehouse.begin()
        warehouse.execute(f"create schema if not exists {FITTED}")
        for name in declared_tables():
            _make_table(warehouse, f"{FITTED}.{name}", name, places)
        warehouse.commit()


def _make_table(
    connection: duckdb.DuckDBPyConnection, table: str, name: str, places: Sequence[Path]
) -> None:
    """Makes one table of its files; what files of earlier releases lack is null."""
    columns = declared_tables()[name]
    connection.execute(f"create or replace table {table} ({_columns(columns)})")
    files = [str(place / f"{name}.parquet") for place in places]
    if present := [literal(file) for file in files if Path(file).exists()]:
        read = f"read_parquet([{', '.join(present)}], union_by_name = true)"
        known = {row[0] for row in connection.execute(f"describe from {read}").fetchall()}
        chosen = ", ".join(column for column in columns if column in known)
        connection.execute(f"insert into {table} by name select {chosen} from {read}")


def _register_on_spark(settings: Settings, connection: Any, places: Sequence[Path]) -> None:
    """Views on one file per table: Spark would take a second for every few files."""
    from saas360.spark import uri
    from saas360.warehouse import rows

    gathered = settings.data_dir.resolve() / "fitted_tables"
    earlier = list(gathered.glob("*"))
    now = gathered / uuid.uuid4().hex
    now.mkdir(parents=True)
    rows(connection, f"create schema if not exists {FITTED}")
    with duckdb.connect() as gathering:
        for name, columns in declared_tables().items():
            _make_table(gathering, name, name, places)
            file = now / f"{name}.parquet"
            gathering.execute(f"copy {name} to {literal(str(file))} (format parquet)")
            chosen = ", ".join(
                f"cast({each} as {kind}) as {each}" for each, kind in columns.items()
            )
            rows(
                connection,
                f"create or replace view {FITTED}.{name} as"
                f" select {chosen} from parquet.`{uri(file)}`",
            )
    for folder_of_before in earlier:
        shutil.rmtree(folder_of_before)


def _write_parquet(
    connection: duckdb.DuckDBPyConnection, path: Path, columns: Mapping[str, str], rows: Rows
) -> None:
    connection.execute(f"create or replace table written ({_columns(columns)})")
    insert(connection, "written", [tuple(row[name] for name in columns) for row in rows])
    connection.execute(f"copy written to {literal(str(path))} (format parquet)")


def _columns(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {kind}" for name, kind in columns.items())


@cache
def declared_tables(project_dir: Path = PROJECT_DIR) -> dict[str, dict[str, str]]:
    """The tables of schema `fitted`, each with its columns' types, as their sources' YAML says."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted((project_dir / "models").rglob("_*sources.yml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for source in document.get("sources") or []:
            if source.get("schema") == FITTED:
                found |= {
                    table["name"]: {
                        column["name"]: column["data_type"] for column in table["columns"]
                    }
                    for table in source["tables"]
                }
    return found
