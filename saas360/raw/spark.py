"""Makes schema `raw` of Spark's catalog out of the raw folder: the counterpart of `load`.

Files are found, matched with the contract and judged as on DuckDB. Parquet files whose values fit
as they are, are read in place: a folder of links per layout, and a view that casts. What needs
DuckDB's parser (text, folder keys, types that Spark does not read) is written there as Parquet, a
file per file and once per version. A table of schema `raw` that is no view was made by somebody
else, in the metastore: it is left as it is.

    python -m saas360.raw.spark     # the settings of the environment, such as SAAS360_TARGET=spark
"""

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from saas360.contract import RawColumn, RawTable, read_contract
from saas360.fitting.refit import show
from saas360.raw import check
from saas360.raw.discover import RawFile
from saas360.raw.ledger import open_warehouse, recall
from saas360.raw.load import LoadReport, record_files, report_of
from saas360.raw.parts import Part, literal
from saas360.raw.plan import LoadPlan
from saas360.raw.plan import plan as make_plan
from saas360.raw.prepare import Prepared, find_misfits, prepare
from saas360.raw.problems import Problem, RawDataError
from saas360.raw.values import Value
from saas360.settings import Settings
from saas360.spark import connect, uri
from saas360.warehouse import rows

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
    connection = connect(settings)
    elsewhere = _tables_elsewhere(connection)
    prepared, problems = prepare(settings, plan, recall(settings))
    problems += find_misfits(prepared, settings)
    problems += [
        Problem(each.table.label, name, None, None, "lies in the raw folder and the metastore, too")
        for name, each in prepared.items()
        if name in elsewhere and each.parts
    ]
    if problems:
        raise RawDataError(problems)
    plan = _with_elsewhere(connection, plan, elsewhere)
    folder = settings.beside_spark / "raw"
    with check.connect() as reader:
        views = {
            name: _view(reader, each, folder / name)
            for name, each in prepared.items()
            if name not in elsewhere
        }
    _register(connection, views | {"loaded": _loaded(plan.as_of)})
    for place in folder.glob("*/*"):
        if not any(str(place) in query for query in views.values()):
            shutil.rmtree(place)
    settings.ledger.parent.mkdir(parents=True, exist_ok=True)
    with open_warehouse(settings.ledger) as ledger:
        record_files(ledger, plan, prepared)
    return LoadReport({name: report_of(each) for name, each in prepared.items()}, plan)


def _tables_elsewhere(connection: Any) -> set[str]:
    """Contract tables that are in schema `raw` already, and are none of our views."""
    rows(connection, "create schema if not exists raw")
    views = {row["viewName"] for row in rows(connection, "show views in raw")}
    tables = {row["tableName"] for row in rows(connection, "show tables in raw")}
    return (tables - views) & read_contract().keys()


def _with_elsewhere(connection: Any, plan: LoadPlan, elsewhere: set[str]) -> LoadPlan:
    """The plan as the metastore's tables change it: how far the data reach, and where events lie.

    Which of their days are new is not known here: the models take what is newer than what they
    hold, less the lookback.
    """
    contract = read_contract()
    newest = [
        rows(
            connection,
            f"select max(cast({table.dates_the_data} as date)) as newest from raw.{_quoted(name)}"
            f" where {table.dates_the_data} < date '{plan.as_of}' + interval 1 day",
        )[0]["newest"]
        for name, table in contract.items()
        if name in elsewhere and table.dates_the_data
    ]
    dated = [_as_date(each) for each in newest if each]
    dated += [each.newest for each in plan.days.values() if each.newest] if dated else []
    return replace(
        plan,
        as_of=max(dated, default=plan.as_of),
        has_events_elsewhere=any(contract[name].events_of for name in elsewhere),
    )


def _as_date(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _loaded(as_of: date) -> str:
    now = datetime.now(UTC).replace(tzinfo=None)
    return (
        f"select date {literal(as_of.isoformat())} as as_of, "
        f"timestamp {literal(now.isoformat(sep=' '))} as loaded_at"
    )


def _view(reader: duckdb.DuckDBPyConnection, each: Prepared, folder: Path) -> str:
    """Lays out a table's files below `folder` and gives the query that reads them."""
    selects = [
        _in_place(part, folder) or _converted(reader, part, folder, each.checked_as)
        for part in each.parts
    ]
    return " union all ".join(selects) or _empty(each.table)


def _in_place(part: Part, folder: Path) -> str | None:
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
    place = folder / _digest(part.layout)
    for name, file in _arranged(place, {_digest(file): file for file in part.files}).items():
        (place / name).symlink_to(file.absolute)
    return f"select {', '.join(columns)} from parquet.{_quoted(uri(place))}"


def _cast(value: Value | None, column: RawColumn) -> str | None:
    """Spark's expression of a Parquet column in its declared type; None if there is none."""
    if value is None:
        return f"cast(null as {column.data_type})"
    own = _quoted(value.raw[1:-1].replace('""', '"'))
    if value.sql == value.raw:
        return own
    plain = (f"cast({value.raw} as ", f"cast(timezone('UTC', {value.raw}) as ")
    return f"cast({own} as {column.data_type})" if value.sql.startswith(plain) else None


def _converted(reader: duckdb.DuckDBPyConnection, part: Part, folder: Path, checked_as: str) -> str:
    """The rows as DuckDB reads them, written once per version of a file."""
    place = folder / _digest([part.layout, sorted(part.folder_keys), checked_as])
    for name, file in _arranged(place, {_digest(file): file for file in part.files}).items():
        half = place / f".{name}"  # Spark passes over names that begin with a dot
        query = part.only([file]).select()
        reader.execute(f"copy ({query}) to {literal(str(half))} (format parquet)")
        half.rename(place / name)
    columns = ", ".join(_quoted(column.name) for column in part.table.columns)
    return f"select {columns} from parquet.{_quoted(uri(place))}"


def _arranged(place: Path, files: Mapping[str, RawFile]) -> dict[str, RawFile]:
    """Removes from a folder what is not among these files; gives those that are missing."""
    place.mkdir(parents=True, exist_ok=True)
    wanted = {f"{name}.parquet": file for name, file in files.items()}
    present = {path.name for path in place.iterdir()}
    for name in present - wanted.keys():
        (place / name).unlink()
    return {name: file for name, file in wanted.items() if name not in present}


def _digest(value: Any) -> str:
    """A name for what its fields say: a file's path, size and time, or a layout."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:24]


def _empty(table: RawTable) -> str:
    columns = [f"cast(null as {each.data_type}) as {_quoted(each.name)}" for each in table.columns]
    return f"select {', '.join(columns)} from (select 1) as one_row where false"


def _register(connection: Any, views: Mapping[str, str]) -> None:
    for name, query in views.items():
        rows(connection, f"create or replace view raw.{_quoted(name)} as {query}")


def _quoted(name: str) -> str:
    """An identifier of Spark's."""
    return "`" + name.replace("`", "``") + "`"


if __name__ == "__main__":
    done = load_into_spark(Settings())
    show(Settings())
    print(f"{done.total_files} files, as of {done.as_of}")
