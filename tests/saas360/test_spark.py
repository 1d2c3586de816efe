"""What a connection to Spark is made with, and what is said when it can't be made.

Spark itself is tried by tests/parity.
"""

import socket
from pathlib import Path

import pytest
import yaml
from dbt.clients.jinja import get_rendered

from saas360 import spark
from saas360.settings import PROJECT_DIR, Settings
from saas360.spark import SparkNotReadyError, profile, require_ready


def settings(folder: Path, target: str = "spark") -> Settings:
    return Settings.model_validate({"data_dir": folder, "target": target})


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(spark, "find_spec", lambda name: name)


def make_java(home: Path, version: str) -> Path:
    java = home / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2020-01-01' >&2\n")
    java.chmod(0o755)
    return home


def test_session_is_the_profile_s_and_keeps_to_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SAAS360_SPARK_CORES", "3")
    parameters = profile(settings(tmp_path, "spark_local"))["server_side_parameters"]
    assert parameters["spark.master"] == "local[3]"
    assert parameters["spark.sql.session.timeZone"] == "UTC"
    assert parameters["spark.sql.warehouse.dir"] == f"{tmp_path}/spark/warehouse"
    assert f"{tmp_path}/spark/catalog" in parameters["spark.hadoop.javax.jdo.option.ConnectionURL"]


def test_both_names_of_the_local_session_mean_the_same(tmp_path: Path):
    assert profile(settings(tmp_path, "spark")) == profile(settings(tmp_path, "spark_local"))


def test_thrift_server_is_the_environment_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SAAS360_SPARK_HOST", "spark.example.com")
    monkeypatch.setenv("SAAS360_SPARK_PORT", "10001")
    output = profile(settings(tmp_path, "spark_thrift"))
    found = (output["host"], output["port"], output["auth"])
    assert found == ("spark.example.com", "10001", "NONE")  # dbt makes the port a number


def test_thrift_server_gets_the_local_session_s_parameters_under_the_prefix_that_it_heeds(
    tmp_path: Path,
):
    local, there = (
        profile(settings(tmp_path, target))["server_side_parameters"]
        for target in ("spark", "spark_thrift")
    )
    wanted = {
        f"set:hiveconf:{name}": value
        for name, value in local.items()
        if name.startswith("spark.sql.") and name != "spark.sql.warehouse.dir"
    }
    assert wanted
    assert wanted.items() <= there.items()
    assert all(name.startswith("set:hiveconf:") for name in there)


@pytest.mark.parametrize("name", ["password", "kerberos_service_name"])
def test_secret_that_is_not_given_is_none_to_dbt_and_here(tmp_path: Path, name: str):
    text = yaml.safe_load((PROJECT_DIR / "profiles.yml").read_text())
    output = text["saas360"]["outputs"]["spark_thrift"]
    env = {"env_var": lambda variable, default: default}
    assert get_rendered(output[name], env, native=True) is None  # PyHive refuses an empty one
    assert not profile(settings(tmp_path, "spark_thrift"))[name]


def test_what_builds_remember_lies_beside_spark_and_inside_duckdb(tmp_path: Path):
    assert settings(tmp_path).ledger == tmp_path / "spark" / "ledger.duckdb"
    on_duckdb = settings(tmp_path, "duckdb")
    assert on_duckdb.ledger == on_duckdb.warehouse


def test_duckdb_needs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(spark, "find_spec", lambda name: None)
    require_ready(settings(tmp_path, "duckdb"))


def test_missing_packages_name_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(spark, "find_spec", lambda name: None)
    with pytest.raises(SparkNotReadyError, match="uv sync --extra spark"):
        require_ready(settings(tmp_path))


@pytest.mark.usefixtures("installed")
def test_java_that_is_not_there_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SparkNotReadyError, match=r"There is no Java.*Java 17 or later: install it"):
        require_ready(settings(tmp_path))


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(("version", "shown"), [("11.0.2", "11"), ("1.8.0_392", "8")])
def test_java_that_is_too_old_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, shown: str
):
    monkeypatch.setenv("JAVA_HOME", str(make_java(tmp_path, version)))
    with pytest.raises(SparkNotReadyError, match=rf"is Java {shown}\. Spark runs on Java 17"):
        require_ready(settings(tmp_path))


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("version", ["17.0.15", "21"])
def test_java_that_is_new_enough_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
):
    monkeypatch.setenv("JAVA_HOME", str(make_java(tmp_path, version)))
    require_ready(settings(tmp_path))


@pytest.mark.usefixtures("installed")
def test_server_that_does_not_answer_is_named_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        monkeypatch.setenv("SAAS360_SPARK_PORT", str(port))
        with pytest.raises(
            SparkNotReadyError,
            match=rf"127\.0\.0\.1:{port}.*start-thriftserver.*SAAS360_SPARK_HOST",
        ):
            require_ready(settings(tmp_path, "spark_thrift"))


@pytest.mark.usefixtures("installed")
def test_server_that_answers_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("SAAS360_SPARK_PORT", str(server.getsockname()[1]))
        require_ready(settings(tmp_path, "spark_thrift"))


def make_jar(home: Path) -> None:
    """Iceberg where the profile looks for it, in an environment of `home`."""
    library = home / "lib/python3.11/site-packages/snowpark_connect_deps_iceberg/jars"
    library.mkdir(parents=True)
    (library / "iceberg-spark-runtime-3.5_2.12-1.10.2.jar").touch()


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(("pyspark", "has_jar"), [("4.1.4", True), ("3.5.9", False)])
def test_iceberg_without_its_jar_or_its_spark_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pyspark: str, has_jar: bool
):
    monkeypatch.setattr("sys.prefix", str(tmp_path))
    monkeypatch.setattr(spark.metadata, "version", lambda _: pyspark)
    if has_jar:
        make_jar(tmp_path)
    with pytest.raises(
        SparkNotReadyError, match=rf"{pyspark}\. Run `uv sync --python 3\.11 --extra spark-iceberg`"
    ):
        require_ready(settings(tmp_path, "spark_iceberg"))


@pytest.mark.usefixtures("installed")
def test_iceberg_with_its_jar_and_its_spark_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sys.prefix", str(tmp_path))
    monkeypatch.setattr(spark.metadata, "version", lambda _: "3.5.9")
    monkeypatch.setenv("JAVA_HOME", str(make_java(tmp_path / "java", "17.0.15")))
    make_jar(tmp_path)
    require_ready(settings(tmp_path, "spark_iceberg"))


def test_iceberg_is_set_up_as_spark_is_in_a_folder_of_its_own(tmp_path: Path):
    plain, iceberg = (
        profile(settings(tmp_path, target))["server_side_parameters"]
        for target in ("spark", "spark_iceberg")
    )
    placed = {name for name, value in plain.items() if str(tmp_path) in value}
    assert {name for name in plain if iceberg[name] != plain[name]} == placed
    assert all(f"{tmp_path}/spark_iceberg/" in iceberg[name] for name in placed)
    own = settings(tmp_path, "spark_iceberg")
    assert own.ledger == tmp_path / "spark_iceberg" / "ledger.duckdb"
