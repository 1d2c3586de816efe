"""Spark as dbt's profile describes it: a session in this process, or a Thrift server elsewhere.

profiles.yml alone says where Spark is and how it is set up. Here: reading that, connecting, and
saying what is missing before anything runs. Not here: what is asked of Spark.
"""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Mapping, Sequence
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from saas360.settings import PROJECT_DIR, Settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

OLDEST_JAVA = 17
SECONDS_TO_ANSWER = 5


class SparkNotReadyError(Exception):
    """Spark can't be used: the message says what is missing, and the remedy."""


def profile(settings: Settings) -> dict[str, Any]:
    """The output of profiles.yml for the target in force, its variables filled in.

    Args:
        settings: where the data lie, and the dbt target.
    """
    from jinja2 import Environment

    known = settings.environment()

    def env_var(name: str, default: str = "") -> str:
        return known.get(name, os.environ.get(name, default))

    environment = Environment(
        autoescape=False, finalize=lambda value: "" if value is None else value
    )
    environment.filters["as_number"] = int
    text = (PROJECT_DIR / "profiles.yml").read_text(encoding="utf-8")
    outputs = yaml.safe_load(environment.from_string(text).render(env_var=env_var))
    found: dict[str, Any] = outputs["saas360"]["outputs"][settings.target]
    return found


def require_ready(settings: Settings) -> None:
    """Looks for all that the target needs, without starting it. DuckDB needs nothing.

    Raises:
        SparkNotReadyError: something is missing.
    """
    if not settings.is_spark:
        return
    extra = "spark-iceberg" if settings.target == "spark_iceberg" else "spark"
    if not (find_spec("pyspark") and find_spec("pyhive")):
        raise SparkNotReadyError(
            f"SAAS360_TARGET={settings.target} needs Spark's packages:"
            f" run `uv sync --extra {extra}`."
        )
    output = profile(settings)
    if jar := output["server_side_parameters"].get("spark.jars"):
        _require_iceberg(jar, extra)
    if output["method"] == "session":
        _require_java()
    else:
        _require_server(output["host"], int(output["port"]))


def _require_iceberg(jar: str, extra: str) -> None:
    """The jar of the profile, and the Spark for which it is made; each is of no use to others."""
    made_for = re.search(r"spark-runtime-(\d+\.\d+)_", jar)
    here = metadata.version("pyspark")
    if not made_for or not here.startswith(f"{made_for[1]}.") or not Path(jar).exists():
        raise SparkNotReadyError(
            f"Iceberg wants {jar} and a pyspark for which it is made; here is {here}. Run"
            f" `uv sync --python 3.11 --extra {extra}`, which takes the place of extra `spark`."
        )


def _require_java() -> None:
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    remedy = (
        f"Spark runs on Java {OLDEST_JAVA} or later: install it (Debian: `apt install"
        f" openjdk-{OLDEST_JAVA}-jre-headless`), or point JAVA_HOME at it."
    )
    if not java or not Path(java).exists():
        raise SparkNotReadyError(f"There is no Java{f' in {home}' if home else ''}. {remedy}")
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    if not found or int(found[1]) < OLDEST_JAVA:
        version = found[1] if found else "of unknown version"
        raise SparkNotReadyError(f"{java} is Java {version}. {remedy}")


def _require_server(host: str, port: int) -> None:
    try:
        socket.create_connection((host, port), timeout=SECONDS_TO_ANSWER).close()
    except OSError as error:
        raise SparkNotReadyError(
            f"No Thrift server answers at {host}:{port} ({error}). Start it on the cluster with"
            " `sbin/start-thriftserver.sh`, or set SAAS360_SPARK_HOST and SAAS360_SPARK_PORT."
        ) from error


def connect(settings: Settings) -> Any:
    """A connection after PEP 249: to this process's session, or to the Thrift server.

    Args:
        settings: where the data lie, and the dbt target.
    """
    output = profile(settings)
    if output["method"] == "session":
        return SessionConnection(session(settings))
    from pyhive import hive

    return hive.connect(
        host=output["host"],
        port=int(output["port"]),
        username=output.get("user"),
        password=output.get("password") or None,
        auth=output.get("auth"),
        kerberos_service_name=output.get("kerberos_service_name") or None,
        configuration=_texts(output["server_side_parameters"]),
    )


def session(settings: Settings) -> "SparkSession":
    """This process's session, which dbt shares; it ends with the process.

    Its catalog takes one process at a time.

    Args:
        settings: where the data lie, and the dbt target.
    """
    from pyspark.sql import SparkSession

    settings.beside_spark.mkdir(parents=True, exist_ok=True)
    builder = SparkSession.builder.appName("saas360").enableHiveSupport()
    for key, value in _texts(profile(settings)["server_side_parameters"]).items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def uri(path: Path) -> str:
    """A path of the file system that this machine and Spark share, whatever Spark's default is."""
    return f"file://{path}"


def _texts(parameters: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in parameters.items()}


class SessionConnection:
    """A session as PEP 249 wants it. There are no transactions, and nothing to close."""

    def __init__(self, spark: "SparkSession") -> None:
        self._spark = spark

    def cursor(self) -> "SessionCursor":
        """A cursor with a result of its own."""
        return SessionCursor(self._spark)

    def commit(self) -> None:
        """Does nothing."""

    def rollback(self) -> None:
        """Does nothing."""

    def close(self) -> None:
        """Does nothing: dbt has the same session."""


class SessionCursor:
    """A cursor of `SessionConnection`, for results that fit into this process."""

    arraysize = 1
    rowcount = -1

    def __init__(self, spark: "SparkSession") -> None:
        self._spark = spark
        self._rows: list[Any] = []
        self.description: list[tuple[Any, ...]] | None = None

    def execute(self, sql: str, parameters: Any = None) -> None:
        """Runs a statement; parameters are written into it, as PyHive does."""
        if parameters:
            from pyhive.hive import HiveParamEscaper

            sql = sql % HiveParamEscaper().escape_args(parameters)
        from pyhive.exc import DatabaseError

        try:
            frame = self._spark.sql(sql)
            self.description = [
                (field.name, field.dataType.simpleString(), *(None,) * 5)
                for field in frame.schema.fields
            ]
            self._rows = [tuple(row) for row in frame.collect()]
        except Exception as error:  # Spark's many kinds, and those of the bridge to Java
            raise DatabaseError(str(error)) from error

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        found, self._rows = self._rows, []
        return found

    def fetchone(self) -> Any:
        """The next row; None after the last."""
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int = arraysize) -> Sequence[Any]:
        """The next rows."""
        found, self._rows = self._rows[:size], self._rows[size:]
        return found

    def close(self) -> None:
        """Forgets the result."""
        self._rows = []
