"""The dbt models as assets: one definition per step, so that a gate can stop the next one.

Here: Dagster's view of dbt's nodes, and the op that builds a step. dbt runs in this process
(`saas360.dbt`), which is why dagster-dbt's `@dbt_assets`, whose commands are processes of their
own, is not used. Not here: which nodes make a step (`saas360.project`).
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dagster import (
    AssetCheckResult,
    AssetExecutionContext,
    AssetsDefinition,
    AssetSpec,
    BackfillPolicy,
    MaterializeResult,
    TableColumn,
    TableSchema,
    multi_asset,
)

from orchestration.asset_checks import expectations_spec, test_check, test_spec
from orchestration.gates import (
    check_expectations,
    flawless,
    has_suite,
    judge_dbt,
    passed_on,
    standing_checks,
)
from orchestration.keys import key_of
from orchestration.partitions import days_of, name_days, partitions
from orchestration.resources import Build
from orchestration.retries import retried_while_locked
from saas360.dbt import NodeResult
from saas360.project import RAW, Node, Project, Test
from saas360.settings import Settings
from saas360.unchanged import BuildNotes

UNCHANGED = "unchanged"  # an asset that stayed as it was says so in its metadata

StepEvents = Iterator[MaterializeResult[Any] | AssetCheckResult]


def build_dbt_assets(project: Project, settings: Settings) -> list[AssetsDefinition]:
    """One assets definition per step of the project.

    Args:
        project: the parsed dbt project.
        settings: says when the history of events starts.
    """
    return [_step_assets(project, settings, step) for step in project.steps if step != RAW]


def asset_spec(project: Project, node: Node) -> AssetSpec:
    """A node as an asset: key, group, parents, description and columns."""
    return AssetSpec(
        key=key_of(node),
        group_name=node.layer,
        description=node.description or None,
        deps=[key_of(project.nodes[parent]) for parent in node.parents if parent in project.nodes],
        kinds={"dbt", "duckdb", *([node.materialized] if node.kind == "model" else [node.kind])},
        metadata={"dagster/column_schema": column_schema(node)} if node.columns else None,
    )


def column_schema(node: Node) -> TableSchema:
    """A node's columns with types and descriptions, as far as its YAML says."""
    return TableSchema(
        [
            TableColumn(name, column.get("data_type") or "?", column.get("description") or None)
            for name, column in node.columns.items()
        ]
    )


def _step_assets(project: Project, settings: Settings, step: str) -> AssetsDefinition:
    nodes, tests = project.steps[step], project.tests_of(step)
    is_daily = all(node.is_daily for node in nodes)

    specs_of_tests = {
        test.unique_id: test_spec(test, key_of(project.nodes[test.node])) for test in tests
    }
    specs_of_suites = {
        node.unique_id: expectations_spec(key_of(node)) for node in nodes if has_suite(node)
    }

    @multi_asset(
        name=step,
        specs=[asset_spec(project, node) for node in nodes],
        check_specs=[*specs_of_tests.values(), *specs_of_suites.values()],
        can_subset=True,
        partitions_def=partitions(settings) if is_daily else None,
        backfill_policy=BackfillPolicy.single_run() if is_daily else None,
    )
    def step_assets(context: AssetExecutionContext, build: Build) -> StepEvents:
        # A run for given days that does not load the files is a backfill: others remain due.
        loads = context.job_def.has_node_named(RAW)
        is_backfill = is_daily and not loads and days_of(context) is not None
        with retried_while_locked(context):
            variables: dict[str, Any] = {"as_of": build.as_of_date().isoformat()}
            if is_daily:
                variables["usage_days"] = _usage_days(context, build, is_backfill)
            notes = build.notes(project) if loads else None
            selected = context.selected_asset_check_keys
            whole = Work(
                [node for node in nodes if key_of(node) in context.selected_asset_keys],
                [test for test in tests if specs_of_tests[test.unique_id].key in selected],
            )
            due, ahead = whole.due(notes), Work()
            if variables.get("usage_days"):
                due = whole
                if notes is not None:
                    notes.forget(whole.nodes)
                    ahead = _rest_of_layer(context, project, step).due(notes)
            checks = yield from _build(project, build, whole, due, ahead, variables)
            executed = {test.unique_id for test in due.tests}
            executed |= {node.unique_id for node in due.to_check}
            specs = {**specs_of_tests, **specs_of_suites}
            standing = [
                spec
                for unique_id, spec in specs.items()
                if unique_id not in executed and spec.key in selected
            ]
            events = check_expectations(
                context, build, due.to_check, [*checks, *standing_checks(standing)]
            )
            checks = yield from passed_on(events)
            if notes is not None:
                notes.write(due.to_check, flawless(due.to_check, checks), context.run_id)
            if is_daily and not is_backfill:
                build.mark_aggregated()

    return step_assets


@dataclass(frozen=True)
class Work:
    """Nodes and tests of a step; `to_check` are the nodes whose expectations are to be checked."""

    nodes: Sequence[Node] = ()
    tests: Sequence[Test] = ()
    checked: Sequence[Node] | None = None

    @property
    def to_check(self) -> Sequence[Node]:
        """All nodes, if nothing else was said."""
        return self.nodes if self.checked is None else self.checked

    @property
    def selectors(self) -> dict[str, str]:
        """What dbt is to build and test: selectors by unique id."""
        nodes = {node.unique_id: node.selector for node in self.nodes}
        return nodes | {test.unique_id: test.selector for test in self.tests}

    def due(self, notes: BuildNotes | None) -> "Work":
        """What of it must be done; all of it where nothing is known."""
        if notes is None:
            return self
        return Work(
            [node for node in self.nodes if notes.is_changed(node)],
            [test for test in self.tests if notes.is_due(test)],
            [node for node in self.nodes if notes.must_be_checked(node)],
        )


def _rest_of_layer(context: AssetExecutionContext, project: Project, step: str) -> Work:
    """What the same invocation of dbt may build too, there being no gate in between.

    Its results are reported by its own step, which comes next.
    """
    rest = project.rest_of_layer(step)
    if rest is None or context.run.asset_selection:  # a selection may not have that step
        return Work()
    return Work(project.steps[rest], project.tests_of(rest))


def _with_unchanged(nodes: Sequence[Node], due: Sequence[Node], made: StepEvents) -> StepEvents:
    """Adds the nodes that stay as they are to what is made, each after those that it reads."""
    waiting = {key_of(node): node for node in nodes if node not in due}
    ids = {node.unique_id: key_of(node) for node in nodes}
    missing = set(ids.values())

    def ready() -> StepEvents:
        while found := [
            key
            for key, node in waiting.items()
            if not any(ids.get(parent) in missing for parent in node.parents)
        ]:
            for key in found:
                del waiting[key]
                missing.discard(key)
                yield MaterializeResult(asset_key=key, metadata={UNCHANGED: True})

    yield from ready()
    for event in made:
        yield event
        if isinstance(event, MaterializeResult) and event.asset_key:
            missing.discard(event.asset_key)
            yield from ready()


def _usage_days(context: AssetExecutionContext, build: Build, is_backfill: bool) -> list[list[str]]:
    """The var `usage_days`: the days that the run was started for, and those that are due."""
    given = days_of(context)
    if is_backfill:
        build.load_raw()  # files that came late must be seen
    ranges = list(filter(None, (given, None if is_backfill else build.due_days())))
    if given is None:
        today = build.as_of_date()
        name_days(context, build.settings(), ranges[0] if ranges else (today, today))
    return [[first.isoformat(), last.isoformat()] for first, last in ranges]


def _build(
    project: Project,
    build: Build,
    whole: Work,
    due: Work,
    ahead: Work,
    variables: dict[str, Any],
) -> Generator[MaterializeResult[Any] | AssetCheckResult, None, list[AssetCheckResult]]:
    """Builds and tests what is due; yields tables and gives checks, or stops the run.

    Checks come after all tables, so that Dagster looks each of them up once.
    """
    results: list[NodeResult] = []

    def made() -> StepEvents:
        for result in build.run_dbt(due.selectors, ahead.selectors, variables):
            results.append(result)
            if not result.is_test and not result.failed:
                yield MaterializeResult(
                    asset_key=key_of(project.nodes[result.unique_id]),
                    metadata={"seconds": round(result.seconds, 3)},
                )

    yield from _with_unchanged(whole.nodes, due.nodes, made())
    tests = {test.unique_id: test for test in due.tests}
    checks = [
        test_check(
            tests[result.unique_id], key_of(project.nodes[tests[result.unique_id].node]), result
        )
        for result in results
        if result.is_test
    ]
    if any(result.failed for result in results):
        yield from checks
    judge_dbt(project, results)
    return checks
