"""Makes schema `raw` of the warehouse out of the raw folder, all of it or nothing.

Parquet files and events are read in place, through views; other text is parsed once into tables.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import duckdb

from saas360.raw import check
from saas360.raw.ledger import Memory, insert, open_warehouse, recall_from
from saas360.raw.parts import quoted
from saas360.raw.plan import LoadPlan
from saas360.raw.plan import plan as make_plan
from saas360.raw.prepare import Prepared, find_misfits, prepare
from saas360.raw.problems import RawDataError
from saas360.settings import Settings


@dataclass(frozen=True)
class TableReport:
    """One table as loaded; `rows` is None where counting would mean reading every event."""

    name: str
    files: int
    rows: int | None
    present_columns: tuple[str, ...]
    missing_columns: tuple[str, ...]


@dataclass(frozen=True)
class LoadReport:
    """What a load made; `tables` has every declared table, also absent ones with 0 files."""

    tables: dict[str, TableReport]
    plan: LoadPlan

    @property
    def as_of(self) -> date:
        """How far the data reach."""
        return self.plan.as_of

    @property
    def unknown_files(self) -> tuple[str, ...]:
        """Files at the top of the raw folder that belong to no table."""
        return self.plan.unknown_files

    @property
    def total_files(self) -> int:
        """Number of files of all tables."""
        return sum(table.files for table in self.tables.values())


def load(settings: Settings, plan: LoadPlan | None = None) -> LoadReport:
    """Makes one relation per declared table; absent tables are empty.

    Args:
        settings: where the raw folder and the warehouse are.
        plan: a plan made just before; its files are taken, whatever came since.

    Raises:
        RawDataError: files can't be loaded; the relations of the load before remain.
    """
    plan = plan or make_plan(settings)
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with open_warehouse(settings.warehouse) as warehouse:
        memory = recall_from(warehouse)
        prepared, problems = prepare(settings, plan, memory)
        if problems:
            raise RawDataError(problems + find_misfits(prepared, settings))
        try:
            warehouse.begin()
            warehouse.execute("create schema if not exists raw")
            kinds = _existing(warehouse)
            for each in prepared.values():
                _make(warehouse, each, kinds.get(each.table.name), memory)
            _note_as_of(warehouse, plan)
            record_files(warehouse, plan, prepared)
            warehouse.commit()
        except duckdb.Error as error:
            if "invalidated" not in str(error):
                warehouse.rollback()
            found = find_misfits(prepared, settings)
            if not found:
                raise
            raise RawDataError(found) from error
    return LoadReport({name: report_of(each) for name, each in prepared.items()}, plan)


def _existing(warehouse: duckdb.DuckDBPyConnection) -> dict[str, str]:
    rows = warehouse.execute(
        "select table_name, case table_type when 'VIEW' then 'view' else 'table' end "
        "from information_schema.tables "
        "where table_schema = 'raw' and table_catalog = current_database()"
    ).fetchall()
    return dict(rows)


def _make(
    warehouse: duckdb.DuckDBPyConnection,
    each: Prepared,
    kind: str | None,
    memory: Memory,
) -> None:
    """Makes one table's relation; a table of text that did not change stays as it is."""
    name = f"raw.{quoted(each.table.name)}"
    files = [file for part in each.parts for file in part.files]
    before = {path for path, known in memory.known.items() if known.table_name == each.table.name}
    is_same = before == each.unchanged == {file.path for file in files}
    if each.parts and not each.is_view and kind == "table" and is_same:
        return
    if kind:
        warehouse.execute(f"drop {kind} {name}")
    if not each.parts:
        columns = [f"{quoted(column.name)} {column.data_type}" for column in each.table.columns]
        warehouse.execute(f"create table {name} ({', '.join([*columns, '_file varchar'])})")
        return
    rows = " union all ".join(part.select() for part in each.parts)
    if not each.is_view:
        warehouse.execute(f"create table {name} as {rows}")
        counted = f"select _file, count(*) from {name} group by all"
        each.rows |= {file.path: 0 for file in files}
        each.rows |= dict(warehouse.execute(counted).fetchall())
        return
    for part in each.unchecked():
        each.rows |= {file.path: 0 for file in part.files}
        each.rows |= check.count_rows(warehouse, part)
    warehouse.execute(f"create view {name} as {rows}")


def _note_as_of(warehouse: duckdb.DuckDBPyConnection, plan: LoadPlan) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    warehouse.execute("create or replace table raw.loaded (as_of date, loaded_at timestamp)")
    insert(warehouse, "raw.loaded", [(plan.as_of, now)])


def record_files(
    ledger: duckdb.DuckDBPyConnection, plan: LoadPlan, prepared: dict[str, Prepared]
) -> None:
    """Remembers every file of a load, so that the next one looks at new values only."""
    ledger.execute("create schema if not exists raw")
    ledger.execute(
        "create or replace table raw.files (table_name varchar, path varchar, format varchar, "
        "size_bytes bigint, modified_at timestamp, rows bigint, first_event_day date, "
        "last_event_day date, checked_as varchar)"
    )
    rows: list[tuple[object, ...]] = []
    for name, files in plan.files.items():
        each = prepared[name]
        for file in files:
            days = plan.days.get(file.path)
            rows.append(
                (
                    *(name, file.path, file.format, file.size_bytes, file.modified_at),
                    each.rows.get(file.path),
                    *((days.first, days.last) if days else (None, None)),
                    each.checked_as,
                )
            )
    insert(ledger, "raw.files", rows)


def report_of(each: Prepared) -> TableReport:
    """What a load made of a table."""
    present = {name for part in each.parts for name in part.values}
    files = [file for part in each.parts for file in part.files]
    counts = [each.rows.get(file.path) for file in files]
    known = [count for count in counts if count is not None]
    columns = [column.name for column in each.table.columns]
    return TableReport(
        name=each.table.name,
        files=len(files),
        rows=sum(known) if len(known) == len(counts) else None,
        present_columns=tuple(name for name in columns if name in present),
        missing_columns=tuple(name for name in columns if files and name not in present),
    )
