"""What a chart asks: its filters, and the query that Superset keeps with it."""

import json
from collections.abc import Mapping
from typing import Any

from dashboards.superset.declared import Chart, Dataset


def filters(chart: Chart, dataset: Dataset) -> list[dict[str, Any]]:
    """The declared conditions, and the place where a range of months is put in."""
    conditions: list[dict[str, Any]] = [
        {"expressionType": "SIMPLE", "clause": "WHERE", "subject": column, **_condition(value)}
        for column, value in chart.where.items()
    ]
    if dataset.time:
        conditions.append(
            {
                "expressionType": "SIMPLE",
                "clause": "WHERE",
                "subject": dataset.time,
                "operator": "TEMPORAL_RANGE",
                "comparator": "No filter",
            }
        )
    return conditions


def context(chart: Chart, params: Mapping[str, Any]) -> dict[str, Any]:
    """What the chart asks, for those who ask without drawing: reports, alerts, the API."""
    axis = params.get("x_axis")
    step = params.get("time_grain_sqla")
    columns: list[Any] = []
    if axis:
        columns.append(
            {
                "columnType": "BASE_AXIS",
                "expressionType": "SQL",
                "sqlExpression": axis,
                "label": axis,
                **({"timeGrain": step} if step else {}),
            }
        )
    columns += chart.groups if chart.type != "list" else list(chart.columns)
    orders = [json.loads(order) for order in params.get("order_by_cols", [])]
    by_value = [chart.metrics[0], False] if chart.metrics else None
    query: dict[str, Any] = {
        "columns": columns,
        "metrics": None if chart.type == "list" else list(chart.metrics),
        "filters": [
            {"col": of["subject"], "op": of["operator"], "val": of["comparator"]}
            for of in params["adhoc_filters"]
        ],
        "orderby": orders or [[axis, True] if chart.type == "number" else by_value],
        "row_limit": chart.limit,
        "extras": {},
    }
    return {
        "datasource": {"id": 0, "type": "table"},  # Superset puts its own number in
        "force": False,
        "queries": [query],
        "form_data": {"viz_type": params["viz_type"]},
        "result_format": "json",
        "result_type": "full",
    }


def _condition(value: Any) -> dict[str, Any]:
    """A value, `> 0`, `<> value` or `not null`, as Superset's operator and its operand."""
    if value == "not null":
        return {"operator": "IS NOT NULL", "comparator": None}
    if isinstance(value, str) and value.startswith("> "):
        return {"operator": ">", "comparator": int(value[2:])}
    if isinstance(value, str) and value.startswith("<> "):
        return {"operator": "!=", "comparator": value[3:]}
    return {"operator": "==", "comparator": value}
