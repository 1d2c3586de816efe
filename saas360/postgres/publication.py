"""A publish to PostgreSQL from beginning to end: one at a time, whole or not at all."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import duckdb

from saas360.export import name, text
from saas360.postgres.server import Address, PostgresError, Server, connect
from saas360.postgres.staging import Staged, remove_staging, stage
from saas360.postgres.swap import refuse_foreign_tables, swap
from saas360.publish import DATABASE, MANIFEST, PUBLISHED_RUN
from saas360.settings import Settings

READER = "saas360_reader"
WAIT_SECONDS = 60.0
LOCK = 5_360_360  # any number, the same for every publish
POLL_SECONDS = 0.5


@dataclass(frozen=True)
class Published:
    """What was published to a server."""

    run_id: str
    tables: int
    rows: int
    place: str


def publish_to_postgres(
    settings: Settings,
    uri: str,
    *,
    reader: str = READER,
    wait_seconds: float = WAIT_SECONDS,
    say: Callable[[str], None] = lambda _: None,
) -> Published:
    """Copies the published tables to a PostgreSQL database, in place of those that are there.

    Args:
        settings: says where the published copy is.
        uri: the database, as libpq takes it; what it leaves out is found as libpq finds it.
        reader: a role that may read the tables; created, without login, if there is none.
        wait_seconds: how long to try while others read the old tables.
        say: told what is waited for.

    Raises:
        PostgresError: nothing was published; the database is as it was.
    """
    address = Address(uri)
    with connect(address) as server, _alone(server, say):
        _require_rights(server, reader)
        remove_staging(server)
        # Chosen after the waiting, so that an older run never replaces a newer one.
        with _version(settings) as (run_id, tables, connection):
            refuse_foreign_tables(server, tables)
            try:
                stage(server, connection, tables)
                swap(
                    server,
                    tables,
                    run_id=run_id,
                    reader=reader,
                    wait_seconds=wait_seconds,
                    say=say,
                )
            except BaseException:
                with suppress(PostgresError):  # it may be the connection that failed
                    remove_staging(server)
                raise
    rows = sum(table.rows for table in tables)
    return Published(run_id, len(tables), rows, str(address))


@contextmanager
def _alone(server: Server, say: Callable[[str], None]) -> Iterator[None]:
    """Holds the database's lock for publishing; it ends with the session, however that ends."""
    told = False
    while not server.value(f"select pg_try_advisory_lock({LOCK})"):
        if not told:
            say("Another publish to this database is running; waiting for it to end.")
            told = True
        time.sleep(POLL_SECONDS)
    yield


def _require_rights(server: Server, reader: str) -> None:
    """Stops before anything is copied if the swap could not be made.

    Raises:
        PostgresError: says which right is missing, and how to give it.
    """
    [(user, database, may_create, has_reader, may_make_roles)] = server.rows(
        "select current_user::text, current_database()::text,"
        " has_database_privilege(current_database(), 'create'),"
        f" exists (select from pg_roles where rolname = {text(reader)}),"
        " (select rolsuper or rolcreaterole from pg_roles where rolname = current_user)"
    )
    if not may_create:
        raise PostgresError(
            f"{user} may not create schemas in {database}. An administrator can allow it:"
            f" grant create on database {name(database)} to {name(user)}"
        )
    if not has_reader and not may_make_roles:
        raise PostgresError(
            f"There is no role {reader}, and {user} may not create it. An administrator can:"
            f" create role {name(reader)} nologin. Or name another one with --reader."
        )


@contextmanager
def _version(
    settings: Settings,
) -> Iterator[tuple[str, list[Staged], duckdb.DuckDBPyConnection]]:
    """The published version of now: its run, tables and database.

    Opened by its own path, not by the link: a build that publishes meanwhile changes nothing.
    """
    folder = settings.published.resolve()
    if not (folder / MANIFEST).exists():
        raise PostgresError(
            f"There is nothing published in {settings.data_dir.resolve()}."
            " Run `saas360 build` first, or name the folder with --data-dir."
        )
    manifest = json.loads((folder / MANIFEST).read_text())
    if PUBLISHED_RUN.label not in manifest["tables"]:
        raise PostgresError(
            "The published copy was made by an earlier saas360, which did not note the tables'"
            " keys. Run `saas360 build` once, then publish again."
        )
    tables = [
        Staged(schema, table, tuple(about["key"]), about["rows"])
        for label, about in manifest["tables"].items()
        for schema, table in [label.split(".", 1)]
    ]
    with duckdb.connect(str(folder / DATABASE), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield manifest["run_id"], tables, connection
