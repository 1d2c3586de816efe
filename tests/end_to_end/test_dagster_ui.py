"""What a person sees and does in Dagster's UI, by the requests that the UI itself makes."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from end_to_end.pipeline import COMMANDS, PROJECT_DIR, DataFolder, environment, wait_until

pytestmark = pytest.mark.slow

LAYERS = {"raw", "staging", "intermediate", "customer_360", "metrics", "quality", "published"}
LAST_DAY = date(2026, 9, 30)
TEN_DAYS = [(LAST_DAY - timedelta(days)).isoformat() for days in range(9, -1, -1)]
LATE_EVENTS = 3
USAGE = (
    "select event_date, account_id, event_name, events, quantity, users"
    " from intermediate.int_usage__account_event_days order by all"
)

REPOSITORY = """
    { repositoriesOrError { ... on RepositoryConnection { nodes {
        name location { name } assetGroups { groupName } jobs { name }
        schedules { name } sensors { name }
    } } } }
"""
ASSETS = """
    { assetNodes {
        assetKey { path } groupName partitionDefinition { type }
        dependencyKeys { path }
        assetChecksOrError { ... on AssetChecks { checks { name } } }
    } }
"""
LAUNCH = """
    mutation ($parameters: LaunchBackfillParams!) {
        launchPartitionBackfill(backfillParams: $parameters) {
            __typename
            ... on LaunchBackfillSuccess { backfillId }
            ... on PythonError { message }
        }
    }
"""
BACKFILL = """
    query ($id: String!) {
        partitionBackfillOrError(backfillId: $id) {
            ... on PartitionBackfill { status error { message } }
        }
    }
"""
RUNS = """
    query ($id: String!) {
        runsOrError(filter: {tags: [{key: "dagster/backfill", value: $id}]}) {
            ... on Runs { results { runId status } }
        }
    }
"""
FINISHED = {"COMPLETED_SUCCESS", "COMPLETED_FAILED", "COMPLETED", "FAILED", "CANCELED"}


@dataclass(frozen=True)
class Server:
    """A running `dagster dev` over a built data folder."""

    folder: DataFolder
    port: int
    log: Path

    def ask(self, query: str, **variables: Any) -> Any:
        """Sends a GraphQL query, and gives its data."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql",
            data=body,
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            answer = json.load(response)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def repository(self) -> dict[str, Any] | None:
        """The project as the UI lists it; None while it is loading."""
        try:
            nodes = self.ask(REPOSITORY)["repositoriesOrError"].get("nodes")
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return None
        return nodes[0] if nodes else None

    def backfill(self, days: list[str]) -> list[dict[str, str]]:
        """Starts a backfill of the daily assets, waits for its end, and gives its runs."""
        daily = [asset["assetKey"] for asset in self.assets() if asset["partitionDefinition"]]
        parameters = {"assetSelection": daily, "partitionNames": days, "tags": []}
        launched = self.ask(LAUNCH, parameters=parameters)["launchPartitionBackfill"]
        assert launched["__typename"] == "LaunchBackfillSuccess", launched
        backfill_id = launched["backfillId"]

        def status() -> str | None:
            found = self.ask(BACKFILL, id=backfill_id)["partitionBackfillOrError"]
            return found["status"] if found["status"] in FINISHED else None

        ended = wait_until(status, "the end of the backfill")
        assert ended == "COMPLETED_SUCCESS", self.log.read_text()[-5000:]
        runs: list[dict[str, str]] = self.ask(RUNS, id=backfill_id)["runsOrError"]["results"]
        return runs

    def assets(self) -> list[dict[str, Any]]:
        """Every asset, with its checks."""
        assets: list[dict[str, Any]] = self.ask(ASSETS)["assetNodes"]
        return assets


@pytest.fixture(scope="module")
def server(
    copy_of_demo: Callable[[str], DataFolder], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """`dagster dev` over a copy of the built demo, to which events of an old day came late."""
    folder = copy_of_demo("dagster_ui")
    add_late_events(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("dagster_dev") / "log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [COMMANDS / "dagster", "dev", "--host", "127.0.0.1", "--port", str(port)],
            cwd=PROJECT_DIR,
            env=environment(SAAS360_DATA_DIR=str(folder.path)),
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Server(folder, port, log)
    try:
        wait_until(
            lambda: process.poll() is not None or server.repository(), "dagster dev", seconds=120
        )
        assert process.poll() is None, log.read_text()
        yield server
    finally:
        stop(process)


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Ends the server as Ctrl-C does; kills what is left of its group.

    Who runs the tests in the background may have switched Ctrl-C off for all that they start.
    """
    os.killpg(process.pid, signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(20)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def add_late_events(folder: DataFolder) -> None:
    """Adds a file with events of the last of the ten days, dated so that no sensor starts a run."""
    path = folder.raw / "usage_events" / f"day={LAST_DAY}" / "late.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            copy (
                from range({LATE_EVENTS})
                select
                    'late ' || range as event_id,
                    'acc_000001' as account_id,
                    'late.event' as event_name,
                    timestamp '{LAST_DAY} 12:00:00' as occurred_at
            ) to '{path}' (format parquet)
            """
        )
    os.utime(path, (0, 0))


def test_each_layer_is_a_group_of_assets(server: Server) -> None:
    repository = server.repository()
    assert repository is not None
    assert {group["groupName"] for group in repository["assetGroups"]} >= LAYERS
    for asset in server.assets():
        assert asset["assetKey"]["path"][0] == asset["groupName"]


def test_lineage_leads_from_raw_files_to_the_published_copy(server: Server) -> None:
    parents = {
        tuple(asset["assetKey"]["path"]): {tuple(key["path"]) for key in asset["dependencyKeys"]}
        for asset in server.assets()
    }
    above: set[tuple[str, ...]] = set()
    found = {("published", "saas360")}
    while found:
        above |= found
        found = set().union(*(parents[key] for key in found)) - above
    assert {("metrics", "monthly_recurring_revenue"), ("customer_360", "customers")} <= above
    assert {("raw", "subscriptions"), ("raw", "usage_events"), ("raw", "accounts")} <= above


def test_tests_and_expectations_are_checks_of_the_asset_they_check(server: Server) -> None:
    checks = {
        tuple(asset["assetKey"]["path"]): {
            check["name"] for check in asset["assetChecksOrError"].get("checks", [])
        }
        for asset in server.assets()
    }
    assert "expectations" in checks["raw", "subscriptions"]
    assert "expectations" in checks["staging", "stg_billing__subscription_items"]
    assert "freshness" in checks["raw", "usage_events"]
    movements = checks["metrics", "mrr_movements"]
    assert "expectations" in movements
    assert any("mrr_movements" in name for name in movements)  # dbt's tests bear the model's name


def test_jobs_schedule_and_sensor_are_there(server: Server) -> None:
    repository = server.repository()
    assert repository is not None
    jobs = {job["name"] for job in repository["jobs"]}
    assert jobs >= {"daily_refresh", "full_refresh", "backfill_usage", "publish"}
    assert len(repository["schedules"]) == 1
    assert len(repository["sensors"]) >= 1


def test_a_backfill_of_ten_days_is_one_run_and_running_it_twice_changes_nothing(
    server: Server,
) -> None:
    before = server.folder.warehouse(USAGE)

    runs = server.backfill(TEN_DAYS)
    assert [run["status"] for run in runs] == ["SUCCESS"]
    once = server.folder.warehouse(USAGE)
    late = (LAST_DAY, "acc_000001", "late.event", LATE_EVENTS, LATE_EVENTS, 0)
    assert set(once) - set(before) == {late}
    assert set(before) <= set(once)

    again = server.backfill(TEN_DAYS)
    assert [run["status"] for run in again] == ["SUCCESS"]
    assert server.folder.warehouse(USAGE) == once
