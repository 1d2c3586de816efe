"""The gate at the end of a step: checks its tables and stops what lies below if they are wrong.

Here: running a layer's suite, and the failures that stop a run. Not here: how a check looks in the
UI (`orchestration.asset_checks`), or the rules (`expectations`).
"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import groupby
from typing import TypeVar

from dagster import AssetCheckResult, AssetCheckSpec, AssetExecutionContext, Failure

from expectations.results import SuiteResult
from expectations.suites import LAYERS
from orchestration.asset_checks import UNCHANGED, expectations_check, freshness_check
from orchestration.gatekeeper import gatekeeper
from orchestration.keys import key_of
from orchestration.resources import Build
from saas360.contract import read_contract
from saas360.dbt import NodeResult
from saas360.project import RAW, Node, Project

Event = TypeVar("Event")


def has_suite(node: Node) -> bool:
    """Whether expectations look at a node."""
    return node.layer in LAYERS


def has_freshness(node: Node) -> bool:
    """Whether a node is a source whose newest row says how far the data reach."""
    table = read_contract().get(node.name) if node.layer == RAW else None
    return table is not None and table.dates_the_data is not None


def check_expectations(
    context: AssetExecutionContext,
    build: Build,
    nodes: Sequence[Node],
    meanwhile: Iterable[Event] = (),
) -> Iterator[AssetCheckResult | Event]:
    """Runs the suites of these nodes' layers on their tables; yields the checks, then judges.

    Args:
        context: of the step.
        build: the run's choices.
        nodes: those without a suite are left out.
        meanwhile: events to yield first. Dagster records them while the other process checks.

    Raises:
        Failure: if a critical rule failed.
    """
    checked = sorted((node for node in nodes if has_suite(node)), key=_layer)
    suites: list[SuiteResult] = []
    if checked:
        asked = gatekeeper(build.settings().is_spark).run_suites(
            {layer: [each.name for each in group] for layer, group in groupby(checked, _layer)},
            build.settings(),
            run_id=context.run_id,
            as_of=build.as_of_date(),
            variables=build.variables,
        )
    yield from meanwhile
    if checked:
        suites = asked()
    results = [result for suite in suites for result in suite.results]
    for node in checked:
        found = [each for each in results if (each.layer, each.table_name) == _place(node)]
        yield expectations_check(key_of(node), found)
        if has_freshness(node):
            yield freshness_check(key_of(node), found)
    if not all(suite.success for suite in suites):
        raise Failure(description="\n".join(s.message() for s in suites if not s.success))


def _layer(node: Node) -> str:
    return node.layer


def _place(node: Node) -> tuple[str, str]:
    return node.layer, node.name


def passed_on(events: Iterable[Event]) -> Generator[Event, None, list[AssetCheckResult]]:
    """Yields events as they come; gives the checks among them at the end."""
    checks: list[AssetCheckResult] = []
    for event in events:
        if isinstance(event, AssetCheckResult):
            checks.append(event)
        yield event
    return checks


def standing_checks(specs: Iterable[AssetCheckSpec]) -> Iterator[AssetCheckResult]:
    """Checks that hold as they did: what they look at has not changed since they were executed."""
    for spec in specs:
        yield AssetCheckResult(
            asset_key=spec.asset_key,
            check_name=spec.name,
            passed=True,
            description="Unchanged since it was last checked.",
            metadata={UNCHANGED: True},
        )


def flawless(nodes: Sequence[Node], checks: Sequence[AssetCheckResult]) -> list[Node]:
    """The nodes of which no check failed, not even with a warning."""
    failed = {check.asset_key for check in checks if not check.passed}
    return [node for node in nodes if key_of(node) not in failed]


def judge_dbt(project: Project, results: Sequence[NodeResult]) -> None:
    """Stops the run if a model or a test failed.

    Raises:
        Failure: says what failed and shows rows.
    """
    failed = [result for result in results if result.failed and result.status != "skipped"]
    if failed:
        raise Failure(description="\n".join(_message(project, result) for result in failed))


def _message(project: Project, result: NodeResult) -> str:
    """One readable paragraph: table, rule, how many rows, and some of them."""
    tests = {test.unique_id: test for test in project.tests}
    if result.unique_id not in tests:
        return f"CRITICAL {result.unique_id.split('.')[-1]} was not built: {result.message}"
    test = tests[result.unique_id]
    node = project.nodes[test.node]
    rows = f", {result.failures} rows" if result.failures is not None else ""
    lines = [f"CRITICAL {node.layer}.{node.name}: {test.name}{rows}"]
    lines.append(f"    expected: {test.description}")
    if result.status == "error":
        lines.append(f"    could not be checked: {result.message}")
    for row in result.sample:
        lines.append("    - " + ", ".join(f"{name}={value}" for name, value in row.items()))
    return "\n".join(lines)
