"""How pages are used: definitions, periods, colours, lists, the keyboard; and without any data."""

import json
from pathlib import Path

import duckdb
import pytest
from looking import looking_at
from playwright.sync_api import Browser, Page

from dashboards.copy import PublishedCopy
from dashboards.pages import PAGES
from dashboards.render import Renderer
from dashboards.site import write_site

slow = pytest.mark.slow
NAMES = [make.__module__.rsplit(".", 1)[-1] for make in PAGES]
SLUGS = ["index" if name == "overview" else name for name in NAMES]
# What the open definitions say of which columns.
MEANINGS = """() => [...document.querySelectorAll(".tip")]
    .filter(tip => getComputedStyle(tip).display !== "none")
    .flatMap(tip => [...tip.querySelectorAll(".meaning")])
    .map(meaning => [meaning.lastElementChild.textContent, meaning.textContent])"""
# The same for each figure in view, by keyboard and by mouse, with what stays open after.
EACH = f"""() => {{
    const said = {MEANINGS};
    const visible = [...document.querySelectorAll(".about")].filter(about => about.offsetParent);
    return visible.map(about => {{
        const sign = about.querySelector("button");
        sign.focus({{ preventScroll: true }});
        const onFocus = said();
        sign.blur();
        about.dispatchEvent(new MouseEvent("mouseenter"));
        const onHover = said();
        about.dispatchEvent(new MouseEvent("mouseleave"));
        return [onFocus, onHover, said()];
    }});
}}"""
A_YEAR_OF_BARS = 380
DAYS_DRAWN = """[...document.querySelectorAll(".drawing[data-drawn]")]
    .filter(drawing => drawing.layout.xaxis?.type === "date")
    .map(({ layout }) => layout.xaxis.range.map(day => new Date(day)))
    .map(([first, last]) => (last - first) / 864e5)"""
# Of each visible drawing: how wide its place is, and how wide it was drawn.
WIDTHS = """[...document.querySelectorAll(".drawing")]
    .filter(drawing => drawing.offsetParent)
    .map(drawing => [drawing.clientWidth,
        Math.round(drawing.querySelector(".main-svg")?.width.baseVal.value)])"""
COLORS = """[...document.querySelectorAll(".drawing[data-drawn]")]
    .map(({ layout }) => layout.font.color)
    .concat(getComputedStyle(document.body).backgroundColor)"""


@slow
@pytest.mark.parametrize("slug", SLUGS)
def test_page_as_it_is_used(
    browser: Browser, site: Path, published: PublishedCopy, slug: str
) -> None:
    """One visit, since opening is what takes time."""
    with looking_at(browser, site, slug) as looked:
        assert_definitions_are_the_marts_own(looked.page, published)
        assert_period_narrows_drawings(looked.page)
        assert_colours_change(looked.page)


def assert_definitions_are_the_marts_own(page: Page, published: PublishedCopy) -> None:
    """On hover and on focus each figure shows the sentences published with its columns."""
    figures = page.evaluate(EACH)
    assert figures
    for on_focus, on_hover, left in figures:
        assert on_focus
        assert (on_hover, left) == (on_focus, [])
        for place, meaning in on_focus:
            sentence = published.definition(place).replace("`", "").split()
            assert " ".join(sentence) in " ".join(meaning.split())
    last = page.locator(".about:visible .sign").last
    last.hover()  # which scrolls to it
    assert page.evaluate(MEANINGS) == figures[-1][1]
    page.keyboard.press("Escape")
    assert page.evaluate(MEANINGS) == []


def assert_period_narrows_drawings(page: Page) -> None:
    """Each drawing over time shows twelve months, or all that it has where that is less."""
    months = page.locator("#months")
    if not months.count():
        return
    before = page.evaluate(DAYS_DRAWN)
    months.select_option("12")
    page.evaluate("saas360.drawAll()")
    after = page.evaluate(DAYS_DRAWN)
    assert len(after) == len(before)
    for whole, shown in zip(before, after, strict=True):
        assert shown == pytest.approx(365 if whole > A_YEAR_OF_BARS else whole, abs=10)


def assert_colours_change(page: Page) -> None:
    """Page and drawings follow the colours chosen, and those stay for the next page."""
    light = page.evaluate(COLORS)
    page.locator("#theme").select_option("dark")
    page.evaluate("saas360.drawAll()")
    dark = page.evaluate(COLORS)
    assert len(dark) == len(light)
    assert all(now != before for now, before in zip(dark, light, strict=True))
    assert page.evaluate("localStorage.getItem('saas360-theme')") == "dark"


@slow
def test_list_is_searched_and_sorted_by_keyboard(browser: Browser, site: Path) -> None:
    with looking_at(browser, site, "pricing") as looked:
        plans = looked.page.locator('.listing[data-title="All plans, in the last complete month"]')
        plans.get_by_role("searchbox").fill("enterprise")
        names = [cells[0] for cells in looked.cells("All plans, in the last complete month")]
        assert names
        assert all("enterprise" in name.lower() for name in names)
        plans.get_by_role("button", name="Customers").focus()
        looked.page.keyboard.press("Enter")
        counts = [
            int(cells[4].replace(",", ""))
            for cells in looked.cells("All plans, in the last complete month")
        ]
        assert counts == sorted(counts, reverse=True)


@slow
def test_first_tab_leads_past_the_navigation(browser: Browser, site: Path) -> None:
    with looking_at(browser, site, "index") as looked:
        looked.page.keyboard.press("Tab")
        looked.page.keyboard.press("Enter")
        looked.page.keyboard.press("Tab")
        inside = "document.querySelector('main').contains(document.activeElement)"
        assert looked.page.evaluate(inside)


@slow
def test_print_is_light_and_has_all_drawings_as_wide_as_their_blocks(
    browser: Browser, site: Path
) -> None:
    with looking_at(browser, site, "churn", scheme="dark") as looked:
        page = looked.page
        page.reload()  # and now nothing is drawn but what is in view
        page.wait_for_selector(".drawing .main-svg")
        assert page.locator(".drawing:visible:not([data-drawn])").count()
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.evaluate("document.documentElement.dataset.theme") == "light"
        on_paper = page.evaluate(WIDTHS)
        assert on_paper
        assert [drawn for _, drawn in on_paper] == [place for place, _ in on_paper]
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.evaluate("document.documentElement.dataset.theme") == "auto"
        page.wait_for_function(f"{WIDTHS}.every(([place, drawn]) => place === drawn)")
        assert page.evaluate(WIDTHS) != on_paper
        page.set_viewport_size({"width": 900, "height": 900})
        page.wait_for_function(f"{WIDTHS}.every(([place, drawn]) => place === drawn)")


@pytest.fixture
def empty_copy(tmp_path: Path) -> PublishedCopy:
    """A company that has connected nothing yet: no tables at all."""
    duckdb.connect(str(tmp_path / "saas360.duckdb")).close()
    manifest = {
        "run_id": "none",
        "as_of": "2026-10-31",
        "created_at": "2026-11-01T06:00:00+00:00",
        "git_revision": None,
        "currency": "EUR",
        "tables": {},
        "gates": {"passed": 0, "warned": 0, "warnings": []},
    }
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    return PublishedCopy(tmp_path)


@pytest.mark.parametrize("make", PAGES, ids=lambda make: make.__module__)
def test_page_without_data_says_what_to_connect(make, empty_copy: PublishedCopy) -> None:
    with empty_copy:
        html = Renderer(empty_copy, []).html(make(empty_copy))
    framed = html.split('<div class="framed">')[1:]
    assert framed
    assert [each for each in framed if "Nothing to show yet. Connect" not in each] == []


@slow
def test_site_without_data_opens(browser: Browser, empty_copy: PublishedCopy, tmp_path: Path):
    with empty_copy:
        write_site(tmp_path / "site", empty_copy)
    for slug in SLUGS:
        with looking_at(browser, tmp_path / "site", slug) as looked:
            assert (slug, looked.complaints) == (slug, [])
