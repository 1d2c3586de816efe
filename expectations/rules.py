"""The vocabulary of the suites: what a rule is, and the kinds of rules there are.

Rules are plain data, so that suites can be read and listed without Great Expectations. Each names
the expectation that checks it, with that expectation's own arguments.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["critical", "warning"]

SAMPLE_SIZE = 5
# The widest share of rows that a warning may concern before it blocks, where a rule says so.
MOST_ROWS = 0.5


@dataclass(frozen=True)
class Rule:
    """One rule of one table.

    Attributes:
        name: unique within the table; shown in the UI.
        description: one sentence saying what holds when the rule does.
        expectation: the class in `great_expectations.expectations`.
        arguments: that class's arguments. In SQL `{batch}` stands for the table.
        severity: critical blocks what lies below, a warning is shown and counted.
        column: the column it is about, if one.
        critical_beyond: share of failing rows (0 to 1) beyond which a warning becomes critical.
        sample_where: SQL condition that finds failing rows, where the expectation is not SQL.
        sample_sql: SQL that explains a failure better than the expectation's own rows.
        observe_sql: SQL whose one value is recorded as what was found.
        sample_size: how many failing rows are shown.
        sample_columns: columns shown of a failing row, beside `column` and `_file`.
        raw_table: raw table in which the file of a failing row is looked up, by `raw_key`.
        raw_key: columns that tell rows of `raw_table` apart and that samples carry.
        requires: other relations ("schema.table") without whose rows the rule says nothing.
    """

    name: str
    description: str
    expectation: str
    arguments: dict[str, Any] = field(default_factory=dict)
    severity: Severity = "critical"
    column: str | None = None
    critical_beyond: float | None = None
    sample_where: str | None = None
    sample_sql: str | None = None
    observe_sql: str | None = None
    sample_size: int = SAMPLE_SIZE
    sample_columns: tuple[str, ...] = ()
    raw_table: str | None = None
    raw_key: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()


def sql_list(values: Sequence[str]) -> str:
    """Values as a SQL list of strings: `'a', 'b'`."""
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)


def not_null(
    column: str,
    *,
    at_least: float = 1.0,
    severity: Severity = "critical",
    critical_beyond: float | None = None,
    key: Sequence[str] = (),
) -> Rule:
    """`column` is filled in at least this share of rows (0 to 1)."""
    share = "every row" if at_least == 1 else f"at least {at_least:.0%} of the rows"
    return Rule(
        name=f"{column}_is_given",
        description=f"{column} is filled in {share}.",
        expectation="ExpectColumnValuesToNotBeNull",
        arguments={"column": column, "mostly": at_least},
        severity=severity,
        column=column,
        critical_beyond=critical_beyond,
        sample_where=f"{column} is null",
        sample_columns=tuple(key),
    )


def unique(*columns: str, severity: Severity = "critical") -> Rule:
    """No two rows agree in all these columns."""
    names = ", ".join(columns)
    one = len(columns) == 1
    return Rule(
        name=f"{'_and_'.join(columns)}_{'is' if one else 'are'}_unique",
        description=f"There is one row per {names}.",
        expectation="ExpectColumnValuesToBeUnique" if one else "ExpectCompoundColumnsToBeUnique",
        arguments={"column": columns[0]} if one else {"column_list": list(columns)},
        severity=severity,
        column=columns[0] if one else None,
        sample_sql=f"select {names}, count(*) as rows_with_it from {{batch}}"
        f" group by {names} having count(*) > 1 order by count(*) desc",
    )


def between(
    column: str,
    low: float | None,
    high: float | None,
    *,
    severity: Severity = "critical",
    key: Sequence[str] = (),
    why: str = "",
) -> Rule:
    """`column` is null or lies within these bounds, both included."""
    bounds = f"between {low} and {high}"
    outside = f"{column} not between {low} and {high}"
    if high is None:
        bounds, outside = f"at least {low}", f"{column} < {low}"
    if low is None:
        bounds, outside = f"at most {high}", f"{column} > {high}"
    return Rule(
        name=f"{column}_within_bounds",
        description=f"{column} is {bounds}{': ' + why if why else ''}.",
        expectation="ExpectColumnValuesToBeBetween",
        arguments={"column": column, "min_value": low, "max_value": high},
        severity=severity,
        column=column,
        sample_where=outside,
        sample_columns=tuple(key),
    )


def accepted(
    column: str, values: Sequence[str], *, severity: Severity = "warning", key: Sequence[str] = ()
) -> Rule:
    """`column` is null or one of these values."""
    return Rule(
        name=f"{column}_is_known",
        description=f"{column} is one of {', '.join(values)}.",
        expectation="ExpectColumnValuesToBeInSet",
        arguments={"column": column, "value_set": list(values)},
        severity=severity,
        column=column,
        sample_where=f"{column} not in ({sql_list(values)})",
        sample_columns=tuple(key),
    )


def no_rows(
    name: str,
    description: str,
    sql: str,
    *,
    severity: Severity = "critical",
    column: str | None = None,
    **more: Any,
) -> Rule:
    """The query finds nothing; each row that it finds is a failing one and serves as a sample.

    Args:
        name: the rule's name.
        description: what holds when nothing is found.
        sql: a query over `{batch}`; other braces are doubled.
        severity: whether it blocks.
        column: the column it is about, if one.
        **more: further fields of `Rule`.
    """
    return Rule(
        name=name,
        description=description,
        expectation="UnexpectedRowsExpectation",
        arguments={"unexpected_rows_query": sql},
        severity=severity,
        column=column,
        **more,
    )


def row_count(
    low: float | None, high: float | None, description: str, severity: Severity = "warning"
) -> Rule:
    """The table has this many rows. Every table has this rule: history is made of its results."""
    return Rule(
        name="row_count",
        description=description,
        expectation="ExpectTableRowCountToBeBetween",
        arguments={"min_value": low, "max_value": high},
        severity=severity,
    )
