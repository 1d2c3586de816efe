"""Publishing to a real PostgreSQL server: whole or not at all, whatever happens meanwhile."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
from end_to_end.pipeline import environment, wait_until
from postgres_server import PASSWORD, Server, postgres_server, psql

from saas360 import publish as publish_module
from saas360.export import Table
from saas360.postgres import PostgresError, Published, publication, publish_to_postgres, staging
from saas360.postgres import swap as swap_module
from saas360.postgres.server import Address
from saas360.publish import publish
from saas360.settings import Settings

pytestmark = pytest.mark.slow

CUSTOMERS = Table(
    "customer_360",
    "customers",
    'One row per account; it\'s "quoted".',
    {"account_id": "Key of the account's row.", "run": "Who wrote the row."},
    key=("account_id",),
)
MONTHS = Table(
    "metrics",
    "months",
    "One row per month and segment.",
    {"date_month": "Month.", "segment": "Which, of the type."},
    key=("date_month", "segment_type", "segment"),
)
VALUES = Table("metrics", "values", "One value of each type.", {})
TABLES = [CUSTOMERS, MONTHS, VALUES]
# DuckDB's expression, the type in PostgreSQL, and how PostgreSQL is to write the value.
TYPES = [
    ("12.340000::decimal(20, 6)", "numeric(20,6)", "12.340000"),
    ("-0.000001::decimal(20, 6)", "numeric(20,6)", "-0.000001"),
    ("99999999999999.999999::decimal(20, 6)", "numeric(20,6)", "99999999999999.999999"),
    ("repeat('9', 38)::decimal(38, 0)", "numeric(38,0)", "9" * 38),
    ("0.1::double", "double precision", "0.1"),
    ("'nan'::double", "double precision", "NaN"),
    ("0.5::float", "real", "0.5"),
    ("9223372036854775807", "bigint", "9223372036854775807"),
    ("18446744073709551615::ubigint", "numeric(20,0)", "18446744073709551615"),
    ("12345678901234567890123::hugeint", "numeric(38,0)", "12345678901234567890123"),
    ("-7::tinyint", "smallint", "-7"),
    ("65535::usmallint", "integer", "65535"),
    ("true", "boolean", "true"),
    ("'it''s \\ ü €\t\n'", "text", "it's \\ ü €\t\n"),
    ("''", "text", ""),
    ("date '1969-12-31'", "date", "1969-12-31"),
    ("time '12:34:56.123456'", "time without time zone", "12:34:56.123456"),
    (
        "timestamp '2024-02-29 23:59:59.123456'",
        "timestamp without time zone",
        "2024-02-29 23:59:59.123456",
    ),
    (
        "timestamptz '2024-02-29 23:59:59+02'",
        "timestamp with time zone",
        "2024-02-29 21:59:59+00",
    ),
    ("interval '1 month 2 days'", "interval", "1 mon 2 days"),
    ("'b'::enum('a', 'b')", "text", "b"),
    ("'{\"a\": [1,  2]}'::json", "json", '{"a": [1,  2]}'),
    ("['x', null, 'y,z']", "text[]", '{x,NULL,"y,z"}'),
    ("[1.5::decimal(20, 6)]", "numeric(20,6)[]", "{1.500000}"),
    ("{'a': 1, 'b': ['x']}", "json", '{"a":1,"b":["x"]}'),
    ("map {'k': 1}", "json", '{"k":1}'),
    ("[[1], [2, 3]]", "json", "[[1],[2,3]]"),
    (
        "'123e4567-e89b-12d3-a456-426614174000'::uuid",
        "text",
        "123e4567-e89b-12d3-a456-426614174000",
    ),
    ("'\\x00\\xFF'::blob", "bytea", "\\x00ff"),
]
PUBLISH = (str(Path(sys.executable).with_name("saas360")), "publish", "--to")
numbers = count()


@dataclass
class Company:
    """A published copy, and a database of the test's own to publish it to."""

    settings: Settings
    server: Server
    database: str
    reader: str

    @property
    def uri(self) -> str:
        return self.server.uri(database=self.database)

    def make(self, run_id: str, tables: list[Table] = TABLES) -> None:
        """Publishes a version whose every table bears the run's id."""
        values = ", ".join(f"{value} as v{place}" for place, (value, *_) in enumerate(TYPES))
        with duckdb.connect(str(self.settings.warehouse)) as connection:
            connection.execute(
                f"""
                create schema if not exists customer_360;
                create schema if not exists metrics;
                create or replace table customer_360.customers as
                select 'a-' || range as account_id, '{run_id}' as run from range(500);
                create or replace table metrics.months as
                select
                    date '2026-01-01' as date_month, 'plan' as segment_type,
                    if(range = 0, null, 's-' || range) as segment, 'a-1' as account_id,
                    '{run_id}' as run
                from range(300);
                create or replace table metrics.values as select {values} union all
                select {", ".join(["null"] * len(TYPES))};
                """
            )
        publish(
            self.settings,
            tables,
            run_id=run_id,
            as_of=date(2026, 10, 31),
            currency="USD",
            gates={},
        )

    def publish(self, **choices: Any) -> Published:
        return publish_to_postgres(self.settings, self.uri, reader=self.reader, **choices)

    def query(self, sql: str, role: str = "postgres") -> list[tuple[Any, ...]]:
        uri = self.server.uri(role, self.database)
        with psycopg.connect(uri, options="-c timezone=UTC") as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def state(self) -> list[tuple[Any, ...]]:
        """Everything that a publish may touch."""
        runs = ["customer_360.customers", "metrics.months"]
        present = self.query("select to_regclass('metrics.months') is not null")[0][0]
        return [
            *self.query(
                "select nspname, relname, relkind, relacl::text, relowner from pg_namespace"
                " left join pg_class on relnamespace = pg_namespace.oid and relkind <> 'i'"
                " where nspname !~ '^pg_' and nspname <> 'information_schema' order by 1, 2"
            ),
            *self.query("select rolname from pg_roles order by 1"),
            *(row for each in runs if present for row in self.query(f"select run from {each}")),
        ]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgres_server() as server:
        yield server


@pytest.fixture
def company(server: Server, tmp_path: Path) -> Company:
    number = next(numbers)
    with psycopg.connect(server.uri(), autocommit=True) as connection:
        connection.execute(f"create database d{number}")
    company = Company(Settings(data_dir=tmp_path), server, f"d{number}", f"reader_{number}")
    company.make("one")
    return company


def make_role(company: Company, name: str, options: str = "") -> str:
    """A role with login, and its address."""
    company.query(f"create role {name} login password '{PASSWORD}' {options}")
    return company.server.uri(name, company.database)


def test_every_type_keeps_its_value(company: Company):
    company.publish()
    kinds = company.query(
        "select format_type(atttypid, atttypmod) from pg_attribute"
        " where attrelid = 'metrics.values'::regclass and attnum > 0 order by attnum"
    )
    assert [kind for (kind,) in kinds] == [kind for _, kind, _ in TYPES]
    columns = ", ".join(f"v{place}::text" for place in range(len(TYPES)))
    full, empty = company.query(f"select {columns} from metrics.values order by v0")
    assert list(full) == [written for *_, written in TYPES]
    assert set(empty) == {None}


def test_keys_indexes_and_comments_are_there(company: Company):
    company.publish()
    indexes = {
        (table, definition.split(" USING ")[1], "UNIQUE" in definition)
        for table, definition in company.query(
            "select tablename::text, indexdef from pg_indexes"
            " where schemaname in ('customer_360', 'metrics')"
        )
    }
    assert indexes == {
        ("customers", "btree (account_id)", True),
        # a segment is missing in one row: no primary key, but a key all the same
        ("months", "btree (date_month, segment_type, segment) NULLS NOT DISTINCT", True),
        ("months", "btree (account_id)", False),
        ("months", "btree (segment_type, segment)", False),
    }
    assert company.query(
        "select conrelid::regclass::text, contype::text from pg_constraint"
        " where connamespace in ('customer_360'::regnamespace, 'metrics'::regnamespace)"
    ) == [("customer_360.customers", "p")]
    assert company.query(
        "select objsubid, description from pg_description"
        " where objoid = 'customer_360.customers'::regclass order by objsubid"
    ) == [
        (0, 'One row per account; it\'s "quoted".'),
        (1, "Key of the account's row."),
        (2, "Who wrote the row."),
    ]


def test_run_is_published_beside_the_tables(company: Company):
    assert company.publish() == Published("one", 4, 803, str(Address(company.uri)))
    assert company.query("select run_id, as_of from quality.published_run") == [
        ("one", date(2026, 10, 31))
    ]


def test_psql_describes_a_table_with_its_comments(company: Company):
    company.publish()
    done = subprocess.run(
        [psql(), company.uri, "-c", r"\d+ customer_360.customers"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Key of the account's row." in done.stdout


def test_reader_reads_and_does_not_write_also_after_later_publishes(company: Company):
    company.publish()
    assert company.query(
        f"select rolcanlogin from pg_roles where rolname = '{company.reader}'"
    ) == [(False,)]
    make_role(company, f"bi_{company.database}", f"in role {company.reader}")
    for run_id in ("two", "three"):
        company.make(run_id)
        company.publish()
        found = company.query("select run from metrics.months limit 1", f"bi_{company.database}")
        assert found == [(run_id,)]
    for statement in (
        "insert into metrics.months default values",
        "update metrics.months set run = 'x'",
        "delete from customer_360.customers",
        "drop table metrics.months",
        "create table metrics.mine (x int)",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            company.query(statement, f"bi_{company.database}")


def test_table_that_is_published_no_longer_goes_and_others_in_the_schema_stay(company: Company):
    company.publish()
    company.query("create table metrics.of_an_analyst as select 1 as x")
    company.make("two", [CUSTOMERS, MONTHS])
    company.publish()
    assert company.query(
        "select to_regclass('metrics.values'), (select x from metrics.of_an_analyst)"
    ) == [(None, 1)]


def test_rights_that_others_were_given_outlive_the_swap(company: Company):
    company.publish()
    make_role(company, f"finance_{company.database}")
    company.query(
        f"grant usage on schema metrics to finance_{company.database};"
        f"grant select on metrics.months to finance_{company.database}"
    )
    company.make("two")
    company.publish()
    found = company.query("select run from metrics.months limit 1", f"finance_{company.database}")
    assert found == [("two",)]


def test_views_on_published_tables_are_made_again_with_owner_rights_and_comment(company: Company):
    company.publish()
    make_role(company, f"ann_{company.database}", f"in role {company.reader}")
    make_role(company, f"bob_{company.database}")
    company.query(
        f"""
        create schema ann authorization ann_{company.database};
        set role ann_{company.database};
        grant usage on schema ann to bob_{company.database};
        create view ann.runs with (security_barrier = true) as
        select run, count(*) as accounts from customer_360.customers group by run;
        create view ann."Of Both" as
        select runs.run, months.run as of_months from ann.runs cross join metrics.months;
        grant select on ann.runs to bob_{company.database};
        comment on view ann.runs is 'Ann''s own.';
        comment on column ann.runs.run is 'Whose.'
        """
    )
    company.make("two")
    company.publish()
    assert company.query("select * from ann.runs", f"bob_{company.database}") == [("two", 500)]
    assert company.query('select distinct * from ann."Of Both"') == [("two", "two")]
    assert company.query(
        "select pg_get_userbyid(relowner)::text, reloptions, obj_description(oid, 'pg_class'),"
        " col_description(oid, 1) from pg_class where oid = 'ann.runs'::regclass"
    ) == [(f"ann_{company.database}", ["security_barrier=true"], "Ann's own.", "Whose.")]


@pytest.mark.parametrize(
    ("made", "named"),
    [
        ("create materialized view public.m as select * from metrics.months", "public.m"),
        ("create view public.v as select v0 from metrics.values", "public.v"),
        (
            "create table public.t (a text references customer_360.customers (account_id))",
            "constraint t_a_fkey on table public.t depends on",
        ),
    ],
    ids=["materialized view", "view of a column that is gone", "foreign key"],
)
def test_what_stands_in_the_way_is_named_and_nothing_changes(
    company: Company, made: str, named: str
):
    company.publish()
    company.query(made)
    before = company.state()
    company.make("two", [CUSTOMERS, MONTHS])
    with pytest.raises(PostgresError, match=named):
        company.publish()
    assert company.state() == before


def test_table_of_somebody_else_is_not_replaced(company: Company):
    company.query("create schema metrics; create table metrics.months as select 'mine' as run")
    with pytest.raises(PostgresError, match=r"not put there by saas360: metrics\.months"):
        company.publish()
    assert company.query("select run from metrics.months") == [("mine",)]


def fail_in(
    module: Any, function: str, error: BaseException
) -> Callable[[pytest.MonkeyPatch], None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return lambda patch: patch.setattr(module, function, fail)


def break_last_statement(patch: pytest.MonkeyPatch) -> None:
    """All of the swap is done, and then something fails."""
    registered = swap_module._registered
    patch.setattr(
        swap_module,
        "_registered",
        lambda *given, **named: [*registered(*given, **named), "select 1 / 0"],
    )


def lose_rows(patch: pytest.MonkeyPatch) -> None:
    """A table arrives with fewer rows than it has."""
    patch.setattr(
        staging.Staged,
        "place",
        property(lambda table: f"(from {table.schema}.{table.name} limit 1)"),
    )


@pytest.mark.parametrize(
    "injected",
    [
        fail_in(staging, "_copy", PostgresError("the connection broke")),
        fail_in(staging, "_comments", PostgresError("no comment")),
        fail_in(publication, "swap", KeyboardInterrupt()),
        lose_rows,
        break_last_statement,
    ],
    ids=["copying", "finishing", "interrupt", "rows lost", "end of the swap"],
)
@pytest.mark.parametrize("earlier", [True, False], ids=["second publish", "first publish"])
def test_failure_at_any_point_leaves_the_database_as_it_was(
    company: Company,
    monkeypatch: pytest.MonkeyPatch,
    injected: Callable[[pytest.MonkeyPatch], None],
    earlier: bool,
):
    if earlier:
        company.publish()
    before = company.state()
    company.make("two")
    with monkeypatch.context() as patch:
        injected(patch)
        with pytest.raises((PostgresError, KeyboardInterrupt)):
            company.publish()
    assert company.state() == before
    assert company.publish().run_id == "two"


def test_killed_publish_changes_nothing_and_the_next_removes_what_it_left(
    company: Company, tmp_path: Path
):
    company.publish()
    before = company.state()
    company.make("two")
    with psycopg.connect(company.uri) as reader:
        reader.execute("select from metrics.months")  # a lock until the end of the transaction
        process = start_command(company, tmp_path / "log")
        wait_until(lambda: "Waiting for readers" in (tmp_path / "log").read_text(), "the waiting")
        process.send_signal(signal.SIGKILL)
        process.wait()
    left = "select nspname from pg_namespace where nspname like 'saas360_staging%'"
    assert len(company.query(left)) == 3
    assert [row for row in company.state() if not str(row[0]).startswith("saas360_staging")] == (
        before
    )
    company.publish()
    assert company.query(left) == []


def start_command(company: Company, log: Path) -> subprocess.Popen[bytes]:
    folder = company.settings.data_dir
    with log.open("wb") as file:
        return subprocess.Popen(
            [*PUBLISH, company.uri, "--reader", company.reader, "--data-dir", str(folder)],
            env=environment(PYTHONUNBUFFERED="1"),
            stdout=file,
            stderr=subprocess.STDOUT,
        )


def test_reader_that_holds_a_table_for_long_is_named_and_goes_on(company: Company):
    company.publish()
    before = company.state()
    company.make("two")
    with psycopg.connect(company.uri, application_name="a long report") as reader:
        reader.execute("select from metrics.months")
        with pytest.raises(PostgresError, match="a long report"):
            company.publish(wait_seconds=0)
        assert reader.execute("select distinct run from metrics.months").fetchall() == [("one",)]
    assert company.state() == before


def test_second_publish_waits_and_publishes_what_is_newest_then(company: Company):
    said: list[str] = []
    done: list[Published] = []
    with psycopg.connect(company.uri) as other:
        other.execute(f"select pg_advisory_lock({publication.LOCK})")
        waiting = threading.Thread(target=lambda: done.append(company.publish(say=said.append)))
        waiting.start()
        wait_until(lambda: said, "the waiting")
        company.make("two")
        other.execute(f"select pg_advisory_unlock({publication.LOCK})")
        waiting.join()
    assert said == ["Another publish to this database is running; waiting for it to end."]
    assert done[0].run_id == "two"


READS = [
    # one statement over several tables
    [
        "select (select min(run) from customer_360.customers),"
        " (select max(run) from customer_360.customers), (select min(run) from metrics.months),"
        " (select max(run) from metrics.months), (select run_id from quality.published_run)"
    ],
    # a transaction of several statements
    [
        "select min(run), max(run) from customer_360.customers",
        "select min(run), max(run) from metrics.months",
        "select run_id from quality.published_run",
    ],
    # through a view
    ["select * from public.both_runs"],
]


def test_readers_during_swaps_see_one_run_and_none_fails(company: Company):
    company.publish()
    company.query(
        "create view public.both_runs as select customers.run, months.run as of_months from"
        " customer_360.customers cross join metrics.months limit 5"
    )
    stop = threading.Event()
    failures: list[BaseException] = []
    seen: list[set[str]] = [set() for _ in range(2 * len(READS))]
    mixed: list[set[str]] = []

    def read(place: int) -> None:
        try:
            # Half of them prepare their statements on the server, as pools do.
            threshold = 0 if place < len(READS) else None
            with psycopg.connect(company.uri, prepare_threshold=threshold) as connection:
                while not stop.is_set():
                    with connection.transaction():
                        runs = {
                            run
                            for statement in READS[place % len(READS)]
                            for row in connection.execute(statement).fetchall()
                            for run in row
                        }
                    seen[place] |= runs
                    if len(runs) != 1:
                        mixed.append(runs)
        except BaseException as error:
            failures.append(error)

    readers = [threading.Thread(target=read, args=(place,)) for place in range(len(seen))]
    for reader in readers:
        reader.start()
    try:
        for run_id in ("two", "three", "four", "five"):
            company.make(run_id)
            company.publish()
            wait_until(
                lambda run_id=run_id: failures or all(run_id in runs for runs in seen),
                f"reading {run_id} by all",
            )
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert failures == []
    assert mixed == []
    assert all({"two", "three", "four", "five"} <= runs for runs in seen)


def test_server_that_is_down_is_named_without_the_password(company: Company):
    uri = f"postgresql://ann:{PASSWORD}@127.0.0.1:1/nowhere"
    with pytest.raises(PostgresError, match="Connection refused") as raised:
        publish_to_postgres(company.settings, uri)
    assert PASSWORD not in str(raised.value)


def test_wrong_password_is_not_shown(company: Company, tmp_path: Path):
    wrong = company.uri.replace(PASSWORD, "secret%20word")
    done = subprocess.run(
        [*PUBLISH, wrong, "--data-dir", str(company.settings.data_dir)],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "password authentication failed" in done.stderr
    said = done.stdout + done.stderr
    assert "secret" not in said
    logs = [path.read_text() for path in company.settings.data_dir.rglob("*.log")]
    assert not [log for log in logs if "secret" in log]


def test_right_that_is_missing_is_named_with_the_remedy(company: Company):
    company.publish()
    before = company.state()
    uri = make_role(company, f"poor_{company.database}")
    with pytest.raises(PostgresError, match=f"grant create on database .*{company.database}"):
        publish_to_postgres(company.settings, uri, reader=company.reader)
    company.query(f"grant create on database {company.database} to poor_{company.database}")
    with pytest.raises(PostgresError, match='create role "nobody_yet" nologin'):
        publish_to_postgres(company.settings, uri, reader="nobody_yet")
    with pytest.raises(PostgresError, match="permission denied"):  # the tables are another's
        publish_to_postgres(company.settings, uri, reader=company.reader)
    company.query(
        f"revoke create on database {company.database} from poor_{company.database};"
        f"drop role poor_{company.database}"
    )
    assert company.state() == before


def test_user_who_is_no_superuser_publishes_twice(company: Company):
    user = f"etl_{company.database}"
    uri = make_role(company, user, "createrole")
    company.query(f"grant create on database {company.database} to {user}")
    for run_id in ("two", "three"):
        company.make(run_id)
        publish_to_postgres(company.settings, uri, reader=company.reader)
    assert company.query("select run_id from quality.published_run") == [("three",)]


def test_copy_of_an_earlier_version_is_refused_with_the_remedy(company: Company):
    manifest = company.settings.published / publish_module.MANIFEST
    manifest.write_text('{"run_id": "old", "tables": {"metrics.months": {"rows": 1}}}')
    with pytest.raises(PostgresError, match="saas360 build"):
        company.publish()
