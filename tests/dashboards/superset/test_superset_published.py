"""The assets against the published copy: its tables, columns, types, comments and numbers."""

import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from end_to_end.pipeline import DataFolder

from dashboards.superset import numbers
from dashboards.superset.datasets import NotPublished, as_asset, published_tables
from dashboards.superset.declared import Chart, Dashboard, Dataset, Metric, dashboards
from dashboards.superset.make import ASSETS, assets, reporting_currency

DATASETS = sorted((ASSETS / "datasets/saas360").glob("*.yaml"), key=lambda path: path.name)
EACH_CHART = [
    pytest.param(dashboard, chart, id=f"{dashboard.title}: {chart.title}")
    for dashboard in dashboards()
    for chart in dashboard.charts()
]


@pytest.fixture(scope="session")
def database(demo: DataFolder) -> Path:
    return demo.path / "published/saas360.duckdb"


@pytest.fixture(scope="session")
def made(database: Path) -> dict[str, str]:
    return assets(database, currency=reporting_currency())


@pytest.fixture(scope="session")
def by_uuid(made: dict[str, str]) -> dict[str, dict[str, Any]]:
    """All assets that have an identity."""
    content = [yaml.load(text, Loader=yaml.CSafeLoader) for text in made.values()]
    return {of["uuid"]: of for of in content if "uuid" in of}


def table_of(dataset: dict[str, Any]) -> str:
    """The published table that a dataset reads, from its own text."""
    found = re.match(r"select \* from (\S+)", dataset["sql"] or "")
    return found[1] if found else f"{dataset['schema']}.{dataset['table_name']}"


def test_the_committed_assets_are_what_make_writes(made: dict[str, str]) -> None:
    """If not: `uv run python -m dashboards.superset.make` after a build."""
    committed = {str(path.relative_to(ASSETS)): path.read_text() for path in ASSETS.rglob("*.yaml")}
    assert sorted(committed) == sorted(made)
    assert [file for file, text in made.items() if committed[file] != text] == []


@pytest.mark.parametrize("path", DATASETS, ids=lambda path: path.stem)
def test_columns_types_and_descriptions_are_those_of_the_published_table(
    path: Path, database: Path
) -> None:
    dataset = yaml.load(path.read_text(), Loader=yaml.CSafeLoader)
    schema, table = table_of(dataset).split(".")
    with duckdb.connect(str(database), read_only=True) as connection:
        columns = connection.execute(
            "select column_name, data_type, comment from duckdb_columns()"
            " where schema_name = ? and table_name = ?",
            [schema, table],
        ).fetchall()
        (comment,) = connection.execute(
            "select comment from duckdb_tables() where schema_name = ? and table_name = ?",
            [schema, table],
        ).fetchone() or ("",)
        described = connection.execute(
            f"describe {dataset['sql'] or f'select * from {schema}.{table}'}"
        ).fetchall()
    comments = {name: " ".join(text.split()) for name, _, text in columns}
    physical = [of for of in dataset["columns"] if not of["expression"]]
    assert [(of["column_name"], of["type"]) for of in physical] == [of[:2] for of in described]
    assert {of["column_name"]: of["description"] for of in physical} == comments
    assert dataset["description"] == " ".join(comment.split())
    for metric in dataset["metrics"]:
        (column,) = re.findall(r"^\w+\((\w+|\*)", metric["expression"])
        expected = " ".join(comment.split()) if column == "*" else comments[column]
        assert metric["description"] == expected, metric["metric_name"]


@pytest.mark.parametrize(("dashboard", "chart"), EACH_CHART)
def test_a_chart_shows_the_published_number(
    dashboard: Dashboard, chart: Chart, by_uuid: dict[str, dict[str, Any]], database: Path
) -> None:
    asset = by_uuid[dashboard.chart_uuid(chart)]
    rows = answer(asset, by_uuid[asset["dataset_uuid"]], database)
    expected = numbers.published_number(chart, database)
    assert numbers.equal(numbers.number_of(chart, rows), expected)


def answer(chart: dict[str, Any], dataset: dict[str, Any], database: Path) -> list[dict[str, Any]]:
    """Asks DuckDB what the chart would have Superset ask it."""
    (query,) = json.loads(chart["query_context"])["queries"]
    calculated = {of["column_name"]: of["expression"] for of in dataset["columns"]}
    expressions = {of["metric_name"]: of["expression"] for of in dataset["metrics"]}
    columns = []
    for column in query["columns"]:
        name = column if isinstance(column, str) else column["label"]
        expression = calculated[name] or name
        is_month = not isinstance(column, str) and column.get("timeGrain") == "P1M"
        columns.append((name, f"date_trunc('month', {expression})" if is_month else expression))
    selected = [f'{expression} as "{name}"' for name, expression in columns]
    selected += [f'{expressions[name]} as "{name}"' for name in query["metrics"] or []]
    conditions = ["true"] + [condition(of) for of in query["filters"]]
    source = dataset["sql"] or f"select * from {dataset['schema']}.{dataset['table_name']}"
    sql = f"select {', '.join(selected)} from ({source}) where {' and '.join(conditions)}"
    if query["metrics"] and columns:
        sql += " group by " + ", ".join(str(place) for place in range(1, len(columns) + 1))
    order = [f'"{name}" {"asc" if rising else "desc"}' for name, rising in query["orderby"]]
    sql += f" order by {', '.join(order)} limit {query['row_limit']}"
    with duckdb.connect(str(database), read_only=True) as connection:
        result = connection.execute(sql)
        names = [of[0] for of in result.description or []]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def condition(of: dict[str, Any]) -> str:
    value = of["val"]
    written = f"'{value}'" if isinstance(value, str) else str(value).lower()
    return {
        "==": f"{of['col']} = {written}",
        "!=": f"{of['col']} <> {written}",
        ">": f"{of['col']} > {written}",
        "IS NOT NULL": f"{of['col']} is not null",
        "TEMPORAL_RANGE": "true",
    }[str(of["op"])]


def test_a_dataset_of_a_column_that_is_not_published_is_refused(database: Path) -> None:
    tables = published_tables(database)
    wrong = Dataset("metrics.monthly_revenue", {"MRR": Metric("sum", "money", "mrr_at_end")})
    with pytest.raises(NotPublished, match="mrr_at_end: no such column"):
        as_asset("revenue", wrong, tables, "USD")
    absent = Dataset("metrics.no_such_table", {})
    with pytest.raises(NotPublished, match=r"needs metrics\.no_such_table"):
        as_asset("revenue", absent, tables, "USD")


def test_another_currency_reaches_every_amount(database: Path) -> None:
    made = assets(database, currency="EUR")
    assert "symbol: EUR" in made["datasets/saas360/monthly_revenue.yaml"]
    assert not [file for file, text in made.items() if "USD" in text]
