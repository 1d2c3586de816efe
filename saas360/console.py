"""What all commands share: their settings, and how what goes wrong is said.

Here: running a command's work. Not here: the commands (`saas360.cli`, `saas360.tasks.commands`).
"""

import os
import sys
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from saas360.settings import Settings

INTERRUPTED = 130

DataDir = Annotated[
    Path | None,
    typer.Option(help="Folder for everything that is written [SAAS360_DATA_DIR, else ./data]."),
]


class RefusalError(Exception):
    """Something that the user must change first; shown as it is."""


def settings_of(raw_dir: Path | None, data_dir: Path | None) -> "Settings":
    """The settings in force; ends the command where they can't be."""
    from pydantic import ValidationError

    from saas360.settings import Settings
    from saas360.spark import SparkNotReadyError, require_ready

    given: dict[str, Any] = {"raw_dir": raw_dir, "data_dir": data_dir}
    try:
        settings = Settings(**{name: path for name, path in given.items() if path})
    except ValidationError as error:
        lines = [
            f"SAAS360_{'_'.join(map(str, fault['loc'])).upper()}: {fault['msg']}"
            for fault in error.errors()
        ]
        raise typer.BadParameter("; ".join(lines)) from error
    try:
        require_ready(settings)
    except SparkNotReadyError as error:
        typer.echo(str(error), err=True)  # in one line: it has a command to copy
        raise typer.Exit(1) from error
    return settings


def run_command(
    work: "Callable[[Console], bool]",
    settings: "Settings",
    *,
    undone: str = "Nothing was published.",
) -> None:
    """Runs a command; turns what goes wrong into readable text and an exit status.

    Args:
        work: what the command does; gives whether all of it was done.
        settings: says where the log is.
        undone: what an error that nobody foresaw leaves undone.
    """
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    errors = Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        done = _in_thread(lambda: work(console))
    except KeyboardInterrupt:
        errors.print("Interrupted. The published copy is as it was; the next build goes on.")
        sys.stdout.flush()
        os._exit(INTERRUPTED)  # dbt's and DuckDB's threads would finish their queries
    except RefusalError as refusal:
        errors.print(str(refusal), markup=False)
        raise typer.Exit(1) from None
    except Exception as error:
        log = _write_traceback(settings, error)
        errors.print(f"{type(error).__name__}: {error}", markup=False)
        errors.print(f"{undone} More in {log}.", markup=False)
        raise typer.Exit(1) from None
    raise typer.Exit(0 if done else 1)


def _in_thread(work: "Callable[[], bool]") -> bool:
    """Works beside the main thread, so that Ctrl-C is heard at once: dbt and Dagster delay it."""
    outcome: Future[bool] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:
            outcome.set_exception(error)

    threading.Thread(target=run, name="build", daemon=True).start()
    return outcome.result()


def _write_traceback(settings: "Settings", error: Exception) -> Path:
    import traceback

    log = settings.data_dir.resolve() / "logs" / "build.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a") as file:
            traceback.print_exception(error, file=file)
    except OSError:
        pass
    return log
