"""The static site of Great Expectations' Data Docs: the newest results of every table.

Results are kept as files under `<data_dir>/gx`, one folder per layer and table, so that a gate
renders the pages of what it has checked and the index still lists all.
"""

import re
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from expectations import gx
from expectations.results import SuiteResult
from saas360.settings import Settings

SITE = "data_docs"
REMOTE_LOGO = re.compile(r"https://great-expectations-web-assets[^\"']*")


def build_data_docs(settings: Settings, suite_results: Sequence[SuiteResult]) -> Path:
    """Renders the pages of these suites, and the index of all that were ever rendered.

    Args:
        settings: says where the site lies; it is created.
        suite_results: results of `run_suite`; each replaces the earlier ones of its tables.

    Returns:
        The site's index page.
    """
    with gx.quiet():
        context = _context(settings)
        for suite_result in suite_results:
            for table in suite_result.validations:
                _forget(settings, suite_result.layer, table)
        keys = [key for result in suite_results for key in _store(context, result)]
        context.build_data_docs(site_names=[SITE], resource_identifiers=keys)
    _stop_calling_home(settings.data_docs)
    return settings.data_docs / "index.html"


def _stop_calling_home(site: Path) -> None:
    """Shows the logo from the site itself: the maker's address tells them of every look.

    Style sheets and scripts still come from public networks; without them a page is plain.
    """
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        up = "../" * (len(page.relative_to(site).parts) - 1)
        local = REMOTE_LOGO.sub(f"{up}static/images/logo-long.png", text)
        if local != text:
            page.write_text(local, encoding="utf-8")


def _context(settings: Settings) -> Any:
    """A context whose results and suites are files, and whose one site is ours."""
    gx.load()
    from great_expectations.data_context.data_context.ephemeral_data_context import (
        EphemeralDataContext,
    )
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    defaults = InMemoryStoreBackendDefaults()
    stores: dict[str, Any] = defaults.stores
    suites = {**_files(_kept(settings) / "suites"), "filepath_suffix": ".json"}
    stores[defaults.expectations_store_name]["store_backend"] = suites
    results = _files(_kept(settings) / "results")
    stores[defaults.validation_results_store_name]["store_backend"] = results
    config = DataContextConfig(
        store_backend_defaults=defaults,
        progress_bars=ProgressBarsConfig(globally=False),
        analytics_enabled=False,
        data_docs_sites={
            SITE: {
                "class_name": "SiteBuilder",
                "show_how_to_buttons": False,
                "store_backend": _files(settings.data_docs),
                "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            }
        },
    )
    return EphemeralDataContext(project_config=config)


def _files(folder: Path) -> dict[str, str]:
    return {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)}


def _kept(settings: Settings) -> Path:
    return settings.data_dir.resolve() / "gx"


def _forget(settings: Settings, layer: str, table: str) -> None:
    """Removes what earlier runs left of a table: pages, suite and results."""
    kinds = [_kept(settings) / kind for kind in ("suites", "results")]
    kinds += [settings.data_docs / kind for kind in ("expectations", "validations")]
    for folder in (kind / layer for kind in kinds):
        shutil.rmtree(folder / table, ignore_errors=True)
        for file in (folder / f"{table}.json", folder / f"{table}.html"):
            file.unlink(missing_ok=True)


def _store(context: Any, suite_result: SuiteResult) -> list[Any]:
    """Stores a layer's suites and results; gives the identifiers of their pages."""
    from great_expectations import ExpectationSuite
    from great_expectations.core.run_identifier import RunIdentifier
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    run_name = next((result.run_id for result in suite_result.results), "unknown")
    run = RunIdentifier(run_name=run_name, run_time=datetime.now(UTC))
    keys: list[Any] = []
    for validation in suite_result.validations.values():
        if validation is None:
            continue
        name = validation.suite_name
        configurations = [outcome.expectation_config for outcome in validation.results]
        context.suites.add(ExpectationSuite(name=name, expectations=configurations))
        suite_key = ExpectationSuiteIdentifier(name)
        key = ValidationResultIdentifier(
            expectation_suite_identifier=suite_key, run_id=run, batch_identifier=name
        )
        context.validation_results_store.set(key, validation)
        keys += [suite_key, key]
    return keys
