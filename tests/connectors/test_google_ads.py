"""The google_ads connector: its rules by unit tests, a small account whose spend is known, and the
loader's own tables as they come."""

from __future__ import annotations

import csv
import shutil
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from vendor_folder import SAMPLES, build, emptied, rows, write

CONNECTORS = {"marketing": ["google_ads"]}
SELECT = (
    "path:models/connectors/google_ads",
    *("vendor_channels", "stg_marketing__marketing_spend"),
)
WITHOUT_TESTS = ("--exclude", "resource_type:unit_test", "resource_type:test")
RULES = 2

# Campaign 1 searches on two devices and did nothing on the second day; campaign 2 belongs to an
# account in euros. The ad groups of campaign 1 are the same money again. The account spent a dollar
# more.
ACCOUNT = {
    "google_ads_campaign_stats": """
        _fivetran_id, customer_id, date, id, ad_network_type, device, cost_micros, impressions, clicks, _fivetran_synced
        r1, 10, 2026-03-01, 1, SEARCH, MOBILE, 1500000, 100, 10, 2026-03-02 06:00:00
        r2, 10, 2026-03-01, 1, SEARCH, DESKTOP, 2250000, 50, 5, 2026-03-02 06:00:00
        r2, 10, 2026-03-01, 1, SEARCH, DESKTOP, 2000000, 50, 4, 2026-03-05 06:00:00
        r3, 10, 2026-03-02, 1, SEARCH, DESKTOP, 0, 0, 0, 2026-03-03 06:00:00
        r4, 20, 2026-03-01, 2, CONTENT, MOBILE, 7000000, 9000, 3, 2026-03-02 06:00:00
        """,  # noqa: E501
    "google_ads_campaign_history": """
        id, updated_at, name, customer_id, advertising_channel_type
        1, 2026-01-01 00:00:00, Brand old, 10, SEARCH
        1, 2026-02-01 00:00:00, Brand, 10, SEARCH
        2, 2026-02-01 00:00:00, Banners, 20, DISPLAY
        """,
    "google_ads_account_history": """
        id, updated_at, currency_code
        10, 2026-01-01 00:00:00, USD
        20, 2026-01-01 00:00:00, EUR
        """,
    "google_ads_account_stats": """
        _fivetran_id, customer_id, date, cost_micros
        s1, 10, 2026-03-01, 4500000
        s2, 20, 2026-03-01, 7000000
        """,
    "google_ads_ad_group_stats": """
        _fivetran_id, customer_id, date, campaign_id, cost_micros
        g1, 10, 2026-03-01, 1, 3500000
        """,
}
SPEND = """
    select
        cast(spend_date as string), channel, campaign_id, campaign_name, amount, currency,
        impressions, clicks
    from staging.stg_marketing__marketing_spend order by spend_date, campaign_id
    """

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of all tests here."""
    return tmp_path_factory.mktemp("google_ads")


def test_spend_is_that_of_campaigns_once_and_in_their_currency(folder: Path) -> None:
    write(emptied(folder), ACCOUNT)
    said = build(folder, CONNECTORS, SELECT)

    assert said.count("START unit_test google_ads__") == RULES
    assert rows(folder, SPEND) == [
        ("2026-03-01", "paid_search", "1", "Brand", Decimal("3.5"), "USD", 150, 14),
        ("2026-03-01", "display", "2", "Banners", Decimal(7), "EUR", 9000, 3),
        ("2026-03-02", "paid_search", "1", "Brand", Decimal(0), "USD", 0, 0),
    ]
    assert dict(
        rows(folder, "select observation, rows_observed from connectors.google_ads__observations")
    ) == {
        "google_ads_rows_loaded_twice": 1,
        "google_ads_spend_without_currency": 0,
        "google_ads_spend_of_guessed_channel": 0,
        "google_ads_days_that_differ_from_the_account": 1,
    }


def test_statistics_alone_are_enough(folder: Path) -> None:
    table = "google_ads_campaign_stats"
    write(emptied(folder), {table: ACCOUNT[table]})
    build(folder, CONNECTORS, (*SELECT, *WITHOUT_TESTS))

    # The network stands for the campaign's type, the reporting currency for the account's.
    assert [row[1:6] for row in rows(folder, SPEND)] == [
        ("paid_search", "1", None, Decimal("3.5"), "USD"),
        ("display", "2", None, Decimal(7), "USD"),
        ("paid_search", "1", None, Decimal(0), "USD"),
    ]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no sample tables at {SAMPLES}")
def test_tables_in_the_columns_of_the_loader_add_up_to_what_was_spent(folder: Path) -> None:
    raw = emptied(folder)
    for file in (SAMPLES / "google_ads").glob("*_data.csv"):
        shutil.copy(file, raw / f"google_ads_{file.name.removesuffix('_data.csv')}.csv")
    build(folder, CONNECTORS, (*SELECT, *WITHOUT_TESTS))

    spent: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    with (SAMPLES / "google_ads" / "account_history_data.csv").open(encoding="utf-8") as lines:
        currencies = {row["id"]: row["currency_code"] for row in csv.DictReader(lines)}
    with (SAMPLES / "google_ads" / "campaign_stats_data.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            key = (row["id"], currencies[row["customer_id"]])
            spent[key] += Decimal(row["cost_micros"]) / 1_000_000
    found = rows(
        folder,
        """
        select campaign_id, currency, sum(amount), min(channel), max(channel)
        from staging.stg_marketing__marketing_spend group by all
        """,
    )
    assert {(campaign, currency): amount for campaign, currency, amount, *_ in found} == spent
    assert {channel for *_, first, last in found for channel in (first, last)} == {"paid_search"}
