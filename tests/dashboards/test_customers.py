"""What the list of customers shows equals a query on the published copy; it can be searched."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from looking import Looked, looking_at
from playwright.sync_api import Browser

from dashboards.copy import PublishedCopy

pytestmark = pytest.mark.slow

TITLE = "Customers, largest first"
CUSTOMERS = """
    from customer_360.customers
    where account_id in (select account_id from metrics.mrr_movements where movement_type = 'new')
"""


@pytest.fixture
def looked(browser: Browser, site: Path) -> Iterator[Looked]:
    """The page, open."""
    with looking_at(browser, site, "customers") as page:
        yield page


def found(looked: Looked) -> str:
    """What the list says of how many rows there are."""
    return looked.page.locator(f'.listing[data-title="{TITLE}"] .found').inner_text()


def choose(looked: Looked, label: str, value: str) -> None:
    labels = looked.page.locator(".tools label").filter(has_text=re.compile(f"^{label} "))
    labels.locator("select").select_option(value)


def sort_by(looked: Looked, column: str) -> None:
    heads = looked.page.locator(f'.listing[data-title="{TITLE}"] th button')
    heads.filter(has_text=re.compile(f"^{column}$")).click()


def test_list_has_everybody_who_ever_paid(looked: Looked, published: PublishedCopy) -> None:
    (count,) = published.row(f"select count(*) as count {CUSTOMERS}").values()
    assert count
    assert found(looked) == f"{count} rows"


def test_cards_hold_the_mrr_of_today(looked: Looked, published: PublishedCopy) -> None:
    expected = published.row(
        """
        select sum(mrr) as "MRR", sum(mrr) filter (health_band = 'at_risk')
                as "MRR at risk by health",
            sum(mrr) filter (account_id in (
                select account_id from customer_360.account_signals where ended_on is null
            )) as "MRR with open signals",
            sum(mrr) filter (renewal_date - cast($as_of as date) between 0 and 90)
                as "MRR to renew in 90 days"
        from customer_360.customers
        """,
        {"as_of": published.as_of.isoformat()},
    )
    titles = list(expected)
    shown = {
        title: float(value)
        for title, value in looked.page.locator(".card").evaluate_all(
            "cards => cards.map(card => [card.querySelector('h3').firstChild.textContent.trim(),"
            " card.querySelector('data').value])"
        )
    }
    assert {title: shown[title] for title in titles} == pytest.approx(
        {title: float(value) for title, value in expected.items()}, abs=1
    )


def test_bands_hold_every_customer_of_today(looked: Looked, published: PublishedCopy) -> None:
    bands = published.rows(
        "select replace(health_band, '_', ' ') as band, count(*) as customers"
        " from customer_360.customers"
        " inner join (from metrics.monthly_recurring_revenue where is_active"
        "   qualify date_month = max(date_month) over ()) as months using (account_id)"
        " where health_band is not null group by all"
    )
    (trace,) = looked.traces("Customers by health")
    shown = dict(zip(trace["y"], trace["x"], strict=True))
    shown.pop("unknown", None)
    assert shown == {row["band"]: row["customers"] for row in bands}


def test_largest_come_first_and_a_click_turns_the_order(
    looked: Looked, published: PublishedCopy
) -> None:
    names = [
        row["account_name"]
        for row in published.rows(f"select account_name {CUSTOMERS} order by mrr desc limit 3")
    ]
    assert [cells[0] for cells in looked.cells(TITLE)[:3]] == names
    sort_by(looked, "MRR")
    sort_by(looked, "MRR")
    amounts = [float(cells[7].replace(",", "")) for cells in looked.cells(TITLE)]
    assert amounts == sorted(amounts)
    assert amounts[0] == 0


def test_filters_leave_who_fulfils_all_of_them(looked: Looked, published: PublishedCopy) -> None:
    (count,) = published.row(
        f"select count(*) as count {CUSTOMERS} and health_band = 'watch'"
        " and lifecycle_stage = 'veteran'"
    ).values()
    choose(looked, "Band", "watch")
    choose(looked, "Stage", "veteran")
    assert count
    assert found(looked).startswith(f"{count} of ")
    assert {(cells[2], cells[4]) for cells in looked.cells(TITLE)} == {("veteran", "watch")}


def test_a_search_finds_an_account_and_leads_to_its_page(
    looked: Looked, published: PublishedCopy
) -> None:
    (row,) = published.rows(f"select account_id, account_name {CUSTOMERS} order by mrr limit 1")
    looked.page.get_by_label("Search").fill(row["account_id"].upper())
    looked.page.get_by_role("link", name=row["account_name"]).click()
    assert looked.page.get_by_role("heading", level=1).inner_text() == row["account_name"]
    looked.page.get_by_label("Trail").get_by_role("link", name="Customers").click()
    assert looked.page.get_by_role("heading", level=1).inner_text() == "Customers"
    assert looked.complaints == []
