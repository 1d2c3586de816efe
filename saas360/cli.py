"""The command line. Imports what it needs when it is needed, so that `--help` is quick."""

import gc
import json
import logging
import os
import shutil
import sys
import time
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from saas360.console import DataDir, RefusalError, run_command, settings_of
from saas360.tasks.commands import app as tasks_app

if TYPE_CHECKING:
    from rich.console import Console

    from orchestration.command_line import Outcome
    from saas360.settings import Settings

MOST_WARNINGS = 12

app = typer.Typer(
    help="From the raw tables of a subscription company to checked, published revenue metrics.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(tasks_app, name="tasks")


def main() -> None:
    """The program `saas360`; leaves at once when done.

    Python would spend a second or two taking apart what Dagster and dbt have loaded, and while they
    run a fifth of the time searching it for garbage: none of which is worth it in a short program.
    """
    gc.disable()
    status = 0
    try:
        app()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


@app.command()
def demo(
    scale: Annotated[float, typer.Option(min=0.01, help="1 is 1,000 accounts, 24 months.")] = 1,
    seed: Annotated[int, typer.Option(help="The same seed makes the same company.")] = 1,
    data_dir: DataDir = None,
) -> None:
    """Make a made-up company's raw files and build everything from them."""
    settings = settings_of(None, data_dir)
    settings = settings.model_copy(update={"raw_dir": settings.data_dir.resolve() / "raw"})

    def run(console: "Console") -> bool:
        from demo import NotADemoFolder, company_of, generate

        truth = settings.data_dir.resolve() / "truth"
        earlier = company_of(settings.raw)
        try:
            made = generate(settings.raw, truth, scale=scale, seed=seed)
        except NotADemoFolder as error:
            raise RefusalError(str(error)) from error
        console.print(
            f"Made {made.accounts:,} accounts and {made.events:,} usage events"
            f" in {settings.raw} ({made.seconds:.1f} s)."
        )
        if earlier:
            _forget(settings, is_another=earlier != company_of(settings.raw))
        return _build(console, settings, full_refresh=True)

    run_command(run, settings)


def _forget(settings: "Settings", *, is_another: bool) -> None:
    """Removes what was made from an earlier demo and would mix with the new one's.

    Models are fitted anew in any case: nothing says whether the same company is made as it was. Of
    another one the warehouse goes too.
    """
    from saas360.fitting import versions
    from saas360.lock import build_lock

    with build_lock(settings.data_dir):
        shutil.rmtree(versions.folder(settings), ignore_errors=True)
        if not is_another:
            return
        settings.ledger.unlink(missing_ok=True)
        if settings.is_spark:
            shutil.rmtree(settings.beside_spark, ignore_errors=True)


@app.command()
def build(
    raw_dir: Annotated[
        Path | None,
        typer.Option(help="Folder of the raw files [SAAS360_RAW_DIR, else <data-dir>/raw]."),
    ] = None,
    data_dir: DataDir = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day that counts as now [newest data]."),
    ] = None,
    full_refresh: Annotated[
        bool, typer.Option("--full-refresh", help="Build all event days anew, not only new ones.")
    ] = False,
    select: Annotated[
        list[str] | None,
        typer.Option(help="Build only these dbt nodes, in dbt's syntax; gates apply all the same."),
    ] = None,
    variables: Annotated[
        str, typer.Option("--vars", help="dbt vars as JSON or YAML, such as '{mrr_unpaid: keep}'.")
    ] = "{}",
) -> None:
    """Load, build, check and publish a raw folder; exit status 0 only if it was published."""
    settings = settings_of(raw_dir, data_dir)
    as_json = parse_variables(variables)
    day = as_of.date() if as_of else None

    def run(console: "Console") -> bool:
        if not settings.raw.is_dir():
            raise RefusalError(
                f"There is no raw folder {settings.raw}."
                " Name one with --raw-dir, or make a demo with `saas360 demo`."
            )
        return _build(
            console,
            settings,
            as_of=day,
            full_refresh=full_refresh,
            select=split_selection(select),
            variables_json=as_json,
        )

    run_command(run, settings)


@app.command()
def pages(data_dir: DataDir = None) -> None:
    """Make the pages of the published copy anew; every build does so at its end."""
    settings = settings_of(None, data_dir)

    def run(console: "Console") -> bool:
        from dashboards.site import NothingPublishedError, build_site

        try:
            site = build_site(settings)
        except NothingPublishedError as error:
            raise RefusalError(str(error)) from error
        console.print(f"{site.pages:,} pages in {site.seconds:.1f} s", markup=False)
        console.print(site.start.as_uri(), markup=False)
        return True

    run_command(run, settings)


@app.command()
def publish(
    to: Annotated[
        str,
        typer.Option(
            envvar="SAAS360_PUBLISH_TO",
            show_default=False,
            help="The database, such as postgresql://user@host:5432/database; the password is"
            " better in PGPASSWORD or ~/.pgpass, where no list of processes shows it.",
        ),
    ],
    reader: Annotated[
        str, typer.Option(help="Role that may read the tables; created if there is none.")
    ] = "saas360_reader",
    wait: Annotated[
        float, typer.Option(min=0, help="Seconds to wait while others read the old tables.")
    ] = 60,
    data_dir: DataDir = None,
) -> None:
    """Copy the published tables to PostgreSQL, in place of the last ones, in one transaction."""
    settings = settings_of(None, data_dir)

    def run(console: "Console") -> bool:
        from saas360.postgres import PostgresError, publish_to_postgres

        started = time.perf_counter()
        try:
            done = publish_to_postgres(
                settings,
                to,
                reader=reader,
                wait_seconds=wait,
                say=lambda line: console.print(line, markup=False),
            )
        except PostgresError as error:
            raise RefusalError(
                f"Nothing was published; the database is as it was. {error}"
            ) from None
        console.print(
            f"Published run {done.run_id} to {done.place}: {done.tables} tables,"
            f" {done.rows:,} rows, in {time.perf_counter() - started:.1f} s."
            f" Members of {reader} may read them.",
            markup=False,
        )
        return True

    run_command(run, settings)


def parse_variables(text: str) -> str:
    """The vars for dbt, as JSON.

    Raises:
        typer.BadParameter: the text is no map.
    """
    import yaml

    try:
        given = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise typer.BadParameter(f"--vars is neither JSON nor YAML: {error}") from error
    if not isinstance(given, dict):
        raise typer.BadParameter("--vars must be a map, such as '{mrr_unpaid: keep}'.")
    return json.dumps(given, sort_keys=True, default=str)


def split_selection(given: list[str] | None) -> list[str]:
    """Selections as dbt takes them, whether given in one option or several."""
    return [part for option in given or [] for part in option.split()]


def _build(
    console: "Console",
    settings: "Settings",
    *,
    as_of: date | None = None,
    full_refresh: bool = False,
    select: list[str] | None = None,
    variables_json: str = "{}",
) -> bool:
    """Builds, shows how it goes and what came out; gives whether it was published."""
    started = time.perf_counter()
    console.print(f"Building {settings.raw} into {settings.data_dir.resolve()}", markup=False)
    from orchestration.gatekeeper import gatekeeper

    gatekeeper(
        settings.is_spark
    )  # imports Great Expectations while this process imports Dagster and dbt
    from orchestration.command_line import log_file, refresh

    outcome = refresh(
        settings,
        as_of=as_of,
        full_refresh=full_refresh,
        select=select or [],
        variables_json=variables_json,
        say=lambda line: console.print(line, markup=False),
    )
    _print_warnings(console, outcome)
    if not outcome.published:
        console.print("\nNot published; the published copy is as it was.", style="bold red")
        for problem in outcome.progress.problems:
            console.print(problem, markup=False)
        console.print(f"Log: {log_file(settings)}", markup=False)
        return False
    _print_summary(console, settings, outcome, time.perf_counter() - started)
    if not outcome.succeeded:
        console.print("\nThe tables are published; not all that follows them is.", style="bold red")
        for problem in outcome.progress.problems:
            console.print(problem, markup=False)
    return outcome.succeeded


def _print_warnings(console: "Console", outcome: "Outcome") -> None:
    warned = outcome.progress.warned
    if warned:
        console.print(f"\n{len(warned)} warnings", style="bold yellow")
    for check in warned[:MOST_WARNINGS]:
        label = f"{check.asset_key.to_user_string()}: {check.check_name}"
        detail = (check.description or "").strip()
        console.print(f"- {detail or label}", markup=False)
    if len(warned) > MOST_WARNINGS:
        console.print(f"… and {len(warned) - MOST_WARNINGS} more, in `dagster dev`", markup=False)


def _print_summary(
    console: "Console", settings: "Settings", outcome: "Outcome", seconds: float
) -> None:
    from rich.text import Text

    from saas360.summary import summary

    progress = outcome.progress
    lines = [
        *summary(settings),
        ("Checks", f"{progress.passed} passed, {len(progress.warned)} warned"),
        ("Time", f"{seconds:.1f} s"),
    ]
    width = max(len(name) for name, _ in lines)
    console.print()
    for name, value in lines:  # no table, which would break an address in two
        console.print(Text.assemble((name.ljust(width), "bold"), "  ", value))
