"""Makes schema `raw` of Spark's catalog out of the raw folder: the counterpart of `load`.

Files are found, matched with the contract and judged as on DuckDB. Parquet files whose values fit
as they are, are read in place: a folder of links per layout, and a view that casts. What needs
DuckDB's parser (text, folder keys, types that Spark does not read) is written there as Parquet.

    python -m saas360.raw.spark     # the settings of the environment, SAAS360_TARGET=spark
"""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from saas360.contract import RawColumn, RawTable
from saas360.raw import check
from saas360.raw.ledger import Memory
from saas360.raw.load import LoadReport, report_of
from saas360.raw.parts import Part, literal
from saas360.raw.plan import LoadPlan
from saas360.raw.plan import plan as make_plan
from saas360.raw.prepare import Prepared, find_misfits, prepare
from saas360.raw.problems import RawDataError
from saas360.raw.values import Value
from saas360.settings import Settings
from saas360.spark import session

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

UNREADABLE = (" TIMESTAMP_NS", " TIME", " INTERVAL", " HUGEINT", " UHUGEINT")
"""Types of Parquet columns over which Spark gives up."""


def load_into_spark(settings: Settings, plan: LoadPlan | None = None) -> LoadReport:
    """Makes one view per declared table; absent tables are empty.

    Args:
        settings: where the raw folder is, and a target on Spark.
        plan: a plan made just before; its files are taken, whatever came since.

    Raises:
        RawDataError: files can't be loaded; the views of the load before remain.
    """
    plan = plan or make_plan(settings)
    prepared, problems = prepare(settings, plan, Memory({}, {}))
    problems += find_misfits(prepared, settings)
    if problems:
        raise RawDataError(problems)
    folder = settings.data_dir.resolve() / "spark" / "raw"
    views: dict[str, str] = {}
    with check.connect() as connection:
        for name, each in prepared.items():
            views[name] = _view(connection, each, folder / name)
    now = datetime.now(UTC).replace(tzinfo=None)
    views["loaded"] = (
        f"select date {literal(plan.as_of.isoformat())} as as_of, "
        f"timestamp {literal(now.isoformat(sep=' '))} as loaded_at"
    )
    with session(settings) as spark:
        _register(spark, views)
    return LoadReport({name: report_of(each) for name, each in prepared.items()}, plan)


def _view(connection: duckdb.DuckDBPyConnection, each: Prepared, folder: Path) -> str:
    """Lays out a table's files below `folder` and gives the query that reads them."""
    shutil.rmtree(folder, ignore_errors=True)
    selects = []
    for number, part in enumerate(each.parts):
        place = folder / f"part-{number}"
        place.mkdir(parents=True)
        selects.append(_in_place(part, place) or _converted(connection, part, place))
    return " union all ".join(selects) or _empty(each.table)


def _in_place(part: Part, place: Path) -> str | None:
    """A query of the files as they are; None if Spark would not read the same values."""
    if part.layout.format != "parquet" or part.folder_keys or part.checked:
        return None
    if any(name.upper().endswith(UNREADABLE) for name in part.layout.names):
        return None
    values = part.values
    columns = []
    for column in part.table.columns:
        expression = _cast(values.get(column.name), column)
        if expression is None:
            return None
        columns.append(f"{expression} as {_quoted(column.name)}")
    for number, file in enumerate(part.files):
        (place / f"{number:06}.parquet").symlink_to(file.absolute)
    return f"select {', '.join(columns)} from parquet.{_quoted(str(place))}"


def _cast(value: Value | None, column: RawColumn) -> str | None:
    """Spark's expression of a Parquet column in its declared type; None if there is none."""
    if value is None:
        return f"cast(null as {column.data_type})"
    own = _quoted(value.raw[1:-1].replace('""', '"'))
    if value.sql == value.raw:
        return own
    plain = (f"cast({value.raw} as ", f"cast(timezone('UTC', {value.raw}) as ")
    return f"cast({own} as {column.data_type})" if value.sql.startswith(plain) else None


def _converted(connection: duckdb.DuckDBPyConnection, part: Part, place: Path) -> str:
    """The rows as DuckDB reads them, written once more."""
    path = place / "rows.parquet"
    connection.execute(f"copy ({part.select()}) to {literal(str(path))} (format parquet)")
    columns = ", ".join(_quoted(column.name) for column in part.table.columns)
    return f"select {columns} from parquet.{_quoted(str(place))}"


def _empty(table: RawTable) -> str:
    columns = [f"cast(null as {each.data_type}) as {_quoted(each.name)}" for each in table.columns]
    return f"select {', '.join(columns)} from (select 1) as one_row where false"


def _register(spark: "SparkSession", views: dict[str, str]) -> None:
    spark.sql("create schema if not exists raw")
    for name, query in views.items():
        spark.sql(f"create or replace view raw.{_quoted(name)} as {query}")


def _quoted(name: str) -> str:
    """An identifier of Spark's."""
    return "`" + name.replace("`", "``") + "`"


if __name__ == "__main__":
    done = load_into_spark(Settings(target="spark"))
    print(f"{done.total_files} files, as of {done.as_of}")
