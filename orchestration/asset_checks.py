"""Asset checks: dbt's data tests and the layers' expectations, on the asset they check.

One factory per kind, which attaches metadata and never raises: whether a failure stops the run is
the gate's business (`orchestration.gates`).

A dbt test is a check of its own. A table's expectations are one check, since which of them apply
depends on the data; its metadata list them all.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetKey,
    JsonMetadataValue,
    MetadataValue,
    TableMetadataValue,
    TableRecord,
)

from expectations.results import RuleResult
from saas360.dbt import NodeResult
from saas360.project import Test

EXPECTATIONS = "expectations"
FRESHNESS = "freshness"
FRESHNESS_RULE = "is_fresh"
UNCHANGED = "unchanged"  # an asset or check that stayed as it was says so in its metadata


def test_spec(test: Test, key: AssetKey) -> AssetCheckSpec:
    """The check that a dbt test is."""
    return AssetCheckSpec(
        name=test.name,
        asset=key,
        description=test.description,
        blocking=not test.is_warning,
        metadata={"unique_id": test.unique_id},
    )


def expectations_spec(key: AssetKey) -> AssetCheckSpec:
    """The check that stands for all expectations of a table."""
    return AssetCheckSpec(
        name=EXPECTATIONS,
        asset=key,
        description="The rules of this table in its layer's suite (Great Expectations).",
        blocking=True,
    )


def freshness_spec(key: AssetKey) -> AssetCheckSpec:
    """The check that a source has recent rows."""
    return AssetCheckSpec(
        name=FRESHNESS, asset=key, description="Its newest rows are recent, seen from as_of."
    )


def test_check(test: Test, key: AssetKey, result: NodeResult) -> AssetCheckResult:
    """What became of a dbt test."""
    return AssetCheckResult(
        asset_key=key,
        check_name=test.name,
        passed=result.status == "pass",
        severity=_severity(result.status != "warn"),
        description=result.message or None,
        metadata={
            "failing_rows": result.failures or 0,
            "seconds": round(result.seconds, 3),
            **({"sample": _json(result.sample)} if result.sample else {}),
        },
    )


def expectations_check(key: AssetKey, results: Sequence[RuleResult]) -> AssetCheckResult:
    """What became of a table's expectations; passed if there are none for what it holds."""
    failures = [result for result in results if not result.success]
    metadata: dict[str, MetadataValue | int] = {
        "rules": len(results),
        "failing_rules": len(failures),
        "failing_rows": sum(result.failing_rows or 0 for result in failures),
    }
    if results:
        metadata["results"] = TableMetadataValue([_record(r) for r in results], schema=None)
    for failure in failures:
        if failure.sample:
            metadata[f"sample of {failure.rule}"] = _json(failure.sample)
    return AssetCheckResult(
        asset_key=key,
        check_name=EXPECTATIONS,
        passed=not failures,
        severity=_severity(any(failure.severity == "critical" for failure in failures)),
        description="\n".join(failure.message() for failure in failures) or None,
        metadata=metadata,
    )


def freshness_check(key: AssetKey, results: Sequence[RuleResult]) -> AssetCheckResult:
    """Whether the rule on recent rows holds; passed where the table is not there at all."""
    found = [result for result in results if result.rule == FRESHNESS_RULE]
    return AssetCheckResult(
        asset_key=key,
        check_name=FRESHNESS,
        passed=all(result.success for result in found),
        severity=AssetCheckSeverity.WARN,
        description="\n".join(r.message() for r in found if not r.success) or None,
        metadata={"observed": found[0].observed_value} if found else {},
    )


def _severity(is_critical: bool) -> AssetCheckSeverity:
    return AssetCheckSeverity.ERROR if is_critical else AssetCheckSeverity.WARN


def _record(result: RuleResult) -> TableRecord:
    return TableRecord(
        {
            "rule": result.rule,
            "holds": result.success,
            "severity": result.severity,
            "observed": result.observed_value,
            "failing rows": result.failing_rows or 0,
            "expected": result.description,
        }
    )


def _json(rows: Sequence[Mapping[str, Any]]) -> JsonMetadataValue:
    """Rows as JSON, whatever types the database gave."""
    return JsonMetadataValue([{name: _plain(row[name]) for name in row} for row in rows])


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
