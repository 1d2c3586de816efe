"""What the ops share: settings, dbt, and the lock that makes builds of one data folder take turns.

One object lives for a whole run, since runs execute in one process. Not here: what a step does.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from dagster import ConfigurableResource, InitResourceContext, get_dagster_logger
from pydantic import Field, PrivateAttr

from orchestration.liveness import declare_alive
from orchestration.partitions import Days, widened
from saas360 import raw
from saas360.dbt import Dbt, NodeResult, project_variable
from saas360.fitting import refit
from saas360.fitting.refit import Recipe
from saas360.fitting.versions import Version
from saas360.lock import build_lock
from saas360.project import Project
from saas360.raw.spark import load_into_spark
from saas360.settings import Settings
from saas360.unchanged import BuildNotes


class Build(ConfigurableResource):
    """A run's choices, and what it holds while it lasts."""

    data_dir: str | None = Field(default=None, description="Folder to write; default: settings.")
    raw_dir: str | None = Field(default=None, description="Folder to read; default: settings.")
    as_of: str | None = Field(default=None, description="The day that counts as now (YYYY-MM-DD).")
    full_refresh: bool = Field(default=False, description="Rebuild incremental models entirely.")
    variables_json: str = Field(default="{}", description="dbt vars, as JSON.")
    refit: bool = Field(default=False, description="Fit all models, whether or not one is due.")

    _dbt: Dbt | None = PrivateAttr(default=None)
    _plan: raw.LoadPlan | None = PrivateAttr(default=None)
    _as_of: date | None = PrivateAttr(default=None)
    _notes: BuildNotes | None = PrivateAttr(default=None)
    _due_fits: list[Recipe] | None = PrivateAttr(default=None)
    _ahead: dict[str, NodeResult] = PrivateAttr(default_factory=dict)

    @contextmanager
    def yield_for_execution(self, context: InitResourceContext) -> Iterator["Build"]:
        """Takes the lock for the run; says so if it has to wait."""
        with ExitStack() as stack:
            if context.run is not None:
                stack.enter_context(declare_alive(self.settings(), context.run.run_id))
            log = get_dagster_logger()
            stack.enter_context(build_lock(self.settings().data_dir, on_wait=log.warning))
            yield self

    def settings(self) -> Settings:
        """The settings in force: the environment's, overridden by the run's config."""
        given: dict[str, Any] = {"data_dir": self.data_dir, "raw_dir": self.raw_dir}
        return Settings(**{name: value for name, value in given.items() if value})

    @property
    def variables(self) -> dict[str, Any]:
        """The user's dbt vars."""
        given: dict[str, Any] = json.loads(self.variables_json)
        return given

    def variable(self, name: str) -> Any:
        """A dbt var as it is in force."""
        return self.variables.get(name, project_variable(name))

    def dbt(self) -> Dbt:
        """dbt, parsed at most once per process."""
        if self._dbt is None:
            self._dbt = parsed_dbt(self.settings(), self.variables_json)
        return self._dbt

    def run_dbt(
        self, select: Mapping[str, str], ahead: Mapping[str, str], variables: dict[str, Any]
    ) -> Iterator[NodeResult]:
        """Builds and tests with dbt; yields results as they come.

        Args:
            select: nodes and tests: selectors by unique id. What an earlier call was ahead with is
                not built again.
            ahead: nodes and tests of later steps, to run meanwhile; their results come with them.
            variables: vars of this step, on top of the user's.
        """
        known = [self._ahead.pop(each) for each in list(self._ahead) if each in select]
        yield from known
        missing = select.keys() - {result.unique_id for result in known}
        if not missing or any(result.failed for result in known):
            return
        if ahead:
            self._ahead.clear()  # of an attempt before, if the step is tried again
        selectors = [selector for each, selector in select.items() if each in missing]
        for result in self.dbt().build(
            [*selectors, *ahead.values()], variables=variables, full_refresh=self.full_refresh
        ):
            if result.unique_id in ahead:
                self._ahead[result.unique_id] = result
            else:
                yield result

    def load_raw(self) -> raw.LoadReport:
        """Makes schema `raw` of the raw folder.

        Raises:
            RawDataError: says which files, columns and values are wrong.
        """
        settings, given = self.settings(), self.as_of_given()
        plan = make_plan(settings, given, self.variables)
        report = (load_into_spark if settings.is_spark else raw.load)(settings, plan)
        self._plan, self._as_of = report.plan, given or report.as_of
        refit.show(settings)
        return report

    def due_fits(self, project: Project) -> list[Recipe]:
        """The models that this run is to fit: on most days none.

        To be asked before what they learn from is built, since that leaves it unchanged.
        """
        if self.refit:
            return refit.recipes(project)
        if self._due_fits is None:
            notes = self.notes(project)
            self._due_fits = refit.due(
                self.settings(),
                project,
                self.as_of_date(),
                notes.is_changed if notes else lambda _: True,
            )
        return self._due_fits

    def fit(self, recipes: Sequence[Recipe]) -> list[Version]:
        """Fits models from the tables as they are, and shows them to the warehouse."""
        return refit.refit(self.settings(), recipes, self.as_of_date()) if recipes else []

    def refit_month(self, project: Project, month: date) -> list[Version]:
        """Fits that month's versions of the models that have one for each month."""
        monthly = [recipe for recipe in refit.recipes(project) if recipe.every_month]
        return refit.refit_month(self.settings(), monthly, month)

    def notes(self, project: Project) -> BuildNotes | None:
        """What need not be built again; None in a run that did not load the files.

        On Spark all but the event days is built anew: nothing would erase the note of a table that
        somebody builds by hand.
        """
        if self._notes is None and self._plan is not None and not self.settings().is_spark:
            self._notes = BuildNotes(
                self.settings(),
                project,
                self._plan,
                self.variables,
                full_refresh=self.full_refresh,
            )
        return self._notes

    @property
    def plan(self) -> raw.LoadPlan:
        """What this run's load took; loads if nothing has yet."""
        if self._plan is None:
            self.load_raw()
        assert self._plan is not None
        return self._plan

    def due_days(self) -> Days | None:
        """Event days that this run's load made due; None if there are none."""
        days = all_days(self.plan) if self.full_refresh else self.plan.event_days
        return widened(days, _timezone(self.variables)) if days else None

    def mark_aggregated(self) -> None:
        """Remembers that the models by event day have taken every file of this run's load."""
        if self._plan is not None:
            raw.mark_aggregated(self.settings(), self._plan)

    def as_of_given(self) -> date | None:
        """The user's `as_of`, if there is one."""
        return date.fromisoformat(self.as_of) if self.as_of else None

    def as_of_date(self) -> date:
        """The day that counts as now: given, or as far as the raw folder's data reach."""
        if self._as_of is None:
            self._as_of = make_plan(self.settings(), self.as_of_given(), self.variables).as_of
        return self._as_of


def make_plan(settings: Settings, as_of: date | None, variables: dict[str, Any]) -> raw.LoadPlan:
    """What a load would take; a given `as_of` wins over what the data say."""
    connectors = {**project_variable("connectors"), **variables.get("connectors", {})}
    plan = raw.plan(
        settings,
        today=as_of,
        lookback_days=variables.get("usage_lookback_days"),
        connectors=connectors,
        timezone=_timezone(variables),
    )
    return replace(plan, as_of=as_of) if as_of else plan


def _timezone(variables: dict[str, Any]) -> str:
    return str(variables.get("reporting_timezone") or project_variable("reporting_timezone"))


def all_days(plan: raw.LoadPlan) -> Days | None:
    """First and last day of all events."""
    days = [plan.days[file.path] for file in plan.event_files if file.path in plan.days]
    given = [(each.first, each.newest) for each in days if each.first and each.newest]
    return (min(each[0] for each in given), max(each[1] for each in given)) if given else None


_parsed: dict[tuple[Settings, str], Dbt] = {}


def parsed_dbt(settings: Settings, variables_json: str) -> Dbt:
    """The project with these settings and vars; parsed once in this process, whoever asks."""
    key = (settings, variables_json)
    if key not in _parsed:
        _parsed[key] = Dbt(settings, json.loads(variables_json))
    return _parsed[key]
