"""How pages are used: definitions, periods, colours, lists, the keyboard; and without any data."""

import json
from pathlib import Path

import duckdb
import pytest
from looking import looking_at
from playwright.sync_api import Browser

from dashboards.copy import PublishedCopy
from dashboards.pages import PAGES
from dashboards.render import Renderer
from dashboards.site import write_site

slow = pytest.mark.slow
OPEN = "document.querySelector('.tip.open')?.innerText"


@slow
def test_definition_is_the_marts_own_sentence_on_hover_and_on_focus(
    browser: Browser, site: Path, published: PublishedCopy
) -> None:
    sentence = published.definition("metrics.monthly_revenue.net_revenue_retention")
    assert sentence
    with looking_at(browser, site, "index") as looked:
        sign = looked.page.get_by_label("What Net revenue retention means")
        sign.hover()
        hovered = looked.page.evaluate(OPEN)
        looked.page.mouse.move(0, 0)
        assert looked.page.evaluate(OPEN) is None
        sign.focus()
        focused = looked.page.evaluate(OPEN)
        looked.page.keyboard.press("Escape")
        assert looked.page.evaluate(OPEN) is None
    assert hovered == focused
    assert sentence.replace("`", "") in " ".join(hovered.split())
    assert "metrics.monthly_revenue.net_revenue_retention" in hovered


@slow
def test_period_narrows_drawings_over_time_and_colours_can_be_chosen(
    browser: Browser, site: Path
) -> None:
    width = (
        "(() => { const drawn = document.querySelectorAll('.drawing[data-drawn]')[1];"
        " const [a, b] = drawn.layout.xaxis.range; return (new Date(b) - new Date(a)) / 864e5; })()"
    )
    ground = "getComputedStyle(document.body).backgroundColor"
    with looking_at(browser, site, "revenue") as looked:
        whole = looked.page.evaluate(width)
        looked.page.locator("#months").select_option("12")
        looked.page.evaluate("saas360.drawAll()")
        assert looked.page.evaluate(width) == pytest.approx(365, abs=10)
        assert whole > 400
        light = looked.page.evaluate(ground)
        looked.page.locator("#theme").select_option("dark")
        assert looked.page.evaluate(ground) != light


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
def test_print_is_light_and_has_all_drawings(browser: Browser, site: Path) -> None:
    with looking_at(browser, site, "churn", scheme="dark") as looked:
        looked.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert looked.page.evaluate("document.documentElement.dataset.theme") == "light"
        looked.page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert looked.page.evaluate("document.documentElement.dataset.theme") == "auto"


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
    assert "Nothing to show yet. Connect" in html


@slow
def test_site_without_data_opens(browser: Browser, empty_copy: PublishedCopy, tmp_path: Path):
    with empty_copy:
        write_site(tmp_path / "site", empty_copy)
    with looking_at(browser, tmp_path / "site", "index") as looked:
        assert looked.complaints == []
