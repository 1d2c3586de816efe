"""Faults of the marts of engagement, health, lifecycle, signals and saturation."""

import pytest
from small_warehouse import Warehouse, failed, names

MARTS = """
create table metrics.engagement as
select * from (values (date '2026-03-01', 9), (date '2026-03-08', 7)) as weeks (week_end, events)
cross join (
    select 'all' as segment_type, 'all' as segment, 0.25e0 as stickiness, 3 as weekly_active_users,
        1 as new_users, 1 as retained_users, 1 as resurrected_users, 1 as weekly_active_accounts,
        0 as new_accounts, 1 as retained_accounts, 0 as resurrected_accounts
);
create table metrics.health_judgement as
select date '2025-10-01' as quarter_start, 'health_score' as measure, true as is_complete,
    100 as customers, 40 as churned_customers, 0.75e0 as auc,
    0.3e0 as lost_mrr_share_in_lowest_decile;
create table metrics.critical_months as
select 2 as first_month, 4 as last_month, 0.9e0 as active_retention, 0.8e0 as quiet_retention,
    1.125e0 as lift, 1.0e0 as lift_low, 1.25e0 as lift_high, 0.04e0 as adjusted_p_value;
create table metrics.signal_performance as
select 'usage_down' as signal, 0.2e0 as signal_precision, 0.1e0 as precision_low,
    0.3e0 as precision_high, 0.05e0 as base_rate, 0.6e0 as recall, 30e0 as median_lead_days;
create table customer_360.health_scores as
select 'a1' as account_id, date '2026-03-08' as week_end, true as is_customer,
    'growth' as lifecycle_stage, 80e0 as health_score, 'healthy' as health_band,
    10e0 as fatigue_score;
create table customer_360.lifecycle_stages as
select * from (values
    ('a1', 'newcomer', date '2026-01-01', date '2026-02-01', 'low'),
    ('a1', 'critical', date '2026-02-01', date '9999-12-31', 'high')
) as stages (account_id, lifecycle_stage, valid_from, valid_to, risk_degree);
create table customer_360.account_signals as
select 'a1' as account_id, 'usage_down' as signal, date '2026-03-01' as began_on,
    date '2026-03-08' as ended_on, false as is_open, 1 as weeks;
create table customer_360.entitlement_saturation as
select 'a1' as account_id, date '2026-03-08' as week_end, 'seats' as entitlement,
    0.9e0 as saturation, 10 as days_above_80_percent, 10e0 as limit_amount,
    date '2026-04-01' as reaches_limit_on
"""


@pytest.fixture
def with_health(warehouse: Warehouse) -> Warehouse:
    """Beside the rest, an account that is measured."""
    warehouse.execute(*MARTS.split(";\n"))
    return warehouse


@pytest.mark.parametrize("layer", ["metrics", "customer_360"])
def test_good_marts_of_health_pass(with_health: Warehouse, layer: str) -> None:
    result = with_health.run(layer)
    tables = {one.table_name for one in result.results}
    assert tables >= {
        "metrics": {"engagement", "health_judgement", "critical_months", "signal_performance"},
        "customer_360": {
            "health_scores", "lifecycle_stages", "account_signals", "entitlement_saturation"
        },
    }[layer]  # fmt: skip
    assert result.failures == [], result.message()


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("metrics.engagement set stickiness = 1.1", "stickiness_within_bounds"),
        ("metrics.engagement set new_users = 0", "active_users_add_up"),
        ("metrics.health_judgement set auc = 1.1", "auc_within_bounds"),
        ("metrics.health_judgement set churned_customers = 101", "no_more_lost_than_were_there"),
        ("metrics.critical_months set lift = 1.3", "lift_lies_in_its_interval"),
        ("metrics.signal_performance set recall = 1.1", "recall_within_bounds"),
        ("metrics.signal_performance set signal_precision = 0.4", "precision_lies_in_its_interval"),
        ("customer_360.health_scores set health_score = 101", "health_score_within_bounds"),
        ("customer_360.health_scores set health_band = null", "every_score_has_a_band"),
        ("customer_360.health_scores set week_end = '2026-03-22'", "no_week_after_now"),
        ("customer_360.lifecycle_stages set lifecycle_stage = 'asleep'",
         "lifecycle_stage_is_known"),
        ("customer_360.lifecycle_stages set valid_to = '2026-01-15' where risk_degree = 'low'",
         "stages_follow_without_gaps"),
        ("customer_360.account_signals set is_open = true", "open_signals_have_no_end"),
        ("customer_360.entitlement_saturation set days_above_80_percent = 29",
         "days_above_80_percent_within_bounds"),
        ("customer_360.entitlement_saturation set reaches_limit_on = '2026-03-01'",
         "limit_is_reached_later"),
    ],
)  # fmt: skip
def test_impossible_number_blocks(with_health: Warehouse, fault: str, rule: str) -> None:
    with_health.execute(f"update {fault}")
    layer, table = fault.split(maxsplit=1)[0].split(".")
    failure = failed(with_health.run(layer, tables=[table]), table, rule)
    assert failure.severity == "critical"


def test_a_score_no_better_than_chance_warns(with_health: Warehouse) -> None:
    with_health.execute("update metrics.health_judgement set auc = 0.49")
    result = with_health.run("metrics")
    assert names(result.failures) == ["health_judgement.score_ranks_better_than_chance"]
    assert result.success
