"""When a run fits models, and what waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dagster import ExecuteInProcessResult

from saas360.fitting.refit import recipes
from saas360.project import FITTED, Project

if TYPE_CHECKING:
    from conftest import Fake

MODELS = ["lead_at_registration", "lead_after_week"]


def test_what_models_learn_from_comes_before_and_what_they_score_after(project: Project):
    steps = list(project.steps)
    step_of = {node.name: step for step, nodes in project.steps.items() for node in nodes}
    place = steps.index(FITTED)
    assert steps.index(step_of["int_leads__training_rows"]) < place
    assert steps.index(step_of["lead_scores"]) > place
    assert [recipe.model for recipe in recipes(project)] == MODELS


def test_marts_wait_for_models_that_are_due(run: Callable[..., ExecuteInProcessResult], fake: Fake):
    fake.models_due = True
    assert run().success
    assert fake.fitted == MODELS
    assert fake.built.index("(fit)") > fake.built.index("int_leads__training_rows")
    assert fake.built.index("(fit)") < fake.built.index("lead_scores")


def test_on_other_days_nothing_is_fitted(run: Callable[..., ExecuteInProcessResult], fake: Fake):
    assert run().success
    assert fake.fitted == []
    assert "lead_scores" in fake.built


def test_models_are_fitted_anew_by_hand(run: Callable[..., ExecuteInProcessResult], fake: Fake):
    assert run("refit_models").success
    assert (fake.fitted, fake.built) == (MODELS, ["(fit)"])
