"""The published copy as an asset below all marts: it is made only when every gate above is open.

Here: the op, and the refusal to publish what a check has failed. Not here: how a version is written
(`saas360.publish`).
"""

from collections.abc import Sequence
from typing import Any

from dagster import (
    AssetCheckKey,
    AssetCheckSeverity,
    AssetExecutionContext,
    AssetsDefinition,
    AssetSpec,
    DagsterInstance,
    Failure,
    MaterializeResult,
    MetadataValue,
    multi_asset,
)
from dagster._core.storage.asset_check_execution_record import (
    AssetCheckExecutionRecord,
    AssetCheckExecutionRecordStatus,
)

from orchestration.keys import PUBLISHED, PUBLISHED_COPY, key_of
from orchestration.resources import Build
from saas360.export import Table
from saas360.project import Node, Project
from saas360.publish import PublishError, publish

VALIDATION_RESULTS = Table(
    schema="quality",
    name="validation_results",
    description="One row per run and expectation: what every gate found.",
    columns={
        "run_id": "The run that looked.",
        "as_of": "The day that counted as now in that run.",
        "checked_at": "When the expectation was checked, in UTC.",
        "layer": "The schema of the table that was looked at.",
        "table_name": "That table.",
        "rule": "The name of the expectation.",
        "column_name": "The column that the rule is about; missing if it is about whole rows.",
        "severity": "critical (stops what lies below) or warning (is shown and counted).",
        "success": "Whether the rule held.",
        "observed_value": "What was seen, as text.",
        "failing_rows": "Rows that break the rule; missing where it is not about rows.",
        "message": "What was expected of what, and what was found, in words.",
    },
    is_of_the_ledger=True,
)


def build_published(project: Project, checks: Sequence[AssetCheckKey]) -> AssetsDefinition:
    """The asset `published/saas360`.

    Args:
        project: its marts are what gets published.
        checks: what must not have failed when last executed.
    """
    nodes = project.published()

    @multi_asset(
        name=PUBLISHED,
        specs=[
            AssetSpec(
                key=PUBLISHED_COPY,
                group_name=PUBLISHED,
                description="The copy that BI tools read: a database and Parquet files.",
                deps=[key_of(node) for node in nodes],
                kinds={"duckdb", "parquet"},
            )
        ],
    )
    def published(context: AssetExecutionContext, build: Build) -> MaterializeResult[Any]:
        records = latest_checks(context.instance, checks)
        refuse_failed(records)
        personal_too = build.variables.get("publish_personal_data", False)
        try:
            version = publish(
                build.settings(),
                [*(table_of(project, node, personal_too) for node in nodes), VALIDATION_RESULTS],
                run_id=context.run_id,
                as_of=build.as_of_date(),
                currency=build.variable("reporting_currency"),
                gates=gate_summary(records),
            )
        except PublishError as error:
            raise Failure(description=str(error)) from error
        return MaterializeResult(
            asset_key=PUBLISHED_COPY,
            metadata={
                "folder": MetadataValue.path(str(version.folder)),
                "rows": MetadataValue.json(dict(version.rows)),
            },
        )

    return published


def table_of(project: Project, node: Node, personal_too: bool) -> Table:
    """What is published of a mart."""
    left_out = () if personal_too else tuple(node.personal_columns)
    key = project.key_of(node)
    return Table(
        schema=node.layer,
        name=node.name,
        description=node.description,
        columns={name: column.get("description", "") for name, column in node.columns.items()},
        left_out=left_out,
        key=() if set(key) & set(left_out) else key,
    )


def refuse_failed(records: Sequence[AssetCheckExecutionRecord]) -> None:
    """Stops a run that would publish what a critical check failed or never got to.

    Raises:
        Failure: names the checks. A daily refresh has stopped before it comes here; a run of
            `publish` alone, or of a selection, may not have.
    """
    bad = [record for record in records if not _is_open(record)]
    if bad:
        names = [f"{record.key.asset_key.to_user_string()}: {record.key.name}" for record in bad]
        raise Failure(
            description="Not published: these checks failed or did not finish when last executed.\n"
            + "\n".join(f"- {name}" for name in sorted(names))
        )


def gate_summary(records: Sequence[AssetCheckExecutionRecord]) -> dict[str, Any]:
    """How many checks passed and warned, and which ones warned."""
    warned = [record for record in records if _status(record) == "FAILED"]
    return {
        "passed": sum(_status(record) == "SUCCEEDED" for record in records),
        "warned": len(warned),
        "warnings": sorted(
            f"{record.key.asset_key.to_user_string()}: {record.key.name}" for record in warned
        ),
    }


def _status(record: AssetCheckExecutionRecord) -> str:
    return record.status.value


def _is_open(record: AssetCheckExecutionRecord) -> bool:
    if record.status == AssetCheckExecutionRecordStatus.SUCCEEDED:
        return True
    if record.status != AssetCheckExecutionRecordStatus.FAILED:  # planned, and never got to
        return False
    evaluation = record.evaluation
    return evaluation is not None and evaluation.severity == AssetCheckSeverity.WARN


def latest_checks(
    instance: DagsterInstance, checks: Sequence[AssetCheckKey]
) -> list[AssetCheckExecutionRecord]:
    """The latest execution of each check that was ever executed."""
    found = instance.event_log_storage.get_latest_asset_check_execution_by_key(list(checks))
    return list(found.values())
