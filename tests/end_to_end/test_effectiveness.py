"""What is said to work is what the demo planted; figures are those of a second computation."""

from typing import Any

import pytest

from end_to_end.action_truth import ActionTruth
from end_to_end.pipeline import PROJECT_DIR, DataFolder

pytestmark = pytest.mark.slow
HORIZONS = (30, 60, 90)


@pytest.fixture(scope="module")
def truth(large_demo: DataFolder) -> ActionTruth:
    return ActionTruth(large_demo)


def published(company: DataFolder, kind: str, horizon: int) -> tuple[Any, ...]:
    """Counts, difference with its interval, and verdict of a kind as a whole."""
    (row,) = company.published(
        "select acted_on, acted_on_with_result, left_alone, left_alone_with_result,"
        " result_difference, result_difference_low, result_difference_high, verdict"
        " from metrics.action_effectiveness where play = 'all'"
        f" and kind = '{kind}' and horizon_days = {horizon}"
    )
    return row


@pytest.mark.parametrize("horizon", HORIZONS)
@pytest.mark.parametrize("kind", ["dunning", "detractor"])
def test_tasks_and_their_results_are_those_of_the_truth(
    large_demo: DataFolder, truth: ActionTruth, kind: str, horizon: int
) -> None:
    expected = truth.shares(kind, horizon)
    *counts, difference, low, high, _ = published(large_demo, kind, horizon)
    assert expected.left_alone > 100
    assert tuple(counts) == expected
    assert (difference, low, high) == pytest.approx(expected.difference(), abs=1e-6)


def test_calls_about_failed_payments_are_found_to_work(
    large_demo: DataFolder, truth: ActionTruth
) -> None:
    assert truth.effects["dunning"]
    *_, low, high, verdict = published(large_demo, "dunning", 30)
    assert verdict == "better"
    assert 0 < low < high


def test_calls_to_detractors_are_not_found_to_keep_them(
    large_demo: DataFolder, truth: ActionTruth
) -> None:
    assert not truth.effects["detractor"]
    for horizon in HORIZONS:
        *_, low, high, verdict = published(large_demo, "detractor", horizon)
        assert verdict == "no difference found"
        assert low <= 0 <= high


def test_money_kept_is_the_difference_times_what_was_at_stake(large_demo: DataFolder) -> None:
    rows = large_demo.published(
        "select result_difference, mrr_at_stake, net_mrr, net_mrr_low, net_mrr_high"
        " from metrics.action_effectiveness where verdict <> 'not enough data'"
    )
    assert rows
    for difference, at_stake, net, low, high in rows:
        assert float(net) == pytest.approx(difference * float(at_stake), abs=1e-5)
        assert low <= net <= high


def test_who_can_not_be_compared_has_counts_and_no_number(large_demo: DataFolder) -> None:
    """Nobody is told of other kinds in the demo: no outcomes, so nothing to judge them by."""
    rows = large_demo.published(
        "select kind, verdict, tasks, result_difference, net_mrr"
        " from metrics.action_effectiveness where kind in ('expansion', 'win_back', 'sop_breach')"
    )
    assert {kind for kind, *_ in rows} == {"expansion", "win_back", "sop_breach"}
    assert {tuple(rest) for _, *rest in rows} == {("not enough data", 0, None, None)}


def test_badges_which_nothing_follows_are_not_found_to_keep_anybody(
    large_demo: DataFolder,
) -> None:
    """Who uses the product most earns them: nothing but much use goes with them."""
    (row,) = large_demo.published(
        "select compared_users, compared_others, retention_difference_low,"
        " retention_difference_high, verdict from metrics.program_engagement"
        " where period_type = 'all' and program = 'badges'"
    )
    users, others, low, high, verdict = row
    assert min(users, others) > 1000
    assert verdict == "no difference found"
    assert low <= 0 <= high


def test_only_the_program_that_goes_with_staying_is_found_to(large_demo: DataFolder) -> None:
    """As the dice of seed 1 fell: DECISIONS.md, "What a difference can say"."""
    rows = large_demo.published(
        "select goes_with_staying, verdict"
        f" from '{large_demo.truth}/programs.parquet'"
        f" inner join '{PROJECT_DIR}/seeds/program_events.csv' using (event_name)"
        " inner join metrics.program_engagement using (program)"
        " where period_type = 'all'"
    )
    nothing = (False, "no difference found")
    assert sorted(rows) == [nothing] * 5 + [(True, "better")]
