"""What the overview shows equals a query on the published copy."""

from pathlib import Path

import pytest
from looking import looking_at
from playwright.sync_api import Browser

from dashboards.copy import PublishedCopy

pytestmark = pytest.mark.slow

NEWEST = """
    select mrr_end as "MRR", mrr_end * 12 as "ARR", customers_end as "Customers",
        (mrr_start + expansion_mrr + contraction_mrr + churned_mrr) / mrr_start
            as "Net revenue retention",
        churned_customers / customers_start as "Customer churn"
    from metrics.monthly_revenue
    where segment_type = 'all' and is_complete
    order by date_month desc limit 1
"""


def test_cards_show_the_last_complete_month(
    browser: Browser, site: Path, published: PublishedCopy
) -> None:
    expected = published.row(NEWEST)
    with looking_at(browser, site, "index") as looked:
        shown = {title: looked.card(title) for title in expected}
    assert shown == pytest.approx({title: float(value) for title, value in expected.items()})


def test_waterfall_leads_from_the_start_to_the_end(
    browser: Browser, site: Path, published: PublishedCopy
) -> None:
    month = published.row(
        "select mrr_start, mrr_end from metrics.monthly_revenue"
        " where segment_type = 'all' and is_complete order by date_month desc limit 1"
    )
    with looking_at(browser, site, "index") as looked:
        title = looked.page.locator(".block h3").first.inner_text().split("\n")[0].strip(" i")
        (trace,) = looked.traces(title)
    start, *movements, end = trace["y"]
    assert (start, end) == pytest.approx((float(month["mrr_start"]), float(month["mrr_end"])))
    assert start + sum(movements) == pytest.approx(end)
