"""A build that is killed, two that start together, a reader that never stops: nothing breaks."""

import os
import re
import signal
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest

from end_to_end.pipeline import LONGEST_BUILD, DataFolder, wait_until
from end_to_end.truth import assert_equals_truth

pytestmark = pytest.mark.slow

# What dbt's log says when some of a layer's tables are made, and others are not.
HALFWAY = {
    "staging": r"OK created sql \w+ model staging\.stg_billing__plans",
    "intermediate_daily": r"OK created sql \w+ model intermediate\.int_usage__daily_events",
    "intermediate": r"OK created sql \w+ model intermediate\.int_billing__item_versions",
    "metrics": r"OK created sql \w+ model metrics\.",
}

# What appears when the layers that dbt does not build are begun.
MARKS = {"raw": "dagster/alive/*", "published": "versions/*"}

# In CI what is loaded, a layer of tables, and files.
LAYERS = [
    *("raw", "published"),
    *(
        pytest.param(layer, marks=pytest.mark.exhaustive)
        for layer in ("staging", "intermediate_daily", "intermediate", "metrics")
    ),
]


@dataclass
class KilledBuild:
    """A full refresh in a process group of its own, to be killed at a moment of one's choice."""

    folder: DataFolder
    log: Path
    process: "subprocess.Popen[bytes]" = field(init=False)

    def __post_init__(self) -> None:
        self.dbt_log_before = len(self._dbt_log())
        self.files_before = self._files()
        self.process = self.folder.start(self.log, "--full-refresh")

    def kill_in(self, layer: str) -> None:
        """Waits until the layer is half done, then kills the process and its helpers."""
        try:
            wait_until(lambda: self._is_in(layer) or self.process.poll() is not None, layer)
        finally:
            os.killpg(self.process.pid, signal.SIGKILL)
        assert self.process.wait() == -signal.SIGKILL, self.output
        assert not re.search(rf"^ *{layer} +done", self.output, re.MULTILINE), self.output

    @property
    def output(self) -> str:
        return self.log.read_text()

    def _is_in(self, layer: str) -> bool:
        if layer in MARKS:
            return any(file.match(MARKS[layer]) for file in self._files() - self.files_before)
        return re.search(HALFWAY[layer], self._dbt_log()[self.dbt_log_before :]) is not None

    def _files(self) -> set[Path]:
        return {file for pattern in MARKS.values() for file in self.folder.path.glob(pattern)}

    def _dbt_log(self) -> str:
        return (self.folder.path / "dbt/logs/dbt.log").read_text()


@pytest.fixture(scope="module")
def folder(copy_of_demo: Callable[[str], DataFolder]) -> DataFolder:
    """A built demo that each test leaves repaired for the next one."""
    return copy_of_demo("recovery")


@pytest.mark.parametrize("layer", LAYERS)
def test_a_kill_in_a_layer_leaves_the_copy_readable_and_the_next_build_repairs_everything(
    folder: DataFolder, tmp_path: Path, layer: str
) -> None:
    before = folder.published_state()
    KilledBuild(folder, tmp_path / "log").kill_in(layer)
    assert folder.published_state() == before
    ((months,),) = folder.published("select count(*) from metrics.monthly_recurring_revenue")
    assert months == before[1]["tables"]["metrics.monthly_recurring_revenue"]["rows"]

    repaired = folder.build()
    assert repaired.status == 0, repaired.output
    assert folder.published_state() != before
    assert_equals_truth(folder)


@dataclass
class Reader(threading.Thread):
    """Opens and asks the published copy again and again, as a dashboard might."""

    folder: DataFolder
    runs: set[str] = field(default_factory=set)
    reads: int = 0
    failures: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.stopped = threading.Event()

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        while not self.stopped.is_set():
            self.reads += 1
            try:
                self.runs.add(self.folder.manifest["run_id"])
                self.folder.published("select sum(mrr) from metrics.monthly_recurring_revenue")
            except (OSError, ValueError, duckdb.Error) as error:
                self.failures.append(repr(error))


@dataclass(frozen=True)
class TwoBuilds:
    """How two builds that were started together ended, and what a reader saw meanwhile."""

    folder: DataFolder
    statuses: list[int]
    outputs: list[str]
    run_before: str
    reader: Reader


@pytest.fixture(scope="module")
def two_builds(folder: DataFolder, tmp_path_factory: pytest.TempPathFactory) -> TwoBuilds:
    logs = [tmp_path_factory.mktemp("two_builds") / name for name in ("first", "second")]
    run_before = folder.manifest["run_id"]
    reader = Reader(folder)
    reader.start()
    processes = [folder.start(log) for log in logs]
    statuses = [process.wait(LONGEST_BUILD) for process in processes]
    reader.stopped.set()
    reader.join()
    return TwoBuilds(folder, statuses, [log.read_text() for log in logs], run_before, reader)


def test_two_builds_that_start_together_both_succeed(two_builds: TwoBuilds) -> None:
    assert two_builds.statuses == [0, 0], "\n".join(two_builds.outputs)
    assert any("Another build is running" in output for output in two_builds.outputs)
    assert_equals_truth(two_builds.folder)


def test_a_reader_never_fails_while_builds_publish(two_builds: TwoBuilds) -> None:
    assert two_builds.reader.failures == []
    assert two_builds.reader.reads > 100
    published_meanwhile = two_builds.reader.runs - {two_builds.run_before}
    assert len(published_meanwhile) == 2  # it saw each of the two copies
