"""What is published of a demo company is what its ground truth says."""

import shutil
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from end_to_end import plan_truth, truth
from end_to_end.channel_truth import ENOUGH_LEADS, ChannelTruth, standings
from end_to_end.pipeline import DataFolder

SHARED = {(0.1, 1): "demo", (1, 1): "large_demo"}
COMPANIES = [
    (0.1, 1),
    pytest.param((1, 1), marks=pytest.mark.slow),
    *(
        pytest.param(company, marks=pytest.mark.exhaustive)
        for company in [(0.1, 2), (0.1, 3), (1, 2), (1, 3)]
    ),
]


@pytest.fixture(
    scope="module",
    params=COMPANIES,
    ids=lambda company: f"scale {company[0]} seed {company[1]}",
)
def company(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DataFolder]:
    """Built companies of several sizes and seeds in turn; the first are shared with other tests."""
    scale, seed = request.param
    if request.param in SHARED:
        yield request.getfixturevalue(SHARED[request.param])
        return
    folder = DataFolder(tmp_path_factory.mktemp("company"))
    outcome = folder.demo(scale, seed)
    assert outcome.status == 0, outcome.output
    yield folder
    shutil.rmtree(folder.path)


def test_published_mrr_is_the_truth_to_the_cent_for_every_account_and_month(
    company: DataFolder,
) -> None:
    assert truth.truth_rows(company, "account_months") > 1000
    assert truth.wrong_months(company) == []


def test_published_movements_are_the_truth_to_the_cent(company: DataFolder) -> None:
    assert truth.truth_rows(company, "movements") > 1000
    assert truth.wrong_movements(company) == []


def test_each_day_of_usage_has_its_events_users_and_accounts(company: DataFolder) -> None:
    assert truth.truth_rows(company, "usage_days") > 600
    assert truth.wrong_usage_days(company) == []


def test_every_planted_fault_is_quarantined_and_nothing_else(company: DataFolder) -> None:
    assert len(truth.quarantine_expected(company)) == len(truth.REASONS)
    assert truth.quarantine_found(company) == truth.quarantine_expected(company)


def test_customers_stand_under_a_plan_that_they_have(company: DataFolder) -> None:
    assert plan_truth.wrong_main_plans(company) == []


def test_every_change_of_plan_is_found_on_its_day_with_its_direction(company: DataFolder) -> None:
    expected = plan_truth.expected_changes(company)
    assert {direction for *_, direction in expected} == {"upgrade", "downgrade", "sideways"}
    assert plan_truth.found_changes(company) == expected
    pairs = Counter((day.replace(day=1), *pair) for _, day, *pair in expected)
    assert plan_truth.published_changes(company) == sorted(
        (*pair, changes) for pair, changes in pairs.items()
    )


def test_every_renegotiated_price_is_found(company: DataFolder) -> None:
    assert plan_truth.wrong_price_changes(company) == []


def test_cohorts_and_contracts_keep_who_is_still_there(company: DataFolder) -> None:
    assert plan_truth.wrong_cohorts(company) == []
    assert plan_truth.wrong_contract_retention(company) == []


def test_every_country_retains_what_its_accounts_do(company: DataFolder) -> None:
    assert plan_truth.wrong_retention_of_countries(company) == []


def test_the_ten_largest_have_their_share(company: DataFolder) -> None:
    assert plan_truth.wrong_concentration(company) == []


# Below this there are too few who leave for any of the planted behaviour to be found.
ENOUGH_ACCOUNTS = 1000

SIGNAL_OF = {
    "usage": "usage_down",
    "champion_activity": "champion_quiet",
    "nps": "nps_detractor",
    "tickets": "tickets_spike",
    "failed_payments": "payment_failing",
}


def planted(company: DataFolder, sql: str) -> list[tuple[Any, ...]]:
    """Asks the ground truth, whose folder is `{folder}` in the query."""
    return company.published(sql.format(folder=company.truth))


@pytest.fixture
def large_company(company: DataFolder) -> DataFolder:
    """The built companies in which planted behaviour can be told from chance."""
    if truth.truth_rows(company, "stories") < ENOUGH_ACCOUNTS:
        pytest.skip("too few customers leave at this scale")
    return company


def test_the_planted_key_features_are_found_and_no_other(large_company: DataFolder) -> None:
    expected = planted(
        large_company, "select feature from '{folder}/key_features.parquet' where is_key"
    )
    found = large_company.published(
        "select feature from metrics.key_features where window_days = 90 and is_key"
    )
    assert set(found) == set(expected)


def test_the_planted_critical_months_are_found(large_company: DataFolder) -> None:
    expected = planted(
        large_company,
        "select tenure_month from '{folder}/critical_months.parquet' where is_critical",
    )
    # In the last months of the year use ebbs because somebody is about to leave.
    ebb = planted(
        large_company, "select tenure_month from '{folder}/critical_months.parquet' where is_ebb"
    )
    found = large_company.published(
        "select first_month from metrics.critical_months"
        " where first_month = last_month and is_critical"
    )
    assert set(found) - set(ebb) == set(expected)


def test_each_planted_driver_of_churn_raises_its_signal(large_company: DataFolder) -> None:
    drivers = planted(
        large_company,
        "select driver from '{folder}/health_drivers.parquet' where direction <> 'none'",
    )
    lifts = dict(large_company.published("select signal, lift from metrics.signal_performance"))
    for (driver,) in drivers:
        if driver in SIGNAL_OF:
            assert lifts[SIGNAL_OF[driver]] > 1.1, driver


def test_health_ranks_churn_better_than_time_as_a_customer(large_company: DataFolder) -> None:
    areas = dict(
        large_company.published(
            "select measure, sum(auc * churned_customers) / sum(churned_customers)"
            " from metrics.health_judgement where is_complete and auc is not null group by measure"
        )
    )
    assert areas["health_score"] > 0.6
    assert areas["health_score"] > areas["tenure_month"]


def test_the_good_and_the_poor_channel_are_found_and_no_other(company: DataFolder) -> None:
    channels = ChannelTruth(company)
    found = standings(company, "channel", "win")
    assert found.items() <= channels.planted().items()
    if len(channels.leads) > ENOUGH_LEADS:
        assert found == channels.planted()
