"""An account's page shows what the published copy holds of it, whatever its id looks like."""

import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import plotly.graph_objects
import pytest
from axe_playwright_python.sync_playwright import Axe
from end_to_end.pipeline import DataFolder
from looking import Looked, looking_at
from playwright.sync_api import Browser

from dashboards.blocks import Cards, Chart, Listing
from dashboards.copy import PublishedCopy
from dashboards.pages import account_data, accounts
from dashboards.pages.accounts import address_of
from dashboards.site import write_site
from saas360.publish import DATABASE, MANIFEST

ODD = {
    "A1": "One",
    "a1": "Another",
    "../../index": "Upwards",
    "con": "Reserved on Windows",
    "x" * 5_000: "Long",
    "ünï/\\:*?\"'<b>&": "<script>alert(1)</script>",
    "": "Without a letter",
}
MOST_BYTES = 150_000


def slug_of(account_id: str) -> str:
    return address_of(account_id).removesuffix(".html")


@pytest.fixture(scope="module")
def busiest(published: PublishedCopy) -> str:
    """The account of which most is known."""
    account = published.row(
        "select account_id from customer_360.account_timeline where kind <> 'activity'"
        " group by account_id order by count(distinct kind) desc, count(*) desc, account_id"
    )
    return str(account["account_id"])


@pytest.fixture
def looked(browser: Browser, site: Path, busiest: str) -> Iterator[Looked]:
    """Its page, open."""
    with looking_at(browser, site, slug_of(busiest)) as page:
        yield page


@pytest.fixture(scope="module")
def odd_site(demo: DataFolder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of accounts of which nothing is known but when they registered, with odd ids."""
    version = tmp_path_factory.mktemp("odd")
    for name in (DATABASE, MANIFEST):
        shutil.copyfile(demo.path / "published" / name, version / name)
    with duckdb.connect(str(version / DATABASE)) as connection:
        connection.execute("delete from customer_360.customers")
        for account_id, name in ODD.items():
            connection.execute(
                "insert into customer_360.customers (account_id, account_name, lifecycle_stage,"
                " registered_on, mrr, arr, committed_mrr, trial_mrr, active_users_28_days,"
                " events_28_days, open_signals, open_tickets, tickets_90_days)"
                " values ($id, $name, 'lead', date '2026-01-02', 0, 0, 0, 0, 0, 0, 0, 0, 0)",
                {"id": account_id, "name": name},
            )
    with PublishedCopy(version) as copy:
        write_site(version / "site", copy)
    return version / "site"


def test_addresses_are_plain_and_differ_even_where_case_does_not_count() -> None:
    ids = [*ODD, *(f"acc_{number}" for number in range(1_000)), "a.b", "a-b", "a b", "A B"]
    addresses = [address_of(one) for one in ids]
    assert len({address.lower() for address in addresses}) == len(ids)
    assert all(re.fullmatch(r"accounts/[a-z0-9][a-z0-9._-]{0,80}\.html", one) for one in addresses)
    assert address_of("acc_42") == "accounts/acc_42.html"


def test_an_id_that_looks_like_a_hashed_one_is_another() -> None:
    hashed = slug_of("A1").removeprefix("accounts/")
    assert slug_of(hashed) != slug_of("A1")


def test_every_figure_has_a_definition_from_the_marts(published: PublishedCopy) -> None:
    page = accounts.page(next(account_data.accounts(published)))
    for block in (block for section in page.sections for block in section.blocks):
        if isinstance(block, Cards):
            places = [card.of for card in block.cards]
        else:
            assert isinstance(block, Chart | Listing)
            places = [column.of for column in block.columns if column.of]
        assert places
        assert all(published.definition(place) for place in places)


def test_plotly_knows_every_drawing(published: PublishedCopy, busiest: str) -> None:
    (data,) = (
        data
        for data in account_data.accounts(published)
        if data["account"][0]["account_id"] == busiest
    )
    charts = [
        block
        for section in accounts.page(data).sections
        for block in section.blocks
        if isinstance(block, Chart)
    ]
    for chart in charts:
        assert chart.rows
        plotly.graph_objects.Figure(dict(chart.figure))


@pytest.mark.slow
def test_pages_are_small_and_hold_no_address(site: Path, published: PublishedCopy) -> None:
    pages = list((site / "accounts").iterdir())
    (count,) = published.row("select count(*) as count from customer_360.customers").values()
    assert len(pages) == count
    assert max(page.stat().st_size for page in pages) < MOST_BYTES
    assert not [page for page in pages if re.search(r"\w@\w", page.read_text(encoding="utf-8"))]


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_draws_all_asks_nobody_and_is_read_by_everybody(
    browser: Browser, site: Path, busiest: str, scheme: str
) -> None:
    with looking_at(browser, site, slug_of(busiest), scheme=scheme) as looked:
        outside = [url for url in looked.requests if not url.startswith(("file:", "data:"))]
        undrawn = looked.page.locator(".drawing:visible:not([data-drawn])").count()
        assert (looked.complaints, outside, undrawn) == ([], [], 0)
        found = Axe().run(looked.page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
        marked = looked.page.locator(".top [aria-current]").inner_text()
        assert marked == "Customers"


@pytest.mark.slow
def test_page_fits_a_phone(browser: Browser, site: Path, busiest: str) -> None:
    with looking_at(browser, site, slug_of(busiest), width=390) as looked:
        assert looked.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.slow
def test_figures_are_those_of_the_account(
    looked: Looked, published: PublishedCopy, busiest: str
) -> None:
    account = published.row(
        "select account_name, mrr, health_score from customer_360.customers where account_id = ?",
        [busiest],
    )
    assert looked.page.get_by_role("heading", level=1).inner_text() == account["account_name"]
    assert looked.card("MRR") == pytest.approx(float(account["mrr"]))
    assert looked.card("Health") == pytest.approx(account["health_score"])
    months = published.rows(
        "select mrr from metrics.monthly_recurring_revenue where account_id = ?"
        " order by date_month",
        [busiest],
    )
    assert looked.traces("MRR by month")[0]["y"] == pytest.approx(
        [float(month["mrr"]) for month in months], abs=0.01
    )


@pytest.mark.slow
def test_points_of_the_measures_add_up_to_the_score(
    looked: Looked, published: PublishedCopy, busiest: str
) -> None:
    (score,) = published.row(
        "select health_score from customer_360.health_scores where account_id = ?"
        " order by week_end desc",
        [busiest],
    ).values()
    (bars,) = looked.traces("What gives it its points")
    assert sum(bars["x"]) == pytest.approx(score, abs=0.05)


@pytest.mark.slow
def test_time_line_has_all_events_and_one_kind_when_asked(
    looked: Looked, published: PublishedCopy, busiest: str
) -> None:
    def count(condition: str) -> Any:
        return published.row(
            "select count(*) as count from customer_360.account_timeline"
            f" where account_id = ? and {condition}",
            [busiest],
        )["count"]

    points = sum(len(trace["x"]) for trace in looked.traces("Time line"))
    assert points == count("true")
    events = looked.page.locator('.listing[data-title="Events, newest first"]')
    times = [row[0] for row in looked.cells("Events, newest first")]
    assert times == sorted(times, reverse=True)
    events.get_by_label("Kind").select_option("invoice paid")
    paid = count("kind = 'invoice_paid'")
    assert events.locator(".found").inner_text().startswith(f"{paid} of ")
    assert {row[1] for row in looked.cells("Events, newest first")} == {"invoice paid"}


@pytest.mark.slow
def test_figures_of_a_drawing_can_be_read_as_a_table(looked: Looked) -> None:
    block = looked.page.locator(".block").filter(
        has=looked.page.get_by_role("heading", name="MRR by month")
    )
    block.locator("summary").click()
    block.locator("tbody tr").first.wait_for()  # rows are made when it has opened
    cells = [row.locator("td").all_inner_texts() for row in block.locator("tbody tr").all()]
    (mrr, _) = looked.traces("MRR by month")
    assert [datetime.fromisoformat(month) for month, *_ in cells] == [
        datetime.fromisoformat(month) for month in mrr["x"]
    ]
    assert [float(one.replace(",", "")) for _, one, _ in cells] == pytest.approx(mrr["y"], abs=0.01)


@pytest.mark.slow
@pytest.mark.parametrize("account_id", ODD, ids=ODD.values())
def test_an_account_with_nothing_but_a_registration_has_a_page(
    browser: Browser, odd_site: Path, account_id: str
) -> None:
    with looking_at(browser, odd_site, slug_of(account_id)) as looked:
        assert looked.complaints == []
        assert looked.page.get_by_role("heading", level=1).inner_text() == ODD[account_id]
        assert looked.page.locator(".nothing").count() > 5
