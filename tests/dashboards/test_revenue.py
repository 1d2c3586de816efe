"""What the revenue page draws equals a query on the published copy."""

from pathlib import Path

import pytest
from looking import looking_at
from playwright.sync_api import Browser

from dashboards.copy import PublishedCopy

pytestmark = pytest.mark.slow


def test_plans_add_up_to_the_accounts_mrr_of_each_month(
    browser: Browser, site: Path, published: PublishedCopy
) -> None:
    accounts = published.rows(
        "select date_month, sum(mrr) as mrr from metrics.monthly_recurring_revenue group by all"
    )
    with looking_at(browser, site, "revenue") as looked:
        plans = looked.traces("MRR by plan")
    drawn: dict[str, float] = {}
    for plan in plans:
        for month, mrr in zip(plan["x"], plan["y"], strict=True):
            drawn[month] = drawn.get(month, 0) + mrr
    assert drawn == pytest.approx({f"{row['date_month']}": float(row["mrr"]) for row in accounts})


def test_movements_are_those_of_the_accounts(
    browser: Browser, site: Path, published: PublishedCopy
) -> None:
    churned = published.rows(
        "select sum(churned_mrr) as mrr from metrics.monthly_recurring_revenue"
        " group by date_month order by date_month"
    )
    with looking_at(browser, site, "revenue") as looked:
        traces = {trace["name"]: trace["y"] for trace in looked.traces("Movements by month")}
    assert traces["Churn"] == pytest.approx([float(row["mrr"]) for row in churned])


def test_another_segment_can_be_chosen(
    browser: Browser, site: Path, published: PublishedCopy
) -> None:
    countries = {
        row["country"]
        for row in published.rows(
            "select segment as country from metrics.monthly_revenue where segment_type = 'country'"
        )
    }
    with looking_at(browser, site, "revenue") as looked:
        looked.page.locator(".choice select").first.select_option("Country")
        looked.page.evaluate("saas360.drawAll()")
        shown = {trace["name"] for trace in looked.traces("MRR by country")}
        assert not looked.page.get_by_role("heading", name="MRR by plan").is_visible()
    assert shown == countries
