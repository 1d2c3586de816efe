"""Where there is no Spark, nothing here can be tried."""

import shutil

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These take longest: with two workers, one begins with them."""
    items.sort(key=lambda item: item.path.parent.name != "parity")


@pytest.fixture(scope="session", autouse=True)
def _needs_spark():
    pytest.importorskip("pyspark", reason="pyspark is not installed: uv sync --extra spark")
    pytest.importorskip("dbt.adapters.spark", reason="dbt-spark is not installed")
    if not shutil.which("java"):
        pytest.skip("there is no Java, without which Spark does not start")
