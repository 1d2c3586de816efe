"""Which step builds and tests what, on made-up projects."""

import os
from pathlib import Path
from typing import Any

import pytest
from parsed_project import parse_into

from saas360.dbt import Dbt, manifest_file
from saas360.project import Project, load_project
from saas360.settings import Settings


def model(name: str, layer: str, *parents: str, tags: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "unique_id": f"model.p.{name}",
        "name": name,
        "schema": layer,
        "resource_type": "model",
        "description": "",
        "columns": {},
        "depends_on": {"nodes": list(parents)},
        "fqn": ["p", layer, name],
        "tags": list(tags),
        "config": {"materialized": "table"},
    }


def data_test(name: str, *parents: str, attached: str | None = None) -> dict[str, Any]:
    return {
        "unique_id": f"test.p.{name}",
        "name": name,
        "resource_type": "test",
        "depends_on": {"nodes": list(parents)},
        "attached_node": attached,
        "config": {"severity": "ERROR"},
        "fqn": ["p", name],
    }


def source(name: str) -> dict[str, Any]:
    found = model(name, "raw")
    return {**found, "unique_id": f"source.p.{name}", "resource_type": "source"}


def project_of(sources: list[dict[str, Any]], nodes: list[dict[str, Any]]) -> Project:
    return Project(
        {
            "sources": {each["unique_id"]: each for each in sources},
            "nodes": {each["unique_id"]: each for each in nodes},
        }
    )


def built(project: Project) -> dict[str, list[str]]:
    return {step: sorted(node.name for node in nodes) for step, nodes in project.steps.items()}


def test_steps_follow_what_layers_need():
    project = project_of(
        [source("plans")],
        [
            model("mart", "metrics", "model.p.logic"),
            model("logic", "intermediate", "model.p.stg"),
            model("stg", "staging", "model.p.mapped"),
            model("mapped", "connectors", "source.p.plans"),
        ],
    )
    assert built(project) == {
        "raw": ["plans"],
        "staging": ["mapped", "stg"],
        "intermediate": ["logic"],
        "marts": ["mart"],
    }
    assert list(project.steps) == ["raw", "staging", "intermediate", "marts"]


def test_daily_models_are_a_step_of_their_own():
    project = project_of(
        [source("events")],
        [
            model("days", "intermediate", "source.p.events", tags=("daily",)),
            model("accounts", "intermediate", "model.p.days"),
        ],
    )
    assert list(project.steps) == ["raw", "intermediate_daily", "intermediate"]


def test_layers_that_need_each_other_are_built_in_turns():
    project = project_of(
        [],
        [
            model("first", "intermediate"),
            model("mart", "metrics", "model.p.first"),
            model("second", "intermediate", "model.p.mart"),
        ],
    )
    assert built(project) == {
        "intermediate": ["first"],
        "marts": ["mart"],
        "intermediate__2": ["second"],
    }


def test_a_test_across_layers_runs_with_the_last_of_them():
    project = project_of(
        [],
        [
            model("logic", "intermediate"),
            model("mart", "metrics", "model.p.logic"),
            data_test("assert_mart_adds_up", "model.p.logic", "model.p.mart"),
        ],
    )
    [test] = project.tests
    assert (test.step, test.node) == ("marts", "model.p.mart")


def test_a_test_is_the_check_of_the_node_it_is_attached_to():
    project = project_of(
        [],
        [
            model("a", "staging"),
            model("b", "staging"),
            data_test("b_refers_to_a", "model.p.a", "model.p.b", attached="model.p.b"),
        ],
    )
    assert [test.node for test in project.tests] == ["model.p.b"]


def test_parsed_project_serves_until_a_file_changes_or_others_vars_are_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    settings = Settings(data_dir=tmp_path)
    parse_into(tmp_path)
    monkeypatch.setattr(Dbt, "_parse", lambda _: pytest.fail("parsed again"))
    assert load_project(settings).nodes
    assert Dbt(settings).manifest.nodes
    with pytest.raises(pytest.fail.Exception):
        load_project(settings, Dbt(settings, {"mrr_unpaid": "keep"}))
    long_ago = manifest_file(settings).stat().st_mtime - 1e9
    os.utime(manifest_file(settings), (long_ago, long_ago))
    with pytest.raises(pytest.fail.Exception):
        load_project(settings)
