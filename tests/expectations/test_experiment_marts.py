"""Faults of the marts of experiments."""

import pytest
from small_warehouse import Warehouse, failed, names

MARTS = """
create table metrics.experiments as
select * from (values
    ('control', true, 0.1e0, null, null, null, null, 'control'),
    ('short', false, 0.2e0, 0.1e0, 0.05e0, 0.15e0, 0.01e0, 'effect')
) as variants (
    variant, is_control, conversion_rate, difference, difference_low, difference_high, p_value,
    verdict
)
cross join (
    select 'form' as experiment_id, date '2026-01-01' as starts_on, 'visitor' as unit,
        true as is_written_down, 0.5e0 as planned_share, 100 as exposed_units,
        90 as compared_units, 10 as units_in_progress, 0 as exposures_without_unit,
        20 as conversions, 1.0e0 as relative_lift, 0.5e0 as relative_lift_low,
        1.5e0 as relative_lift_high, 3.0e0 as revenue_difference, 1.0e0 as revenue_difference_low,
        5.0e0 as revenue_difference_high, 0.01e0 as conversion_p_value, 0.01e0 as revenue_p_value,
        0.01e0 as adjusted_p_value, 0.02e0 as sequential_p_value, 0.5e0 as sample_ratio_p_value,
        false as has_sample_ratio_mismatch, false as is_peeking
);
create table metrics.experiment_days as
select * from (values (date '2026-01-01', 50, 40), (date '2026-01-02', 100, 90))
    as days (measured_on, exposed_units, compared_units)
cross join (
    select 'form' as experiment_id, 'short' as variant, 0.2e0 as conversion_rate,
        0.01e0 as p_value, 0.02e0 as sequential_p_value
)
"""


@pytest.fixture
def with_experiments(warehouse: Warehouse) -> Warehouse:
    """Beside the rest, an experiment of two variants that has shown an effect."""
    warehouse.execute(*MARTS.split(";\n"))
    return warehouse


def test_good_marts_of_experiments_pass(with_experiments: Warehouse) -> None:
    result = with_experiments.run("metrics")
    assert {one.table_name for one in result.results} >= {"experiments", "experiment_days"}
    assert result.failures == [], result.message()


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("experiments set conversion_rate = 1.5", "conversion_rate_within_bounds"),
        ("experiments set p_value = -0.1", "p_value_within_bounds"),
        ("experiments set sequential_p_value = 1.1", "sequential_p_value_within_bounds"),
        ("experiments set sample_ratio_p_value = 1.1", "sample_ratio_p_value_within_bounds"),
        ("experiments set is_control = false", "there_is_one_control"),
        ("experiments set is_control = true", "there_is_one_control"),
        ("experiments set difference = 0.1 where is_control", "there_is_one_control"),
        ("experiments set planned_share = 0.4", "shares_add_up"),
        ("experiments set units_in_progress = 9", "units_add_up"),
        ("experiments set conversions = 91", "units_add_up"),
        ("experiments set difference = 0.2 where not is_control",
         "difference_lies_in_its_interval"),
        ("experiments set revenue_difference = 0", "difference_lies_in_its_interval"),
        ("experiments set has_sample_ratio_mismatch = true", "no_verdict_while_peeking"),
        ("experiments set is_peeking = true, verdict = 'no_effect_shown'",
         "no_verdict_while_peeking"),
        ("experiment_days set p_value = 1.1", "p_value_within_bounds"),
        ("experiment_days set exposed_units = 101 where measured_on = '2026-01-01'",
         "counts_only_grow"),
    ],
)  # fmt: skip
def test_impossible_number_blocks(with_experiments: Warehouse, fault: str, rule: str) -> None:
    with_experiments.execute(f"update metrics.{fault}")
    table = fault.split(maxsplit=1)[0]
    failure = failed(with_experiments.run("metrics", tables=[table]), table, rule)
    assert failure.severity == "critical"


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("is_written_down = false", "every_experiment_is_written_down"),
        ("exposures_without_unit = 3", "every_exposure_names_its_unit"),
    ],
)
def test_what_nobody_wrote_down_or_named_warns(
    with_experiments: Warehouse, fault: str, rule: str
) -> None:
    with_experiments.execute(f"update metrics.experiments set {fault}")
    result = with_experiments.run("metrics")
    assert names(result.failures) == [f"experiments.{rule}"]
    assert failed(result, "experiments", rule).severity == "warning"
    assert result.success
