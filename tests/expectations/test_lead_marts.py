"""Faults of the marts of lead scores."""

import pytest
from small_warehouse import Warehouse, failed, names

MARTS = """
create table metrics.lead_model_performance as
select * from (values
    ('lead_after_week', 1, true, 'in_force', false, date '2026-01-01', 20, 0.7e0, 0.5e0, 0.75e0, 0.2e0, 0.3e0, 0.1e0),
    ('lead_after_week', 1, true, 'in_force', true, date '2026-01-01', 60, 0.8e0, 0.7e0, 0.75e0, 0.05e0, 0.1e0, 0.14e0)
) as merits (
    model, version, is_in_force, status, is_all_periods, period_from, won_leads, auc, auc_low,
    form_completeness_auc, calibration_error, brier_score, base_rate_brier_score
) cross join (select 0.5e0 as base_rate_auc, date '2026-06-30' as fitted_on);
create table metrics.lead_model_calibration as
select 'lead_after_week' as model, 1 as version, 1 as tenth, 0.6e0 as expected_rate, 0.5e0 as observed_rate;
create table metrics.lead_model_coefficients as
select 'lead_after_week' as model, 1 as version, 'company_mail' as feature, 0.5e0 as coefficient,
    0.01e0 as p_value, 0.4e0 as scale;
create table customer_360.lead_scores as
select * from (values
    ('l1', 0.4e0, 'A', null),
    ('l2', null, null, 'not enough data')
) as scores (lead_id, score, grade, not_scored_because);
create table customer_360.lead_score_reasons as
select 'l1' as lead_id, 'company_mail' as feature, 0.3e0 as contribution;
create table customer_360.lead_routing as
select 'l1' as lead_id, 'o1' as suggested_owner_id, 'o2' as second_owner_id, 0.2e0 as suggested_expected_rate;
create table customer_360.target_companies as select 'a1' as account_id, 1.5e0 as fit
"""  # noqa: E501


@pytest.fixture
def with_leads(warehouse: Warehouse) -> Warehouse:
    """Beside the rest, a model in force and two leads."""
    warehouse.execute(*MARTS.split(";\n"))
    return warehouse


@pytest.mark.parametrize("layer", ["metrics", "customer_360"])
def test_good_marts_of_leads_pass(with_leads: Warehouse, layer: str) -> None:
    result = with_leads.run(layer)
    assert any("lead" in one.table_name for one in result.results)
    assert result.failures == [], result.message()


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("customer_360.lead_scores set score = 1.2 where lead_id = 'l1'", "score_within_bounds"),
        ("customer_360.lead_scores set grade = null", "a_score_has_a_grade"),
        ("customer_360.lead_scores set not_scored_because = null", "a_score_has_a_grade"),
        ("customer_360.lead_routing set second_owner_id = 'o1'", "the_second_choice_is_another"),
        ("metrics.lead_model_coefficients set scale = 0", "scales_are_positive"),
    ],
)
def test_impossible_value_blocks(with_leads: Warehouse, fault: str, rule: str) -> None:
    with_leads.execute(f"update {fault}")
    layer, table = fault.split(maxsplit=1)[0].split(".")
    failure = failed(with_leads.run(layer, tables=[table]), table, rule)
    assert failure.severity == "critical"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("auc = 0.74 where is_all_periods", "model_in_force_beats_its_baselines"),
        ("auc_low = 0.49 where is_all_periods", "model_in_force_beats_its_baselines"),
        ("calibration_error = 0.11 where is_all_periods", "model_in_force_is_calibrated"),
        ("brier_score = 0.14 where is_all_periods", "model_in_force_is_calibrated"),
        ("status = 'refused', is_in_force = false", "newest_fit_is_not_refused"),
    ],
)
def test_a_model_that_does_badly_warns(with_leads: Warehouse, change: str, rule: str) -> None:
    with_leads.execute(f"update metrics.lead_model_performance set {change}")
    result = with_leads.run("metrics")
    assert names(result.failures) == [f"lead_model_performance.{rule}"]
    assert result.success


def test_few_wins_judge_no_model(with_leads: Warehouse) -> None:
    with_leads.execute("update metrics.lead_model_performance set auc = 0.4, won_leads = 29")
    assert with_leads.run("metrics").failures == []
