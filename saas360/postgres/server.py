"""One session with a PostgreSQL server, through ADBC; its errors as sentences without passwords.

Here: connecting, asking, copying. Not here: what is asked.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

CONNECT_SECONDS = 10
SCHEMES = ("postgresql://", "postgres://")
USER_PART = re.compile(r"^(\w+://)([^:@/?]*)(?::(.*))?@")  # greedy: up to the last @
PASSWORD_OPTION = re.compile(r"[?&](?:ssl)?password=([^&]*)")

LOCK_TIMEOUTS = ("55P03", "57014", "40P01")  # lock not available, query cancelled, deadlock


class PostgresError(Exception):
    """Nothing was published to the server, which is as it was: the message says why."""


class ServerError(PostgresError):
    """What the server, or the way to it, answered.

    Attributes:
        code: the SQLSTATE; None if there was no server to give one.
    """

    def __init__(self, message: str, code: str | None) -> None:
        super().__init__(message)
        self.code = code


class Address:
    """A connection URI, which may be shown without its password.

    Args:
        uri: as libpq takes it.

    Raises:
        PostgresError: it is none, or its password is not encoded as URIs want it.
    """

    def __init__(self, uri: str) -> None:
        if not uri.startswith(SCHEMES):
            raise PostgresError(
                "--to takes the address of a PostgreSQL database, such as"
                " postgresql://user@host:5432/database."
            )
        self._uri = uri
        found = USER_PART.match(uri)
        password = found.group(3) if found else None
        if password and re.search(r"[/@?#]", password):
            raise PostgresError(
                "In the address of --to, these characters of a password must be percent-encoded:"
                " / is %2F, @ is %40, ? is %3F, # is %23. Or leave it out, and set PGPASSWORD or"
                " write it into ~/.pgpass."
            )
        secrets = [password or "", *PASSWORD_OPTION.findall(uri)]
        self._secrets = [each for secret in secrets for each in {secret, unquote(secret)} if each]

    def __str__(self) -> str:
        shown = USER_PART.sub(lambda found: f"{found.group(1)}{found.group(2)}@", self._uri)
        return shown.split("?")[0]

    def for_libpq(self) -> str:
        """The URI, with a limit to the time that connecting may take, and a name for us."""
        added = {"connect_timeout": str(CONNECT_SECONDS), "application_name": "saas360 publish"}
        uri = self._uri
        for option, value in added.items():
            if f"{option}=" not in uri:
                uri += f"{'&' if '?' in uri else '?'}{option}={value.replace(' ', '%20')}"
        return uri

    def without_secrets(self, message: str) -> str:
        """A message in which no password is left."""
        for secret in self._secrets:
            message = message.replace(secret, "***")
        return message


class Server:
    """A session: each statement is a transaction of its own, outside `transaction`."""

    def __init__(self, address: Address, connection: Any) -> None:
        self._address, self._connection = address, connection

    def run(self, statement: str) -> None:
        """Executes one statement."""
        with self._explained(), self._connection.cursor() as cursor:
            cursor.execute(statement)

    def run_all(self, statements: Sequence[str]) -> None:
        """Executes statements in one round trip and one transaction; they give no rows."""
        if statements:
            body = ";\n".join(statements)
            tag = "$all$"
            while tag in body:
                tag = f"{tag[:-1]}_$"
            self.run(f"do {tag} begin\n{body};\nend {tag}")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with self._explained(), self._connection.cursor() as cursor:
            cursor.execute(query)
            return [tuple(row) for row in cursor.fetchall()]

    def value(self, query: str) -> Any:
        """The first value of a query that gives one row."""
        return self.rows(query)[0][0]

    def copy(self, schema: str, table: str, stream: Any) -> None:
        """Appends rows to a table by COPY.

        Args:
            schema: where the table is.
            table: its name.
            stream: anything that gives an Arrow stream, whose columns are the table's.
        """
        with self._explained(), self._connection.cursor() as cursor:
            cursor.adbc_ingest(table, stream, mode="append", db_schema_name=schema)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One transaction, which ends in a commit, or in a rollback if an error leaves it."""
        handle = self._connection.adbc_connection
        with self._explained():
            handle.set_autocommit(False)
        try:
            yield
        except BaseException:
            with self._explained():
                self._connection.rollback()
            raise
        else:
            with self._explained():
                self._connection.commit()
        finally:
            with self._explained():
                handle.set_autocommit(True)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turns what ADBC raises into a ServerError."""
        with _explained(self._address):
            yield


@contextmanager
def connect(address: Address) -> Iterator[Server]:
    """Opens a session and closes it.

    Raises:
        PostgresError: the driver is not installed.
        ServerError: there is no server, or it lets nobody in; and while the session is used.
    """
    try:
        import adbc_driver_postgresql.dbapi as adbc
        import pyarrow  # noqa: F401  (adbc hands rows over in it)
    except ImportError as error:
        raise PostgresError(
            "Publishing to PostgreSQL needs its driver: run `uv sync --extra postgres`."
        ) from error
    with _explained(address):
        connection = adbc.connect(address.for_libpq(), autocommit=True)
    try:
        yield Server(address, connection)
    finally:
        connection.close()


@contextmanager
def _explained(address: Address) -> Iterator[None]:
    from adbc_driver_manager import Error

    try:
        yield
    except Error as error:
        message = re.sub(r"^[A-Z_]+: |\[libpq\] |PGRES_FATAL_ERROR ", "", str(error))
        message = re.sub(r"Failed to execute query .*?: (?=ERROR)", "", message, flags=re.DOTALL)
        message = re.sub(r"\n*Query was: .*|\.? SQLSTATE: \w+", "", message, flags=re.DOTALL)
        message = re.sub(
            r"PL/pgSQL function .*|CONTEXT: +SQL statement.*", "", message, flags=re.DOTALL
        )
        shown = address.without_secrets(message.strip())
        raise ServerError(shown, error.sqlstate) from None  # the original shows what we hide
