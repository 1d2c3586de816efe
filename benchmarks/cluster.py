"""Whether a build through a Spark cluster outlives the loss of a worker, and equals DuckDB's.

    uv run python -m benchmarks.cluster --scale 0.1

It needs `uv sync --extra spark` and Java 17. All of it happens on this machine, on free ports of
the loopback interface: a demo company is built on DuckDB; then a standalone master, two workers
and a Thrift server are started as processes of their own, and the company is built through them.
While the usage events are aggregated and both workers are at work, one of them is killed, and its
executor with it. Every published table is then compared with DuckDB's, cell by cell. The result is
printed as Markdown; the exit status is 0 only if nothing differs.
"""

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import AnyStr

from tests.parity.engines import published_differences

PROJECT_DIR = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
LOOPBACK = "127.0.0.1"
WORKERS = 2
SECONDS_TO_WAIT = 120
PAUSE = 0.05
MOST_SHOWN = 20
TRIED_AGAIN = r"Starting task (?:\d+\.[1-9]|\d+\.0 in stage \d+\.[1-9])"
STEP_BEFORE = "staging"
"""Once this step is done, usage events are aggregated by day: that is when a worker ends."""
TASKS_BEFORE = 10
"""Tasks of that step that are to be done when the worker ends: their output is lost with it."""


def main() -> None:
    """Builds on both, compares, prints the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=float, default=0.1)
    parser.add_argument(
        "--folder",
        type=Path,
        default=Path(tempfile.gettempdir()) / "saas360_cluster",
        help="for everything that is written; its duckdb, spark and cluster are emptied first",
    )
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # as Ctrl-C: ends what was started
    folder = arguments.folder.resolve()
    raw = make_data(folder, arguments.scale)
    on_duckdb = Build(raw, folder / "duckdb", {"SAAS360_TARGET": "duckdb"})
    on_duckdb.run()
    with cluster(folder / "cluster") as spark:
        on_spark = Build(raw, folder / "spark", spark.environment())
        on_spark.run(spark.kill_worker_after(STEP_BEFORE))
        spark.left = spark.workers_alive()
    compared, differences = published_differences(on_duckdb.data, on_spark.data)
    print(report(arguments.scale, on_duckdb, on_spark, spark, compared, differences))
    sys.exit(0 if compared and not differences and spark.left == WORKERS - 1 else 1)


def make_data(folder: Path, scale: float) -> Path:
    """A demo company's raw folder, made unless it is there."""
    from demo import generate

    raw = folder / f"raw_{scale:g}"
    if not raw.exists():
        generate(raw, folder / "truth", scale=scale, truth=False)
    return raw


@dataclass
class Build:
    """One `saas360 build` into an empty data folder, as a process of its own.

    Attributes:
        raw: the raw folder.
        data: the data folder, which is emptied.
        environment: says which engine, and where it is.
        started: when, by `time.perf_counter`.
        seconds: how long it took.
        steps: the steps that it has said to be done, in order.
    """

    raw: Path
    data: Path
    environment: Mapping[str, str]
    started: float = 0.0
    seconds: float = 0.0
    steps: list[str] = field(default_factory=list)

    def run(self, on_step: Callable[["Build"], None] = lambda build: None) -> None:
        """Builds; it must publish.

        Args:
            on_step: called with this object after each step.
        """
        shutil.rmtree(self.data, ignore_errors=True)
        self.started = time.perf_counter()
        command = [str(BIN / "saas360"), "build"]
        command += ["--raw-dir", str(self.raw), "--data-dir", str(self.data)]
        inherited = {name: text for name, text in os.environ.items() if "SAAS360" not in name}
        with ended(
            subprocess.Popen(
                command,
                cwd=PROJECT_DIR,
                env=inherited | dict(self.environment),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,  # Ctrl-C is this process's to hear
            )
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                print(line, end="", file=sys.stderr, flush=True)
                step, done, _ = line.partition(" done ")
                if done and line.startswith("  "):
                    self.steps.append(step.strip())
                    on_step(self)
            if process.wait() != 0:
                sys.exit(f"{self.data} was not published.")
        self.seconds = time.perf_counter() - self.started


class Cluster:
    """A standalone master, its workers, and a Thrift server: processes that this one started."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        from pyspark.find_spark_home import _find_spark_home

        self._folder, self._stack = folder, stack
        self._home = Path(_find_spark_home())
        self.port, self._master_port, self._master_ui = free_ports(3)
        self._workers: list[subprocess.Popen[bytes]] = []
        self.killed, self.killed_at, self.left = "nobody", 0.0, WORKERS

    @property
    def _master(self) -> str:
        return f"spark://{LOOPBACK}:{self._master_port}"

    @property
    def _thrift_log(self) -> Path:
        return self._folder / "thrift.log"

    def environment(self) -> dict[str, str]:
        """What sends a build to the Thrift server."""
        return {
            "SAAS360_TARGET": "spark_thrift",
            "SAAS360_SPARK_HOST": LOOPBACK,
            "SAAS360_SPARK_PORT": str(self.port),
        }

    def start(self) -> None:
        """Starts all, and waits until they answer."""
        master = self._start(
            "master",
            *("spark-class", "org.apache.spark.deploy.master.Master"),
            *("--host", LOOPBACK, "--port", self._master_port, "--webui-port", self._master_ui),
        )
        self._wait("master", master, partial(self._counts, 0))
        for number in range(1, WORKERS + 1):
            worker = self._start(
                f"worker_{number}",
                *("spark-class", "org.apache.spark.deploy.worker.Worker", self._master),
                *("--host", LOOPBACK, "--webui-port", 0, "--cores", 1, "--memory", "1g"),
                *("--work-dir", self._folder / f"worker_{number}"),
            )
            self._workers.append(worker)
            self._wait(f"worker_{number}", worker, partial(self._counts, number))
        self._start_thrift_server()

    def _start_thrift_server(self) -> None:
        tables = {
            "spark.sql.warehouse.dir": self._folder / "warehouse",
            "spark.hadoop.javax.jdo.option.ConnectionURL": (
                f"jdbc:derby:;databaseName={self._folder / 'metastore'};create=true"
            ),
            "spark.driver.host": LOOPBACK,
            "spark.driver.bindAddress": LOOPBACK,
            "spark.driver.memory": "1500m",
            "spark.executor.memory": "1g",
            "spark.ui.enabled": "false",
        }
        server = {
            "hive.server2.thrift.bind.host": LOOPBACK,
            "hive.server2.thrift.port": self.port,
            "hive.server2.logging.operation.enabled": "false",
            "hive.exec.scratchdir": self._folder / "scratch",
            "hive.exec.local.scratchdir": self._folder / "scratch",
        }
        process = self._start(
            "thrift",
            *("spark-submit", "--master", self._master),
            *("--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"),
            *(word for name, value in tables.items() for word in ("--conf", f"{name}={value}")),
            "spark-internal",
            *(word for name, value in server.items() for word in ("--hiveconf", f"{name}={value}")),
        )
        self._wait("thrift", process, lambda: answers(self.port))

    def _start(self, name: str, program: str, *words: object) -> subprocess.Popen[bytes]:
        own = {
            "SPARK_HOME": self._home,
            "SPARK_CONF_DIR": self._folder / "conf",  # empty, whatever this machine has
            "SPARK_LOCAL_IP": LOOPBACK,
            "SPARK_LOCAL_DIRS": self._folder / "scratch",
            "SPARK_MASTER_OPTS": "-Dspark.master.rest.enabled=false",  # its port would be fixed
            "TZ": "America/New_York",  # a cluster need not keep UTC: each session says that it does
        }
        for folder in ("conf", "scratch"):
            (self._folder / folder).mkdir(parents=True, exist_ok=True)
        with (self._folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [str(self._home / "bin" / program), *map(str, words)],
                cwd=self._folder,
                env=os.environ | {key: str(value) for key, value in own.items()},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._stack.enter_context(ended(process))
        return process

    def _wait(
        self, name: str, process: subprocess.Popen[bytes], is_ready: Callable[[], bool]
    ) -> None:
        until = time.monotonic() + SECONDS_TO_WAIT
        while not is_ready():
            if process.poll() is not None or time.monotonic() > until:
                log = self._folder / f"{name}.log"
                sys.exit(f"{name} does not answer:\n{log.read_text()[-4000:]}")
            time.sleep(PAUSE)

    def _counts(self, workers: int) -> bool:
        try:
            return self.workers_alive() == workers
        except OSError:  # its page is not there yet
            return False

    def workers_alive(self) -> int:
        """How many workers the master counts."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://{LOOPBACK}:{self._master_ui}/json/") as answer:
            return int(json.load(answer)["aliveworkers"])

    def kill_worker_after(self, step: str) -> Callable[[Build], None]:
        """What a build is to call: once a step is done, it kills a worker while tasks run."""

        def on_step(build: Build) -> None:
            if build.steps[-1] != step:
                return
            begun = self._thrift_log.stat().st_size
            until = time.monotonic() + SECONDS_TO_WAIT
            while not self._is_busy(begun):
                if time.monotonic() > until:
                    sys.exit(f"The workers had nothing to do after {step}.")
                time.sleep(PAUSE)
            killed = kill(self._workers[0])
            self.killed = f"a worker and what ran below it, {killed} processes"
            self.killed_at = time.perf_counter() - build.started

        return on_step

    def _is_busy(self, begun: int) -> bool:
        """Whether every worker has a task, and something to lose, by the log from a byte on."""
        with self._thrift_log.open("rb") as log:
            log.seek(begun)
            text = log.read()
        finished = text.count(b"Finished task")
        return finished >= TASKS_BEFORE and text.count(b"Starting task") - finished >= WORKERS

    def said(self, pattern: str) -> int:
        """How many lines of the Thrift server's log match a regular expression."""
        return len(re.findall(pattern, self._thrift_log.read_text()))


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """A cluster that answers; it ends with the block.

    Args:
        folder: for its tables, its metastore and its logs; emptied.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with ExitStack() as stack:
        spark = Cluster(folder, stack)
        spark.start()
        yield spark


@contextmanager
def ended(process: "subprocess.Popen[AnyStr]") -> "Iterator[subprocess.Popen[AnyStr]]":
    """Ends a process and all that it started, whatever happens."""
    try:
        yield process
    finally:
        if process.poll() is None:
            kill(process)
        process.wait()


def kill(process: "subprocess.Popen[AnyStr]") -> int:
    """Kills a process and the processes that come from it; gives how many those are."""
    pids = family(process.pid)
    for pid in pids:
        with suppress(ProcessLookupError):  # it has just ended by itself
            os.kill(pid, signal.SIGKILL)
    return len(pids)


def family(pid: int) -> list[int]:
    """A process that this one started, and the living processes that come from it."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    )
    pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    found = [pid]
    for parent in found:
        found += [child for child, its_parent in pairs if its_parent == parent]
    return found


def free_ports(number: int) -> list[int]:
    """Ports of the loopback interface that nobody has at the moment."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for each in sockets:
            each.bind((LOOPBACK, 0))
        return [each.getsockname()[1] for each in sockets]


def answers(port: int) -> bool:
    """Whether somebody listens at a port of the loopback interface."""
    with socket.socket() as client:
        return client.connect_ex((LOOPBACK, port)) == 0


def report(
    scale: float,
    on_duckdb: Build,
    on_spark: Build,
    spark: Cluster,
    compared: list[str],
    differences: list[str],
) -> str:
    """The result as Markdown."""
    during = on_spark.steps[on_spark.steps.index(STEP_BEFORE) + 1]
    lines = [
        f"Scale {scale:g}; a standalone master, {WORKERS} workers of 1 core and 1 GB, and a Thrift"
        " server on one machine.",
        "",
        "| what | result |",
        "|---|---|",
        f"| `saas360 build` on DuckDB | {on_duckdb.seconds:.0f} s |",
        f"| `saas360 build` through the Thrift server | {on_spark.seconds:.0f} s |",
        f"| killed | {spark.killed}, at second {spark.killed_at:.0f}, in step `{during}` |",
        f"| the Thrift server's log | {spark.said('Lost executor')} executor lost,"
        f" {spark.said(TRIED_AGAIN)} tasks tried again |",
        f"| workers left, by the master's count | {spark.left} of {WORKERS} |",
        f"| published tables compared | {len(compared)} |",
        f"| differences | {len(differences)} |",
    ]
    shown = [f"- {each}" for each in differences[:MOST_SHOWN]]
    return "\n".join([*lines, *([""] if shown else []), *shown])


if __name__ == "__main__":
    main()
