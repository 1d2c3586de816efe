"""Faults of the marts of the website."""

import pytest
from small_warehouse import Warehouse, failed, names

MARTS = """
create table metrics.web_sessions as
select * from (values
    (date '2026-01-05', 200, 150), (date '2026-01-12', 190, 150), (date '2026-01-13', 10, 9)
) as days (session_date, sessions, visitors)
cross join (
    select 'content' as channel, '/' as landing_page, 4 as bounces, 6 as engaged_sessions,
        8 as prospect_sessions, 1 as registrations, 0.4e0 as bounce_rate,
        0.6e0 as engagement_rate, 0.125e0 as prospect_registration_rate
);
create table metrics.landing_pages as
select date '2026-01-01' as date_month, '/' as landing_page, 0.5e0 as share_of_sessions,
    0.4e0 as bounce_rate, 80 as prospect_sessions, 10 as registrations, 5 as qualified_leads,
    2 as customers, 0.125e0 as prospect_registration_rate,
    0.0693e0 as prospect_registration_rate_low, 0.2154e0 as prospect_registration_rate_high,
    0.5e0 as qualified_rate, 0.2e0 as customer_rate,
    0.05e0 as rate_difference, 0.01e0 as rate_difference_low, 0.09e0 as rate_difference_high,
    0.01e0 as p_value, 0.02e0 as adjusted_p_value, 'better' as verdict;
create table metrics.page_paths as
select * from (values
    ('registration', '/ > /signup', 1.0e0, 0.5e0), ('exit', '/', 0.75e0, 0.0e0),
    ('exit', 'other', 0.25e0, 0.5e0)
) as paths (outcome, path, share_of_outcome, conversion_rate)
cross join (select date '2026-01-01' as date_month, 40.0e0 as median_seconds);
create table metrics.page_clicks as
select date '2026-01-01' as date_month, '/' as page_path, 'cta' as element_id, 10 as page_views,
    3 as clicks, 0.75e0 as share_of_page_clicks, 0.5e0 as mean_x_ratio, 0.3e0 as mean_y_ratio;
create table metrics.page_click_grid as
select date '2026-01-01' as date_month, '/' as page_path, 5 as x_tenth, 3 as y_tenth,
    75.0e0 as click_density
"""


@pytest.fixture
def with_website(warehouse: Warehouse) -> Warehouse:
    """Beside the rest, the marts of a small website."""
    warehouse.execute(*MARTS.split(";\n"))
    return warehouse


def test_good_marts_of_the_website_pass(with_website: Warehouse) -> None:
    result = with_website.run("metrics")
    tables = {one.table_name for one in result.results}
    assert tables >= {
        "web_sessions", "landing_pages", "page_paths", "page_clicks", "page_click_grid"
    }  # fmt: skip
    assert result.failures == [], result.message()


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("web_sessions set bounce_rate = 1.5", "bounce_rate_within_bounds"),
        ("web_sessions set registrations = 9", "parts_are_of_the_sessions"),
        ("web_sessions set visitors = 201", "parts_are_of_the_sessions"),
        ("web_sessions set session_date = '2026-01-05'",
         "session_date_and_channel_and_landing_page_are_unique"),
        ("web_sessions set channel = null", "channel_is_given"),
        ("landing_pages set verdict = 'best'", "verdict_is_known"),
        ("landing_pages set verdict = 'alike'", "verdict_follows_the_p_value"),
        ("landing_pages set verdict = 'worse'", "verdict_follows_the_p_value"),
        ("landing_pages set adjusted_p_value = null", "verdict_follows_the_p_value"),
        ("landing_pages set prospect_registration_rate = 0.05", "rates_lie_in_their_intervals"),
        ("landing_pages set rate_difference = 0.1", "rates_lie_in_their_intervals"),
        ("landing_pages set customers = 6", "leads_narrow"),
        ("landing_pages set registrations = 81", "leads_narrow"),
        ("page_paths set outcome = 'lost'", "outcome_is_known"),
        ("page_paths set share_of_outcome = 0.5", "shares_add_up"),
        ("page_paths set median_seconds = -1", "median_seconds_within_bounds"),
        ("page_clicks set mean_x_ratio = 1.1", "mean_x_ratio_within_bounds"),
        ("page_click_grid set x_tenth = 10", "x_tenth_within_bounds"),
        ("page_click_grid set click_density = 101", "click_density_within_bounds"),
    ],
)  # fmt: skip
def test_impossible_number_blocks(with_website: Warehouse, fault: str, rule: str) -> None:
    with_website.execute(f"update metrics.{fault}")
    table = fault.split(maxsplit=1)[0]
    failure = failed(with_website.run("metrics", tables=[table]), table, rule)
    assert failure.severity == "critical"


def test_a_day_without_half_of_its_sessions_warns(with_website: Warehouse) -> None:
    with_website.execute(
        "update metrics.web_sessions set sessions = 90, visitors = 80"
        " where session_date = '2026-01-12'"
    )
    result = with_website.run("metrics")
    assert names(result.failures) == ["web_sessions.tracking_did_not_stop"]
    assert result.success


def test_clicks_on_a_page_that_nobody_saw_warn(with_website: Warehouse) -> None:
    with_website.execute("update metrics.page_clicks set page_views = 0")
    result = with_website.run("metrics")
    assert names(result.failures) == ["page_clicks.what_is_clicked_was_seen"]
    assert result.success
