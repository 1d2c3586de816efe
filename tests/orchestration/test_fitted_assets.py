"""When a run fits models, and what waits for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest
from dagster import ExecuteInProcessResult

from orchestration.fitted_assets import MONTHS, _of_months
from orchestration.resources import Build
from saas360.fitting.refit import recipes
from saas360.fitting.versions import Version
from saas360.project import FITTED, Project
from saas360.settings import Settings

if TYPE_CHECKING:
    from conftest import Fake

LEADS = ["lead_at_registration", "lead_after_week"]
CHURN = ["churn_30_days", "churn_60_days", "churn_90_days"]
MONTHLY = [*CHURN, "rise_90_days"]
MODELS = sorted([*LEADS, *MONTHLY])


def test_what_models_learn_from_comes_before_and_what_they_score_after(project: Project):
    steps = list(project.steps)
    step_of = {node.name: step for step, nodes in project.steps.items() for node in nodes}
    place = steps.index(FITTED)
    assert steps.index(step_of["int_leads__training_rows"]) < place
    assert steps.index(step_of["int_risk__training_rows"]) < place
    assert steps.index(step_of["lead_scores"]) > place
    assert steps.index(step_of["churn_risk"]) > place
    assert sorted(recipe.model for recipe in recipes(project)) == MODELS
    assert sorted(each.model for each in recipes(project) if each.every_month) == MONTHLY


def test_marts_wait_for_models_that_are_due(run: Callable[..., ExecuteInProcessResult], fake: Fake):
    fake.models_due = True
    assert run().success
    assert sorted(fake.fitted) == MODELS
    assert fake.built.index("(fit)") > fake.built.index("int_leads__training_rows")
    assert fake.built.index("(fit)") < fake.built.index("lead_scores")


def test_on_other_days_nothing_is_fitted(run: Callable[..., ExecuteInProcessResult], fake: Fake):
    assert run().success
    assert fake.fitted == []
    assert "lead_scores" in fake.built


def test_a_month_is_fitted_anew_by_itself(
    run: Callable[..., ExecuteInProcessResult], monkeypatch: pytest.MonkeyPatch
):
    fitted: list[date] = []

    def refit_month(_: Build, _project: Project, month: date) -> list[Version]:
        fitted.append(month)
        return []

    monkeypatch.setattr(Build, "refit_month", refit_month)
    result = run("refit_months", partition_key="2026-05-01")
    assert result.success
    assert fitted == [date(2026, 5, 1)]
    [event] = result.get_asset_materialization_events()
    assert (event.asset_key, event.partition) == (MONTHS, "2026-05-01")


def test_months_that_a_build_has_fitted_show_as_made(project: Project):
    def version(model: str, month: date) -> Version:
        return Version(model, 1, month, "in_force", "f1", None, None, 100, 40, 0.4, 10)

    made = [version(CHURN[0], date(2026, 5, 1)), version(CHURN[1], date(2026, 5, 1))]
    made.append(version(CHURN[0], date(1999, 5, 1)))  # before the history that Dagster shows
    [event] = _of_months(made, Settings())
    assert (event.asset_key, event.partition) == (MONTHS, "2026-05-01")
    assert set(event.metadata) == {CHURN[0], CHURN[1]}


def test_models_are_fitted_anew_by_hand(run: Callable[..., ExecuteInProcessResult], fake: Fake):
    assert run("refit_models").success
    assert (sorted(fake.fitted), fake.built) == (MODELS, ["(fit)"])
