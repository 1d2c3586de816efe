"""What Dagster shows: keys, groups, jobs, schedules, and what checks what."""

import pytest
from dagster import AssetKey, BackfillPolicy, DefaultScheduleStatus, Definitions

from orchestration.definitions import build_definitions
from saas360 import spark
from saas360.project import Project
from saas360.settings import Settings
from saas360.spark import SparkNotReadyError

ORDER = ["raw", "staging", "intermediate", "customer_360", "metrics", "published"]


@pytest.fixture(scope="module")
def definitions(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Definitions:
    """Loaded where there is neither a raw folder nor a warehouse."""
    return build_definitions(Settings(data_dir=tmp_path_factory.mktemp("empty")), project)


def test_definitions_are_valid(definitions: Definitions):
    Definitions.validate_loadable(definitions)


def test_group_is_first_part_of_key(definitions: Definitions):
    for spec in definitions.resolve_all_asset_specs():
        assert spec.group_name == spec.key.path[0], spec.key


def test_groups_are_the_layers(definitions: Definitions):
    groups = {spec.group_name for spec in definitions.resolve_all_asset_specs()}
    assert set(ORDER) <= groups


def test_jobs_schedule_and_sensor(definitions: Definitions):
    graph = definitions.get_repository_def()
    jobs = {name for name in graph.job_names if not name.startswith("__")}
    assert jobs == {
        "backfill_usage",
        "daily_refresh",
        "full_refresh",
        "publish",
        "refit_models",
        "refit_months",
    }
    schedule = graph.get_schedule_def("daily_refresh_at_six")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 6 * * *", "UTC")
    assert schedule.job_name == "daily_refresh"
    assert schedule.default_status == DefaultScheduleStatus.RUNNING
    assert graph.get_sensor_def("files_arrived").job_name == "daily_refresh"


def test_no_asset_depends_on_a_later_layer(definitions: Definitions):
    """customer_360 and metrics stand side by side."""
    order = {layer: min(place, 3) for place, layer in enumerate(ORDER)} | {"published": 4}
    graph = definitions.resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        for parent in graph.get(key).parent_keys:
            if key.path[0] in order and parent.path[0] in order:
                assert order[parent.path[0]] <= order[key.path[0]], (parent, key)


def test_everything_published_lies_above_the_published_copy(
    definitions: Definitions, project: Project
):
    graph = definitions.resolve_asset_graph()
    parents = graph.get(AssetKey(["published", "saas360"])).parent_keys
    assert parents == {AssetKey([node.layer, node.name]) for node in project.published()}


def test_every_dbt_test_is_a_check_of_an_asset_it_looks_at(
    definitions: Definitions, project: Project
):
    checks = {
        (key.asset_key, key.name) for key in definitions.resolve_asset_graph().asset_check_keys
    }
    for test in project.tests:
        node = project.nodes[test.node]
        assert (AssetKey([node.layer, node.name]), test.name) in checks


def test_tables_of_layers_with_a_suite_have_an_expectations_check(definitions: Definitions):
    graph = definitions.resolve_asset_graph()
    checked = {key.asset_key for key in graph.asset_check_keys if key.name == "expectations"}
    for key in graph.get_all_asset_keys():
        if key.path[0] in ("raw", "staging", "metrics", "customer_360"):
            assert key in checked, key


def test_freshness_of_sources_is_a_check(definitions: Definitions):
    keys = definitions.resolve_asset_graph().asset_check_keys
    fresh = {key.asset_key.path[1] for key in keys if key.name == "freshness"}
    assert {"usage_events", "invoices"} <= fresh


def test_daily_assets_are_backfilled_in_a_single_run(definitions: Definitions, project: Project):
    graph = definitions.resolve_asset_graph()
    daily = [node for node in project.nodes.values() if node.is_daily]
    assert daily
    for node in daily:
        asset = graph.get(AssetKey([node.layer, node.name]))
        assert asset.backfill_policy == BackfillPolicy.single_run()
        assert asset.partitions_def is not None


def test_engine_that_is_not_installed_is_refused(project: Project, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(spark, "find_spec", lambda name: None)
    with pytest.raises(SparkNotReadyError, match="uv sync --extra spark"):
        build_definitions(Settings(target="spark"), project)


def test_assets_name_the_engine_that_holds_them(project: Project, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("orchestration.definitions.require_ready", lambda settings: None)
    specs = build_definitions(Settings(target="spark"), project).resolve_all_asset_specs()
    kinds = {spec.group_name: spec.kinds for spec in specs}
    assert "spark" in kinds["metrics"]
    assert "duckdb" not in kinds["metrics"]
