"""The raw contract's tables as assets: files in the raw folder become relations of schema `raw`.

Here: the op that loads them all, with the gate on what arrived. Not here: how a file is read
(`saas360.raw`), or what must hold of it (`expectations.raw`).
"""

from functools import partial
from typing import Any

from dagster import (
    AssetCheckResult,
    AssetExecutionContext,
    AssetsDefinition,
    AssetSpec,
    Failure,
    MaterializeResult,
    multi_asset,
)

from orchestration.asset_checks import expectations_spec, freshness_spec
from orchestration.dbt_assets import column_schema
from orchestration.gates import (
    check_expectations,
    flawless,
    has_freshness,
    passed_on,
    standing_checks,
)
from orchestration.keys import key_of
from orchestration.resources import Build
from orchestration.retries import retried_while_locked
from orchestration.steps import StepEvents
from saas360.project import RAW, Node, Project
from saas360.raw import LoadReport, RawDataError


def build_raw_assets(project: Project) -> AssetsDefinition:
    """One asset per table of the raw contract, all made by one op.

    Args:
        project: its sources are the contract.
    """
    nodes = project.steps[RAW]

    @multi_asset(
        name=RAW,
        specs=[_spec(node) for node in nodes],
        check_specs=[
            *(expectations_spec(key_of(node)) for node in nodes),
            *(freshness_spec(key_of(node)) for node in nodes if has_freshness(node)),
        ],
    )
    def raw_assets(context: AssetExecutionContext, build: Build) -> StepEvents:
        try:
            with retried_while_locked(context):
                report = build.load_raw()
        except RawDataError as error:
            raise Failure(description=str(error)) from error
        for name in report.unknown_files:
            context.log.warning(f"{name} in the raw folder belongs to no table of the contract.")
        if late := report.plan.late_days:
            context.log.warning(
                f"Events of {late[0]} to {late[1]} came later than usage_lookback_days;"
                " they wait for a backfill of these days or --full-refresh."
            )
        notes = build.notes(project)
        # Fresh or not is a question of today, even if no file changed.
        due = [
            node
            for node in nodes
            if not notes or notes.must_be_checked(node) or has_freshness(node)
        ]
        if notes:
            notes.forget(due)
        keys = {key_of(node) for node in due}
        standing = (spec for spec in raw_assets.check_specs if spec.asset_key not in keys)
        events: list[MaterializeResult[Any] | AssetCheckResult] = [
            *map(partial(_loaded, report), nodes),
            *standing_checks(standing),
        ]
        checks = yield from passed_on(check_expectations(context, build, due, events))
        if notes:
            notes.write(due, flawless(due, checks), context.run_id)

    return raw_assets


def _loaded(report: LoadReport, node: Node) -> MaterializeResult[Any]:
    table = report.tables.get(node.name)
    metadata = {"files": table.files, "rows": table.rows} if table else {}
    return MaterializeResult(asset_key=key_of(node), metadata=metadata)


def _spec(node: Node) -> AssetSpec:
    return AssetSpec(
        key=key_of(node),
        group_name=RAW,
        description=node.description or None,
        kinds={"file"},
        metadata={"dagster/column_schema": column_schema(node)},
    )
