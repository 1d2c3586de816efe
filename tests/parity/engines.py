"""The project built on either engine, and its tables read back for a comparison."""

import json
import math
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from parsed_project import PARTIAL_PARSE_FILE_NAME, RUN

from saas360.fitting.versions import Version, write_version
from saas360.settings import PROJECT_DIR, Settings

COEFFICIENTS = (
    ("intercept", 0.0, 1.0, -1.6, 0.2, 400),
    ("form_completeness", 0.7, 0.2, 0.9, 0.15, 400),
    ("company_mail", 0.6, 0.49, 0.5, 0.14, 400),
    ("trial_started", 0.3, 0.46, 0.4, 0.13, 400),
    ("channel=content", 0.15, 0.36, 0.3, 0.12, 60),
)
TOLERANCE = 1e-9
"""Relative: doubles are summed in an order that nobody promises."""


@dataclass(frozen=True)
class Warehouse:
    """One engine's data folder, over a raw folder that both share."""

    target: str
    data_dir: Path
    raw_dir: Path

    def learn(self) -> None:
        """Writes a version of each lead model, so that scores are compared as well."""
        settings = Settings(data_dir=self.data_dir)
        numbers = ("mean", "scale", "coefficient", "standard_error", "row_count")
        for model in ("lead_at_registration", "lead_after_week"):
            version = Version(
                model=model,
                version=1,
                fitted_on=date(2026, 10, 1),
                status="in_force",
                recipe="by hand",
                trained_from=date(2025, 1, 1),
                trained_to=date(2026, 6, 30),
                row_count=400,
                positives=80,
                base_rate=0.2,
                penalty=1.0,
            )
            rows = [
                {"feature": feature, **dict(zip(numbers, values, strict=True))}
                for feature, *values in COEFFICIENTS
            ]
            write_version(settings, version, {"model_coefficients": rows})

    def load(self) -> None:
        """Makes schemas `raw` and `fitted`, in a process: Spark's catalog takes one at a time."""
        duckdb_code = (
            "from saas360.fitting.refit import show; from saas360.raw import load; "
            "from saas360.settings import Settings; load(Settings()); show(Settings())"
        )
        code = {
            "duckdb": ["-c", duckdb_code],
            "spark": ["-m", "saas360.raw.spark"],
        }
        self._run(sys.executable, *code[self.target])

    def build(self) -> None:
        """Loads, builds, checks and publishes, as a user does."""
        self._run(
            str(Path(sys.executable).with_name("saas360")),
            *("build", "--raw-dir", str(self.raw_dir), "--data-dir", str(self.data_dir)),
        )

    def dbt(self, *words: str, variables: dict[str, Any] | None = None) -> str:
        """Runs dbt, which parses the project for this engine once; gives what it printed."""
        folder = self.data_dir / "target"
        places = ["--target-path", str(folder), "--log-path", str(self.data_dir / "logs")]
        parsed = folder / PARTIAL_PARSE_FILE_NAME
        if not parsed.exists():
            self._run(str(Path(sys.executable).with_name("dbt")), "parse", *places)
        given = ["--vars", json.dumps(variables or {})]
        command = [sys.executable, "-c", RUN, str(parsed), "--no-use-colors"]
        return self._run(*command, *words, *given, *places)

    def _run(self, *command: str) -> str:
        self.data_dir.mkdir(parents=True, exist_ok=True)
        environment = {key: value for key, value in os.environ.items() if "SAAS360" not in key}
        finished = subprocess.run(
            command,
            cwd=PROJECT_DIR,
            env=environment
            | {
                "SAAS360_DATA_DIR": str(self.data_dir),
                "SAAS360_RAW_DIR": str(self.raw_dir),
                "SAAS360_TARGET": self.target,
                # Java compiles quickly rather than well, and Spark no stage as a whole: there are
                # many plans and few rows. The catalog does not wait for the disk.
                "JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -Dderby.system.durability=test",
                "SPARK_CONF_DIR": str(Path(__file__).with_name("spark_conf")),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert finished.returncode == 0, finished.stdout[-6000:] + finished.stderr[-2000:]
        return finished.stdout

    def relation(self, schema: str, table: str) -> str:
        """What DuckDB reads a table by, after `attach`."""
        if self.target == "duckdb":
            return f"built.{schema}.{table}"
        folder = self.data_dir / "spark" / "warehouse" / f"{schema}.db" / table
        return f"read_parquet('{folder}/**/*.parquet', hive_partitioning = true)"

    def has_scores(self) -> bool:
        """Whether leads have scores; asked of DuckDB."""
        with connected(self) as connection:
            query = "select 1 from built.customer_360.lead_scores where score is not null limit 1"
            return bool(connection.execute(query).fetchall())

    def is_without_events(self, day: str) -> bool:
        """Whether the daily table has no row of a day; asked of DuckDB."""
        with connected(self) as connection:
            query = "select 1 from built.intermediate.int_usage__daily_events where event_date = ?"
            return connection.execute(query, [day]).fetchone() is None


def tables_of(warehouse: Warehouse, schemas: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Schema and name of every table, not view, that DuckDB built in these schemas."""
    with connected(warehouse) as connection:
        yield from connection.execute(
            "select table_schema, table_name from information_schema.tables "
            "where table_catalog = 'built' and table_type = 'BASE TABLE' "
            f"and table_schema in {schemas} order by all"
        ).fetchall()


def connected(warehouse: Warehouse) -> duckdb.DuckDBPyConnection:
    """A connection that sees the tables which DuckDB built, as `built`, and any Parquet file."""
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(f"attach '{warehouse.data_dir / 'warehouse.duckdb'}' as built (read_only)")
    return connection


def differences(ours: Warehouse, theirs: Warehouse, schema: str, table: str) -> list[str]:
    """How a table of DuckDB and Spark's of the same name differ; empty if they do not."""
    own, other = ours.relation(schema, table), theirs.relation(schema, table)
    with connected(ours) as connection:
        return _differences(connection, own, other, f"{schema}.{table}")


def published_differences(ours: Path, theirs: Path) -> tuple[list[str], list[str]]:
    """How two published databases differ, but for the record of the gates.

    Args:
        ours: one data folder.
        theirs: the other.

    Returns:
        The tables that were compared, and the differences.
    """
    with duckdb.connect() as connection:
        for name, folder in (("ours", ours), ("theirs", theirs)):
            database = folder / "published" / "saas360.duckdb"
            connection.execute(f"attach '{database}' as {name} (read_only)")
        names, other_names = (
            [f"{schema}.{table}" for schema, table in _published(connection, database)]
            for database in ("ours", "theirs")
        )
        if names != other_names:
            return names, [f"tables: {names} and {other_names}"]
        found = [
            difference
            for name in names
            for difference in _differences(connection, f"ours.{name}", f"theirs.{name}", name)
        ]
    return names, found


def _published(connection: duckdb.DuckDBPyConnection, database: str) -> list[tuple[str, str]]:
    return connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = ?"
        " and table_name <> 'validation_results' order by all",
        [database],
    ).fetchall()


def _differences(
    connection: duckdb.DuckDBPyConnection, own: str, other: str, label: str
) -> list[str]:
    types = _types(connection, own)
    other_types = _types(connection, other)
    if types != other_types:
        changed = {
            name: (types.get(name), other_types.get(name))
            for name in types | other_types
            if types.get(name) != other_types.get(name)
        }
        return [f"columns of {label}: {changed}"]
    exact = [name for name, kind in types.items() if kind != "DOUBLE"]
    order = ", ".join([*exact, *(name for name in types if name not in exact)])
    values = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in types.items())
    query = f"select {values} from {{}} order by {order}"
    rows, other_rows = (connection.execute(query.format(each)).fetchall() for each in (own, other))
    if len(rows) != len(other_rows):
        return [f"rows of {label}: {len(rows)} and {len(other_rows)}"]
    return [
        f"{label}: {dict(zip(types, row, strict=True))} is not {other_row}"
        for row, other_row in zip(rows, other_rows, strict=True)
        if not all(map(_same, row, other_row))
    ]


def _types(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    """Names and types in alphabetical order: Spark puts the column of a partition last."""
    described = connection.execute(f"describe select * from {relation}").fetchall()
    # An instant on Spark, a time in UTC on DuckDB.
    zoned = "TIMESTAMP WITH TIME ZONE"
    return {name: kind.replace(zoned, "TIMESTAMP") for name, kind, *_ in sorted(described)}


def _same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, float) and isinstance(theirs, float):
        return math.isclose(ours, theirs, rel_tol=TOLERANCE) or (
            math.isnan(ours) and math.isnan(theirs)
        )
    return bool(ours == theirs)
