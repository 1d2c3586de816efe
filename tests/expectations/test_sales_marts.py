"""Faults of the marts of sales."""

import pytest
from small_warehouse import Warehouse, failed, names

MARTS = """
create table metrics.sales_process_exceptions as
select 'no_activity' as rule, 'opportunity' as subject_type, 'o1' as subject_id,
    null::varchar as detail, date '2026-02-01' as since, date '2026-02-09' as resolved_on,
    8 as days;
create table metrics.crm_completeness as
select 'all' as member_type, 'all' as member, 'lead' as record_type, 'email' as field,
    4 as records, 0.75e0 as filled_rate, 1 as touched_30_days, 0.25e0 as touched_30_days_rate,
    2 as touched_90_days, 0.5e0 as touched_90_days_rate;
create table metrics.sales_funnel as
select date '2026-02-01' as cohort_month, 'deal' as funnel, 'all' as segment_type,
    'all' as segment, stages.*, 0.75e0 as conversion_rate, 0.5e0 as conversion_within_90_days,
    0.6e0 as conversion_to_won_rate, 4.0e0 as median_days_to_next
from (values
    ('whole_deal', 0, 5, 3, 1, 1), ('unknown', 0, 5, 3, 1, 1), ('demo', 20, 5, 3, 1, 1)
) as stages (stage, stage_order, entered, moved_on, lost, still_open);
create table metrics.sales_capability as
select date '2026-01-01' as date_quarter, 1 as window_quarters, 'owner' as member_type,
    'w1' as member, 'all' as segment_type, 'all' as segment, 0.25e0 as win_rate,
    0.158e0 as win_rate_low, 0.372e0 as win_rate_high, 0.0047e0 as win_rate_adjusted_p_value,
    true as is_win_rate_low, 1.1e0 as attainment, 0.5e0 as expansion_rate, 0.9e0 as renewal_rate,
    0.8e0 as forecast_accuracy, 1.0e0 as reply_in_time_rate,
    0.5e0 as reply_in_time_adjusted_p_value, false as is_reply_slow,
    2.0e0 as median_reply_hours, 20.0e0 as median_cycle_days
"""


@pytest.fixture
def with_sales(warehouse: Warehouse) -> Warehouse:
    """Beside the rest, one breach, the fields of four leads, five deals and one seller."""
    warehouse.execute(*MARTS.split(";\n"))
    return warehouse


def test_good_marts_of_sales_pass(with_sales: Warehouse) -> None:
    result = with_sales.run("metrics")
    tables = {one.table_name for one in result.results}
    assert {"sales_process_exceptions", "sales_funnel", "sales_capability"} <= tables
    assert result.failures == [], result.message()


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("sales_process_exceptions set rule = 'be_nice'", "rule_is_known"),
        ("sales_process_exceptions set subject_id = null", "subject_id_is_given"),
        ("sales_process_exceptions set subject_type = 'contact'", "subject_type_is_known"),
        ("sales_process_exceptions set days = -1", "days_within_bounds"),
        ("sales_process_exceptions set since = '2026-03-16'", "no_breach_after_now"),
        ("sales_process_exceptions set resolved_on = '2026-03-16'", "no_breach_after_now"),
        ("crm_completeness set member_type = 'region'", "member_type_is_known"),
        ("crm_completeness set records = 0", "records_within_bounds"),
        ("crm_completeness set filled_rate = 1.1", "filled_rate_within_bounds"),
        ("crm_completeness set touched_30_days = 3", "windows_hold_each_other"),
        ("sales_funnel set conversion_rate = 1.1", "conversion_rate_within_bounds"),
        ("sales_funnel set conversion_within_90_days = -0.1",
         "conversion_within_90_days_within_bounds"),
        ("sales_funnel set median_days_to_next = -1", "median_days_to_next_within_bounds"),
        ("sales_funnel set still_open = 2", "who_entered_is_somewhere"),
        ("sales_funnel set cohort_month = '2026-04-01'", "no_month_after_now"),
        ("sales_capability set win_rate = 0.4", "win_rate_lies_in_its_interval"),
        ("sales_capability set renewal_rate = 1.1", "renewal_rate_within_bounds"),
        ("sales_capability set attainment = -0.1", "attainment_within_bounds"),
        ("sales_capability set median_reply_hours = -1", "median_reply_hours_within_bounds"),
        ("sales_capability set win_rate_adjusted_p_value = null",
         "only_what_was_tested_is_flagged"),
        ("sales_capability set is_reply_slow = true", "only_what_was_tested_is_flagged"),
        ("sales_capability set date_quarter = '2026-04-01'", "no_quarter_after_now"),
    ],
)  # fmt: skip
def test_impossible_number_blocks(with_sales: Warehouse, fault: str, rule: str) -> None:
    table = fault.split(maxsplit=1)[0]
    with_sales.execute(f"update metrics.{fault}")
    failure = failed(with_sales.run("metrics", tables=[table]), table, rule)
    assert failure.severity == "critical"


def test_stages_that_nobody_has_put_in_order_are_named(with_sales: Warehouse) -> None:
    with_sales.execute(
        "update metrics.sales_funnel set stage = 'bake-off', stage_order = 0 where stage = 'demo'"
    )
    result = with_sales.run("metrics", tables=["sales_funnel"])
    assert names(result.failures) == ["sales_funnel.every_stage_has_its_place"]
    assert "stage=bake-off" in result.failures[0].message()
    assert result.success
