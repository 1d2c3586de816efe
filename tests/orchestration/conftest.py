"""A run of the real job with everything slow replaced: files, dbt and Great Expectations."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from graphlib import TopologicalSorter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from dagster import Definitions, ExecuteInProcessResult
from parsed_project import parsed

from expectations.results import RuleResult, SuiteResult
from orchestration import gates
from orchestration.command_line import open_instance
from orchestration.definitions import build_definitions
from orchestration.resources import Build
from saas360.dbt import Dbt, NodeResult
from saas360.fitting.refit import Recipe, recipes
from saas360.fitting.versions import Version
from saas360.project import Project
from saas360.settings import Settings

TODAY = date(2026, 10, 31)


@pytest.fixture(scope="session")
def project() -> Project:
    """The project as it is in the repository, parsed without raw files or a warehouse."""
    return Project(json.loads((parsed() / "manifest.json").read_bytes()))


@dataclass
class Fake:
    """What the replaced parts are to say."""

    failing_layer: str | None = None
    failing_test: str | None = None
    due: tuple[date, date] | None = (date(2026, 10, 29), TODAY)
    built: list[str] = field(default_factory=list)
    tested: list[str] = field(default_factory=list)
    checked: set[tuple[str, str]] = field(default_factory=set)
    usage_days: list[list[str]] | None = None
    marked: int = 0
    published: int = 0
    sites: int = 0
    pages_fault: Exception | None = None
    tasks_fault: Exception | None = None
    models_due: bool = False
    fitted: list[str] = field(default_factory=list)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, project: Project) -> Fake:
    said = Fake()

    def load_raw(build: Build) -> SimpleNamespace:
        plan: Any = SimpleNamespace(
            files={},
            event_files=(),
            days={},
            event_days=said.due,
            late_days=None,
            as_of=TODAY,
            has_events_elsewhere=False,
        )
        build._plan, build._as_of = plan, TODAY
        return SimpleNamespace(tables={}, unknown_files=(), plan=plan)

    def dbt_build(_dbt: Dbt, select: list[str], **given: object) -> Iterator[NodeResult]:
        variables = given["variables"]
        assert isinstance(variables, dict)
        said.usage_days = variables.get("usage_days", said.usage_days)
        parents = {node.unique_id: node.parents for node in project.nodes.values()}
        for unique_id in TopologicalSorter(parents).static_order():
            node = project.nodes.get(unique_id)
            if node is not None and node.selector in select:
                said.built.append(node.name)
                yield NodeResult(node.unique_id, "success", 0.1, None, "OK")
        for test in project.tests:
            if test.selector in select:
                said.tested.append(test.name)
                failed = test.name == said.failing_test
                yield NodeResult(
                    test.unique_id,
                    "fail" if failed else "pass",
                    0.1,
                    int(failed),
                    "",
                    [{"account_id": "a-1"}] if failed else [],
                )

    class FakeGatekeeper:
        def run_suites(
            self, tables: dict[str, list[str]], _settings: Settings, **_: object
        ) -> Callable[[], list[SuiteResult]]:
            said.checked |= {(layer, name) for layer, names in tables.items() for name in names}
            return lambda: [
                SuiteResult(
                    layer, [rule_result(layer, names[0], success=layer != said.failing_layer)]
                )
                for layer, names in tables.items()
            ]

    monkeypatch.setattr(Build, "load_raw", load_raw)
    monkeypatch.setattr(
        Build, "mark_aggregated", lambda _: setattr(said, "marked", said.marked + 1)
    )
    monkeypatch.setattr(Dbt, "build", dbt_build)

    def fit(_: Build, chosen: list[Recipe]) -> list[Version]:
        said.fitted += [recipe.model for recipe in chosen]
        said.built += ["(fit)"] if chosen else []
        return []

    def due(_settings: Settings, project: Project, *_: object) -> list[Recipe]:
        return recipes(project) if said.models_due else []

    monkeypatch.setattr(Build, "fit", fit)
    monkeypatch.setattr("saas360.fitting.refit.due", due)
    monkeypatch.setattr(gates, "gatekeeper", lambda _: FakeGatekeeper())

    def publish(*_: object, **__: object) -> object:
        said.published += 1
        return SimpleNamespace(folder=Path("versions/x"), rows={})

    def build_site(*_: object) -> object:
        if said.pages_fault:
            raise said.pages_fault
        said.sites += 1
        return SimpleNamespace(start=Path("/versions/x/pages/index.html"), pages=9, seconds=1.0)

    monkeypatch.setattr("orchestration.published.publish", publish)
    monkeypatch.setattr("dashboards.site.build_site", build_site)

    def write_files(*_: object) -> int:
        if said.tasks_fault:
            raise said.tasks_fault
        return 7

    monkeypatch.setattr("saas360.tasks.export.write_files", write_files)
    return said


@pytest.fixture(scope="session")
def definitions(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Definitions:
    """Everything that Dagster shows; which data folder it is about is the environment's."""
    return build_definitions(Settings(data_dir=tmp_path_factory.mktemp("empty")), project)


@pytest.fixture
def run(
    definitions: Definitions, tmp_path: Path, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., ExecuteInProcessResult]]:
    """Runs a job of the project on a fresh instance, recorded as builds are."""
    monkeypatch.setenv("SAAS360_DATA_DIR", str(tmp_path))
    with open_instance(Settings()) as instance:

        def execute(job: str = "daily_refresh", **given: object) -> ExecuteInProcessResult:
            return definitions.resolve_job_def(job).execute_in_process(
                instance=instance,
                raise_on_error=False,
                **given,  # type: ignore[arg-type]
            )

        yield execute


def rule_result(layer: str, table: str, *, success: bool) -> RuleResult:
    """One critical rule's outcome."""
    return RuleResult(
        layer=layer,
        table_name=table,
        rule="ids_are_given",
        description="Every row has an id.",
        severity="critical",
        success=success,
        observed_value="3 failing rows",
        failing_rows=None if success else 3,
        sample=[] if success else [{"id": None, "name": "Acme"}],
        column="id",
        run_id="run",
        checked_at=datetime(2026, 10, 31, tzinfo=UTC),
    )
