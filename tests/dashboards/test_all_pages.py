"""What holds for every page: it renders, asks nobody, can be read by everybody, and is light."""

from pathlib import Path

import plotly.graph_objects
import pytest
from axe_playwright_python.sync_playwright import Axe
from looking import looking_at
from playwright.sync_api import Browser
from playwright.sync_api import Page as BrowserPage

from dashboards.blocks import Block, Card, Cards, Chart, Choice, Listing, Page
from dashboards.copy import PublishedCopy
from dashboards.pages import PAGES

NAMES = [make.__module__.rsplit(".", 1)[-1] for make in PAGES]
SLUGS = ["index" if name == "overview" else name for name in NAMES]
OF_THE_MANIFEST = {"Published tables"}
MOST_BYTES = 6_000_000
SERIOUS = {"serious", "critical"}
every_slug = pytest.mark.parametrize("slug", SLUGS)


@pytest.fixture(scope="session")
def pages(published: PublishedCopy) -> list[Page]:
    return [make(published) for make in PAGES]


def framed(block: Block) -> list[Card | Chart | Listing]:
    """The cards, charts and lists in a block."""
    if isinstance(block, Choice):
        return list(block.options.values())
    if isinstance(block, Cards):
        return list(block.cards)
    return [block] if isinstance(block, Chart | Listing) else []


def blocks(page: Page) -> list[Card | Chart | Listing]:
    return [each for section in page.sections for block in section.blocks for each in framed(block)]


def test_plotly_knows_every_drawing(pages: list[Page]) -> None:
    charts = [block for page in pages for block in blocks(page) if isinstance(block, Chart)]
    assert charts
    for chart in charts:
        plotly.graph_objects.Figure(dict(chart.figure))  # refuses what its schema does not have


def test_every_figure_has_a_definition_from_the_marts(
    pages: list[Page], published: PublishedCopy
) -> None:
    missing = []
    for page in pages:
        for block in blocks(page):
            places = (
                [block.of]
                if isinstance(block, Card)
                else [column.of for column in block.columns if column.of]
            )
            if not places and block.title not in OF_THE_MANIFEST:
                missing.append(f"{page.slug}: {block.title} names no table")
            missing += [
                f"{page.slug}: {block.title}: {place}"
                for place in places
                if not published.definition(place)
            ]
    assert not missing


@pytest.mark.slow
@every_slug
def test_page_in_a_browser(browser: Browser, site: Path, slug: str) -> None:
    """One visit, since opening is what takes time: light, dark, and as wide as a phone."""
    with looking_at(browser, site, slug) as looked:
        outside = [url for url in looked.requests if not url.startswith(("file:", "data:"))]
        assert (looked.complaints, outside) == ([], [])
        assert looked.page.locator(".drawing:visible:not([data-drawn])").count() == 0
        drawings = looked.page.locator(".drawing:visible").count()
        assert looked.page.locator(".drawing:visible .main-svg").count() >= drawings
        assert serious_faults(looked.page) == []
        looked.page.emulate_media(color_scheme="dark")
        assert serious_faults(looked.page) == []
        looked.page.set_viewport_size({"width": 390, "height": 800})
        looked.page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")


def serious_faults(page: BrowserPage) -> list[tuple[str, list[str]]]:
    """What axe-core calls serious or critical: the rule, and where."""
    return [
        (fault["id"], [node["html"][:120] for node in fault["nodes"][:3]])
        for fault in Axe().run(page).response["violations"]
        if fault["impact"] in SERIOUS
    ]


@every_slug
def test_page_is_light(site: Path, slug: str) -> None:
    assets = sum(path.stat().st_size for path in (site / "assets").iterdir())
    assert assets + (site / f"{slug}.html").stat().st_size < MOST_BYTES
