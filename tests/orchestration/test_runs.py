"""What a run does when all is well, when a gate closes, and about event days."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dagster import AssetKey, ExecuteInProcessResult

from saas360.project import Project

if TYPE_CHECKING:
    from conftest import Fake

CHECKED = "ASSET_CHECK_EVALUATION"
FULL = {"resources": {"build": {"config": {"full_refresh": True}}}}

Run = Callable[..., ExecuteInProcessResult]


def steps(result: ExecuteInProcessResult) -> set[str]:
    return {str(event.step_key) for event in result.all_events if event.is_step_success}


def failure(result: ExecuteInProcessResult) -> str:
    [event] = [event for event in result.all_events if event.is_step_failure]
    data = event.step_failure_data.user_failure_data
    assert data is not None
    return data.description or ""


def test_all_gates_open_publishes_once(run: Run, fake: Fake, project: Project):
    result = run()
    assert result.success
    assert steps(result) == {*project.steps, "published", "published__pages", "published__tasks"}
    assert (fake.published, fake.sites) == (1, 1)


def test_pages_that_fail_leave_the_published_tables_and_say_why(run: Run, fake: Fake):
    fake.pages_fault = OSError("No space left on device")
    result = run()
    assert not result.success
    assert fake.published == 1
    assert failure(result) == "The pages are as they were: No space left on device"


def test_tasks_that_fail_stop_neither_the_tables_nor_the_pages(run: Run, fake: Fake):
    fake.tasks_fault = OSError("No space left on device")
    result = run()
    assert not result.success
    assert (fake.published, fake.sites) == (1, 1)
    assert failure(result) == "The tasks were not written: No space left on device"


def test_critical_expectation_stops_every_layer_below(run: Run, fake: Fake):
    fake.failing_layer = "staging"
    result = run()
    assert not result.success
    assert steps(result) == {"raw"}
    assert fake.published == 0


def test_message_says_rule_table_rows_and_sample(run: Run, fake: Fake):
    fake.failing_layer = "raw"
    message = failure(run())
    for part in ("ids_are_given", "raw.", "3 rows", "name=Acme"):
        assert part in message


def test_failed_gate_is_not_tried_again(run: Run, fake: Fake):
    fake.failing_layer = "staging"
    assert not [e for e in run().all_events if e.event_type_value == "STEP_UP_FOR_RETRY"]


def test_failed_dbt_test_stops_and_shows_rows(run: Run, fake: Fake, project: Project):
    test = next(t for t in project.tests if t.step == "staging" and not t.is_warning)
    fake.failing_test = test.name
    result = run()
    assert steps(result) == {"raw"}
    assert test.name in failure(result)
    assert "account_id=a-1" in failure(result)
    assert fake.published == 0


def test_publish_alone_refuses_what_the_last_run_found_wrong(run: Run, fake: Fake):
    fake.failing_layer = "metrics"
    run()
    result = run("publish")
    assert not result.success
    assert "expectations" in failure(result)
    fake.failing_layer = None
    assert run().success
    assert run("publish").success


def test_failing_expectation_is_a_failed_check_of_its_asset(run: Run, fake: Fake):
    fake.failing_layer = "raw"
    failed = [check for check in run().get_asset_check_evaluations() if not check.passed]
    assert [check.check_name for check in failed] == ["expectations"]
    assert failed[0].asset_key.path[0] == "raw"
    assert failed[0].metadata["failing_rows"].value == 3


def test_run_takes_the_days_that_are_due_and_shows_them_as_built(
    run: Run, fake: Fake, project: Project
):
    result = run()
    assert fake.usage_days == [["2026-10-29", "2026-10-31"]]
    daily = next(node for node in project.nodes.values() if node.is_daily)
    built = [
        event.partition
        for event in result.get_asset_materialization_events()
        if event.asset_key == AssetKey([daily.layer, daily.name])
    ]
    assert built == ["2026-10-29", "2026-10-30", "2026-10-31"]
    assert fake.marked == 1


def test_run_without_new_days_still_builds_the_rest(run: Run, fake: Fake):
    fake.due = None
    assert run().success
    assert fake.usage_days == []
    assert fake.published == 1


def test_backfill_takes_its_own_days_and_leaves_others_due(run: Run, fake: Fake):
    tags = {
        "dagster/asset_partition_range_start": "2026-09-01",
        "dagster/asset_partition_range_end": "2026-09-10",
    }
    assert run("backfill_usage", tags=tags).success
    assert fake.usage_days == [["2026-09-01", "2026-09-10"]]
    assert fake.marked == 0


def test_refresh_started_for_given_days_takes_what_is_due_too(run: Run, fake: Fake):
    assert run(tags={"dagster/partition": "2026-09-01"}, partition_key="2026-09-01").success
    assert fake.usage_days == [["2026-09-01", "2026-09-01"], ["2026-10-29", "2026-10-31"]]
    assert fake.marked == 1


def test_second_run_builds_and_checks_only_what_changed(run: Run, fake: Fake, project: Project):
    run()
    fake.due = None
    fake.built, fake.tested, fake.checked = [], [], set()
    result = run()
    assert result.success
    assert fake.built == []
    # Whether sources are fresh is asked anew, as are tests that ask for the day.
    assert {layer for layer, _ in fake.checked} == {"raw"}
    assert len(fake.checked) < len(project.steps["raw"])
    assert len(fake.tested) < len(project.tests)
    checks = [event for event in result.all_events if event.event_type_value == CHECKED]
    assert len(checks) > len(project.tests)


def test_new_event_days_reach_all_that_reads_them(run: Run, fake: Fake, project: Project):
    run()
    fake.built = []
    run()
    daily = {node.unique_id for node in project.nodes.values() if node.is_daily}
    views = {node.unique_id for node in project.nodes.values() if node.materialized == "view"}
    shown = daily | {each for each in views if daily & set(project.nodes[each].parents)}
    readers = {each.unique_id for each in project.nodes.values() if shown & set(each.parents)}
    names = {project.nodes[each].name for each in (daily | readers) - views}
    assert {"int_usage__accounts", *names, "customers"} <= set(fake.built)
    assert not {project.nodes[each].name for each in views} & set(fake.built)
    assert "stg_billing__plans" not in fake.built


def test_what_failed_a_check_is_built_again(run: Run, fake: Fake, project: Project):
    test = next(t for t in project.tests if t.step == "staging" and not t.is_warning)
    fake.failing_test = test.name
    run()
    fake.failing_test, fake.built = None, []
    assert run().success
    assert project.nodes[test.node].name in fake.built


def test_full_refresh_builds_everything(run: Run, fake: Fake):
    run()
    everything, fake.built = set(fake.built), []
    run("full_refresh", run_config=FULL)
    assert set(fake.built) == everything
