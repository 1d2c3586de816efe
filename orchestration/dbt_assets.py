"""The dbt models as assets: one definition per step, so that a gate can stop the next one.

Here: Dagster's view of dbt's nodes, and in which order a step does what. dbt runs in this process
(`saas360.dbt`), which is why dagster-dbt's `@dbt_assets`, whose commands are processes of their
own, is not used. Not here: which nodes make a step (`saas360.project`), what of it is due and how
it is built (`orchestration.steps`).
"""

from typing import Any

from dagster import (
    AssetExecutionContext,
    AssetsDefinition,
    AssetSpec,
    BackfillPolicy,
    TableColumn,
    TableSchema,
    multi_asset,
)

from orchestration.asset_checks import expectations_spec, test_spec
from orchestration.gates import (
    check_expectations,
    flawless,
    has_suite,
    passed_on,
    standing_checks,
)
from orchestration.keys import key_of
from orchestration.partitions import days_of, partitions
from orchestration.resources import Build
from orchestration.retries import retried_while_locked
from orchestration.steps import StepEvents, Work, ahead_of, build_tables, usage_days
from saas360.project import FITTED, RAW, Node, Project
from saas360.settings import Settings


def build_dbt_assets(project: Project, settings: Settings) -> list[AssetsDefinition]:
    """One assets definition per step of the project.

    Args:
        project: the parsed dbt project.
        settings: says when the history of events starts.
    """
    return [
        _step_assets(project, settings, step) for step in project.steps if step not in (RAW, FITTED)
    ]


def asset_spec(project: Project, node: Node, engine: str) -> AssetSpec:
    """A node as an asset: key, group, parents, engine, description and columns."""
    return AssetSpec(
        key=key_of(node),
        group_name=node.layer,
        description=node.description or None,
        deps=[key_of(project.nodes[parent]) for parent in node.parents if parent in project.nodes],
        kinds={"dbt", engine, *([node.materialized] if node.kind == "model" else [node.kind])},
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
    engine = "spark" if settings.is_spark else "duckdb"

    specs_of_tests = {
        test.unique_id: test_spec(test, key_of(project.nodes[test.node])) for test in tests
    }
    specs_of_suites = {
        node.unique_id: expectations_spec(key_of(node)) for node in nodes if has_suite(node)
    }

    @multi_asset(
        name=step,
        specs=[asset_spec(project, node, engine) for node in nodes],
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
            build.due_fits(project)
            variables: dict[str, Any] = {"as_of": build.as_of_date().isoformat()}
            if is_daily:
                variables["usage_days"] = usage_days(context, build, is_backfill)
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
            if notes is not None:
                ahead = ahead_of(context, build, project, step).due(notes)
            checks = yield from build_tables(project, build, whole, due, ahead, variables)
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
