"""dbt in this process: parsed once, then invoked layer by layer.

Starting dbt and parsing the project cost more than a small build, so one process does both once and
hands the manifest to each invocation. What changes from day to day (`as_of`, `usage_days`) is given
only when models run: it would otherwise force dbt to parse everything anew.

Here: command arguments, invocations, their results. Not here: what a layer is (`saas360.project`),
Dagster's events (`orchestration.dbt_assets`).
"""

import json
import os
import queue
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from saas360.settings import PROJECT_DIR, Settings
from saas360.warehouse import reading, rows

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

SAMPLE_ROWS = 5
REHEARSED = "resource_type:exposure"  # listing them opens no database
SOURCE_FOLDERS = ("models", "macros", "seeds", "snapshots", "tests/data")
SOURCE_FILES = ("dbt_project.yml", "profiles.yml")


class DbtError(Exception):
    """dbt could not run: the project does not parse, the selection is wrong, or it broke."""


@dataclass(frozen=True)
class NodeResult:
    """What became of one node.

    Attributes:
        unique_id: dbt's id, such as `model.saas360.customers`.
        status: success, pass, warn, fail, error or skipped.
        seconds: how long it took.
        failures: rows that a test found; None for other nodes.
        message: what the adapter or dbt said about it.
        sample: some of the rows that a failed test found.
    """

    unique_id: str
    status: str
    seconds: float
    failures: int | None
    message: str
    sample: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_test(self) -> bool:
        """Whether the node is a data test."""
        return self.unique_id.startswith("test.")

    @property
    def failed(self) -> bool:
        """Whether what depends on it must not be trusted."""
        return self.status in ("error", "fail", "skipped", "runtime error")


def artifacts(settings: Settings) -> Path:
    """The folder for what dbt writes; each data folder has its own."""
    return settings.data_dir.resolve() / "dbt"


def manifest_file(settings: Settings) -> Path:
    """Where dbt writes the parsed project."""
    return artifacts(settings) / "target" / "manifest.json"


def is_parsed(settings: Settings, variables: Mapping[str, Any]) -> bool:
    """Whether the parsed project on disk is that of these vars and of the files as they are."""
    manifest, parsed_with = manifest_file(settings), _parsed_with(settings)
    if not manifest.exists() or not parsed_with.exists():
        return False
    if parsed_with.read_text() != _circumstances(settings, variables):
        return False
    written = manifest.stat().st_mtime
    return all(changed_at(path) < written for path in _project_files())


def changed_at(path: Path) -> float:
    """When a file was written, or put there with an older time, as copies and archives do."""
    status = path.stat()
    return max(status.st_mtime, status.st_ctime)


def _parsed_with(settings: Settings) -> Path:
    return artifacts(settings) / "target" / "parsed_with.json"


def _circumstances(settings: Settings, variables: Mapping[str, Any]) -> str:
    """What a parsed project depends on beside its files."""
    versions = [version("dbt-core"), version("dbt-spark" if settings.is_spark else "dbt-duckdb")]
    table_format = os.environ.get("SAAS360_SPARK_TABLE_FORMAT")
    parts = [settings.target, table_format, dict(variables), versions]
    return json.dumps(parts, sort_keys=True, default=str)


def _project_files() -> Iterator[Path]:
    yield from (PROJECT_DIR / name for name in SOURCE_FILES)
    for folder in (PROJECT_DIR / name for name in SOURCE_FOLDERS):
        if folder.exists():
            # Folders too: a file that was deleted changes nothing but its folder.
            yield folder
            yield from folder.rglob("*")


@cache
def project_variable(name: str) -> Any:
    """A var's value in dbt_project.yml."""
    project = yaml.safe_load((PROJECT_DIR / "dbt_project.yml").read_text(encoding="utf-8"))
    return project["vars"][name]


def command_arguments(
    command: str,
    settings: Settings,
    *,
    variables: Mapping[str, Any] | None = None,
    select: Sequence[str] = (),
    full_refresh: bool = False,
) -> list[str]:
    """The arguments of one dbt command.

    Args:
        command: parse, build, list, docs generate
        settings: where the project's data lie.
        variables: dbt vars in force for this command.
        select: node selection in dbt's syntax; empty: everything.
        full_refresh: rebuild incremental models from nothing.

    Returns:
        The arguments as `dbtRunner.invoke` takes them.
    """
    folder = artifacts(settings)
    arguments = ["--log-level", "none", "--log-level-file", "info", "--no-use-colors"]
    arguments += command.split()
    arguments += ["--project-dir", str(PROJECT_DIR), "--profiles-dir", str(PROJECT_DIR)]
    arguments += ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
    arguments += ["--target", settings.target]
    arguments += ["--vars", json.dumps(dict(variables or {}), sort_keys=True)]
    if command == "build":
        arguments += ["--no-write-json", "--exclude-resource-type", "unit_test"]
        arguments += ["--indirect-selection", "empty"]
        arguments += ["--full-refresh"] * full_refresh
    if command == "list":
        arguments += ["--output", "json", "--output-keys", "unique_id"]
        arguments += ["--indirect-selection", "buildable"]
    if command == "docs generate":
        arguments += ["--static", "--no-compile", "--empty-catalog"]
    if select:
        arguments += ["--select", *select]
    return arguments


class Dbt:
    """The project, parsed once with the vars that shape its graph.

    Args:
        settings: where the project's data lie.
        variables: vars given by the user; in force for parsing and for every command.
    """

    def __init__(self, settings: Settings, variables: Mapping[str, Any] | None = None) -> None:
        self.settings = settings
        self.variables = dict(variables or {})
        self._parsing = threading.Lock()
        self._invoking = threading.Lock()
        self._manifest: Manifest | None = None

    def prepare(self) -> None:
        """Reads the project and rehearses an invocation in the background.

        What an invocation imports and makes when it is the first costs more than all the rest of
        it; meanwhile this process waits for something else.
        """

        def work() -> None:
            with suppress(Exception):  # comes up again when the project is asked for
                self.resolve([REHEARSED])

        threading.Thread(target=work, name="prepare dbt", daemon=True).start()

    @property
    def manifest(self) -> "Manifest":
        """The parsed project; also written to `<data_dir>/dbt/target/manifest.json`.

        What was parsed before serves as long as no file changed: dbt would take a second to see.
        """
        with self._parsing:
            if self._manifest is None:
                self._manifest = self._read() or self._parse()
            return self._manifest

    def _read(self) -> "Manifest | None":
        import dbt.cli.main  # noqa: F401  (what any use of it needs, and takes longest)
        from dbt.constants import PARTIAL_PARSE_FILE_NAME
        from dbt.contracts.graph.manifest import Manifest

        parsed = manifest_file(self.settings).with_name(PARTIAL_PARSE_FILE_NAME)
        if not (parsed.exists() and is_parsed(self.settings, self.variables)):
            return None
        manifest = Manifest.from_msgpack(parsed.read_bytes())
        manifest.build_flat_graph()
        return manifest

    def _parse(self) -> "Manifest":
        from dbt.cli.main import dbtRunner
        from dbt.contracts.graph.manifest import Manifest

        arguments = command_arguments("parse", self.settings, variables=self.variables)
        with _environment(self.settings):
            outcome = dbtRunner().invoke(arguments)
        _raise_if_broken(outcome)
        if not isinstance(outcome.result, Manifest):
            raise DbtError("dbt could not parse the project")
        _parsed_with(self.settings).write_text(_circumstances(self.settings, self.variables))
        return outcome.result

    def resolve(self, selection: Sequence[str]) -> set[str]:
        """The unique ids that a selection in dbt's syntax stands for."""
        arguments = command_arguments(
            "list", self.settings, variables=self.variables, select=selection
        )
        lines = self._invoke(arguments) or []
        return {json.loads(line)["unique_id"] for line in lines}

    def build(
        self,
        select: Sequence[str],
        *,
        variables: Mapping[str, Any] | None = None,
        full_refresh: bool = False,
    ) -> Iterator[NodeResult]:
        """Builds and tests nodes; yields each one's result as soon as it is there.

        Args:
            select: the nodes in dbt's syntax; tests run only if they are among them.
            variables: vars of this run, on top of the user's.
            full_refresh: rebuild incremental models from nothing.

        Raises:
            DbtError: if dbt itself breaks. A node that fails is a result, not an error.
        """
        arguments = command_arguments(
            "build",
            self.settings,
            variables={**self.variables, **(variables or {})},
            select=select,
            full_refresh=full_refresh,
        )
        results: queue.SimpleQueue[NodeResult | BaseException | None] = queue.SimpleQueue()

        def work() -> None:
            try:
                outcome = self._invoke(arguments, on_event=lambda event: _notice(event, results))
                for result in _test_failures(self.settings, outcome):
                    results.put(result)
            except BaseException as error:  # handed to the thread that waits
                results.put(error)
            results.put(None)

        self.manifest  # noqa: B018  (parse before the thread starts: errors surface here)
        threading.Thread(target=work, name="dbt", daemon=True).start()
        while (item := results.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item

    def write_docs(self, target: Path) -> None:
        """Writes dbt docs into a folder as one static file, without opening a database."""
        arguments = command_arguments("docs generate", self.settings, variables=self.variables)
        arguments += ["--target-path", str(target)]
        (target / "manifest.json").write_bytes(manifest_file(self.settings).read_bytes())
        self._invoke(arguments)

    def _invoke(self, arguments: list[str], on_event: Any = None) -> Any:
        from dbt.cli.main import dbtRunner

        from saas360.selection import look_names_up

        look_names_up()
        runner = dbtRunner(manifest=self.manifest, callbacks=[on_event] if on_event else [])
        with self._invoking:
            try:
                with _environment(self.settings):
                    outcome = runner.invoke(arguments)
            finally:
                if not self.settings.is_spark:
                    close_warehouse()
        _raise_if_broken(outcome)
        return outcome.result


def _raise_if_broken(outcome: Any) -> None:
    """Raises what broke dbt; Ctrl-C as itself, which dbt takes for an error like any other."""
    error = outcome.exception
    if isinstance(error, KeyboardInterrupt):
        raise error
    if error is not None:
        raise DbtError(str(error)) from error


@contextmanager
def _environment(settings: Settings) -> Iterator[None]:
    """The settings as environment variables, which dbt's profile reads."""
    before = {name: os.environ.get(name) for name in settings.environment()}
    os.environ.update(settings.environment())
    try:
        yield
    finally:
        # One by one: other threads read the environment meanwhile.
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def close_warehouse() -> None:
    """Lets go of the database file, which dbt's adapter would keep open for this process."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager._ENV.close()
        DuckDBConnectionManager.close_all_connections()


def _notice(event: Any, results: "queue.SimpleQueue[NodeResult | BaseException | None]") -> None:
    """Turns dbt's event of a finished node into a result; failed tests wait for their sample."""
    if event.info.name != "NodeFinished":
        return
    info, outcome = event.data.node_info, event.data.run_result
    is_test = info.resource_type == "test"
    if is_test and outcome.status in ("fail", "warn"):
        return
    results.put(
        NodeResult(
            unique_id=info.unique_id,
            status=str(outcome.status),
            seconds=outcome.execution_time,
            failures=outcome.num_failures if is_test else None,
            message=outcome.message,
        )
    )


def _test_failures(settings: Settings, outcome: Any) -> Iterator[NodeResult]:
    """The tests that found rows, with some of the rows; and what dbt skipped."""
    for result in outcome.results if outcome is not None else []:
        status, node = str(result.status), result.node
        if status in ("fail", "warn"):
            yield NodeResult(
                unique_id=node.unique_id,
                status=status,
                seconds=result.execution_time,
                failures=result.failures,
                message=result.message or "",
                sample=_sample(settings, node.compiled_code),
            )


def _sample(settings: Settings, sql: str | None) -> list[dict[str, Any]]:
    """Some rows of a query on the warehouse; none where it cannot be asked."""
    if not sql:
        return []
    query = f"select * from ({sql}) as failing limit {SAMPLE_ROWS}"
    with suppress(Exception), reading(settings) as connection:
        return rows(connection, query)
    return []
