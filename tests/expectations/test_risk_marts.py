"""Faults of the weekly risk, and of the models that it is made by."""

import pytest
from small_warehouse import Warehouse, failed, names

MARTS = """
create schema quality;
create table quality.model_performance as
select * from (values
    ('churn_90_days', 3, 'model', true, 'in_force', true, 0.6e0, 0.2e0, 0.05e0),
    ('churn_90_days', 3, 'health_loss', true, 'in_force', true, 0.6e0, 0.1e0, null),
    ('churn_90_days', 3, 'usage_drop', true, 'in_force', true, 0.5e0, 0.15e0, null),
    ('churn_90_days', 3, 'model', false, 'in_force', true, 0.2e0, 0.1e0, 0.3e0)
) as merits (
    model, version, scorer, is_all_periods, status, is_in_force, auc_low, average_precision,
    calibration_error
) cross join (
    select date '2026-03-01' as fitted_on, date '2025-06-01' as period_from, 40 as positives,
        0.7e0 as auc, 0.3e0 as amount_share_top_tenth
);
create table quality.model_coefficients as
select 'churn_90_days' as model, 3 as version, 'nps' as feature, 0.5e0 as coefficient,
    0.01e0 as p_value, 0.4e0 as scale;
create table quality.model_calibration as
select 'churn_90_days' as model, 3 as version, 1 as tenth, 0.6e0 as expected_rate,
    0.5e0 as observed_rate;
create table quality.model_lists as
select * from (values (0.1e0, null), (null, 10)) as lists (list_share, list_length)
cross join (
    select 'churn_90_days' as model, 3 as version, 10 as listed_rows, 4 as hits, 0.4e0 as hit_rate,
        0.5e0 as amount_share
);
create table quality.model_drift as
select 'churn_90_days' as model, 3 as version, 'nps' as feature, true as is_in_force,
    0.1e0 as missing_then, 0.3e0 as missing_now;
create table customer_360.churn_risk as
select 'a' || n as account_id, date '2026-03-08' as week_end, 'model' as scored_by,
    3 as model_version, 0.1e0 as loss_probability_30_days, 0.2e0 as loss_probability_60_days,
    0.3e0 as loss_probability_90_days, 9.5e0 as mrr_at_risk, n <= 6 as is_listed
from range(1, 61) as numbers (n);
create table customer_360.churn_risk_reasons as
select 'a1' as account_id, 'nps' as feature, 0.3e0 as contribution, 'gave 4 of 10' as reason
"""


@pytest.fixture
def with_risk(warehouse: Warehouse) -> Warehouse:
    """Beside the rest, a model in force and sixty customers whom it has scored."""
    warehouse.execute(*MARTS.split(";\n"))
    return warehouse


@pytest.mark.parametrize("layer", ["quality", "customer_360"])
def test_good_risk_passes(with_risk: Warehouse, layer: str) -> None:
    result = with_risk.run(layer)
    assert any(one.table_name in ("churn_risk", "model_drift") for one in result.results)
    assert result.failures == [], result.message()


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        (
            "loss_probability_90_days = 1.2 where account_id = 'a1'",
            "loss_probability_90_days_within_bounds",
        ),
        ("loss_probability_90_days = null where account_id = 'a1'", "probabilities_are_a_models"),
        ("model_version = 4 where account_id = 'a1'", "a_week_is_scored_by_versions_of_its_time"),
        ("week_end = date '2026-02-22'", "a_week_is_scored_by_versions_of_its_time"),
        ("week_end = date '2026-03-22'", "no_week_after_now"),
        ("is_listed = true where account_id < 'a2'", "about_a_tenth_is_listed"),
    ],
)
def test_impossible_risk_blocks(with_risk: Warehouse, fault: str, rule: str) -> None:
    with_risk.execute(f"update customer_360.churn_risk set {fault}")
    failure = failed(with_risk.run("customer_360", tables=["churn_risk"]), "churn_risk", rule)
    assert failure.severity == "critical"


@pytest.mark.parametrize(
    ("table", "change", "rule"),
    [
        (
            "model_performance",
            "average_precision = 0.15 where scorer = 'model'",
            "models_in_force_rank_better_than_chance_and_than_each_baseline",
        ),
        (
            "model_performance",
            "auc_low = 0.5 where scorer = 'model'",
            "models_in_force_rank_better_than_chance_and_than_each_baseline",
        ),
        (
            "model_performance",
            "calibration_error = 0.11 where scorer = 'model'",
            "models_in_force_are_calibrated",
        ),
        (
            "model_performance",
            "status = 'drifted', is_in_force = false",
            "newest_versions_are_in_force",
        ),
        ("model_drift", "missing_now = 0.5", "no_input_has_gone_missing"),
    ],
)
def test_a_model_that_does_badly_warns(
    with_risk: Warehouse, table: str, change: str, rule: str
) -> None:
    with_risk.execute(f"update quality.{table} set {change}")
    result = with_risk.run("quality", tables=[table])
    assert names(result.failures) == [f"{table}.{rule}"]
    assert result.success


def test_few_losses_say_nothing_about_a_model(with_risk: Warehouse) -> None:
    with_risk.execute("update quality.model_performance set auc_low = 0.4, positives = 29")
    assert with_risk.run("quality", tables=["model_performance"]).failures == []
