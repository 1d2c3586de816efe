"""Looks at each dashboard in Chromium, as people do: everything drawn, no error shown."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page, Response, sync_playwright

from dashboards.superset.declared import Chart, Dashboard
from dashboards.superset.server import Server

LONGEST_DRAWING = 120_000  # milliseconds
WIDTH = 1500
HEADER, UNIT, GAP = 140, 8, 16  # pixels: what is above the rows, a unit of height, between rows
PICTURES = 40
NOTHING = ".ant-empty"  # a picture that says that there are no rows
DRAWN = {  # what is to be seen in a chart of the kind
    "number": ".header-line",
    "table": "table tbody tr",
    "list": "table tbody tr",
}
FAULTS = '[data-test="error-message"], .ant-alert-error, .missing-chart-container'


@contextmanager
def logged_in(server: Server, chromium: str) -> Iterator[Page]:
    """A page of a browser in which the administrator is logged in."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        who: dict[str, str | float | bool] = {"username": server.user, "password": server.password}
        page.request.post(f"{server.url}/login/", form=who)
        yield page
        browser.close()


def look_at(page: Page, server: Server, dashboard: Dashboard, picture: Path) -> list[str]:
    """Opens a dashboard, waits until it is drawn, and takes its picture.

    Args:
        page: of `logged_in`.
        server: where the dashboard is.
        dashboard: the one to look at.
        picture: PNG to write.

    Returns:
        What is wrong with it, a sentence each.
    """
    answers: list[Response] = []

    def keep(answer: Response) -> None:
        if "/api/v1/chart/data" in answer.url:
            answers.append(answer)

    page.on("response", keep)
    try:
        page.set_viewport_size({"width": WIDTH, "height": _height(dashboard)})
        page.goto(f"{server.url}/superset/dashboard/{dashboard.slug}/")
        faults = [
            fault for chart in dashboard.charts() for fault in _not_drawn(page, dashboard, chart)
        ]
        faults += [
            f"{dashboard.title}: it shows “{text}”"
            for text in page.locator(FAULTS).all_inner_texts()
        ]
        faults += [f"{dashboard.title}: {fault}" for answer in answers for fault in _errors(answer)]
        _take_picture(page, picture)
    finally:
        page.remove_listener("response", keep)
    return faults


def _not_drawn(page: Page, dashboard: Dashboard, chart: Chart) -> Iterator[str]:
    """Waits until a chart has drawn what its kind draws."""
    holder = page.locator(".dashboard-component-chart-holder").filter(
        has=page.get_by_text(chart.title, exact=True)
    )
    try:
        drawn = holder.first.locator(f"{DRAWN.get(chart.type, 'canvas')}, {NOTHING}").first
        drawn.wait_for(state="visible", timeout=LONGEST_DRAWING)
    except Error:
        yield f"{dashboard.title}: the chart “{chart.title}” was not drawn"


def _errors(answer: Response) -> Iterator[str]:
    if answer.status != 200:  # noqa: PLR2004
        yield f"a chart's query was answered by {answer.status}: {answer.text()[:500]}"
        return
    content: Mapping[str, Any] = json.loads(answer.text())
    for result in content["result"]:
        if result.get("error"):
            yield f"a chart's query failed: {result['error']}"


def _height(dashboard: Dashboard) -> int:
    """So high a window that the whole dashboard is in sight, and so is drawn."""
    return HEADER + sum(row.height * UNIT + GAP for row in dashboard.rows) + GAP


def _take_picture(page: Page, picture: Path) -> None:
    """Charts move while they are drawn: it is taken when two in a row are the same."""
    page.wait_for_load_state("networkidle")
    page.mouse.move(0, 0)
    before = b""
    for _ in range(PICTURES):
        now = page.screenshot(animations="disabled")
        if now == before:
            break
        before = now
        page.wait_for_timeout(500)
    picture.write_bytes(before)
