"""Superset's dashboards: where each chart stands, and the filters that it obeys."""

from typing import Any

from dashboards.superset.declared import Chart, Dashboard, Filter, Row, identity

COLUMNS = 12


def as_asset(dashboard: Dashboard) -> dict[str, Any]:
    """A dashboard as Superset imports it."""
    return {
        "version": "1.0.0",
        "uuid": dashboard.uuid,
        "dashboard_title": dashboard.title,
        "slug": dashboard.slug,
        "description": None,
        "css": "",
        "published": True,
        "position": _position(dashboard),
        "metadata": {
            "label_colors": dict(dashboard.colours),
            "cross_filters_enabled": False,
            "refresh_frequency": 0,
            "native_filter_configuration": [
                _filter(dashboard, declared) for declared in dashboard.filters
            ],
        },
    }


def _position(dashboard: Dashboard) -> dict[str, Any]:
    rows = {f"ROW-{number}": row for number, row in enumerate(dashboard.rows, start=1)}
    position: dict[str, Any] = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
        "GRID_ID": {
            "type": "GRID",
            "id": "GRID_ID",
            "children": list(rows),
            "parents": ["ROOT_ID"],
        },
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": dashboard.title}},
    }
    for key, row in rows.items():
        cells = {place_of(dashboard, chart): chart for chart in row.charts}
        position[key] = {
            "type": "ROW",
            "id": key,
            "children": list(cells),
            "parents": ["ROOT_ID", "GRID_ID"],
            "meta": {"background": "BACKGROUND_TRANSPARENT"},
        }
        for place, chart in cells.items():
            position[place] = {
                "type": "CHART",
                "id": place,
                "children": [],
                "parents": ["ROOT_ID", "GRID_ID", key],
                "meta": {
                    "uuid": dashboard.chart_uuid(chart),
                    "chartId": number_of(dashboard, chart),
                    "sliceName": chart.title,
                    "width": _width(row, chart),
                    "height": row.height,
                },
            }
    return position


def place_of(dashboard: Dashboard, chart: Chart) -> str:
    """The id of a chart's place."""
    return f"CHART-{dashboard.chart_uuid(chart)[:8]}"


def number_of(dashboard: Dashboard, chart: Chart) -> int:
    """A number within the asset, which Superset replaces by its own wherever it stands."""
    return list(dashboard.charts()).index(chart) + 1


def _width(row: Row, chart: Chart) -> int:
    """What is declared, else an equal share of what the others leave."""
    if chart.width:
        return chart.width
    taken = sum(other.width for other in row.charts if other.width)
    return (COLUMNS - taken) // sum(1 for other in row.charts if not other.width)


def _filter(dashboard: Dashboard, declared: Filter) -> dict[str, Any]:
    outside = [
        number_of(dashboard, chart)
        for chart in dashboard.charts()
        if declared.name not in chart.filters
    ]
    common = {
        "id": f"NATIVE_FILTER-{identity('filter', dashboard.name + declared.name)[:8]}",
        "name": declared.name,
        "type": "NATIVE_FILTER",
        "description": "",
        "cascadeParentIds": [],
        "defaultDataMask": {"extraFormData": {}, "filterState": {}},
        "scope": {"rootPath": ["ROOT_ID"], "excluded": outside},
    }
    if declared.kind == "time":
        return common | {"filterType": "filter_time", "targets": [{}], "controlValues": {}}
    conditions = (
        [{"expressionType": "SQL", "clause": "WHERE", "sqlExpression": declared.where}]
        if declared.where
        else []
    )
    return common | {
        "filterType": "filter_select",
        "targets": [
            {
                "datasetUuid": identity("dataset", declared.dataset),
                "column": {"name": declared.column},
            }
        ],
        "adhoc_filters": conditions,
        "controlValues": {
            "multiSelect": True,
            "enableEmptyFilter": False,
            "searchAllOptions": False,
            "inverseSelection": False,
        },
    }
