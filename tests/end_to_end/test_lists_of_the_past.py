"""The list of a past week, made today, is the one that was published then."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from end_to_end.pipeline import DataFolder

pytestmark = pytest.mark.slow

THEN = "2026-08-19"  # a Wednesday: the newest week has ended three days before
LISTS = {
    "churn_risk": (
        "loss_probability_30_days, loss_probability_60_days, loss_probability_90_days,"
        " mrr_at_risk, risk_rank, risk_decile, is_listed, scored_by, model_version,"
        " open_signals, reason_1, reason_2, reason_3"
    ),
    "expansion_potential": (
        "rise_probability_90_days, potential_rank, potential_decile, is_listed, scored_by,"
        " model_version, reason_1, reason_2, reason_3"
    ),
}


@pytest.fixture(scope="module")
def then(demo: DataFolder, tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """The demo company's files, built from nothing as of a past day."""
    folder = DataFolder(Path(tmp_path_factory.mktemp("then")))
    shutil.copytree(demo.raw, folder.raw)
    outcome = folder.build("--as-of", THEN)
    assert outcome.status == 0, outcome.output
    return folder


def lists(folder: DataFolder, table: str) -> list[tuple[Any, ...]]:
    return folder.published(
        f"select week_end, account_id, {LISTS[table]} from customer_360.{table}"
        f" where week_end <= date '{THEN}' order by all"
    )


@pytest.mark.parametrize("table", LISTS)
def test_lists_are_made_again_as_they_were_published(
    demo: DataFolder, then: DataFolder, table: str
) -> None:
    published, rebuilt = lists(then, table), lists(demo, table)
    assert {row[0] for row in published} == {row[0] for row in rebuilt}
    assert [pair for pair in zip(published, rebuilt, strict=True) if pair[0] != pair[1]][:3] == []


def test_some_of_these_weeks_were_scored_by_a_model(then: DataFolder) -> None:
    [(by_model, versions)] = then.published(
        "select count(*), count(distinct model_version) from customer_360.churn_risk"
        " where scored_by = 'model'"
    )
    assert by_model > 0
    assert versions > 1
