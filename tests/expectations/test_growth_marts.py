"""Faults of the marts of growth."""

import pytest
from small_warehouse import Warehouse, failed, names

MARTS = """
create table metrics.upgrade_journeys as
select * from (values
    ('plan', 'Core basic', 'Core pro', 0.1e0, 20.0e0),
    ('seats', 'Core pro', 'Core pro', 0.3e0, 10.0e0)
) as journeys (kind, from_offer, to_offer, share_of_accounts, median_mrr_gained);
create table metrics.upgrade_preconditions as
select * from (values
    ('seats', 'Core pro', 'Core pro', 'seats_in_use', 40, 0.5e0, 0.1e0, 5.0e0, 3.2e0, 7.4e0, 0.001e0, true, true),
    ('plan', 'Core basic', 'Core pro', 'promoter', 4, 0.5e0, 0.4e0, 1.25e0, 0.4e0, 2.0e0, null, false, false)
) as preconditions (
    kind, from_offer, to_offer, condition, upgraders, share_of_upgraders, share_of_compared, lift, lift_low,
    lift_high, p_value, is_sufficient, is_usual
) cross join (select 0.01e0 as adjusted_p_value);
create table metrics.expansion_list_quality as
select * from (values
    ('probability', 0.1e0, null, true, 600, 60, 30, 0.5e0, 0.1e0, 0.6e0),
    ('mrr', null, 50, true, 600, 50, 5, 0.1e0, 0.1e0, 0.2e0)
) as merits (
    ranked_by, list_share, list_length, is_all_periods, customers, listed, hits, hit_rate, base_rate, amount_share
) cross join (select null::date as date_quarter, 60 as risen_customers);
create table customer_360.expansion_potential as
select * from (values
    ('a1', date '2026-03-08', false, 'signals', null, null, 1),
    ('a1', date '2026-03-15', true, 'model', 0.3e0, 4.0e0, 1),
    ('a2', date '2026-03-15', true, 'model', 0.1e0, null, 2)
) as potential (
    account_id, week_end, is_latest, scored_by, rise_probability_90_days, expected_expansion_mrr, potential_rank
) cross join (select 1 as potential_decile)
"""  # noqa: E501


@pytest.fixture
def with_growth(warehouse: Warehouse) -> Warehouse:
    """Beside the rest, two upgrade paths and three scores."""
    warehouse.execute(*MARTS.split(";\n"))
    return warehouse


@pytest.mark.parametrize("layer", ["metrics", "customer_360"])
def test_good_marts_of_growth_pass(with_growth: Warehouse, layer: str) -> None:
    result = with_growth.run(layer)
    assert any(one.table_name.startswith(("upgrade", "expansion")) for one in result.results)
    assert result.failures == [], result.message()


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("metrics.upgrade_journeys set to_offer = 'Core max'", "seats_stay_on_the_plan"),
        (
            "metrics.upgrade_journeys set median_mrr_gained = -1",
            "median_mrr_gained_within_bounds",
        ),
        ("metrics.upgrade_preconditions set lift = 9", "lift_lies_in_its_interval"),
        (
            "metrics.upgrade_preconditions set is_usual = true",
            "small_samples_have_no_verdict",
        ),
        ("metrics.expansion_list_quality set hits = 61", "lists_are_parts_of_all"),
        ("metrics.expansion_list_quality set amount_share = 1.1", "amount_share_within_bounds"),
        (
            "customer_360.expansion_potential set rise_probability_90_days = 1.2",
            "rise_probability_90_days_within_bounds",
        ),
        (
            "customer_360.expansion_potential set potential_rank = 3 where account_id = 'a2'",
            "ranks_of_a_week_are_one_to_all",
        ),
        ("customer_360.expansion_potential set is_latest = true", "one_week_is_the_latest"),
    ],
)
def test_impossible_value_blocks(with_growth: Warehouse, fault: str, rule: str) -> None:
    with_growth.execute(f"update {fault}")
    layer, table = fault.split(maxsplit=1)[0].split(".")
    failure = failed(with_growth.run(layer, tables=[table]), table, rule)
    assert failure.severity == "critical"


def test_a_list_no_better_than_the_lot_warns(with_growth: Warehouse) -> None:
    with_growth.execute(
        "update metrics.expansion_list_quality set hit_rate = 0.1 where ranked_by = 'probability'"
    )
    result = with_growth.run("metrics")
    assert names(result.failures) == ["expansion_list_quality.the_list_beats_the_lot"]
    assert result.success


def test_few_rises_judge_no_list(with_growth: Warehouse) -> None:
    with_growth.execute(
        "update metrics.expansion_list_quality set hit_rate = 0.1, risen_customers = 29, hits = 6"
    )
    assert with_growth.run("metrics").failures == []
