"""A Spark session as dbt's profile describes it, for what has to be done before dbt runs.

The session's settings stand in profiles.yml alone: whoever has the session first decides them.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import yaml

from saas360.settings import PROJECT_DIR, Settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def session_parameters(settings: Settings) -> dict[str, str]:
    """What the profile of the target in force sets for Spark.

    Args:
        settings: where the data lie, and the dbt target.
    """
    from jinja2 import Environment

    known = settings.environment()

    def env_var(name: str, default: str = "") -> str:
        return known.get(name, os.environ.get(name, default))

    text = (PROJECT_DIR / "profiles.yml").read_text(encoding="utf-8")
    profile = yaml.safe_load(
        Environment(autoescape=False).from_string(text).render(env_var=env_var)
    )
    output = profile["saas360"]["outputs"][settings.target]
    return {key: str(value) for key, value in output["server_side_parameters"].items()}


@contextmanager
def session(settings: Settings) -> Iterator["SparkSession"]:
    """A session in this process, ended afterwards: the catalog takes one process at a time.

    Args:
        settings: where the data lie, and the dbt target.
    """
    from pyspark.sql import SparkSession

    (settings.data_dir.resolve() / "spark").mkdir(parents=True, exist_ok=True)
    builder = SparkSession.builder.appName("saas360").enableHiveSupport()
    for key, value in session_parameters(settings).items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    try:
        spark.sparkContext.setLogLevel("ERROR")
        yield spark
    finally:
        spark.stop()
