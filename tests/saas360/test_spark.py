"""What a Spark session is made with; the session itself is tried by tests/parity."""

from pathlib import Path

import pytest

from saas360.settings import Settings
from saas360.spark import session_parameters


def test_session_is_the_profile_s_and_keeps_to_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SAAS360_SPARK_CORES", "3")
    parameters = session_parameters(Settings(data_dir=tmp_path, target="spark_local"))
    assert parameters["spark.master"] == "local[3]"
    assert parameters["spark.sql.session.timeZone"] == "UTC"
    assert parameters["spark.sql.warehouse.dir"] == f"{tmp_path}/spark/warehouse"
    assert f"{tmp_path}/spark/catalog" in parameters["spark.hadoop.javax.jdo.option.ConnectionURL"]


def test_both_names_of_the_local_session_mean_the_same(tmp_path: Path):
    spark, local = (
        session_parameters(Settings(data_dir=tmp_path, target=target))
        for target in ("spark", "spark_local")
    )
    assert spark == local
