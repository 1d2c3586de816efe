"""The committed assets of Superset, by themselves: no Superset and no build is needed."""

from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml

import dashboards.superset
from dashboards.superset.make import bundle

ASSETS = Path(dashboards.superset.__file__).parent / "assets"
FILES = sorted(str(path.relative_to(ASSETS)) for path in ASSETS.rglob("*.yaml"))
SEGMENTED = {"segment_type", "segment"}


def read(file: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.load((ASSETS / file).read_text(), Loader=yaml.CSafeLoader)
    return content


def of_kind(kind: str) -> dict[str, dict[str, Any]]:
    return {file: read(file) for file in FILES if file.startswith(f"{kind}/")}


DATASETS = {dataset["uuid"]: dataset for dataset in of_kind("datasets").values()}
CHARTS = of_kind("charts")
DASHBOARDS = of_kind("dashboards")


def places(dashboard: dict[str, Any]) -> list[dict[str, Any]]:
    position = dashboard["position"]
    return [place["meta"] for key, place in position.items() if key.startswith("CHART-")]


def test_the_six_dashboards_are_there() -> None:
    titles = {dashboard["dashboard_title"] for dashboard in DASHBOARDS.values()}
    assert titles == {
        "Overview",
        "Revenue and retention",
        "Customers",
        "Acquisition and sales",
        "Payments",
        "Product use",
    }


def test_uuids_are_unique() -> None:
    uuids = [read(file)["uuid"] for file in FILES if file != "metadata.yaml"]
    assert [uuid for uuid, times in Counter(uuids).items() if times > 1] == []
    assert all(str(UUID(uuid)) == uuid for uuid in uuids)


def test_every_dataset_is_of_the_one_database() -> None:
    (database,) = of_kind("databases").values()
    assert {dataset["database_uuid"] for dataset in DATASETS.values()} == {database["uuid"]}
    assert database["sqlalchemy_uri"].endswith("?access_mode=READ_ONLY")


@pytest.mark.parametrize("file", CHARTS)
def test_a_chart_is_of_a_dataset_and_of_one_dashboard(file: str) -> None:
    chart = CHARTS[file]
    assert chart["dataset_uuid"] in DATASETS
    shown_on = [
        dashboard["slug"]
        for dashboard in DASHBOARDS.values()
        if chart["uuid"] in {place["uuid"] for place in places(dashboard)}
    ]
    assert len(shown_on) == 1


@pytest.mark.parametrize("file", DASHBOARDS)
def test_a_dashboard_has_four_to_eight_charts_that_fill_its_rows(file: str) -> None:
    dashboard = DASHBOARDS[file]
    uuids = {chart["uuid"] for chart in CHARTS.values()}
    shown = places(dashboard)
    assert {place["uuid"] for place in shown} <= uuids
    assert 4 <= len(shown) <= 8
    position = dashboard["position"]
    for row in (place for key, place in position.items() if key.startswith("ROW-")):
        assert sum(position[child]["meta"]["width"] for child in row["children"]) == 12


@pytest.mark.parametrize("file", DASHBOARDS)
def test_a_filter_is_obeyed_by_charts_that_have_its_column(file: str) -> None:
    dashboard = DASHBOARDS[file]
    charts = {chart["uuid"]: chart for chart in CHARTS.values()}
    for native in dashboard["metadata"]["native_filter_configuration"]:
        obeying = [
            charts[place["uuid"]]
            for place in places(dashboard)
            if place["chartId"] not in native["scope"]["excluded"]
        ]
        assert obeying, native["name"]
        for chart in obeying:
            dataset = DATASETS[chart["dataset_uuid"]]
            if native["filterType"] == "filter_time":
                assert dataset["main_dttm_col"], chart["slice_name"]
            else:
                (target,) = native["targets"]
                assert target["datasetUuid"] in DATASETS
                columns = {column["column_name"] for column in dataset["columns"]}
                assert target["column"]["name"] in columns, chart["slice_name"]


@pytest.mark.parametrize("file", CHARTS)
def test_a_chart_names_only_what_its_dataset_has(file: str) -> None:
    chart = CHARTS[file]
    dataset, params = DATASETS[chart["dataset_uuid"]], chart["params"]
    columns = {column["column_name"] for column in dataset["columns"]}
    metrics = {metric["metric_name"] for metric in dataset["metrics"]}
    named = params.get("groupby", [])
    groups = [named] if isinstance(named, str) else named
    used = {*groups, *params.get("all_columns", [])}
    used |= {condition["subject"] for condition in params["adhoc_filters"]}
    used |= {params["x_axis"]} if "x_axis" in params else set()
    assert used <= columns
    asked = {*params.get("metrics", [])} | ({params["metric"]} if "metric" in params else set())
    assert asked <= metrics
    assert asked or params["query_mode"] == "raw"


@pytest.mark.parametrize("file", CHARTS)
def test_segments_of_different_types_are_never_added_up(file: str) -> None:
    """A table with segments holds the company once for each type: one type must be chosen."""
    chart = CHARTS[file]
    dataset, params = DATASETS[chart["dataset_uuid"]], chart["params"]
    if not {column["column_name"] for column in dataset["columns"]} >= SEGMENTED:
        return
    chosen = [
        condition["comparator"]
        for condition in params["adhoc_filters"]
        if (condition["subject"], condition["operator"]) == ("segment_type", "==")
    ]
    assert len(chosen) == 1 or "segment_type = '" in (dataset["sql"] or "")
    sql = dataset["sql"] or ""
    if chosen != ["all"] and "segment_type = 'all'" not in sql:
        assert "segment" in {*params.get("groupby", []), params.get("x_axis")}


def test_balances_and_rates_are_not_summed_over_months() -> None:
    (revenue,) = (of for of in DATASETS.values() if of["table_name"] == "monthly_revenue")
    expressions = {metric["metric_name"]: metric["expression"] for metric in revenue["metrics"]}
    assert expressions["MRR"] == "max_by(mrr_end, date_month)"
    assert expressions["Customers"] == "max_by(customers_end, date_month)"
    assert expressions["Customer churn rate"] == "max_by(customer_churn_rate, date_month)"
    assert expressions["New"] == "sum(new_mrr)"


def test_a_rate_reads_as_per_cent_and_money_has_a_currency() -> None:
    for dataset in DATASETS.values():
        for metric in dataset["metrics"]:
            column = metric["expression"].removesuffix(")").split("(")[1].split(",")[0]
            kind = {of["column_name"]: of["type"] for of in dataset["columns"]}.get(column, "")
            if column.endswith(("_rate", "_retention", "_retention_12m", "_share")):
                assert metric["d3format"] == ".1%", metric["metric_name"]
            assert bool(metric["currency"]) == kind.startswith("DECIMAL"), metric["metric_name"]


def test_the_zip_has_everything_under_one_folder(tmp_path: Path) -> None:
    import zipfile

    archive = tmp_path / "saas360.zip"
    archive.write_bytes(bundle({file: (ASSETS / file).read_text() for file in FILES}))
    with zipfile.ZipFile(archive) as content:
        assert sorted(content.namelist()) == [f"saas360/{file}" for file in FILES]
