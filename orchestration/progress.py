"""What the command line shows of a run while it lasts, taken from Dagster's events.

Here: counting, and lines for a person. Not here: the run itself (`orchestration.command_line`).
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dagster import (
    AssetCheckEvaluation,
    AssetCheckSeverity,
    DagsterEvent,
    DagsterEventType,
    InitLoggerContext,
    LoggerDefinition,
)

from orchestration.asset_checks import UNCHANGED
from orchestration.fitted_assets import MONTHS

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


@dataclass
class Progress:
    """Counts what a run does and says so, a line per step.

    Attributes:
        say: prints a line.
        passed: number of checks that held.
        warned: checks that did not hold and do not block.
        problems: why steps failed.
        seconds: how long each step took, in order.
    """

    say: Callable[[str], None]
    passed: int = 0
    warned: list[AssetCheckEvaluation] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    _started: float = field(default_factory=time.perf_counter)
    _step_started: float = 0.0
    _assets: int = 0
    _unchanged: int = 0
    _checks: int = 0
    _days: set[str] = field(default_factory=set)

    def logger(self) -> LoggerDefinition:
        """A Dagster logger that brings events here and everything to the log file."""
        return LoggerDefinition(self._make_logger, description="Progress of the command line.")

    def _make_logger(self, _context: InitLoggerContext) -> logging.Logger:
        logger = logging.Logger("saas360.build", level=logging.DEBUG)
        logger.addHandler(_Handler(self))
        logger.parent = logging.getLogger()
        return logger

    def take(self, event: DagsterEvent) -> None:
        """Takes one of Dagster's events."""
        kind = event.event_type
        if kind == DagsterEventType.STEP_START:
            self._step_started, self._assets, self._checks = time.perf_counter(), 0, 0
            self._unchanged = 0
            self._days = set()
        elif kind == DagsterEventType.ASSET_MATERIALIZATION and event.asset_key != MONTHS:
            self._days |= {event.partition} if event.partition else set()
            if UNCHANGED in event.step_materialization_data.materialization.metadata:
                self._unchanged += 1
            else:
                self._assets += 1
        elif kind == DagsterEventType.ASSET_CHECK_EVALUATION:
            self._take_check(event.asset_check_evaluation_data)
        elif kind == DagsterEventType.STEP_SUCCESS:
            self._end_step(str(event.step_key), "done")
        elif kind == DagsterEventType.STEP_FAILURE:
            self._end_step(str(event.step_key), "FAILED")
            self.problems.append(_problem(event))
        elif kind == DagsterEventType.STEP_UP_FOR_RETRY:
            self.say(f"  {event.step_key}: {event.message or 'trying again'}")

    def _take_check(self, check: AssetCheckEvaluation) -> None:
        self._checks += 1
        if check.passed:
            self.passed += 1
        elif check.severity == AssetCheckSeverity.WARN:
            self.warned.append(check)

    def _end_step(self, step: str, outcome: str) -> None:
        now = time.perf_counter()
        self.seconds[step] = now - self._step_started
        made = self._assets // len(self._days) if self._days else self._assets
        days = f", {len(self._days)} days" if self._days else ""
        same = f", {self._unchanged} unchanged" if self._unchanged else ""
        what = f"{made} tables{days}{same}, {self._checks} checks"
        self.say(
            f"  {step.replace('__', ' '):<20} {outcome:<7}{what:<38}"
            f"{self.seconds[step]:6.1f} s   total {now - self._started:6.1f} s"
        )


class _Handler(logging.Handler):
    """Hands events to the progress; a fault here must not fail the run."""

    def __init__(self, progress: Progress) -> None:
        super().__init__(logging.DEBUG)
        self._progress = progress

    def emit(self, record: logging.LogRecord) -> None:
        meta: dict[str, Any] = getattr(record, "dagster_meta", {})
        event = meta.get("dagster_event")
        if event is not None:
            self._progress.take(event)
        elif record.levelno == logging.WARNING:  # errors come as events, too
            self._progress.say("  " + str(meta.get("orig_message") or record.getMessage()))


def _problem(event: DagsterEvent) -> str:
    """Why a step failed: the gate's own words, or the error that broke it."""
    failure = event.step_failure_data
    if failure.user_failure_data and failure.user_failure_data.description:
        return failure.user_failure_data.description
    error = failure.error
    while error is not None and error.cause is not None:
        error = error.cause
    return error.message.strip() if error else str(event.message)
