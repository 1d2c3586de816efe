"""Great Expectations, imported when it is first needed, and rules turned into its expectations."""

import importlib
import logging
import os
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import duckdb

from expectations.engines import url_and_options
from expectations.rules import Rule, not_null, row_count, unique
from saas360.settings import Settings

# What it imports for one expectation that we do not use: a third of the time.
SELDOM_USED = ("scipy.stats", "altair")

_lock = threading.Lock()


def load() -> Any:
    """Imports Great Expectations, silent and without analytics; takes some seconds once."""
    with _lock:
        os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
        with quiet():
            for name in SELDOM_USED:
                _put_off(name)
            import great_expectations
            import great_expectations.expectations
        logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
    return great_expectations


class _Later(ModuleType):
    """Stands for a module until something of it is first used.

    Not `importlib.util.LazyLoader`: its modules are loaded by the mere statement `import`.
    """

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        module = importlib.import_module(self.__name__)
        self.__dict__.update(module.__dict__)
        return getattr(module, name)


def _put_off(name: str) -> None:
    """Has a module imported when something of it is first used."""
    if name in sys.modules:
        return
    sys.modules[name] = module = _Later(name)
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(importlib.import_module(parent), child, module)


@contextmanager
def quiet() -> Iterator[None]:
    """No warnings of Great Expectations on the console: its results say what matters."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def new_context() -> Any:
    """A data context that lives in memory and draws no progress bars."""
    context = load().get_context(mode="ephemeral")
    # It would write its whole configuration as YAML, to nowhere, for every table that it gets.
    context._save_project_config = lambda *_: None
    context.variables.progress_bars = {"globally": False}
    return context


def expectation_of(rule: Rule) -> Any:
    """The expectation that checks a rule, which it carries by name in its meta data.

    Raises:
        Exception: whatever Great Expectations finds wrong with the rule's arguments.
    """
    kind = getattr(load().expectations, rule.expectation)
    return kind(
        **rule.arguments,
        severity=rule.severity,
        description=f"{rule.name}: {rule.description}",
        meta={"rule": rule.name, "severity": rule.severity},
    )


def rehearse() -> None:
    """Checks a table of one row: what the first check of a process needs is there afterwards."""
    with TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), target="duckdb")
        with duckdb.connect(str(settings.warehouse)) as connection:
            connection.execute("create table main.tried as select 1 as number")
        rules = [row_count(1, None, "It has rows."), not_null("number"), unique("number")]
        with open_datasource(settings) as datasource, quiet():
            validate(datasource, "main", "tried", [expectation_of(rule) for rule in rules])


@contextmanager
def open_datasource(settings: Settings) -> Iterator[Any]:
    """A datasource on the warehouse, closed for good at the end."""
    url, options = url_and_options(settings)
    datasource = new_context().data_sources.add_sql(
        "warehouse", connection_string=url, create_temp_table=False, kwargs=options
    )
    try:
        yield datasource
    finally:
        # It has one engine to look at tables and another one to check them.
        datasource.get_engine().dispose()
        datasource.get_execution_engine().engine.dispose()


def validate(datasource: Any, schema: str, table: str, expectations: list[Any]) -> Any:
    """Checks expectations on one table.

    Args:
        datasource: from `open_datasource`.
        schema: the table's schema.
        table: the table or view.
        expectations: with distinct `meta["rule"]`.

    Returns:
        Great Expectations' `ExpectationSuiteValidationResult`.
    """
    name = f"{schema}.{table}"
    asset = datasource.add_table_asset(name, table_name=table, schema_name=schema)
    batch = asset.add_batch_definition_whole_table("all").get_batch()
    suite = load().ExpectationSuite(name=name, expectations=expectations)
    validation = batch.validate(suite, result_format="BASIC")
    validation.suite_name = name
    return validation
