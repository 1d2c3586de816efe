"""Where there is no Spark, nothing here can be tried."""

import shutil

import pytest


@pytest.fixture(scope="session", autouse=True)
def _needs_spark():
    pytest.importorskip("pyspark", reason="pyspark is not installed: uv sync --extra spark")
    pytest.importorskip("dbt.adapters.spark", reason="dbt-spark is not installed")
    if not shutil.which("java"):
        pytest.skip("there is no Java, without which Spark does not start")
