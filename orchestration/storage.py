"""Dagster's record of runs, in SQLite under the data folder, with events that cost little.

Dagster opens a new connection and waits for the disk for each event: some 20 ms, of which a build
with hundreds of checks and days of events has thousands. Here a database stays open, waits for the
disk only at checkpoints (`synchronous = normal` is safe in WAL mode), and takes a batch of events
in one transaction. What a step reports while it runs waits for company, at most a second; whoever
reads in this process finds it nevertheless. The files are the same as with Dagster's own SQLite
storage.
"""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

from dagster import AssetKey, DagsterEventType, EventLogEntry
from dagster._core.events import ASSET_CHECK_EVENTS, ASSET_EVENTS
from dagster._core.storage.event_log.base import AssetRecord, EventLogStorage
from dagster._core.storage.event_log.schema import SqlEventLogStorageTable
from dagster._core.storage.event_log.sqlite.sqlite_event_log import (
    INDEX_SHARD_NAME,
    SqliteEventLogStorage,
)
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import StaticPool

from saas360.settings import Settings

EVENTS_PER_BATCH = 1000
LONGEST_WAIT = 1.0  # seconds
# Reported while a step runs. Its last event, and whatever starts or ends a run, is stored at once.
MAY_WAIT = {
    DagsterEventType.ASSET_MATERIALIZATION,
    DagsterEventType.ASSET_CHECK_EVALUATION,
    DagsterEventType.HANDLED_OUTPUT,
    DagsterEventType.LOADED_INPUT,
    DagsterEventType.STEP_INPUT,
    DagsterEventType.STEP_OUTPUT,
}


class EventLog(SqliteEventLogStorage):
    """Dagster's SQLite event log, with connections that stay open and batches that are batches."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, Engine] = {}
        self._here = threading.local()  # what this thread is doing
        self._waiting: list[EventLogEntry] = []
        self._flushing = threading.RLock()
        super().__init__(base_dir, inst_data)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        transaction = getattr(self._here, "transaction", {})
        if shard in transaction:  # within a batch, which holds the lock
            yield transaction[shard]
            return
        if not getattr(self._here, "may_miss_waiting", False):
            self.flush()
        with self._db_lock, self._engine(shard).connect() as connection, connection.begin():
            yield connection

    def store_event(self, event: EventLogEntry) -> None:
        """Stores an event: soon, if its step has not ended."""
        if not (event.run_id and _kind(event) in MAY_WAIT):
            self.flush()
            super().store_event(event)
            return
        with self._flushing:
            self._waiting.append(event)
            waiting = len(self._waiting)
        if waiting == 1:
            timer = threading.Timer(LONGEST_WAIT, self.flush)
            timer.daemon = True
            timer.start()
        elif waiting >= EVENTS_PER_BATCH:
            self.flush()

    def flush(self) -> None:
        """Stores the events that wait."""
        with self._flushing:
            waiting, self._waiting = self._waiting, []
            stored = 0
            try:
                for _, group in groupby(waiting, key=lambda event: event.run_id):
                    events = list(group)
                    self._store_batch(events)
                    stored += len(events)
            finally:
                self._waiting[:0] = waiting[stored:]  # what could not be stored is tried again

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Stores events of one run in one transaction per database."""
        self.flush()
        self._store_batch(events)

    def get_asset_records(
        self, asset_keys: Sequence[AssetKey] | None = None
    ) -> Sequence[AssetRecord]:
        """What is known of assets; each check's event asks for it, so checks go on waiting."""
        if any(_kind(event) == DagsterEventType.ASSET_MATERIALIZATION for event in self._waiting):
            self.flush()
        self._here.may_miss_waiting = True
        try:
            return super().get_asset_records(asset_keys)
        finally:
            self._here.may_miss_waiting = False

    def _store_batch(self, events: Sequence[EventLogEntry]) -> None:
        run_id = events[0].run_id
        with self._db_lock, self._both(run_id) as (run, index):
            rows = [self._event_to_row(each) for each in events]
            run.execute(SqlEventLogStorageTable.insert(), rows)
            of_assets = [place for place, e in enumerate(events) if _kind(e) in ASSET_EVENTS]
            self._store_asset_events(
                index, [events[place] for place in of_assets], [rows[place] for place in of_assets]
            )
            for each in events:
                if _kind(each) in ASSET_CHECK_EVENTS:
                    row = index.execute(self.prepare_insert_event(each)).inserted_primary_key
                    self.store_asset_check_event(each, row[0] if row else None)

    @contextmanager
    def _both(self, run_id: str) -> Iterator[tuple[Connection, Connection]]:
        """A transaction on the run's events and one on the index of all runs."""
        with (
            self._engine(run_id).connect() as run,
            self._engine(INDEX_SHARD_NAME).connect() as index,
            run.begin(),
            index.begin(),
        ):
            self._here.transaction = {run_id: run, INDEX_SHARD_NAME: index}
            try:
                yield run, index
            finally:
                self._here.transaction = {}

    def _store_asset_events(
        self, index: Connection, events: Sequence[EventLogEntry], rows: Sequence[dict[str, Any]]
    ) -> None:
        """Adds events of assets to the index; an asset's summary follows its last event."""
        if not events:
            return
        insert = SqlEventLogStorageTable.insert().returning(
            SqlEventLogStorageTable.c.id, sort_by_parameter_order=True
        )
        ids = list(index.execute(insert, list(rows)).scalars())
        self._store_asset_event_tags(index, events, ids)
        last = {
            each.get_dagster_event().asset_key: (each, event_id)
            for each, event_id in zip(events, ids, strict=True)
        }
        for each, event_id in last.values():
            self._store_asset_event(index, each, event_id)

    def dispose(self) -> None:
        """Closes every connection."""
        self.flush()
        for engine in self._engines.values():
            engine.dispose()
        self._engines = {}
        super().dispose()

    def has_table(self, table_name: str) -> bool:
        """Whether the index has a table; it does not change while it is open."""
        known: dict[str, bool] = self.__dict__.setdefault("_tables", {})
        if table_name not in known:
            known[table_name] = super().has_table(table_name)
        return known[table_name]

    def has_secondary_index(self, name: str) -> bool:
        """Whether an index is complete; once it is, it stays so."""
        known: set[str] = self.__dict__.setdefault("_complete_indexes", set())
        if name not in known and super().has_secondary_index(name):
            known.add(name)
        return name in known

    def _has_asset_key_col_on_connection(self, conn: Connection, column: str) -> bool:
        known: dict[str, bool] = self.__dict__.setdefault("_asset_columns", {})
        if column not in known:
            known[column] = super()._has_asset_key_col_on_connection(conn, column)
        return known[column]

    def _engine(self, shard: str) -> Engine:
        if shard not in self._engines:
            engine = create_engine(
                self.conn_string_for_shard(shard),
                poolclass=StaticPool,
                connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
            )
            event.listen(engine, "connect", _do_not_wait_for_disk)
            self._initdb(engine, for_index_shard=shard == INDEX_SHARD_NAME)
            self._engines[shard] = engine
        return self._engines[shard]


class Storage(DagsterSqliteStorage):
    """Runs, events and schedules below the data folder that the settings name."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", str(EVENTS_PER_BATCH))
        super().__init__(base_dir, inst_data)
        self._fast_events = EventLog(str(Path(base_dir) / "history" / "runs"))

    @property
    def event_log_storage(self) -> EventLogStorage:
        """The event log."""
        return self._fast_events

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        """Needs no configuration."""
        return {}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Any
    ) -> "Storage":
        """The storage for the data folder in force."""
        return cls.from_local(str(Settings().dagster_storage), inst_data)


def _kind(entry: EventLogEntry) -> DagsterEventType | None:
    return entry.dagster_event_type if entry.is_dagster_event else None


def _do_not_wait_for_disk(connection: Any, _record: Any) -> None:
    connection.execute("pragma synchronous = normal")
