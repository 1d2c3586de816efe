"""The tables of fitted models as assets, between what models learn from and what they score.

Here: the op that fits what is due, which on most days is nothing, and the months' versions, which
can be fitted anew one by one. Not here: when a model is due and how it is fitted
(`saas360.fitting`), what is made of its coefficients (the marts).
"""

from collections.abc import Iterator, Sequence
from typing import Any

from dagster import (
    AssetExecutionContext,
    AssetKey,
    AssetMaterialization,
    AssetsDefinition,
    MaterializeResult,
    asset,
    multi_asset,
)

from orchestration.asset_checks import UNCHANGED
from orchestration.dbt_assets import asset_spec
from orchestration.keys import key_of
from orchestration.partitions import months
from orchestration.resources import Build
from orchestration.retries import retried_while_locked
from saas360.fitting.refit import recipes
from saas360.fitting.versions import Version
from saas360.project import FITTED, RAW, Project
from saas360.settings import Settings

MONTHS = AssetKey([FITTED, "monthly_versions"])


def build_fitted_assets(project: Project, settings: Settings) -> AssetsDefinition:
    """One asset per table of schema `fitted`, all made by one op.

    Args:
        project: says which models there are, and what they learn from.
        settings: says which engine reads them.
    """
    nodes = project.steps[FITTED]
    engine = "spark" if settings.is_spark else "duckdb"
    monthly = {recipe.model for recipe in recipes(project) if recipe.every_month}

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
        for event in _of_months([each for each in versions if each.model in monthly], settings):
            context.log_event(event)
        notes = build.notes(project) if context.job_def.has_node_named(RAW) else None
        if notes is not None:
            notes.see_fitted()
            notes.write(nodes, nodes, context.run_id)
        metadata: dict[str, Any] = _metadata(versions)
        for node in nodes:
            yield MaterializeResult(asset_key=key_of(node), metadata=metadata or {UNCHANGED: True})

    return fitted_assets


def build_monthly_versions(project: Project, settings: Settings) -> AssetsDefinition:
    """The months' versions as one partitioned asset; a build makes those that are missing.

    Args:
        project: says which models have a version for each month.
        settings: says when the history begins.
    """
    inputs = [node for recipe in recipes(project) if recipe.every_month for node in recipe.inputs]

    @asset(
        key=MONTHS,
        group_name=FITTED,
        partitions_def=months(settings),
        deps=sorted({key_of(node) for node in inputs}),
        kinds={"scikitlearn"},
        description="Models of churn and of growth, a version for each month, fitted from what was"
        " known before its first day.",
    )
    def monthly_versions(context: AssetExecutionContext, build: Build) -> MaterializeResult[Any]:
        month = context.partition_time_window.start.date()
        with retried_while_locked(context):
            versions = build.refit_month(project, month)
        return MaterializeResult(metadata=_metadata(versions))

    return monthly_versions


def _of_months(versions: Sequence[Version], settings: Settings) -> Iterator[AssetMaterialization]:
    """What a build has made of the months, for the partitions to show."""
    known = set(months(settings).get_partition_keys())
    for month in sorted({each.fitted_on.isoformat() for each in versions} & known):
        of_month = [each for each in versions if each.fitted_on.isoformat() == month]
        yield AssetMaterialization(MONTHS, partition=month, metadata=_metadata(of_month))


def _metadata(versions: Sequence[Version]) -> dict[str, str]:
    return {each.model: _line(each) for each in versions}


def _line(version: Version) -> str:
    return (
        f"{version.model} {version.version}: {version.status.replace('_', ' ')},"
        f" {version.row_count} rows, {version.positives} positive"
    )
