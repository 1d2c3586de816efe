"""Where things lie: the settings of the command line and every path that follows from them."""

import sys
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_DIR = Path(__file__).resolve().parent.parent


Target = Literal["duckdb", "spark", "spark_local", "spark_thrift", "spark_iceberg"]


class Settings(BaseSettings):
    """Settings from the environment (`SAAS360_…`), overridden by the command line.

    Attributes:
        data_dir: everything that a build writes.
        raw_dir: files of the raw contract; `<data_dir>/raw` when not given.
        target: the dbt target, hence the engine: DuckDB, or Spark in one of its profiles.
        tasks_webhook: address that is told of tasks after each build; none when not given.
        webhook_secret: key of the signatures that it gets.
        history_start: first day that Dagster's daily partitions know; older events are refused.
    """

    model_config = SettingsConfigDict(env_prefix="SAAS360_", frozen=True)

    data_dir: Path = PROJECT_DIR / "data"
    raw_dir: Path | None = None
    target: Target = "duckdb"
    tasks_webhook: SecretStr | None = None
    webhook_secret: SecretStr | None = None
    history_start: date = date(2015, 1, 1)

    @property
    def is_spark(self) -> bool:
        """Whether Spark holds the tables."""
        return self.target != "duckdb"

    @property
    def raw(self) -> Path:
        """The raw folder in force."""
        return (self.raw_dir or self.data_dir / "raw").resolve()

    @property
    def warehouse(self) -> Path:
        """The database that a build on DuckDB writes; nobody else opens it."""
        return self.data_dir.resolve() / "warehouse.duckdb"

    @property
    def ledger(self) -> Path:
        """The DuckDB file of what builds remember: files, days, results of the gates.

        On DuckDB that is the warehouse itself; beside Spark's tables it is a small file of its own.
        """
        return self.beside_spark / "ledger.duckdb" if self.is_spark else self.warehouse

    @property
    def beside_spark(self) -> Path:
        """What lies next to the tables of a Spark session, as profiles.yml places them."""
        own = "spark_iceberg" if self.target == "spark_iceberg" else "spark"
        return self.data_dir.resolve() / own

    @property
    def published(self) -> Path:
        """A link to the newest published version: what readers open."""
        return self.data_dir.resolve() / "published"

    @property
    def data_docs(self) -> Path:
        """Great Expectations' site of validation results."""
        return self.data_dir.resolve() / "data_docs"

    @property
    def dagster_storage(self) -> Path:
        """Dagster's record of runs, shared by `saas360 build` and `dagster dev`."""
        return self.data_dir.resolve() / "dagster"

    def environment(self) -> dict[str, str]:
        """The same settings as environment variables, for dbt's profile and subprocesses."""
        return {
            "SAAS360_DATA_DIR": str(self.data_dir.resolve()),
            "SAAS360_RAW_DIR": str(self.raw),
            "SAAS360_TARGET": self.target,
            "VIRTUAL_ENV": sys.prefix,  # profiles.yml finds Iceberg there
        }
