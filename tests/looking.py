"""A page as a person sees it: what it shows, says on the console, and asks the network for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

TRACES = """title => {
    const block = [...document.querySelectorAll(".framed")]
        .find(block => block.querySelector("h3").firstChild.textContent.trim() === title);
    return block.querySelector(".drawing").data.map(trace => JSON.parse(JSON.stringify(trace)));
}"""


@dataclass
class Looked:
    """An open page, all charts drawn."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def card(self, title: str) -> float | None:
        """The figure that a card shows, unrounded; None for a dash."""
        card = self.page.locator(".card").filter(
            has=self.page.get_by_role("heading", name=title, exact=False)
        )
        value = card.first.locator("data").get_attribute("value")
        return float(value) if value else None

    def traces(self, title: str) -> list[dict[str, Any]]:
        """What Plotly has drawn in the chart of this title."""
        drawn: list[dict[str, Any]] = self.page.evaluate(TRACES, title)
        return drawn

    def bands(self, title: str) -> set[tuple[float, float]]:
        """The ranges drawn behind the lines of the chart of this title."""
        block = self.page.locator(".framed").filter(
            has=self.page.get_by_role("heading", name=title)
        )
        shapes = block.first.locator(".drawing").evaluate("drawn => drawn.layout.shapes")
        return {(shape["y0"], shape["y1"]) for shape in shapes}

    def choose(self, title: str, option: str) -> None:
        """Chooses another chart in place of the one of this title."""
        heading = self.page.get_by_role("heading", name=title)
        choice = self.page.locator(".choice").filter(has=heading)
        choice.locator("select").first.select_option(option)
        self.page.evaluate("saas360.drawAll()")

    def cells(self, title: str) -> list[list[str]]:
        """The rows that the list of this title shows."""
        rows = self.page.locator(f'.listing[data-title="{title}"] tbody tr').all()
        return [row.locator("td").all_inner_texts() for row in rows]


@contextmanager
def looking_at(
    browser: Browser, site: Path, slug: str, *, scheme: Any = "light", width: int = 1280
) -> Iterator[Looked]:
    """Opens a page from its file."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    looked = Looked(page)
    page.on("console", lambda message: looked.complaints.append(message.text))
    page.on("pageerror", lambda error: looked.complaints.append(str(error)))
    page.on("request", lambda request: looked.requests.append(request.url))
    page.goto((site / f"{slug}.html").as_uri())
    page.evaluate("saas360.drawAll()")
    yield looked
    context.close()
