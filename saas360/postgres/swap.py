"""The swap: staged tables take the places of the old ones, in one transaction.

Schemas stay, so that other people's tables in them and rights on them do; only tables that an
earlier publish has put there are dropped, as the table `saas360.published_tables` lists them. Views
that somebody built on them are made again on the new ones; what else depends on them stops it.

Readers never come to harm, see DECISIONS.md, "Publishing to PostgreSQL".
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import shuffle

from saas360.export import name, text
from saas360.postgres.server import LOCK_TIMEOUTS, PostgresError, Server, ServerError
from saas360.postgres.staging import Staged

REGISTRY_SCHEMA = "saas360"
REGISTRY = f"{REGISTRY_SCHEMA}.published_tables"
SHORTEST_TRY = 10  # ms
TOLD_AFTER_TRIES = 10
MOST_SHOWN = 5

OLD_TABLES = """
select tables.oid::bigint, format('%I.%I', listed.schema_name, listed.table_name)
from {registry} as listed
inner join pg_namespace as schemas on schemas.nspname = listed.schema_name
inner join pg_class as tables
    on tables.relnamespace = schemas.oid and tables.relname = listed.table_name
where tables.relkind = 'r'
order by 2
"""

# Deepest last: a view may be built on another.
DEPENDANTS = """
with recursive dependants as (
    select rules.ev_class as oid, 1 as depth
    from pg_depend as uses
    inner join pg_rewrite as rules on rules.oid = uses.objid
    where
        uses.classid = 'pg_rewrite'::regclass
        and uses.refclassid = 'pg_class'::regclass
        and uses.refobjid in ({tables})
        and rules.ev_class <> uses.refobjid
    union
    select rules.ev_class, dependants.depth + 1
    from dependants
    inner join pg_depend as uses on uses.refobjid = dependants.oid
    inner join pg_rewrite as rules on rules.oid = uses.objid
    where
        uses.classid = 'pg_rewrite'::regclass
        and uses.refclassid = 'pg_class'::regclass
        and rules.ev_class <> uses.refobjid
)
select
    views.oid::bigint,
    format('%I.%I', schemas.nspname, views.relname),
    views.relkind = 'v'
        and not views.relhastriggers
        and (select count(*) from pg_rewrite where ev_class = views.oid) = 1,
    pg_get_userbyid(views.relowner)::text,
    pg_get_viewdef(views.oid),
    array_to_string(views.reloptions, ', ')
from (select oid, max(depth) as depth from dependants group by oid) as found
inner join pg_class as views on views.oid = found.oid
inner join pg_namespace as schemas on schemas.oid = views.relnamespace
order by found.depth, views.oid
"""

RIGHTS = """
select
    format('%I.%I', schemas.nspname, relations.relname),
    rights.privilege_type::text,
    case rights.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(rights.grantee)) end,
    rights.is_grantable
from pg_class as relations
inner join pg_namespace as schemas on schemas.oid = relations.relnamespace
cross join aclexplode(relations.relacl) as rights
where relations.oid in ({relations}) and rights.grantee <> relations.relowner
"""

COMMENTS = """
select
    case comments.objsubid
        when 0 then 'view ' || format('%I.%I', schemas.nspname, views.relname)
        else 'column ' || format('%I.%I.%I', schemas.nspname, views.relname, columns.attname)
    end,
    comments.description
from pg_description as comments
inner join pg_class as views on views.oid = comments.objoid
inner join pg_namespace as schemas on schemas.oid = views.relnamespace
left join pg_attribute as columns
    on columns.attrelid = views.oid and columns.attnum = comments.objsubid
where comments.classoid = 'pg_class'::regclass and comments.objoid in ({relations})
"""

HOLDERS = """
select distinct
    format(
        'process %s (%s, %s) since %s',
        sessions.pid,
        coalesce(sessions.usename, 'unknown user'),
        coalesce(nullif(sessions.application_name, ''), 'unnamed program'),
        coalesce(to_char(sessions.xact_start, 'YYYY-MM-DD HH24:MI:SS'), 'unknown')
    )
from pg_locks as locks
inner join pg_stat_activity as sessions on sessions.pid = locks.pid
where
    locks.granted and locks.pid <> pg_backend_pid() and locks.locktype = 'relation'
    and locks.database = (select oid from pg_database where datname = current_database())
    and locks.relation in ({relations})
"""


@dataclass(frozen=True)
class View:
    """Somebody's view on a published table."""

    oid: int
    name: str
    can_be_made_again: bool
    owner: str
    definition: str
    options: str | None

    def again(self) -> list[str]:
        """Statements that make it as it was."""
        options = f" with ({self.options})" if self.options else ""
        return [
            f"create view {self.name}{options} as {self.definition.rstrip().rstrip(';')}",
            f"alter view {self.name} owner to {name(self.owner)}",
        ]


@dataclass(frozen=True)
class Old:
    """What stands on the server before the swap.

    Attributes:
        tables: oid and name in SQL of each table of an earlier publish.
        views: what is built on them, a view after those that it is built on.
    """

    tables: Sequence[tuple[int, str]] = ()
    views: Sequence[View] = ()
    rights: Sequence[tuple[str, str]] = field(default=())
    comments: Sequence[tuple[str, str]] = field(default=())

    @property
    def relations(self) -> str:
        """The oids of all of it, for a query."""
        oids = [oid for oid, _ in self.tables] + [view.oid for view in self.views]
        return ", ".join(map(str, oids)) or "null"


def refuse_foreign_tables(server: Server, tables: Sequence[Staged]) -> None:
    """Stops before somebody else's table would have to go.

    Raises:
        PostgresError: names what stands where a published table has to.
    """
    ours = {label for _, label in _old_tables(server)}
    wanted = ", ".join(f"({text(each.schema)}, {text(each.name)})" for each in tables)
    found = server.rows(
        "select format('%I.%I', schemas.nspname, relations.relname)"
        " from pg_class as relations"
        " inner join pg_namespace as schemas on schemas.oid = relations.relnamespace"
        f" where (schemas.nspname, relations.relname) in ({wanted})"
    )
    foreign = sorted(label for (label,) in found if label not in ours)
    if foreign:
        raise PostgresError(
            f"In the way, and not put there by saas360: {_some(foreign)}."
            " Rename it, or publish to a database of its own."
        )


def swap(
    server: Server,
    tables: Sequence[Staged],
    *,
    run_id: str,
    reader: str,
    wait_seconds: float,
    say: Callable[[str], None],
) -> None:
    """Puts staged tables into their places, whole or not at all.

    Args:
        server: in whose staging schemas the tables are ready.
        tables: all that is going to be published; what else was published goes.
        run_id: noted beside the tables' names.
        reader: the role that may read them, created if there is none.
        wait_seconds: how long to try while readers hold the old tables.
        say: told once if they do.

    Raises:
        PostgresError: readers hold the old tables for longer, or something depends on them.
    """
    deadline = time.monotonic() + wait_seconds
    for tries, patience in enumerate(_patience(server)):
        if _try_swap(server, tables, run_id, reader, patience):
            return
        if time.monotonic() > deadline:
            raise PostgresError(
                f"For {wait_seconds:g} s the old tables could not be replaced, since others read"
                f" them: {_holders(server)}. Publish again when they are done, or wait longer with"
                " --wait."
            )
        if tries == TOLD_AFTER_TRIES:
            say("Waiting for readers of the old tables to finish.")
        time.sleep(2 * patience / 1000)  # readers get more time than we take


def _patience(server: Server) -> Iterator[int]:
    """How many milliseconds each try may last.

    A reader that waits for us while we wait for it is let go before the server looks for deadlocks,
    so that none is chosen to fail. Short tries pass between many quick readers, long ones outlast
    a slow one.
    """
    limit = int(
        server.value("select setting::int from pg_settings where name = 'deadlock_timeout'")
    )
    while True:
        patience = SHORTEST_TRY
        while patience <= limit // 2:
            yield patience
            patience *= 2
        yield max(limit // 2, 1)


def _try_swap(
    server: Server, tables: Sequence[Staged], run_id: str, reader: str, patience: int
) -> bool:
    """Swaps, unless the old tables can't be had for it within some milliseconds."""
    with server.transaction():
        server.run("set local search_path = pg_catalog")  # views come out with full names
        old = _old(server)
        if not _lock(server, tables, old, patience):
            return False
        try:
            server.run_all(_statements(server, tables, old, run_id, reader))
        except ServerError as error:
            raise PostgresError(_why(old, error)) from None
    return True


def _lock(server: Server, tables: Sequence[Staged], old: Old, patience: int) -> bool:
    """Takes the old tables, and the views on them, from all others; gives whether it could."""
    names = [table for _, table in old.tables]
    shuffle(names)  # readers have orders of their own: another try may suit them better
    names += [table.staged for table in tables]
    server.run(f"set local statement_timeout = {patience}")
    try:
        server.run_all(
            [
                # `lock` of a view would ask for rights that its owner need not have
                *(f"drop view {view.name}" for view in reversed(old.views)),
                f"lock table {', '.join(names)} in access exclusive mode",
            ]
        )
    except ServerError as error:
        if error.code in LOCK_TIMEOUTS:
            return False
        raise PostgresError(_why(old, error)) from None
    server.run("set local statement_timeout = 0")
    return True


def _statements(
    server: Server, tables: Sequence[Staged], old: Old, run_id: str, reader: str
) -> list[str]:
    """All that the swap consists of, in its order."""
    schemas = dict.fromkeys(table.schema for table in tables)
    present = {schema for (schema,) in server.rows("select nspname from pg_namespace")}
    roles = {role for (role,) in server.rows("select rolname from pg_roles")}
    kept = {table.place for table in tables} | {view.name for view in old.views}
    return [
        *([] if reader in roles else [f"create role {name(reader)} nologin"]),
        *([f"drop table {', '.join(table for _, table in old.tables)}"] if old.tables else []),
        *(f"create schema {name(schema)}" for schema in schemas if schema not in present),
        *(f"grant usage on schema {name(schema)} to {name(reader)}" for schema in schemas),
        *(f"alter table {table.staged} set schema {name(table.schema)}" for table in tables),
        *(f"grant select on {table.place} to {name(reader)}" for table in tables),
        *(statement for view in old.views for statement in view.again()),
        *(grant for relation, grant in old.rights if _unquoted(relation) in map(_unquoted, kept)),
        *(f"comment on {what} is {text(comment)}" for what, comment in old.comments),
        *_registered(tables, run_id, is_there=REGISTRY_SCHEMA in present),
        *(f"drop schema {name(table)}" for table in dict.fromkeys(t.staging for t in tables)),
    ]


def _registered(tables: Sequence[Staged], run_id: str, *, is_there: bool) -> list[str]:
    """Notes which tables are ours, so that the next swap drops them and no others."""
    values = ", ".join(
        f"({text(table.schema)}, {text(table.name)}, {table.rows}, {text(run_id)})"
        for table in tables
    )
    return [
        *([] if is_there else [f"create schema {REGISTRY_SCHEMA}"]),
        f"create table if not exists {REGISTRY} (schema_name text, table_name text, rows bigint,"
        " run_id text, primary key (schema_name, table_name))",
        f"comment on table {REGISTRY} is 'Tables that saas360 publishes, and replaces as a whole.'",
        f"delete from {REGISTRY}",
        f"insert into {REGISTRY} values {values}",
    ]


def _old(server: Server) -> Old:
    tables = _old_tables(server)
    if not tables:
        return Old()
    oids = ", ".join(str(oid) for oid, _ in tables)
    views = [View(*row) for row in server.rows(DEPENDANTS.format(tables=oids))]
    stubborn = [view.name for view in views if not view.can_be_made_again]
    if stubborn:
        raise PostgresError(
            f"Built on the old tables, and not to be made again by saas360: {_some(stubborn)}"
            " (a materialized view, or one with triggers or rules). Drop it, publish, and make it"
            " again; or let it read a plain view."
        )
    old = Old(tables, views)
    rights = [
        (relation, f"grant {right} on {relation} to {role}{' with grant option' * may_grant}")
        for relation, right, role, may_grant in server.rows(RIGHTS.format(relations=old.relations))
    ]
    of_views = ", ".join(str(view.oid) for view in views) or "null"
    comments = server.rows(COMMENTS.format(relations=of_views))
    return Old(tables, views, rights, [(what, comment) for what, comment in comments])


def _old_tables(server: Server) -> list[tuple[int, str]]:
    if server.value(f"select to_regclass({text(REGISTRY)}) is null"):
        return []
    return [(oid, label) for oid, label in server.rows(OLD_TABLES.format(registry=REGISTRY))]


def _holders(server: Server) -> str:
    """Who holds the old tables, to be shown."""
    found = [holder for (holder,) in server.rows(HOLDERS.format(relations=_old(server).relations))]
    return _some(found) if found else "many, one after the other"


def _why(old: Old, error: ServerError) -> str:
    """What stood in the way of a swap, in words."""
    message = str(error)
    if old.views:
        owners = ", ".join(f"{view.name} of {view.owner}" for view in old.views)
        message += f" Views on published tables, which have to be made again: {owners}."
    return message


def _some(things: Sequence[str]) -> str:
    more = len(things) - MOST_SHOWN
    return ", ".join(things[:MOST_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _unquoted(relation: str) -> str:
    return relation.replace('"', "")
