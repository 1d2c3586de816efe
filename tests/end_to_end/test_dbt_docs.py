"""dbt docs as one static page, as a reader opens it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from end_to_end.pipeline import DataFolder
from saas360.dbt_docs import PAGE, write_dbt_docs
from saas360.settings import Settings


@pytest.mark.slow
def test_dbt_docs_open_without_the_network_and_are_kept_while_nothing_changes(
    copy_of_demo: Callable[[str], DataFolder], tmp_path: Path, browser: Browser
) -> None:
    settings = Settings(data_dir=copy_of_demo("docs").path)
    page = write_dbt_docs(settings, tmp_path)
    assert page == tmp_path / PAGE
    written = page.stat().st_mtime_ns
    assert write_dbt_docs(settings, tmp_path) == page
    assert page.stat().st_mtime_ns == written

    requests: list[str] = []
    tab = browser.new_page()
    tab.on("request", lambda request: requests.append(request.url))
    tab.goto(f"{page.as_uri()}#!/model/model.saas360.monthly_revenue")
    tab.get_by_text("customer_churn_rate", exact=True).first.wait_for(state="attached")
    text = tab.content()
    tab.close()
    assert "Customers lost of those who were there at the start" in text
    outside = [url for url in requests if not url.startswith(("data:", "blob:", page.as_uri()))]
    assert outside == []


def test_dbt_docs_are_left_out_where_nothing_is_published(tmp_path: Path) -> None:
    assert write_dbt_docs(Settings(data_dir=tmp_path / "data"), tmp_path / "pages") is None
    assert not (tmp_path / "pages").exists()
