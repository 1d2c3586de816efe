"""The site shows every layer's newest results."""

import re

import pytest
from small_warehouse import Warehouse

from expectations import data_docs
from expectations.data_docs import build_data_docs


def test_site_lists_all_layers_and_forgets_earlier_runs(warehouse: Warehouse) -> None:
    docs = warehouse.settings.data_docs
    warehouse.run("raw", build_docs=True, tables=["plans"])
    warehouse.run("metrics", build_docs=True)
    warehouse.run("raw", build_docs=True, tables=["plans"], run_id="second")
    pages = [path.relative_to(docs).as_posix() for path in docs.glob("validations/raw/**/*.html")]
    assert len(pages) == 1
    assert "second" in pages[0]
    index = (docs / "index.html").read_text()
    assert pages[0] in index
    assert "validations/metrics/mrr_movements" in index


def test_pages_of_tables_that_were_not_checked_stay(warehouse: Warehouse) -> None:
    docs = warehouse.settings.data_docs
    warehouse.run("raw", build_docs=True, tables=["plans", "subscriptions"])
    warehouse.run("raw", build_docs=True, tables=["plans"], run_id="second")
    [plans] = docs.glob("validations/raw/plans/**/*.html")
    [subscriptions] = docs.glob("validations/raw/subscriptions/**/*.html")
    assert "second" in str(plans)
    assert "second" not in str(subscriptions)
    assert subscriptions.relative_to(docs).as_posix() in (docs / "index.html").read_text()


def test_page_shows_what_is_wrong(warehouse: Warehouse) -> None:
    warehouse.execute("update staging.stg_billing__discounts set percent_off = 120")
    result = warehouse.run("staging")
    index = build_data_docs(warehouse.settings, [result])
    page = next(index.parent.glob("validations/staging/stg_billing__discounts/**/*.html"))
    assert "percent_off_within_bounds" in page.read_text()


def test_pages_do_not_tell_their_maker_who_looks(warehouse: Warehouse) -> None:
    warehouse.run("metrics", build_docs=True)
    pages = list(warehouse.settings.data_docs.rglob("*.html"))
    assert len(pages) > 4
    for page in pages:
        text = page.read_text()
        assert "amazonaws.com" not in text
        logo = re.search(r'src="([^"]*logo-long\.png)"', text)
        assert logo is None or (page.parent / logo[1]).exists()


def test_docs_that_fail_close_no_gate(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(data_docs, "build_data_docs", fail)
    assert warehouse.run("raw", build_docs=True, tables=["plans"]).success


def test_docs_of_a_table_that_could_not_be_read(warehouse: Warehouse) -> None:
    warehouse.execute(
        "drop table staging.stg_billing__plans",
        "create view staging.stg_billing__plans as select error('no') as plan_id",
    )
    assert not warehouse.run("staging", build_docs=True).success
    assert (warehouse.settings.data_docs / "index.html").exists()
