"""Faults of the marts of features and onboarding."""

import pytest
from small_warehouse import Warehouse, failed, names

MARTS = """
create table metrics.feature_adoption as
select * from (values
    (date '2026-01-01', 1, 0.5e0, 1, 20, true),
    (date '2026-02-01', 1, 0.5e0, 0, 30, true)
) as months (date_month, accounts_using, reach, accounts_using_first_time, events, is_complete)
cross join (select 'all' as segment_type, 'all' as segment, 'files' as feature, 2 as customers);
create table metrics.feature_retention as
select date '2026-01-01' as cohort_month, 'files' as feature, 0 as months_since, 1 as accounts,
    1 as accounts_using, 1.0e0 as feature_retention;
create table metrics.key_features as
select 30 as window_days, 'files' as feature, 70 as customers, 40 as users, 30 as non_users,
    0.9e0 as user_retention, 0.8e0 as non_user_retention, 1.1e0 as raw_lift, 1.0e0 as raw_lift_low,
    1.2e0 as raw_lift_high, 1.1e0 as adjusted_lift, 1.0e0 as adjusted_lift_low,
    1.2e0 as adjusted_lift_high, 0.03e0 as p_value, 0.04e0 as adjusted_p_value,
    true as is_sufficient, 1 as feature_rank, true as is_key;
create table metrics.onboarding_funnel as
select * from (values
    (date '2026-01-01', 1, 'record', 2, 1.0e0), (date '2026-01-01', 2, 'invite', 1, 0.5e0)
) as steps (cohort_month, step_number, step, reached_with_earlier, step_conversion)
cross join (select 0.5e0 as reached_rate, 0.5e0 as reached_in_time_rate);
create table customer_360.account_features as
select 'a1' as account_id, 'files' as feature, 'records' as module, true as is_customer,
    false as is_abandoned, 3 as days_to_first_use, date '2026-03-14' as last_used_on;
create table customer_360.account_breadth as
select 'a1' as account_id, 0.5e0 as breadth_28_days, 0.25e0 as breadth_previous_28_days;
create table customer_360.onboarding as
select 'a1' as account_id, 'completed' as onboarding_status, 1.0e0 as completion,
    1.0e0 as points_share, 5 as time_to_value_days, 2 as steps, 2 as steps_done,
    false as is_stalled, date '2026-01-09' as completed_on;
create table customer_360.account_onboarding_steps as
select 'a1' as account_id, 'record' as step, 3 as days_to_done
"""


@pytest.fixture
def with_features(warehouse: Warehouse) -> Warehouse:
    """Beside the rest, two months in which one of two customers uses a feature."""
    warehouse.execute(*MARTS.split(";\n"))
    return warehouse


@pytest.mark.parametrize("layer", ["metrics", "customer_360"])
def test_good_marts_of_features_pass(with_features: Warehouse, layer: str) -> None:
    result = with_features.run(layer)
    tables = {one.table_name for one in result.results}
    assert tables >= {
        "metrics": {"feature_adoption", "feature_retention", "key_features", "onboarding_funnel"},
        "customer_360": {
            "account_features", "account_breadth", "onboarding", "account_onboarding_steps"
        },
    }[layer]  # fmt: skip
    assert result.failures == [], result.message()


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("metrics.feature_adoption set reach = 1.5", "reach_within_bounds"),
        ("metrics.feature_adoption set accounts_using = 3", "no_more_users_than_customers"),
        ("metrics.feature_adoption set accounts_using_first_time = 2",
         "no_more_users_than_customers"),
        ("metrics.feature_adoption set events = 0", "only_what_is_used_has_events"),
        ("metrics.feature_retention set feature_retention = 1.5",
         "feature_retention_within_bounds"),
        ("metrics.feature_retention set accounts_using = 0", "all_begin_in_their_month"),
        ("metrics.key_features set window_days = 7", "window_is_known"),
        ("metrics.key_features set non_users = 31", "users_and_others_add_up"),
        ("metrics.key_features set adjusted_lift = 1.3", "lift_lies_in_its_interval"),
        ("metrics.key_features set raw_lift = 0.9", "lift_lies_in_its_interval"),
        ("metrics.key_features set is_sufficient = false", "small_samples_have_no_rank"),
        ("metrics.key_features set adjusted_p_value = 1.1", "adjusted_p_value_within_bounds"),
        ("metrics.onboarding_funnel set reached_rate = 1.1", "reached_rate_within_bounds"),
        ("metrics.onboarding_funnel set reached_with_earlier = 3 where step_number = 2",
         "funnel_narrows"),
        ("customer_360.account_features set is_abandoned = true, is_customer = false",
         "only_customers_abandon"),
        ("customer_360.account_features set days_to_first_use = -1",
         "days_to_first_use_within_bounds"),
        ("customer_360.account_breadth set breadth_28_days = 1.1",
         "breadth_28_days_within_bounds"),
        ("customer_360.onboarding set onboarding_status = 'asleep'",
         "onboarding_status_is_known"),
        ("customer_360.onboarding set steps_done = 1", "what_is_complete_is_not_stalled"),
        ("customer_360.onboarding set time_to_value_days = -1",
         "time_to_value_days_within_bounds"),
        ("customer_360.account_onboarding_steps set days_to_done = -1",
         "days_to_done_within_bounds"),
    ],
)  # fmt: skip
def test_impossible_number_blocks(with_features: Warehouse, fault: str, rule: str) -> None:
    with_features.execute(f"update {fault}")
    layer, table = fault.split(maxsplit=1)[0].split(".")
    failure = failed(with_features.run(layer, tables=[table]), table, rule)
    assert failure.severity == "critical"


def test_events_that_nobody_has_mapped_are_named(with_features: Warehouse) -> None:
    with_features.execute(
        "insert into customer_360.account_features"
        " values ('a2', 'beta.opened', 'unmapped', true, false, 3, '2026-03-14')"
    )
    result = with_features.run("customer_360")
    failure = failed(result, "account_features", "every_event_is_mapped")
    assert failure.severity == "warning"
    assert "feature=beta.opened" in failure.message()
    assert result.success


def test_use_that_stops_at_once_warns(with_features: Warehouse) -> None:
    with_features.execute(
        "update metrics.feature_adoption set events = 0, accounts_using = 0"
        " where date_month = '2026-02-01'"
    )
    result = with_features.run("metrics")
    assert names(result.failures) == ["feature_adoption.use_did_not_stop_at_once"]
    assert result.success
