"""What must hold of the files and tables as they arrive, before staging reads them.

The rules come from the raw contract: its columns, their types, and which are required. Tables of
events are asked only for their columns, their row count and whether anything recent is there:
their columns are never scanned here.
"""

from collections.abc import Mapping
from datetime import timedelta
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from expectations.facts import Facts
from expectations.rules import MOST_ROWS, Rule, no_rows, not_null, row_count

if TYPE_CHECKING:
    from saas360.contract import RawTable

# Fewer rows than this share of the usual number: something did not arrive.
LEAST_SHARE_OF_USUAL_ROWS = 0.5
# Required columns may be empty in this share of the rows, which staging then quarantines.
TOLERATED_NULLS = 0.01
FRESH_FOR_DAYS = 3

# Types of either engine that staging casts to the declared one without loss of meaning.
COMPATIBLE_TYPES = {
    "string": ("VARCHAR", "STRING", "UUID", "ENUM*", "JSON"),
    "integer": ("*INT", "INTEGER", "UINTEGER"),
    "decimal": ("DECIMAL*", "DOUBLE", "FLOAT", "*INT", "INTEGER", "UINTEGER"),
    "double": ("DECIMAL*", "DOUBLE", "FLOAT", "*INT", "INTEGER", "UINTEGER"),
    "timestamp": ("TIMESTAMP*", "DATE"),
    "date": ("DATE", "TIMESTAMP*"),
    "boolean": ("BOOLEAN",),
}


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of each raw table that has rows, or had some in earlier runs."""
    from saas360.contract import read_contract

    found = {}
    for table in read_contract().values():
        if facts.has_rows(f"raw.{table.name}"):
            found[table.name] = _rules_of(table, facts)
        elif _is_missed(table.name, facts):
            found[table.name] = [_not_empty(table.name, facts.usual_rows(table.name) or 0)]
    return found


def _is_missed(table: str, facts: Facts) -> bool:
    """Whether a table that is empty now had rows before, and nobody said that this is right."""
    accepted = facts.variables.get("accept_empty") or ()
    return bool(facts.usual_rows(table)) and facts.exists(f"raw.{table}") and table not in accepted


def _rules_of(table: "RawTable", facts: Facts) -> list[Rule]:
    columns = facts.columns(f"raw.{table.name}")
    rules = [
        _volume(facts.usual_rows(table.name)),
        _column_set(table),
        _column_types(table, columns),
    ]
    if not table.is_large:
        for column in table.columns:
            if column.required and column.name in columns:
                rules.append(
                    not_null(
                        column.name,
                        at_least=1 - TOLERATED_NULLS,
                        severity="warning",
                        critical_beyond=MOST_ROWS,
                        key=table.key,
                    )
                )
    if table.dates_the_data in columns:
        rules.append(_is_fresh(table.dates_the_data, facts))
    return rules


def _volume(usual: float | None) -> Rule:
    if not usual:
        return row_count(1, None, "It has rows.")
    least = usual * LEAST_SHARE_OF_USUAL_ROWS
    return row_count(
        least, None, f"It has at least half of the {usual:,.0f} rows usual in the last runs."
    )


def _not_empty(table: str, usual: float) -> Rule:
    return Rule(
        name="row_count",
        description=f"It is not empty: the last runs had {usual:,.0f} rows."
        f" (If it is meant to be, set the var accept_empty: [{table}].)",
        expectation="ExpectTableRowCountToBeBetween",
        arguments={"min_value": 1},
        severity="critical",
    )


def _column_set(table: "RawTable") -> Rule:
    return Rule(
        name="columns_are_there",
        description="Every column of the contract is there; further ones are ignored.",
        expectation="ExpectTableColumnsToMatchSet",
        arguments={"column_set": [column.name for column in table.columns], "exact_match": False},
        severity="critical",
    )


def _column_types(table: "RawTable", columns: Mapping[str, str]) -> Rule:
    """The types are known without reading a row: the query only says which do not fit."""
    misfits = [
        f"select '{column.name}' as column_name, '{column.data_type}' as declared,"
        f" '{columns[column.name]}' as found"
        for column in table.columns
        if column.name in columns and not _fits(columns[column.name], column.data_type)
    ]
    none = "select null as column_name, null as declared, null as found"
    return no_rows(
        "column_types_fit",
        "Every column has a type that its declared type can be made from.",
        f"select * from ({' union all '.join(misfits) or none}) as misfits"
        f" where '{{batch}}' <> '' and column_name is not null",
    )


def _fits(found: str, declared: str) -> bool:
    compatible = COMPATIBLE_TYPES.get(declared.split("(", maxsplit=1)[0].strip().lower(), ("*",))
    return any(fnmatchcase(found.upper(), pattern) for pattern in compatible)


def _is_fresh(column: str, facts: Facts) -> Rule:
    since = facts.as_of - timedelta(days=FRESH_FOR_DAYS)
    return no_rows(
        "is_fresh",
        f"Its newest {column} is at most {FRESH_FOR_DAYS} days before {facts.as_of}.",
        # Stops at the first recent row, and Parquet's statistics skip the files that have none.
        f"select date '{since}' as expected_since where not exists"
        f" (select 1 from {{batch}} where {column} >= timestamp '{since}')",
        severity="warning",
        column=column,
        sample_sql=f"select max({column}) as newest from {{batch}}",
    )
