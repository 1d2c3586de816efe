"""A real Apache Superset of its own: environment, metadata, server. Nothing of it is kept.

Its packages are not ours (it brings SQLAlchemy 1.4), so it lives in a virtual environment that is
made once and used again; its metadata are a new SQLite file each time.
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PYTHON = "3.11"
# flask-caching and cachelib: the newest that Superset 6.1 starts with; rich it forgets to name.
PACKAGES = (
    "apache-superset[duckdb]==6.1.0",
    "flask-caching==2.3.1",
    "cachelib==0.13.0",
    "rich",
    "cachetools<7",
)
USER = "admin"
LONGEST_START = 180
CONFIG = """
import os

SECRET_KEY = os.environ["SAAS360_SUPERSET_SECRET"]
SQLALCHEMY_DATABASE_URI = os.environ["SAAS360_SUPERSET_METADATA"]
TALISMAN_ENABLED = False  # over http on this machine alone
WTF_CSRF_ENABLED = False
RATELIMIT_ENABLED = False
FAB_ADD_SECURITY_API = True
LOG_LEVEL = "WARNING"
"""


class SupersetFailed(Exception):
    """Superset could not be made or started: the message says which step, and what it printed."""


@dataclass(frozen=True)
class Server:
    """A running Superset: its address, and how an administrator gets in."""

    url: str
    password: str
    user: str = USER


def environment(folder: Path) -> Path:
    """The virtual environment with Superset, made where there is none.

    Args:
        folder: where it is, or is to be; some 700 MB.

    Returns:
        Its folder of commands.

    Raises:
        SupersetFailed: if it can't be made.
    """
    commands = folder / "bin"
    ready = folder / "saas360-packages.txt"
    wanted = "\n".join(PACKAGES)
    if ready.exists() and ready.read_text() == wanted:
        return commands
    shutil.rmtree(folder, ignore_errors=True)
    uv = shutil.which("uv")
    if uv is None:
        raise SupersetFailed("Superset's environment is made by uv: pip install uv.")
    _run([uv, "venv", "--quiet", "--python", PYTHON, str(folder)])
    _run([uv, "pip", "install", "--quiet", "--python", str(commands / "python"), *PACKAGES])
    ready.write_text(wanted)
    return commands


@contextmanager
def superset(commands: Path, folder: Path) -> Iterator[Server]:
    """Starts a new Superset without any content, and stops it at the end.

    Args:
        commands: where `superset` is, see `environment`.
        folder: an empty folder for its metadata and log.

    Raises:
        SupersetFailed: if a step fails or the server does not answer.
    """
    server = Server(f"http://127.0.0.1:{_free_port()}", secrets.token_urlsafe(24))
    variables = _variables(folder)
    command = str(commands / "superset")
    _run([command, "db", "upgrade"], variables)
    names = ["--username", server.user, "--firstname", "saas360", "--lastname", "check"]
    secret = ["--email", "admin@localhost", "--password", server.password]
    _run([command, "fab", "create-admin", *names, *secret], variables, secret=server.password)
    _run([command, "init"], variables)
    log = folder / "superset.log"
    host, port = server.url.removeprefix("http://").split(":")
    with log.open("wb") as file:
        process = subprocess.Popen(
            [command, "run", "--host", host, "--port", port, "--with-threads", "--no-reload"],
            env=variables,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_it_answers(server, process, log)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _variables(folder: Path) -> dict[str, str]:
    """The environment of Superset's commands: none of ours that would mix two Pythons."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "superset_config.py"
    config.write_text(CONFIG)
    ours = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "FLASK_APP")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {
        "SUPERSET_CONFIG_PATH": str(config),
        "SUPERSET_HOME": str(folder),
        "FLASK_APP": "superset.app:create_app()",
        "SAAS360_SUPERSET_SECRET": secrets.token_urlsafe(42),
        "SAAS360_SUPERSET_METADATA": f"sqlite:///{folder / 'metadata.db'}?check_same_thread=false",
    }


def _run(command: list[str], variables: dict[str, str] | None = None, secret: str = "") -> None:
    done = subprocess.run(
        command,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        said = " ".join(command)
        if secret:
            said = said.replace(secret, "…")
        raise SupersetFailed(f"`{said}` failed:\n{done.stdout[-3000:]}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_until_it_answers(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{server.url}/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    printed = log.read_text(errors="replace")[-3000:]
    raise SupersetFailed(f"Superset did not answer on {server.url}:\n{printed}")


if __name__ == "__main__":
    sys.exit("Start it with: uv run python -m dashboards.superset.check")
