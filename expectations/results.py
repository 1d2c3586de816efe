"""What a suite's run gives back: one result per rule, and a text that says what is wrong."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from expectations.rules import Severity


@dataclass(frozen=True)
class RuleResult:
    """The outcome of one rule.

    Attributes:
        layer: the suite's layer, which is the schema's name.
        table_name: the table within it.
        rule: name of the rule.
        description: what holds when it does.
        severity: critical blocks, a warning is shown and counted.
        success: whether it holds.
        observed_value: what was found, as text; empty where nothing was measured.
        failing_rows: number of failing rows; None where the rule is not about rows.
        sample: the first failing rows, values as text; only keys and columns that matter.
        column: the column it is about, if one.
        run_id: the run that checked it.
        checked_at: when it was checked (UTC).
        error: why it could not be checked; None if it could.
    """

    layer: str
    table_name: str
    rule: str
    description: str
    severity: Severity
    success: bool
    observed_value: str
    failing_rows: int | None
    sample: list[dict[str, str | None]]
    column: str | None
    run_id: str
    checked_at: datetime
    error: str | None = None

    def message(self) -> str:
        """One readable paragraph: table, rule, how many rows, and some of them."""
        if self.success:
            return f"{self.layer}.{self.table_name}: {self.rule} holds ({self.observed_value})."
        count = {None: "", 1: ", 1 row"}.get(self.failing_rows, f", {self.failing_rows} rows")
        lines = [f"{self.severity.upper()} {self.layer}.{self.table_name}: {self.rule}{count}"]
        lines.append(f"    expected: {self.description}")
        if self.error:
            lines.append(f"    could not be checked: {self.error}")
        elif self.observed_value:
            lines.append(f"    found: {self.observed_value}")
        lines += [f"    - {_as_text(row)}" for row in self.sample]
        return "\n".join(lines)


@dataclass(frozen=True)
class SuiteResult:
    """The outcome of one layer's suite.

    Attributes:
        layer: the layer.
        results: one per rule that applied.
        seconds: how long it took.
        validations: Great Expectations' own results by table (None: there is none), for Data Docs.
    """

    layer: str
    results: list[RuleResult]
    seconds: float = 0.0
    validations: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def failures(self) -> list[RuleResult]:
        """Every rule that does not hold, critical ones first."""
        failed = [result for result in self.results if not result.success]
        return sorted(failed, key=lambda result: result.severity != "critical")

    @property
    def critical_failures(self) -> list[RuleResult]:
        """The failures that block what lies below."""
        return [result for result in self.failures if result.severity == "critical"]

    @property
    def warnings(self) -> list[RuleResult]:
        """The failures that do not block."""
        return [result for result in self.failures if result.severity == "warning"]

    @property
    def success(self) -> bool:
        """Whether the layers below may be built."""
        return not self.critical_failures

    def message(self) -> str:
        """What is wrong, for a person: a heading and a paragraph per failed rule."""
        heading = (
            f"Gate {self.layer}: {len(self.results)} rules,"
            f" {len(self.critical_failures)} critical failures, {len(self.warnings)} warnings."
        )
        return "\n".join([heading, *(result.message() for result in self.failures)])


def _as_text(row: dict[str, str | None]) -> str:
    return ", ".join(f"{name}={'null' if value is None else value}" for name, value in row.items())
