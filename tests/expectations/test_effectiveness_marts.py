"""Faults of the marts of actions, programs and what-if."""

import pytest
from small_warehouse import Warehouse, failed, names

MARTS = """
create table metrics.action_effectiveness as
select * from (values
    (30, 70, 80, 0.2e0, 0.05e0, 0.33e0, 'better', 1400.0e0),
    (60, 40, 20, null, null, null, 'not enough data', null)
) as horizons (horizon_days, acted_on, left_alone, result_difference, result_difference_low,
    result_difference_high, verdict, net_mrr)
cross join (select 'dunning' as kind, 'all' as play, 'random_hold_out' as method,
    date '2026-01-01' as worked_from, 0.75e0 as done_in_time_rate, 0.8e0 as reached_rate,
    0.8e0 as acted_on_result_rate, 0.6e0 as left_alone_result_rate, 7000.0e0 as mrr_at_stake);
create table metrics.task_results as
select * from (values
    ('t1', 'acted_on', date '2026-01-02', true), ('t2', 'held_out', null, false)
) as tasks (task_id, side, contacted_on, has_result)
cross join (select 30 as horizon_days, date '2026-01-31' as horizon_on, true as is_drawn,
    100.0e0 as value_mrr);
create table metrics.program_engagement as
select * from (values
    ('month', date '2026-01-01', date '2026-01-31', 3, null, null, null, 'not enough data'),
    ('quarter', date '2026-01-01', date '2026-03-15', 4, 0.05e0, 0.01e0, 0.09e0, 'better')
) as periods (period_type, period_start, period_end, accounts_reached, retention_difference,
    retention_difference_low, retention_difference_high, verdict)
cross join (select 'guides' as program, 'help' as program_kind, 0.25e0 as customer_reach);
create table metrics.what_if as
select 'churn' as lever, -1 as change_points, 0.01e0 as customer_churn_rate,
    0.01e0 as mrr_churn_rate, 0.2e0 as win_rate, 0.01e0 as expansion_rate,
    128.4e0 as customers_after_12_months, 12910.0e0 as mrr_gained_12_months
"""


@pytest.fixture
def judged(warehouse: Warehouse) -> Warehouse:
    """The small warehouse with an action, a program and a lever in which every rule holds."""
    warehouse.execute(*MARTS.split(";\n"))
    return warehouse


def test_sound_marts_of_effects_pass(judged: Warehouse) -> None:
    result = judged.run("metrics")
    tables = {one.table_name for one in result.results}
    assert tables >= {"action_effectiveness", "task_results", "program_engagement", "what_if"}
    assert names(result.failures) == []


@pytest.mark.parametrize(
    ("fault", "rule", "severity"),
    [
        ("action_effectiveness set verdict = null", "verdict_is_given", "critical"),
        ("action_effectiveness set verdict = 'good'", "verdict_is_known", "critical"),
        ("action_effectiveness set verdict = 'worse'",
         "verdict_says_what_the_interval_says", "critical"),
        ("action_effectiveness set result_difference_low = -0.01",
         "verdict_says_what_the_interval_says", "critical"),
        ("action_effectiveness set result_difference = 0.4",
         "difference_lies_in_its_interval", "critical"),
        ("action_effectiveness set result_difference = 0.01 where horizon_days = 60",
         "difference_lies_in_its_interval", "critical"),
        ("action_effectiveness set net_mrr = 0.01",
         "money_only_where_a_difference_is_stated", "critical"),
        ("action_effectiveness set net_mrr = -1",
         "money_only_where_a_difference_is_stated", "critical"),
        ("action_effectiveness set worked_from = '2026-03-16'",
         "nothing_is_worked_on_after_now", "critical"),
        ("action_effectiveness set left_alone = 180", "hold_outs_are_a_part", "warning"),
        ("task_results set side = 'called'", "side_is_known", "critical"),
        ("task_results set has_result = null", "has_result_is_given", "critical"),
        ("task_results set horizon_on = '2026-03-16'", "horizon_is_known", "critical"),
        ("task_results set horizon_days = 45", "horizon_is_known", "critical"),
        ("task_results set is_drawn = false", "only_chance_holds_out", "critical"),
        ("task_results set contacted_on = '2026-01-02'", "only_chance_holds_out", "critical"),
        ("program_engagement set period_end = '2026-03-16'", "periods_end_by_now", "critical"),
        ("program_engagement set accounts_reached = 5 where period_type = 'month'",
         "quarters_reach_no_fewer_than_their_months", "critical"),
        ("program_engagement set customer_reach = 1.1",
         "customer_reach_within_bounds", "critical"),
        ("program_engagement set retention_difference_high = -0.01",
         "difference_lies_in_its_interval", "critical"),
        ("what_if set mrr_gained_12_months = -1", "each_lever_moves_mrr_its_own_way", "critical"),
        ("what_if set change_points = 2", "change_points_within_bounds", "critical"),
        ("what_if set customers_after_12_months = -1",
         "customers_after_12_months_within_bounds", "critical"),
    ],
)  # fmt: skip
def test_fault_is_found(judged: Warehouse, fault: str, rule: str, severity: str) -> None:
    judged.execute(f"update metrics.{fault}")
    table = fault.split(maxsplit=1)[0]
    failure = failed(judged.run("metrics", tables=[table]), table, rule)
    assert failure.severity == severity
    assert failure.sample
