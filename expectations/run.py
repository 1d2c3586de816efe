"""Runs a layer's suite: Great Expectations checks every rule, pushed down into the warehouse.

A rule that can't be checked is a failed critical rule, never an exception: a gate that breaks must
close, and say why.
"""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from expectations import gx, history
from expectations.engines import open_engine
from expectations.facts import Facts
from expectations.observations import (
    error_of,
    failing_rows_of,
    observed_value_of,
    one_line,
    share_of,
)
from expectations.results import RuleResult, SuiteResult
from expectations.rules import Rule
from expectations.samples import observed_by, sample_of
from expectations.suites import rules_for
from saas360.settings import Settings

logger = logging.getLogger(__name__)


@dataclass
class _Run:
    """One run of one suite: what each of its steps needs."""

    layer: str
    run_id: str
    facts: Facts
    datasource: Any

    def result(self, table: str, rule: Rule, outcome: Any, error: str | None) -> RuleResult:
        """What became of one rule; `outcome` is Great Expectations' result, if there is one."""
        success = error is None and bool(outcome.success)
        severity = rule.severity
        if error is not None:
            severity = "critical"
        elif not success and rule.critical_beyond is not None:
            severity = "critical" if share_of(outcome) > rule.critical_beyond else severity
        relation = f"{self.layer}.{table}"
        observed = observed_by(rule, relation, self.facts) or observed_value_of(outcome)
        return RuleResult(
            layer=self.layer,
            table_name=table,
            rule=rule.name,
            description=rule.description,
            severity=severity,
            success=success,
            observed_value="" if error else observed,
            failing_rows=None if error else failing_rows_of(outcome),
            sample=[] if success else sample_of(rule, relation, self.facts),
            column=rule.column,
            run_id=self.run_id,
            checked_at=datetime.now(UTC),
            error=error,
        )


def run_suite(
    layer: str,
    settings: Settings,
    *,
    run_id: str,
    as_of: date,
    tables: Sequence[str] | None = None,
    build_docs: bool = True,
    variables: Mapping[str, Any] | None = None,
) -> SuiteResult:
    """Checks the rules of a layer on the warehouse.

    Args:
        layer: raw, staging, metrics, customer_360 or quality; another layer has no rules.
        settings: says where the warehouse lies. Nobody may write to it meanwhile.
        run_id: stands in every result.
        as_of: the day that counts as now.
        tables: only these tables; None for all.
        build_docs: render the Data Docs of this layer too.
        variables: dbt vars of the run; see `Facts`.

    Returns:
        One result per rule of each table that exists (in raw and staging: that has rows).
    """
    started = time.perf_counter()
    previous = history.previous_observations(settings, layer)
    results: list[RuleResult] = []
    validations: dict[str, Any] = {}
    with open_engine(settings) as engine, gx.quiet():
        facts = Facts(engine, as_of, variables or {}, previous)
        rules_by_table = rules_for(layer, facts)
        if tables is not None:
            rules_by_table = {
                each: rules_by_table[each] for each in tables if each in rules_by_table
            }
            validations = dict.fromkeys(tables)  # also of those that are no longer there
        if rules_by_table:
            with gx.open_datasource(settings) as datasource:
                run = _Run(layer, run_id, facts, datasource)
                for table, rules in rules_by_table.items():
                    checked, validations[table] = _check(run, table, rules)
                    results += checked
    result = SuiteResult(layer, results, time.perf_counter() - started, validations)
    if build_docs and validations:
        _render(settings, result)
    return result


def _check(run: _Run, table: str, rules: Sequence[Rule]) -> tuple[list[RuleResult], Any]:
    """Checks one table's rules in one go, so that Great Expectations shares their queries."""
    results = []
    expectations = []
    checkable = []
    for rule in rules:
        try:
            expectations.append(gx.expectation_of(rule))
            checkable.append(rule)
        except Exception as error:  # a faulty rule must not open the gate
            results.append(run.result(table, rule, None, one_line(error)))
    try:
        validation = gx.validate(run.datasource, run.layer, table, expectations)
    except Exception as error:
        reason = one_line(error)
        return results + [run.result(table, rule, None, reason) for rule in checkable], None
    outcomes = {outcome.expectation_config.meta["rule"]: outcome for outcome in validation.results}
    for rule in checkable:
        outcome = outcomes.get(rule.name)
        fault = "Great Expectations gave no result" if outcome is None else error_of(outcome)
        results.append(run.result(table, rule, outcome, fault))
    return results, validation


def _render(settings: Settings, result: SuiteResult) -> None:
    """Renders the pages; what goes wrong there says nothing about the data and closes no gate."""
    from expectations.data_docs import build_data_docs

    try:
        build_data_docs(settings, [result])
    except Exception:
        logger.warning("The Data Docs of %s could not be rendered.", result.layer, exc_info=True)
