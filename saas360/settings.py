"""Where things lie: the settings of the command line and every path that follows from them."""

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_DIR = Path(__file__).resolve().parent.parent


class UnsupportedTargetError(ValueError):
    """The engine can't do what was asked for."""


class Settings(BaseSettings):
    """Settings from the environment (`SAAS360_…`), overridden by the command line.

    Attributes:
        data_dir: everything that a build writes.
        raw_dir: files of the raw contract; `<data_dir>/raw` when not given.
        target: the dbt target, hence the engine.
        history_start: first day that Dagster's daily partitions know; older events are refused.
    """

    model_config = SettingsConfigDict(env_prefix="SAAS360_", frozen=True)

    data_dir: Path = PROJECT_DIR / "data"
    raw_dir: Path | None = None
    target: Literal["duckdb", "spark", "spark_local"] = "duckdb"
    history_start: date = date(2015, 1, 1)

    def require_duckdb(self) -> None:
        """Refuses an engine that gates, publishing and Dagster do not know yet.

        Raises:
            UnsupportedTargetError: says what can be done instead.
        """
        if self.target != "duckdb":
            raise UnsupportedTargetError(
                f"SAAS360_TARGET: {self.target} is for plain dbt, after"
                " `python -m saas360.raw.spark`; gates and publishing know duckdb only"
            )

    @property
    def raw(self) -> Path:
        """The raw folder in force."""
        return (self.raw_dir or self.data_dir / "raw").resolve()

    @property
    def warehouse(self) -> Path:
        """The database that a build writes; nobody else opens it."""
        return self.data_dir.resolve() / "warehouse.duckdb"

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
        }
