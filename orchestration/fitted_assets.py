"""The tables of fitted models as assets, between what models learn from and what they score.

Here: the op that fits what is due, which on most days is nothing. Not here: when a model is due and
how it is fitted (`saas360.fitting`), what is made of its coefficients (the marts).
"""

from collections.abc import Iterator
from typing import Any

from dagster import AssetExecutionContext, AssetsDefinition, MaterializeResult, multi_asset

from orchestration.asset_checks import UNCHANGED
from orchestration.dbt_assets import asset_spec
from orchestration.keys import key_of
from orchestration.resources import Build
from orchestration.retries import retried_while_locked
from saas360.fitting.versions import Version
from saas360.project import FITTED, RAW, Project
from saas360.settings import Settings


def build_fitted_assets(project: Project, settings: Settings) -> AssetsDefinition:
    """One asset per table of schema `fitted`, all made by one op.

    Args:
        project: says which models there are, and what they learn from.
        settings: says which engine reads them.
    """
    nodes = project.steps[FITTED]
    engine = "spark" if settings.is_spark else "duckdb"

    @multi_asset(
        name=FITTED,
        specs=[
            asset_spec(project, node, engine).replace_attributes(kinds={"scikitlearn", engine})
            for node in nodes
        ],
    )
    def fitted_assets(
        context: AssetExecutionContext, build: Build
    ) -> Iterator[MaterializeResult[Any]]:
        with retried_while_locked(context):
            versions = build.fit(build.due_fits(project))
        for version in versions:
            context.log.info(_line(version))
        notes = build.notes(project) if context.job_def.has_node_named(RAW) else None
        if notes is not None:
            notes.see_fitted()
            notes.write(nodes, nodes, context.run_id)
        metadata: dict[str, Any] = {each.model: _line(each) for each in versions}
        for node in nodes:
            yield MaterializeResult(asset_key=key_of(node), metadata=metadata or {UNCHANGED: True})

    return fitted_assets


def _line(version: Version) -> str:
    return (
        f"{version.model} {version.version}: {version.status.replace('_', ' ')},"
        f" {version.row_count} rows, {version.positives} positive"
    )
