"""The gate at the end of a step: checks its tables and stops what lies below if they are wrong.

Here: running a layer's suite, and the failures that stop a run. Not here: how a check looks in the
UI (`orchestration.asset_checks`), or the rules (`expectations`).
"""

from collections.abc import Iterator, Sequence

from dagster import AssetCheckResult, AssetExecutionContext, Failure

from expectations.suites import LAYERS
from orchestration.asset_checks import expectations_check, freshness_check
from orchestration.gatekeeper import gatekeeper
from orchestration.keys import key_of
from orchestration.resources import Build
from saas360.contract import read_contract
from saas360.dbt import NodeResult
from saas360.project import RAW, Node, Project


def has_suite(node: Node) -> bool:
    """Whether expectations look at a node."""
    return node.layer in LAYERS


def has_freshness(node: Node) -> bool:
    """Whether a node is a source whose newest row says how far the data reach."""
    table = read_contract().get(node.name) if node.layer == RAW else None
    return table is not None and table.dates_the_data is not None


def check_expectations(
    context: AssetExecutionContext, build: Build, nodes: Sequence[Node]
) -> Iterator[AssetCheckResult]:
    """Runs the suites of these nodes' layers on their tables; yields the checks, then judges.

    Raises:
        Failure: if a critical rule failed.
    """
    for layer in sorted({node.layer for node in nodes if has_suite(node)}):
        tables = [node for node in nodes if node.layer == layer]
        suite = gatekeeper().run_suite(
            layer,
            build.settings(),
            run_id=context.run_id,
            as_of=build.as_of_date(),
            tables=[node.name for node in tables],
            variables=build.variables,
        )
        for node in tables:
            results = [result for result in suite.results if result.table_name == node.name]
            yield expectations_check(key_of(node), results)
            if has_freshness(node):
                yield freshness_check(key_of(node), results)
        if not suite.success:
            raise Failure(description=suite.message())


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
