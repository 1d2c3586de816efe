"""What a step of dbt models does: what of it is due, and how dbt builds and tests that.

Not here: a step as Dagster sees it (`orchestration.dbt_assets`), its gate (`orchestration.gates`).
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from dagster import AssetCheckResult, AssetExecutionContext, MaterializeResult

from orchestration.asset_checks import UNCHANGED, test_check
from orchestration.gates import has_suite, judge_dbt
from orchestration.keys import key_of
from orchestration.partitions import days_of, name_days
from orchestration.resources import Build
from saas360.dbt import NodeResult
from saas360.project import FITTED, Node, Project, Test
from saas360.unchanged import BuildNotes

StepEvents = Iterator[MaterializeResult[Any] | AssetCheckResult]


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


def ahead_of(context: AssetExecutionContext, build: Build, project: Project, step: str) -> Work:
    """What the same invocation of dbt may build too: all up to the next gate, with its step.

    Starting dbt once more costs more than most tables. What is built ahead is reported by its own
    step; dbt itself leaves out what stands below a test that fails. What reads models that are to
    be fitted waits for that.
    """
    if context.run.asset_selection:  # a selection may not have those steps
        return Work()
    steps = list(project.steps)
    nodes: list[Node] = []
    tests: list[Test] = []
    for before, after in pairwise(steps[steps.index(step) :]):
        if any(map(has_suite, project.steps[before])):
            break
        if after == FITTED:
            if build.due_fits(project):
                break
            continue
        nodes += project.steps[after]
        tests += project.tests_of(after)
    return Work(nodes, tests)


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


def usage_days(
    context: AssetExecutionContext, build: Build, is_backfill: bool
) -> list[list[str]] | None:
    """The var `usage_days`: the days that the run was started for, and those that are due.

    None where nobody can tell: the models then take what is newer than what they hold.
    """
    given = days_of(context)
    if is_backfill:
        build.load_raw()  # files that came late must be seen
    ranges = list(filter(None, (given, None if is_backfill else build.due_days())))
    if given is None:
        today = build.as_of_date()
        name_days(context, build.settings(), ranges[0] if ranges else (today, today))
        if build.plan.has_events_elsewhere:
            return None
    return [[first.isoformat(), last.isoformat()] for first, last in ranges]


def build_tables(
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
