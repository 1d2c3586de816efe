"""Starts a real Superset, imports the dashboards, checks each chart and dashboard, and stops it.

    uv run python -m dashboards.superset.check --data-dir data

Each chart is asked for its rows over the API, and its main number is compared with a query on the
published copy; each dashboard is opened in Chromium. `--stay` leaves Superset running to look at.
"""

import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from dashboards.superset import numbers
from dashboards.superset.api import Api, Refused
from dashboards.superset.declared import Chart, Dashboard, dashboards
from dashboards.superset.make import assets, bundle, reporting_currency
from dashboards.superset.server import Server, environment, superset
from saas360.settings import Settings

CHROMIUM = "/usr/bin/chromium"


def check_charts(api: Api, dashboard: Dashboard, database: Path) -> Iterator[str]:
    """What is wrong with a dashboard's charts, a sentence each."""
    there = api.charts(dashboard.slug)
    for chart in dashboard.charts():
        if chart.title not in there:
            yield f"{dashboard.title}: the chart “{chart.title}” was not imported"
            continue
        fault = _fault(api, there[chart.title], chart, database)
        if fault:
            yield f"{dashboard.title}: “{chart.title}” {fault}"


def _fault(api: Api, number: int, chart: Chart, database: Path) -> str:
    try:
        rows = api.rows(number)
    except Refused as error:
        return f"has no data: {error}"
    shown = numbers.number_of(chart, rows)
    published = numbers.published_number(chart, database)
    if not numbers.equal(shown, published):
        return f"shows {shown:,.4f}, the published copy has {published:,.4f}"
    print(f"  {chart.title}: {len(rows)} rows, {shown:,.4f} as published")
    return ""


def check_dashboards(server: Server, pictures: Path, chromium: str) -> Iterator[str]:
    """What is wrong with the dashboards in a browser; writes a picture of each."""
    from dashboards.superset.browser import logged_in, look_at

    pictures.mkdir(parents=True, exist_ok=True)
    with logged_in(server, chromium) as page:
        for dashboard in dashboards():
            picture = pictures / f"{dashboard.name}.png"
            yield from look_at(page, server, dashboard, picture)
            print(f"{dashboard.title}: {picture}")


def main(
    data_dir: Annotated[Path | None, typer.Option(help="Data folder of a build.")] = None,
    venv: Annotated[
        Path, typer.Option(help="Superset's environment: made where there is none, and kept.")
    ] = Path("data/superset/venv"),
    pictures: Annotated[Path, typer.Option(help="Where pictures are written.")] = Path(
        "data/superset/pictures"
    ),
    currency: Annotated[str, typer.Option(help="In which amounts are.")] = "",
    chromium: Annotated[str, typer.Option(help="The browser.")] = CHROMIUM,
    stay: Annotated[bool, typer.Option(help="Leave it running until Enter is pressed.")] = False,
) -> None:
    """Checks the dashboards in a Superset of their own."""
    settings = Settings() if data_dir is None else Settings(data_dir=data_dir)
    database = settings.published / "saas360.duckdb"
    if not database.exists():
        raise SystemExit(f"There is no {database}: build first, or name the folder by --data-dir.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))  # and Superset with it
    files = assets(database, currency=currency or reporting_currency(), seen_at=database)
    commands = environment(venv.absolute())
    with tempfile.TemporaryDirectory() as home, superset(commands, Path(home)) as server:
        api = Api(server)
        api.import_assets(bundle(files))
        faults: list[str] = []
        for dashboard in dashboards():
            print(dashboard.title)
            faults += check_charts(api, dashboard, database)
        faults += check_dashboards(server, pictures, chromium)
        print("\n".join(faults) or "Every chart shows what is published.")
        if stay:
            print(f"{server.url}, {server.user}, {server.password}. Enter stops it.", flush=True)
            sys.stdin.readline()
    if faults:
        raise SystemExit(1)


if __name__ == "__main__":
    typer.run(main)
