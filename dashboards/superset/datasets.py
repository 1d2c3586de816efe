"""Superset's datasets: columns, types and descriptions from the published copy's comments."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from dashboards.superset.declared import Dataset, Metric, identity

DATABASE = "saas360"
DATABASE_UUID = identity("database", DATABASE)
FORMATS = {"money": ",.0f", "whole": ",.0f", "decimal": ",.2f", "rate": ".1%"}
AS_WRITTEN = {"id": "ID", "mrr": "MRR", "arr": "ARR"}


class NotPublished(Exception):
    """A dataset names what the published copy does not have: the message says what."""


Table = tuple[str, list[tuple[str, str, str]]]  # its comment; name, type, comment of each column


def published_tables(database: Path) -> dict[str, Table]:
    """What the published copy holds: `schema.table` to its comment and its columns."""
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name, coalesce(comment, '') from duckdb_tables()"
        ).fetchall()
        columns = connection.execute(
            "select schema_name || '.' || table_name, column_name, data_type, coalesce(comment, '')"
            " from duckdb_columns() where not internal order by column_index"
        ).fetchall()
    return {
        name: (said(comment), [(of[1], of[2], said(of[3])) for of in columns if of[0] == name])
        for name, comment in tables
    }


def said(comment: str) -> str:
    """A comment as one line of text: where the YAML breaks its lines means nothing."""
    return " ".join(comment.split())


def as_asset(
    name: str, dataset: Dataset, tables: Mapping[str, Table], currency: str
) -> dict[str, Any]:
    """A dataset as Superset imports it.

    Args:
        name: of the dataset.
        dataset: as declared.
        tables: what is published.
        currency: ISO code that amounts are in.

    Raises:
        NotPublished: if the table or a column is not published.
    """
    if dataset.table not in tables:
        raise NotPublished(f"The dataset {name} needs {dataset.table}, which is not published.")
    description, columns = tables[dataset.table]
    schema, table = dataset.table.split(".")
    comments = {column: comment for column, _, comment in columns}
    named = [
        *(metric.column for metric in dataset.metrics.values() if metric.column),
        *(column["from"] for column in dataset.calculated.values()),
        *([dataset.time] if dataset.time else []),
    ]
    for column in named:
        if column not in comments:
            needed = f"{dataset.table}.{column}"
            raise NotPublished(f"The dataset {name} needs {needed}: no such column.")
    whole = name == table and dataset.only is None
    return {
        "version": "1.0.0",
        "uuid": identity("dataset", name),
        "database_uuid": DATABASE_UUID,
        "table_name": name,
        "schema": schema,
        "sql": None if whole else _query(dataset),
        "main_dttm_col": dataset.time,
        "description": description,
        "columns": [
            *(_column(column, kind, comment) for column, kind, comment in columns),
            *(
                _column(column, "VARCHAR", comments[how["from"]], how["expression"])
                for column, how in dataset.calculated.items()
            ),
        ],
        "metrics": [
            _metric(
                label,
                metric,
                dataset.time,
                comments[metric.column] if metric.column else description,
                currency,
            )
            for label, metric in dataset.metrics.items()
        ],
    }


def label_of(column: str) -> str:
    """A column's name as people read it."""
    words = [AS_WRITTEN.get(word, word) for word in column.removeprefix("is_").split("_")]
    return words[0][0].upper() + words[0][1:] + "".join(f" {word}" for word in words[1:])


def _query(dataset: Dataset) -> str:
    rows = f"\nwhere {dataset.only}" if dataset.only else ""
    return f"select * from {dataset.table}{rows}"


def _column(column: str, kind: str, comment: str, expression: str | None = None) -> dict[str, Any]:
    return {
        "column_name": column,
        "verbose_name": label_of(column),
        "type": kind,
        "is_dttm": kind in {"DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE"},
        "groupby": True,
        "filterable": True,
        "expression": expression,
        "description": comment,
    }


def _metric(
    label: str, metric: Metric, time: str | None, description: str, currency: str
) -> dict[str, Any]:
    expressions = {
        "sum": f"sum({metric.column})",
        "latest": f"max_by({metric.column}, {time})",
        "one": f"max({metric.column})",
        "count": "count(*)",
    }
    money = {"symbol": currency, "symbolPosition": "prefix"} if metric.show == "money" else None
    return {
        "metric_name": label,
        "verbose_name": label,
        "expression": expressions[metric.take],
        "description": description,
        "d3format": FORMATS[metric.show],
        "currency": money,
    }
