"""What is published of a demo company is what its ground truth says."""

import shutil
from collections import Counter
from collections.abc import Iterator

import pytest

from end_to_end import plan_truth, truth
from end_to_end.pipeline import DataFolder

COMPANIES = [
    (0.1, 1),
    *(pytest.param(company, marks=pytest.mark.slow) for company in [(0.1, 2), (0.1, 3), (1, 1)]),
    *(pytest.param(company, marks=pytest.mark.exhaustive) for company in [(1, 2), (1, 3)]),
]


@pytest.fixture(
    scope="module",
    params=COMPANIES,
    ids=lambda company: f"scale {company[0]} seed {company[1]}",
)
def company(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DataFolder]:
    """Built companies of several sizes and seeds in turn; the first is shared with other tests."""
    scale, seed = request.param
    if (scale, seed) == (0.1, 1):
        yield request.getfixturevalue("demo")
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
