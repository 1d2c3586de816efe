"""The segment connector: its rules by unit tests, a small product whose events are known, and the
destination's own table as it comes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from vendor_folder import SAMPLES, build, emptied, rows, write

CONNECTORS = {"usage": ["segment"], "marketing": ["segment"]}
SELECT = (
    "path:models/connectors/segment",
    *("segment_channels", "stg_usage__usage_events", "stg_usage__product_users"),
    *("stg_marketing__web_events", "int_usage__daily_events"),
    "int_usage__account_event_days",
)
WITHOUT_TESTS = ("--exclude", "resource_type:unit_test", "resource_type:test")
RULES = 5

# Ann signs up in browser b1 before anybody knows her, works in one, from the 20th on in two.
# Bob shares her browser from the 10th. Nobody knows b9.
PRODUCT = {
    "segment_tracks": """
        id, anonymous_id, user_id, event, event_text, context_group_id, timestamp, received_at
        e1, b1, , signed_up, Signed Up, , 2026-03-01 08:00:00, 2026-03-01 08:00:01
        e2, b1, ann, report_exported, Report Exported, , 2026-03-02 08:00:00, 2026-03-02 08:00:01
        e3, b1, bob, report_exported, Report Exported, , 2026-03-12 08:00:00, 2026-03-12 08:00:01
        e4, b1, , report_exported, Report Exported, , 2026-03-12 09:00:00, 2026-03-12 09:00:01
        e5, b1, ann, report_exported, Report Exported, one, 2026-03-21 08:00:00, 2026-03-21 08:00:01
        e6, b1, ann, report_exported, Report Exported, , 2026-03-21 09:00:00, 2026-03-21 09:00:01
        e6, b1, ann, report_exported, Report Exported, , 2026-03-21 09:00:00, 2026-03-23 09:00:01
        e7, b9, , page_left, Page Left, , 2026-03-21 09:00:00, 2026-03-21 09:00:01
        """,
    "segment_identifies": """
        id, anonymous_id, user_id, email, role, created_at, timestamp, received_at
        i1, b1, ann, ann@one.example, admin, 2026-03-01 08:05:00, 2026-03-01 08:10:00, 2026-03-01 08:10:00
        i2, b1, bob, bob@two.example, , , 2026-03-10 08:00:00, 2026-03-19 08:00:00
        """,  # noqa: E501
    "segment_groups": """
        id, anonymous_id, user_id, group_id, timestamp, received_at
        g1, b1, , one, 2026-03-01 08:20:00, 2026-03-01 08:20:00
        g2, b1, bob, two, 2026-03-12 08:30:00, 2026-03-12 08:30:00
        g3, b2, ann, two, 2026-03-20 08:00:00, 2026-03-20 08:00:00
        """,
    "segment_pages": """
        id, anonymous_id, user_id, url, path, search, referrer, context_campaign_medium, timestamp
        p1, b1, , https://saas.example/, /, , https://www.bing.com/, , 2026-02-27 08:00:00
        p2, b1, , https://saas.example/prices, /prices, , https://saas.example/, , 2026-02-27 08:01:00
        p3, b9, , https://saas.example/, /, , , cpc, 2026-03-21 09:00:00
        """,  # noqa: E501
}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of all tests here."""
    return tmp_path_factory.mktemp("segment")


def test_a_small_product_has_the_usage_users_and_page_views_that_it_had(folder: Path) -> None:
    write(emptied(folder), PRODUCT)
    said = build(folder, CONNECTORS, SELECT)

    assert said.count("START unit_test segment__") == RULES
    assert rows(
        folder,
        """
        select event_id, account_id, user_id, event_name, rejection_reason
        from staging.stg_usage__usage_events order by all
        """,
    ) == [
        ("e1", "one", "ann", "signed_up", None),
        ("e2", "one", "ann", "report_exported", None),
        ("e3", "two", "bob", "report_exported", None),
        ("e4", "two", "bob", "report_exported", None),
        ("e5", "one", "ann", "report_exported", None),
        ("e6", "two", "ann", "report_exported", None),
        ("e6", "two", "ann", "report_exported", None),
        ("e7", None, None, "page_left", "no account_id"),
    ]
    assert rows(
        folder,
        """
        select cast(event_date as string), account_id, events
        from intermediate.int_usage__account_event_days order by all
        """,
    ) == [
        ("2026-03-01", "one", 1),
        ("2026-03-02", "one", 1),
        ("2026-03-12", "two", 2),
        ("2026-03-21", "one", 1),
        ("2026-03-21", "two", 1),
    ]
    assert rows(
        folder,
        """
        select user_id, account_id, email, role, cast(created_at as string)
        from staging.stg_usage__product_users order by user_id
        """,
    ) == [
        ("ann", "two", "ann@one.example", "admin", "2026-03-01 08:05:00"),
        ("bob", "two", "bob@two.example", None, "2026-03-10 08:00:00"),
    ]
    assert rows(
        folder,
        """
        select event_id, visitor_id, user_id, page_path, channel
        from staging.stg_marketing__web_events order by event_id
        """,
    ) == [
        ("p1", "b1", "ann", "/", "organic_search"),
        ("p2", "b1", "ann", "/prices", None),
        ("p3", "b9", None, "/", "paid_search"),
    ]
    assert dict(
        rows(folder, "select observation, rows_observed from connectors.segment__observations")
    ) == {
        "segment_users_without_a_group": 0,
        "segment_persons_in_several_groups": 1,
        "segment_browsers_of_several_users": 1,
        "segment_groups_without_a_user": 1,
        "segment_calls_received_late": 1,
    }


def steps(plan: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """All steps of DuckDB's plan."""
    for step in plan:
        yield step
        yield from steps(step["children"])


def test_a_filter_on_the_time_reaches_the_files_and_each_event_is_read_once(folder: Path) -> None:
    tracks = emptied(folder) / "segment_tracks.parquet"
    duckdb.execute(
        f"""
        copy (
            select
                'e' || number as id, 'b' || number % 7 as anonymous_id, 'done' as event,
                'one' as context_group_id,
                timestamp '2026-01-01' + number * interval 1 minute as timestamp
            from range(100_000) as numbers (number)
        ) to '{tracks}' (format parquet, row_group_size 10_000)
        """
    )
    build(folder, CONNECTORS, ("+stg_usage__usage_events", *WITHOUT_TESTS))

    plan = rows(
        folder,
        """
        explain (format json) select count(*), max(account_id) from staging.stg_usage__usage_events
        where occurred_at >= timestamp '2026-03-10' and rejection_reason is null
        """,
    )[0][1]
    scans = [step for step in steps(json.loads(plan)) if "PARQUET" in step["name"]]
    assert len(scans) == 1
    assert scans[0]["extra_info"]["Filters"].startswith("timestamp>")
    assert not [step for step in steps(json.loads(plan)) if "WINDOW" in step["name"]]
    assert rows(
        folder,
        "select count(*) from staging.stg_usage__usage_events where rejection_reason is null",
    ) == [(100_000,)]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no sample tables at {SAMPLES}")
def test_the_destinations_page_views_are_read(folder: Path) -> None:
    sample = SAMPLES / "segment" / "example_segment_pages.csv"
    raw = emptied(folder)
    (raw / "segment_pages.csv").write_bytes(sample.read_bytes())
    build(folder, CONNECTORS, ("+stg_marketing__web_events", *WITHOUT_TESTS))

    # The file has one row: a campaign of medium social that came by Google.
    assert rows(
        folder,
        """
        select visitor_id, user_id, cast(occurred_at as string), page_path, channel, campaign_id
        from staging.stg_marketing__web_events
        """,
    )[0] == (
        "507f191e810c19729de860ea",
        "97980cfea0067",
        "2015-02-23 22:28:55",
        "/product",
        "organic_social",
        "autumn_collection_2015",
    )
