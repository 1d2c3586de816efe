"""Great Expectations, imported when it is first needed, and rules turned into its expectations."""

import importlib.util
import logging
import os
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from expectations import dialect
from expectations.rules import Rule

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


def _put_off(name: str) -> None:
    """Has a module imported when something of it is first used."""
    parent, _, child = name.rpartition(".")
    spec = importlib.util.find_spec(name)
    if name in sys.modules or spec is None or spec.loader is None:
        return
    spec.loader = importlib.util.LazyLoader(spec.loader)
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if parent:
        setattr(sys.modules[parent], child, module)


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


@contextmanager
def open_datasource(database: Path) -> Iterator[Any]:
    """A datasource on a DuckDB file, closed for good at the end."""
    dialect.register()
    datasource = new_context().data_sources.add_sql(
        "warehouse",
        connection_string=dialect.url(database),
        create_temp_table=False,
        kwargs=dialect.engine_options(database),
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
