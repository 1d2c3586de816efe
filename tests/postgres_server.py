"""A PostgreSQL server of a test's own: a fresh folder, loopback, a free port, stopped at the end.

PostgreSQL refuses to run as root: then it runs as the user `postgres` that Debian's package makes.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SUPERUSER = "postgres"
PASSWORD = "not-to-be-shown"
INITDB = ("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")


@dataclass(frozen=True)
class Server:
    """A running server; every role's password is the same."""

    port: int

    def uri(self, role: str = SUPERUSER, database: str = "postgres") -> str:
        return f"postgresql://{role}:{PASSWORD}@127.0.0.1:{self.port}/{database}"


@contextmanager
def postgres_server() -> Iterator[Server]:
    """Starts a server and stops it."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="saas360_postgres_"))
    data, password = folder / "data", folder / "password"
    password.write_text(PASSWORD)
    as_user: list[str] = []
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        for path in (folder, password):
            os.chown(path, user.pw_uid, user.pw_gid)
        as_user = ["runuser", "-u", "postgres", "--"]
    port = _free_port()
    options = (
        f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
        " -c fsync=off -c max_connections=60 -c shared_buffers=32MB"
    )
    control = [*as_user, str(binaries / "pg_ctl"), "-D", str(data), "-w"]
    try:
        _run(
            [
                *as_user,
                str(binaries / "initdb"),
                "-D",
                str(data),
                "-U",
                SUPERUSER,
                *INITDB,
                f"--pwfile={password}",
            ],
            folder,
        )
        _run([*control, "-l", str(folder / "log"), "-o", options, "start"], folder)
        try:
            yield Server(port)
        finally:
            _run([*control, "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def psql() -> Path:
    """PostgreSQL's own client."""
    return _binaries() / "psql"


def _binaries() -> Path:
    """Where the server's programs lie: where Debian puts them, or on the path."""
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not places:
        raise FileNotFoundError("These tests need PostgreSQL: apt-get install postgresql")
    return places[-1]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(command: Sequence[str], folder: Path) -> None:
    """Runs a program to its end; what it says goes to a file, which the server may keep open."""
    with (folder / "output").open("a") as output:
        done = subprocess.run(
            command, stdout=output, stderr=subprocess.STDOUT, cwd=folder, check=False
        )
    if done.returncode:
        raise RuntimeError(f"{command} failed:\n{(folder / 'output').read_text()}")
