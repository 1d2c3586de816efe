"""What is published of features and onboarding is what a second computation finds."""

import pytest

from end_to_end.feature_truth import FeatureTruth
from end_to_end.pipeline import DataFolder


@pytest.fixture(scope="module")
def truth(demo: DataFolder) -> FeatureTruth:
    return FeatureTruth(demo)


def test_adoption_is_that_of_the_raw_events(demo: DataFolder, truth: FeatureTruth) -> None:
    expected = truth.adoption()
    assert len(expected) > 200
    found = demo.published(
        "select date_month, feature, customers, accounts_using, users, events"
        " from metrics.feature_adoption where segment_type = 'all' and accounts_using > 0"
    )
    assert set(found) == expected


def test_who_took_a_feature_up_is_followed(demo: DataFolder, truth: FeatureTruth) -> None:
    expected = truth.cohorts()
    assert len(expected) > 1000
    found = demo.published(
        "select cohort_month, feature, months_since, accounts, accounts_using"
        " from metrics.feature_retention where accounts_using > 0"
    )
    assert set(found) == expected


def test_first_and_recent_use_of_each_account(demo: DataFolder, truth: FeatureTruth) -> None:
    expected = {
        (*key, days[0], days[-1], len(days), sum((truth.as_of - day).days < 28 for day in days))
        for key, days in truth.days.items()
    }
    found = demo.published(
        "select account_id, feature, first_used_on, last_used_on, active_days,"
        " active_days_28_days from customer_360.account_features"
    )
    assert set(found) == expected


def test_lifts_are_those_of_a_second_computation(demo: DataFolder, truth: FeatureTruth) -> None:
    expected = truth.lifts()
    assert max(users + others for users, _, others, *_ in expected.values()) > 30
    found = demo.published(
        "select window_days, feature, users, users_retained, non_users, non_users_retained,"
        " raw_lift, raw_lift_low, raw_lift_high,"
        " adjusted_lift, adjusted_lift_low, adjusted_lift_high, p_value"
        " from metrics.key_features"
    )
    assert len(found) == len(expected)
    for window, feature, *measures in found:
        assert measures == pytest.approx(expected[window, feature], abs=2e-6), (window, feature)


def test_onboarding_is_that_of_the_raw_events(demo: DataFolder, truth: FeatureTruth) -> None:
    expected = truth.onboarding()
    assert len({steps for _, _, steps, *_ in expected}) > 2
    found = demo.published(
        "select account_id, began_on, steps_done, completed_on, time_to_value_days"
        " from customer_360.onboarding"
    )
    assert set(found) == expected
