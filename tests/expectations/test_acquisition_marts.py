"""Faults of the marts of acquisition."""

import pytest
from small_warehouse import Warehouse, failed, names

MARTS = """
create table metrics.channel_performance as
select * from (values
    (date '2026-01-01', 'all', 'all', 10, 20, true), (date '2026-01-01', 'channel', 'social', 10, 20, true),
    (date '2026-02-01', 'all', 'all', 12, 20, true), (date '2026-02-01', 'channel', 'social', 12, 20, true)
) as months (date_month, segment_type, segment, leads, visits, is_complete)
cross join (
    select 100.0 as spend, 1000 as impressions, 50 as clicks, 4 as qualified_leads, 2 as won_leads, 2 as customers,
        80.0 as new_mrr, 0.5e0 as registration_rate, 0.2e0 as win_rate
) as others;
alter table metrics.channel_performance add column first_touch_leads double;
alter table metrics.channel_performance add column last_touch_leads double;
alter table metrics.channel_performance add column linear_leads double;
alter table metrics.channel_performance add column position_based_leads double;
alter table metrics.channel_performance add column first_touch_customers double default 2;
alter table metrics.channel_performance add column last_touch_customers double default 2;
alter table metrics.channel_performance add column linear_customers double default 2;
alter table metrics.channel_performance add column position_based_customers double default 2;
alter table metrics.channel_performance add column first_touch_mrr double default 80;
alter table metrics.channel_performance add column last_touch_mrr double default 80;
alter table metrics.channel_performance add column linear_mrr double default 80;
alter table metrics.channel_performance add column position_based_mrr double default 80;
update metrics.channel_performance set first_touch_leads = leads, last_touch_leads = leads, linear_leads = leads,
    position_based_leads = leads;
create table metrics.unit_economics as
select * from (values ('all', 'all'), ('channel', 'social')) as segments (segment_type, segment)
cross join (
    select date '2026-01-01' as date_month, 100.0 as acquisition_spend, 2 as new_customers,
        50.0 as customer_acquisition_cost, 40.0 as blended_customer_acquisition_cost,
        400.0 as customer_lifetime_value, 2.5e0 as payback_months
) as others;
create table metrics.cohort_payback as
select * from (values (0, 80.0), (1, 160.0)) as months (months_since, cumulative_mrr)
cross join (
    select date '2026-01-01' as cohort_month, 'all' as segment_type, 'all' as segment, 2 as customers,
        100.0 as acquisition_spend, 1 as break_even_month
) as others;
create table metrics.acquisition_factors as
select date '2026-01-01' as date_month, 'channel' as segment_type, 'social' as segment,
    'win_rate' as slipping_factor, -0.2e0 as slipping_change, 0.01e0 as slipping_p_value, true as is_complete,
    0.5e0 as registration_rate, 0.2e0 as win_rate, -1.0e0 as customers_change,
    0.5e0 as customers_change_by_leads, -1.5e0 as customers_change_by_win_rate;
create table metrics.acquisition_comparison as
select 'all_time' as period, 'channel' as segment_type, 'social' as segment, 'above' as win_standing,
    'too_few' as registration_standing, 0.2e0 as win_rate, 0.5e0 as registration_rate, 0.01e0 as win_p_value,
    cast(null as double) as registration_p_value, 50.0 as customer_acquisition_cost,
    40.0 as customer_acquisition_cost_low, 70.0 as customer_acquisition_cost_high
"""  # noqa: E501


@pytest.fixture
def with_acquisition(warehouse: Warehouse) -> Warehouse:
    """Beside the rest, two months of one channel by which two customers come."""
    warehouse.execute(*MARTS.split(";\n"))
    return warehouse


def test_good_marts_of_acquisition_pass(with_acquisition: Warehouse) -> None:
    result = with_acquisition.run("metrics")
    tables = {one.table_name for one in result.results}
    assert tables >= {
        "channel_performance", "unit_economics", "cohort_payback", "acquisition_factors",
        "acquisition_comparison",
    }  # fmt: skip
    assert result.failures == [], result.message()


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("channel_performance set win_rate = 1.5", "win_rate_within_bounds"),
        ("channel_performance set registration_rate = 1.5", "registration_rate_within_bounds"),
        ("channel_performance set spend = -1", "spend_within_bounds"),
        ("channel_performance set qualified_leads = 99", "funnel_narrows"),
        ("channel_performance set won_leads = 5", "funnel_narrows"),
        ("channel_performance set linear_leads = 9", "attribution_shares_out_what_there_was"),
        ("channel_performance set last_touch_mrr = 9", "attribution_shares_out_what_there_was"),
        ("unit_economics set new_customers = 0", "only_new_customers_have_a_cost"),
        ("unit_economics set blended_customer_acquisition_cost = 60",
         "blended_cost_is_not_above_that_of_new_customers"),
        ("unit_economics set acquisition_spend = 90 where segment_type = 'channel'",
         "segments_bear_all_spend"),
        ("unit_economics set payback_months = -1", "payback_months_within_bounds"),
        ("cohort_payback set customers = 3 where months_since = 1",
         "cohort_keeps_its_size_and_spend"),
        ("cohort_payback set customers = 0", "nobody_pays_nothing_back"),
        ("acquisition_factors set slipping_factor = 'luck'", "slipping_factor_is_known"),
        ("acquisition_factors set slipping_change = 0.1", "what_slips_has_fallen"),
        ("acquisition_factors set slipping_p_value = 0.2", "what_slips_has_fallen"),
        ("acquisition_factors set is_complete = false", "what_slips_has_fallen"),
        ("acquisition_factors set customers_change = 3", "parts_add_up_to_the_change"),
        ("acquisition_comparison set win_standing = 'fine'", "win_standing_is_known"),
        ("acquisition_comparison set customer_acquisition_cost = 80",
         "cost_lies_in_its_interval"),
        ("acquisition_comparison set win_p_value = null", "small_samples_have_no_standing"),
        ("acquisition_comparison set registration_standing = 'below'",
         "small_samples_have_no_standing"),
    ],
)  # fmt: skip
def test_impossible_number_blocks(with_acquisition: Warehouse, fault: str, rule: str) -> None:
    with_acquisition.execute(f"update metrics.{fault}")
    table = fault.split(maxsplit=1)[0]
    failure = failed(with_acquisition.run("metrics", tables=[table]), table, rule)
    assert failure.severity == "critical"


def test_leads_that_stop_at_once_warn(with_acquisition: Warehouse) -> None:
    with_acquisition.execute(
        "update metrics.channel_performance set leads = 0, qualified_leads = 0, won_leads = 0,"
        " first_touch_leads = 0, last_touch_leads = 0, linear_leads = 0,"
        " position_based_leads = 0 where date_month = '2026-02-01'"
    )
    result = with_acquisition.run("metrics", tables=["channel_performance"])
    assert names(result.failures) == ["channel_performance.leads_did_not_stop_at_once"]
    assert result.success


def test_more_clicks_than_impressions_warn(with_acquisition: Warehouse) -> None:
    with_acquisition.execute("update metrics.channel_performance set clicks = 1001")
    result = with_acquisition.run("metrics", tables=["channel_performance"])
    assert names(result.failures) == ["channel_performance.clicks_follow_impressions"]
    assert result.success
