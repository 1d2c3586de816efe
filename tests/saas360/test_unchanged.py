"""Which nodes count as changed, on a made-up project: sources → staging → days → mart."""

from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from saas360.project import Project
from saas360.settings import Settings
from saas360.unchanged import BuildNotes, uses_as_of

MACROS = {
    "macro.saas360.as_of_date": ("as_of_date", "{% macro as_of_date() %}", []),
    "macro.saas360.recent": ("recent", "where day > {{ as_of_date() }}", []),
    "macro.saas360.reject_condition": ("reject_condition", "{{ as_of_date() }}", []),
    "macro.saas360.rows": ("rows", "select *", ["macro.saas360.reject_condition"]),
}


def entry(
    name: str, layer: str, *parents: str, sql: str = "select 1", macro: str = "", tag: str = ""
) -> dict[str, Any]:
    kind = "source" if layer == "raw" else "model"
    return {
        "unique_id": f"{kind}.saas360.{name}",
        "name": name,
        "schema": layer,
        "resource_type": kind,
        "description": "",
        "columns": {},
        "raw_code": sql,
        "depends_on": {"nodes": list(parents), "macros": [f"macro.saas360.{macro}"] * bool(macro)},
        "fqn": ["saas360", layer, name],
        "tags": [tag] * bool(tag),
        "config": {"materialized": "table", "meta": {}},
    }


ENTRIES = [
    entry("plans", "raw"),
    entry("events", "raw"),
    entry("stg_plans", "staging", "source.saas360.plans", macro="rows"),
    entry("stg_events", "staging", "source.saas360.events", macro="rows"),
    entry("days", "intermediate", "model.saas360.stg_events", tag="daily"),
    entry("of_today", "intermediate", "model.saas360.stg_plans", macro="recent"),
    entry("mart", "metrics", "model.saas360.days", "model.saas360.stg_plans"),
]


@dataclass
class Company:
    """The project as it is now, and what the loader sees."""

    folder: Path
    manifest: dict[str, Any]
    files: dict[str, tuple[int, datetime]] = field(
        default_factory=lambda: {each: (10, datetime(2026, 1, 1)) for each in ("plans", "events")}
    )
    as_of: date = date(2026, 10, 30)
    variables: dict[str, Any] = field(default_factory=dict)

    def notes(self, **given: bool) -> BuildNotes:
        files = {
            table: (SimpleNamespace(path=f"{table}.csv", version=version),)
            for table, version in self.files.items()
        }
        plan: Any = SimpleNamespace(files=files, as_of=self.as_of)
        settings = Settings(data_dir=self.folder)
        return BuildNotes(settings, self.project, plan, self.variables, **given)

    @property
    def project(self) -> Project:
        return Project(self.manifest)

    def changed(self, **given: bool) -> set[str]:
        notes = self.notes(**given)
        return {node.name for node in self.project.nodes.values() if notes.is_changed(node)}

    def build(self, *names: str) -> None:
        nodes = [node for node in self.project.nodes.values() if not names or node.name in names]
        self.notes().write(nodes, nodes, "first run")

    def entry(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.manifest["nodes"][f"model.saas360.{name}"]
        return found


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """A company of which everything has been built."""
    macros = {
        unique_id: {
            "unique_id": unique_id,
            "name": name,
            "package_name": "saas360",
            "macro_sql": sql,
            "depends_on": {"macros": depends_on},
        }
        for unique_id, (name, sql, depends_on) in MACROS.items()
    }
    entries = deepcopy(ENTRIES)
    manifest = {
        "metadata": {"project_name": "saas360"},
        "macros": macros,
        "sources": {e["unique_id"]: e for e in entries if e["resource_type"] == "source"},
        "nodes": {e["unique_id"]: e for e in entries if e["resource_type"] == "model"},
    }
    company = Company(tmp_path, manifest)
    company.build()
    return company


def test_nothing_changed(company: Company):
    assert company.changed() == set()


def test_nothing_is_known_before_the_first_build_or_in_a_full_refresh(
    company: Company, tmp_path: Path
):
    everything = {each["name"] for each in ENTRIES}
    assert replace(company, folder=tmp_path / "other").changed() == everything
    assert company.changed(full_refresh=True) == everything


def test_a_raw_file_changes_what_is_made_of_it(company: Company):
    company.files["plans"] = (11, datetime(2026, 1, 1))
    assert company.changed() == {"plans", "stg_plans", "of_today", "mart"}


def test_a_model_changes_itself_and_what_reads_it(company: Company):
    company.entry("of_today")["raw_code"] = "select 2"
    assert company.changed() == {"of_today"}
    company.entry("stg_plans")["config"]["contract"] = {"enforced": True}
    assert company.changed() == {"stg_plans", "of_today", "mart"}


def test_a_macro_or_a_var_changes_all_but_which_days_are_due(company: Company):
    everything_but_days = {each["name"] for each in ENTRIES} - {"days"}
    company.variables["mrr_unpaid"] = "keep"
    assert company.changed() == everything_but_days
    company.variables.clear()
    company.manifest["macros"]["macro.saas360.recent"]["macro_sql"] += " "
    assert company.changed() == everything_but_days


def test_another_day_changes_what_asks_for_it(company: Company):
    company.as_of = date(2026, 10, 31)
    assert company.changed() == {"of_today"}
    company.manifest["sources"]["source.saas360.plans"]["config"]["meta"] = {
        "rejects": [{"reason": "later", "when": "made_at > {as_of}"}]
    }
    assert uses_as_of(company.manifest, "model.saas360.stg_plans")
    assert not uses_as_of(company.manifest, "model.saas360.stg_events")


def test_another_month_changes_everything(company: Company):
    company.as_of = date(2026, 11, 1)
    assert company.changed() == {each["name"] for each in ENTRIES} - {"days"}


def test_days_built_in_another_run_change_what_reads_them(company: Company):
    notes = company.notes()
    days = company.project.nodes["model.saas360.days"]
    notes.write([days], [days], "second run")
    assert notes.is_changed(company.project.nodes["model.saas360.mart"])
    assert company.changed() == {"mart"}


def test_a_note_that_was_erased_is_erased_for_good(company: Company):
    notes = company.notes()
    notes.forget([company.project.nodes["model.saas360.stg_plans"]])
    assert notes.is_changed(company.project.nodes["model.saas360.stg_plans"])
    assert company.changed() == {"stg_plans"}


def test_what_warned_is_checked_again_but_not_built(company: Company):
    plans = company.project.nodes["model.saas360.stg_plans"]
    company.notes().write([plans], [], "second run")
    assert company.changed() == set()
    assert company.notes().must_be_checked(plans)
    assert not company.notes().must_be_checked(company.project.nodes["model.saas360.mart"])


def test_a_view_is_made_again_only_if_its_definition_changes(company: Company):
    company.entry("stg_plans")["config"]["materialized"] = "view"
    company.build()
    view = company.project.nodes["model.saas360.stg_plans"]

    company.files["plans"] = (11, datetime(2026, 1, 1))

    assert company.changed() == {"plans", "of_today", "mart"}
    assert company.notes().must_be_checked(view)
    company.build("plans", "stg_plans", "of_today", "mart")
    assert company.changed() == set()
    assert not company.notes().must_be_checked(view)
    company.manifest["sources"]["source.saas360.plans"]["columns"] = {"another": {}}
    assert "stg_plans" in company.changed()


def test_what_reads_a_view_of_a_stale_table_is_built_again(company: Company):
    company.entry("stg_plans")["config"]["materialized"] = "view"
    company.build()
    company.files["plans"] = (11, datetime(2026, 1, 1))
    company.build("mart")  # without the table, and the view was not looked at either
    assert company.changed() == {"plans", "of_today", "mart"}


def test_what_was_built_on_a_stale_table_is_built_again(company: Company):
    company.entry("stg_plans")["raw_code"] = "select 2"
    company.build("mart")  # as a selection of models does
    assert company.changed() == {"stg_plans", "of_today", "mart"}
    company.build("stg_plans", "mart")
    assert company.changed() == {"of_today"}
