"""`saas360 tasks …`: what is to be done, to a file or a webhook, and what came of it, checked."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from saas360.console import DataDir, RefusalError, run_command, settings_of

if TYPE_CHECKING:
    from rich.console import Console

    from saas360.settings import Settings

UNDONE = "The command was not finished."
SECRET = "SAAS360_WEBHOOK_SECRET"

app = typer.Typer(
    help="What is to be done, for other tools; and what came of it, on its way back.",
    no_args_is_help=True,
)


class Format(StrEnum):
    """How tasks are written."""

    csv = "csv"
    jsonl = "jsonl"


@app.command()
def export(
    form: Annotated[Format, typer.Option("--format", help="How a file is written.")] = Format.csv,
    to: Annotated[
        str | None,
        typer.Option(
            show_default=False,
            help="A file, or a webhook https://… that gets one signed request per task that is new"
            f" or has changed; the key is in {SECRET} [what is printed].",
        ),
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="Only tasks of this kind, such as dunning; repeatable.")
    ] = None,
    owner: Annotated[
        list[str] | None, typer.Option(help="Only tasks of this owner_id; repeatable.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Write the open tasks of the published copy to a file, to a webhook, or here."""
    settings = settings_of(None, data_dir)
    kinds, owners = kind or [], owner or []

    def run(console: "Console") -> bool:
        from saas360.tasks.published import NoTasksError, open_tasks

        try:
            if to is not None and to.startswith(("http://", "https://")):
                say_delivery(console, settings, to, kinds, owners)
                return True
            from saas360.tasks.files import text_of

            tasks = open_tasks(settings.published, kinds, owners)
            _write(console, to, text_of(tasks.rows, form.value), f"{len(tasks.rows)} tasks")
        except NoTasksError as error:
            raise RefusalError(str(error)) from error
        return True

    run_command(run, settings, undone=UNDONE)


@app.command()
def template(
    to: Annotated[
        str | None, typer.Option(show_default=False, help="A file [what is printed].")
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="Only tasks of this kind; repeatable.")
    ] = None,
    owner: Annotated[
        list[str] | None, typer.Option(help="Only tasks of this owner_id; repeatable.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Write a CSV file in which the outcomes of the open tasks are filled in."""
    settings = settings_of(None, data_dir)

    def run(console: "Console") -> bool:
        from saas360.tasks import files
        from saas360.tasks.published import NoTasksError, open_tasks

        try:
            tasks = open_tasks(settings.published, kind or [], owner or [])
        except NoTasksError as error:
            raise RefusalError(str(error)) from error
        _write(
            console, to, files.template(tasks.rows), f"A line for each of {len(tasks.rows)} tasks"
        )
        return True

    run_command(run, settings, undone=UNDONE)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="A .csv or .jsonl file of task_outcomes.")],
    data_dir: DataDir = None,
) -> None:
    """Say what is wrong in a file of outcomes; exit status 1 if anything is."""
    settings = settings_of(None, data_dir)

    def run(console: "Console") -> bool:
        from saas360.tasks import outcomes
        from saas360.tasks.published import NoTasksError, opened_on

        try:
            known, _ = opened_on(settings.published)
            found = outcomes.check(file, known)
        except (NoTasksError, outcomes.UnreadableError) as error:
            raise RefusalError(str(error)) from error
        for problem in found.problems:
            console.print(problem, markup=False)
        blank = f", {found.blank} not filled in yet" if found.blank else ""
        faults = f"{len(found.problems)} problems" if found.problems else "nothing wrong"
        console.print(f"{found.filled} outcomes{blank}: {faults}.", markup=False)
        return not found.problems

    run_command(run, settings, undone=UNDONE)


def say_delivery(
    console: "Console", settings: "Settings", address: str, kinds: list[str], owners: list[str]
) -> None:
    """Sends tasks to a webhook and says how many."""
    from saas360.tasks.export import MissingSecretError, send
    from saas360.tasks.webhook import WebhookError, place_of

    try:
        done = send(settings, address, kinds, owners)
    except (MissingSecretError, WebhookError) as error:
        raise RefusalError(str(error)) from error
    console.print(
        f"{len(done.sent)} tasks delivered to {place_of(address)},"
        f" {done.unchanged} had been before.",
        markup=False,
    )


def _write(console: "Console", to: str | None, text: str, what: str) -> None:
    if to is None:
        sys.stdout.write(text)
        return
    from saas360.tasks.files import write_whole

    write_whole(Path(to), text)
    console.print(f"{what} in {to}", markup=False)
