"""Superset's charts: what each kind of declared chart is there, and how it looks."""

import json
from collections.abc import Mapping
from typing import Any

from dashboards.superset import queries
from dashboards.superset.datasets import FORMATS, said
from dashboards.superset.declared import Chart, Dashboard, Dataset, Row, identity

KINDS = {
    "number": "big_number",
    "line": "echarts_timeseries_line",
    "area": "echarts_area",
    "stacked bars": "echarts_timeseries_bar",
    "bars": "echarts_timeseries_bar",
    "pie": "pie",
    "funnel": "funnel",
    "heat map": "heatmap_v2",
    "table": "table",
    "list": "table",
}
OVER_TIME = {"number", "line", "area", "stacked bars"}
KEY_VALUE_PERCENT = 5  # Superset's number for what a funnel's labels say
MONTHS = "%b %Y"
DAYS = "%d %b %Y"


def as_asset(
    dashboard: Dashboard, chart: Chart, dataset: Dataset, asset: Mapping[str, Any]
) -> dict[str, Any]:
    """A chart as Superset imports it.

    Args:
        dashboard: where it stands.
        chart: as declared.
        dataset: what it looks at, as declared.
        asset: the same dataset as Superset imports it.
    """
    params = {
        "viz_type": KINDS[chart.type],
        "adhoc_filters": queries.filters(chart, dataset),
        "row_limit": chart.limit,
        "color_scheme": "supersetColors",
        "extra_form_data": {},
        **_look(dashboard, chart, dataset, asset),
    }
    return {
        "version": "1.0.0",
        "uuid": dashboard.chart_uuid(chart),
        "slice_name": chart.title,
        "description": _description(chart, asset),
        "viz_type": params["viz_type"],
        "dataset_uuid": identity("dataset", chart.dataset),
        "params": params,
        "query_context": json.dumps(queries.context(chart, params)),
    }


def grain(dataset: Dataset) -> str | None:
    """The step of a time axis: none where the table has rows by week, which end on Sundays."""
    return None if dataset.time in {None, "week_end"} else "P1M"


def _description(chart: Chart, asset: Mapping[str, Any]) -> str:
    """The definitions of what it shows, from the published copy's comments."""
    texts = {metric["metric_name"]: metric["description"] for metric in asset["metrics"]}
    if not chart.metrics:
        return str(asset["description"])
    return "\n\n".join(f"{name}: {said(texts[name])}" for name in chart.metrics)


def _look(
    dashboard: Dashboard, chart: Chart, dataset: Dataset, asset: Mapping[str, Any]
) -> dict[str, Any]:
    """What belongs to the kind of chart."""
    shown = {metric["metric_name"]: metric for metric in asset["metrics"]}
    number = _number(shown[chart.metrics[0]]) if chart.metrics else {}
    if chart.type == "number":
        height = next(row.height for row in dashboard.rows if chart in row.charts)
        return _big_number(chart, dataset, number, Row.height / height)
    if chart.type in {"line", "area", "stacked bars", "bars"}:
        return _time_series(chart, dataset, number)
    if chart.type in {"pie", "funnel"}:
        return _parts(chart, number)
    if chart.type == "heat map":
        return _heat_map(chart)
    return _table(chart, dataset, shown)


def _number(metric: Mapping[str, Any]) -> dict[str, Any]:
    """How a number is written: its format, and its currency if it is money."""
    currency = {"currency_format": metric["currency"]} if metric["currency"] else {}
    return {"format": metric["d3format"], **currency}


def _big_number(
    chart: Chart, dataset: Dataset, number: dict[str, Any], size: float
) -> dict[str, Any]:
    """A number with its line; its letters are as large in a high row as in a usual one."""
    weeks = grain(dataset) is None
    # per cent of a rate, or of a ratio, is read as points
    grows = dataset.metrics[chart.metrics[0]].show in {"money", "whole"}
    return {
        "metric": chart.metrics[0],
        "x_axis": dataset.time,
        "time_grain_sqla": grain(dataset),
        "compare_lag": 1 if grows else None,
        "compare_suffix": "on the week before" if weeks else "on the month before",
        "subtitle": chart.says,
        "show_trend_line": True,
        "start_y_axis_at_zero": False,
        "time_format": DAYS if weeks else MONTHS,
        "y_axis_format": number.pop("format"),
        "header_font_size": round(0.4 * size, 3),
        "subtitle_font_size": round(0.15 * size, 3),
        "subheader_font_size": round(0.15 * size, 3),
        **number,
    }


def _time_series(chart: Chart, dataset: Dataset, number: dict[str, Any]) -> dict[str, Any]:
    categories = chart.type == "bars"
    look: dict[str, Any] = {
        "x_axis": chart.across or dataset.time,
        "time_grain_sqla": None if categories else grain(dataset),
        "metrics": list(chart.metrics),
        "groupby": chart.groups,
        "y_axis_format": number.pop("format"),
        "x_axis_time_format": MONTHS if grain(dataset) else DAYS,
        "tooltipTimeFormat": MONTHS if grain(dataset) else DAYS,
        "show_legend": len(chart.metrics) > 1 or bool(chart.groups),
        "legendOrientation": "top",
        "legendType": "plain",
        "rich_tooltip": True,
        "truncate_metric": True,
        "only_total": True,
        "show_empty_columns": True,
        **number,
    }
    if chart.type == "line":
        look |= {"seriesType": "line", "truncateYAxis": False}
    if chart.type == "area":
        look |= {
            "seriesType": "line",
            "stack": "Stack",
            "opacity": 0.7,
            "show_extra_controls": False,
        }
    if chart.type == "stacked bars":
        look |= {"stack": "Stack"}
    if categories:
        by_value = chart.sorted == "value"
        look |= {
            "xAxisForceCategorical": True,
            "x_axis_sort": chart.metrics[0] if by_value else chart.across,
            # what lies is drawn from the bottom up
            "x_axis_sort_asc": chart.lying or not by_value,
            "orientation": "horizontal" if chart.lying else "vertical",
            "show_value": True,
        }
    return look


def _parts(chart: Chart, number: dict[str, Any]) -> dict[str, Any]:
    look = {
        "groupby": chart.groups,
        "metric": chart.metrics[0],
        "sort_by_metric": True,
        "number_format": number.pop("format"),
        "show_labels": True,
        "show_legend": False,
        **number,
    }
    if chart.type == "pie":
        return look | {
            "donut": True,
            "innerRadius": 40,
            "outerRadius": 70,
            "label_type": "key_percent",
            "labels_outside": True,
            "show_labels_threshold": 3,
        }
    return look | {
        "percent_calculation_type": "first_step",
        "label_type": KEY_VALUE_PERCENT,
        "tooltip_label_type": KEY_VALUE_PERCENT,
    }


def _heat_map(chart: Chart) -> dict[str, Any]:
    return {
        "x_axis": chart.across,
        "groupby": chart.groups[0],
        "metric": chart.metrics[0],
        "normalize_across": "heatmap",
        "linear_color_scheme": "schemeBlues",
        "sort_x_axis": "alpha_asc",
        "sort_y_axis": "alpha_desc",
        "show_legend": True,
        "legend_type": "continuous",
        "show_percentage": False,
        "show_values": True,
        "y_axis_format": ".0%",
        "xscale_interval": 1,
        "yscale_interval": 1,
        "left_margin": 75,
        "bottom_margin": 50,
        "value_bounds": [None, None],
    }


def _table(
    chart: Chart, dataset: Dataset, shown: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    look: dict[str, Any] = {
        "table_timestamp_format": DAYS,
        "show_cell_bars": False,
        "color_pn": False,
        "allow_rearrange_columns": False,
        "server_page_length": 10,
        "page_length": 0,
        "include_search": chart.type == "list",
    }
    if chart.type == "list":
        column = chart.order.removeprefix("-")
        money = next(iter(shown.values()))["currency"] or _first_currency(shown)
        return look | {
            "query_mode": "raw",
            "all_columns": list(chart.columns),
            "order_by_cols": _order(chart, column),
            "column_config": {
                name: {"d3NumberFormat": FORMATS["money"], "currencyFormat": money}
                if "mrr" in name
                else {"d3NumberFormat": FORMATS["whole"]}
                for name in chart.columns
            },
        }
    return look | {
        "query_mode": "aggregate",
        "groupby": chart.groups,
        "metrics": list(chart.metrics),
        "timeseries_limit_metric": chart.metrics[0],
        "order_desc": True,
        "column_config": {
            name: {
                "d3NumberFormat": shown[name]["d3format"],
                **({"currencyFormat": shown[name]["currency"]} if shown[name]["currency"] else {}),
            }
            for name in chart.metrics
        },
    }


def _first_currency(shown: Mapping[str, Mapping[str, Any]]) -> Any:
    return next((metric["currency"] for metric in shown.values() if metric["currency"]), None)


def _order(chart: Chart, column: str) -> list[str]:
    """The declared order, and the largest first among equals: a limit cuts the same rows."""
    keys = [json.dumps([column, not chart.order.startswith("-")])]
    largest = next((name for name in chart.columns if "mrr" in name and name != column), None)
    return [*keys, json.dumps([largest, False])] if largest else keys
