"""Great Expectations in a process of its own: a colleague who checks while others build.

Importing it takes as long as a small build, and rendering Data Docs half as long. In another
process both happen while dbt works. The warehouse still has one user at a time: a suite runs only
while this process waits for it. On Spark a thread does the same: this process has the session.

Imports nothing heavy, so that the command line can start it first of all.
"""

import atexit
import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from datetime import date
from functools import cache
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, Any

from saas360.settings import Settings

if TYPE_CHECKING:
    from expectations.results import SuiteResult

_to_render: "list[SuiteResult]" = []  # in the other process: results whose pages are not made yet


class Gatekeeper:
    """Runs suites in another process, or in a thread of this one.

    Args:
        in_thread: for an engine of which only this process has a connection.
    """

    def __init__(self, in_thread: bool) -> None:
        self._pool: Executor
        _start_tracker_quietly()
        if in_thread:
            self._pool = ThreadPoolExecutor(1)
        else:
            self._pool = ProcessPoolExecutor(
                1, mp_context=multiprocessing.get_context("spawn"), initializer=_prepare
            )
        self._pool.submit(_get_ready)

    def run_suites(
        self,
        tables: Mapping[str, Sequence[str]],
        settings: Settings,
        *,
        run_id: str,
        as_of: date,
        variables: Mapping[str, Any],
    ) -> "Callable[[], list[SuiteResult]]":
        """Begins to check tables, to record what is found, and to make Data Docs of it.

        Args:
            tables: the tables to check, by layer.
            settings: says where the warehouse lies, which nobody may have open.
            run_id: stands in every result.
            as_of: the day that counts as now.
            variables: dbt vars of the run.

        Returns:
            What waits for the results, and must be called before anyone opens the warehouse.
        """
        names = {layer: list(given) for layer, given in tables.items()}
        try:
            results = self._pool.submit(
                _run_suites, names, settings, run_id, as_of, dict(variables)
            )
            self._pool.submit(_render, settings)
        except BrokenProcessPool:
            gatekeeper.cache_clear()  # the next try gets a new process
            raise

        def wait() -> "list[SuiteResult]":
            try:
                return results.result()
            except BrokenProcessPool:
                gatekeeper.cache_clear()
                raise

        return wait

    def close(self) -> None:
        """Waits until all Data Docs are made, and ends the process."""
        self._pool.shutdown()
        gatekeeper.cache_clear()


@cache
def gatekeeper(in_thread: bool) -> Gatekeeper:
    """This process's gatekeeper, started when first asked for; see `Gatekeeper`."""
    return Gatekeeper(in_thread)


def _start_tracker_quietly() -> None:
    """Python's helper that frees semaphores would warn when it does so after Ctrl-C."""
    before = os.environ.get("PYTHONWARNINGS")
    os.environ["PYTHONWARNINGS"] = "ignore"
    try:
        resource_tracker.ensure_running()
    finally:
        del os.environ["PYTHONWARNINGS"]
        if before is not None:
            os.environ["PYTHONWARNINGS"] = before


def _prepare() -> None:
    """In the other process: leave Ctrl-C to this one, and end when it ends.

    It does not search for garbage either (`saas360.cli.main` says why).
    """
    gc.disable()
    atexit.register(os._exit, 0)  # it would spend a second taking apart what it has loaded
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # even in the middle of a query: it holds the warehouse


def _get_ready() -> None:
    from expectations.gx import rehearse

    rehearse()


def _run_suites(
    tables: dict[str, list[str]],
    settings: Settings,
    run_id: str,
    as_of: date,
    variables: dict[str, Any],
) -> "list[SuiteResult]":
    from expectations.engines import kept_open
    from expectations.history import record
    from expectations.run import run_suite

    with kept_open(settings):
        results = [
            run_suite(
                layer,
                settings,
                run_id=run_id,
                as_of=as_of,
                tables=names,
                build_docs=False,
                variables=variables,
            )
            for layer, names in tables.items()
        ]
    record(settings, [each for result in results for each in result.results], as_of=as_of)
    _to_render.extend(results)
    return [replace(result, validations={}) for result in results]


def _render(settings: Settings) -> None:
    from expectations.data_docs import build_data_docs

    if any(result.validations for result in _to_render):
        build_data_docs(settings, _to_render)
    _to_render.clear()
