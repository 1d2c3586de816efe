"""Faults of the marts of support and of the surveys."""

import pytest
from small_warehouse import Warehouse, failed, names

MARTS = """
create table metrics.support_performance as
select date '2026-02-01' as date_month, 'all' as segment_type, 'all' as segment, 4 as tickets,
    50.0e0 as tickets_per_100_seats, 1.0e0 as median_first_reply_hours,
    2.0e0 as p90_first_reply_hours, 10.0e0 as median_resolution_hours,
    20.0e0 as p90_resolution_hours, 0.25e0 as reopened_rate, 0.5e0 as repeat_rate,
    1.0e0 as tickets_change_rate;
create table metrics.survey_scores as
select date '2026-02-01' as date_month, 1 as window_months, 'all' as segment_type,
    'all' as segment, answers.*
from (values
    ('nps', 60, 0.5e0, 20, 10, 30, -16.7e0, 22.0e0, null, null, null, null),
    ('csat', 4, null, 0, 0, 0, null, null, 4.0e0, 0.75e0, 0.3e0, 0.95e0)
) as answers (
    survey_type, responses, response_rate, promoters, passives, detractors, nps,
    nps_margin_of_error, csat_mean, satisfied_rate, satisfied_rate_low, satisfied_rate_high
);
create table customer_360.account_support as
select 'a1' as account_id, date '2026-03-08' as week_end, 1 as tickets_28_days,
    1 as tickets_previous_28_days, 2 as tickets_90_days, 1 as open_tickets,
    1 as reopened_tickets_90_days, 1 as repeated_categories_90_days, 4.0e0 as csat_score_90_days,
    9.0e0 as nps_score, date '2026-03-08' as nps_responded_on, 'promoter' as nps_category,
    1.5e0 as incident_hours_28_days, 0.5e0 as company_incident_hours_28_days,
    0.997e0 as availability_28_days, 1 as feature_requests_open
"""


@pytest.fixture
def with_support(warehouse: Warehouse) -> Warehouse:
    """Beside the rest, a month of tickets and answers, and a week of one account."""
    warehouse.execute(*MARTS.split(";\n"))
    return warehouse


@pytest.mark.parametrize("layer", ["metrics", "customer_360"])
def test_good_marts_of_support_pass(with_support: Warehouse, layer: str) -> None:
    result = with_support.run(layer)
    tables = {one.table_name for one in result.results}
    assert {"metrics": "survey_scores", "customer_360": "account_support"}[layer] in tables
    assert result.failures == [], result.message()


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("metrics.support_performance set median_first_reply_hours = -1",
         "median_first_reply_hours_within_bounds"),
        ("metrics.support_performance set p90_resolution_hours = 9",
         "nine_in_ten_take_as_long_as_half"),
        ("metrics.support_performance set reopened_rate = 1.1", "reopened_rate_within_bounds"),
        ("metrics.support_performance set repeat_rate = 1.1", "repeat_rate_within_bounds"),
        ("metrics.support_performance set tickets_change_rate = -1.1",
         "tickets_change_rate_within_bounds"),
        ("metrics.support_performance set date_month = '2026-04-01'", "no_month_after_now"),
        ("metrics.survey_scores set survey_type = 'ces'", "survey_type_is_known"),
        ("metrics.survey_scores set responses = 0", "responses_within_bounds"),
        ("metrics.survey_scores set response_rate = 1.1", "response_rate_within_bounds"),
        ("metrics.survey_scores set nps = 101", "nps_within_bounds"),
        ("metrics.survey_scores set csat_mean = 5.5", "csat_mean_within_bounds"),
        ("metrics.survey_scores set satisfied_rate = 0.2", "satisfied_lies_in_its_interval"),
        ("metrics.survey_scores set promoters = 21", "answers_add_up"),
        ("customer_360.account_support set open_tickets = -1", "open_tickets_within_bounds"),
        ("customer_360.account_support set csat_score_90_days = 6",
         "csat_score_90_days_within_bounds"),
        ("customer_360.account_support set nps_score = 11", "nps_score_within_bounds"),
        ("customer_360.account_support set nps_category = 'fan'", "nps_category_is_known"),
        ("customer_360.account_support set availability_28_days = 1.1",
         "availability_28_days_within_bounds"),
        ("customer_360.account_support set tickets_28_days = 2", "windows_hold_each_other"),
        ("customer_360.account_support set week_end = '2026-03-09'", "weeks_end_on_sundays"),
        ("customer_360.account_support set nps_responded_on = '2026-03-09'",
         "weeks_end_on_sundays"),
    ],
)  # fmt: skip
def test_impossible_number_blocks(with_support: Warehouse, fault: str, rule: str) -> None:
    with_support.execute(f"update {fault}")
    layer, table = fault.split(maxsplit=1)[0].split(".")
    failure = failed(with_support.run(layer, tables=[table]), table, rule)
    assert failure.severity == "critical"


def test_a_scale_read_the_wrong_way_warns(with_support: Warehouse) -> None:
    with_support.execute("update metrics.survey_scores set nps = -60 where survey_type = 'nps'")
    result = with_support.run("metrics")
    assert names(result.failures) == ["survey_scores.scale_is_read_the_right_way"]
    assert result.success
