"""Builds the site beside the published tables and switches to it in one step.

`<version>/pages` is a link to the newest site of that version; readers see the whole old site or
the whole new one. Not here: what a page shows (`dashboards.pages`), how it looks (`templates/`).
"""

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dashboards.copy import PublishedCopy
from dashboards.pages import PAGES, accounts
from dashboards.render import FOLDER, Entry, Renderer
from saas360.dbt import Dbt
from saas360.dbt_docs import PAGE as DBT_DOCS
from saas360.dbt_docs import write_dbt_docs
from saas360.publish import MANIFEST
from saas360.publish import PAGES as PAGES_LINK
from saas360.settings import Settings

START = "index.html"
DATA_DOCS = "data_docs/index.html"


class NothingPublishedError(Exception):
    """There is no published copy yet: the message says how to make one."""


@dataclass(frozen=True)
class Site:
    """A site that was built: its first page, how many pages, and how long it took."""

    start: Path
    pages: int
    seconds: float


def build_site(settings: Settings, dbt: Dbt | None = None) -> Site:
    """Builds all pages of the published copy.

    Args:
        settings: where the published copy is.
        dbt: writes dbt docs; without it those of the site before stay.

    Raises:
        NothingPublishedError: there is none.
        OSError: the site can't be written; the old one stays.
    """
    started = time.perf_counter()
    version = settings.published.resolve()
    if not (version / MANIFEST).exists():
        raise NothingPublishedError(
            f"There is no published copy in {settings.published}. Make one with `saas360 build`."
        )
    folder = version / f"site-{time.time_ns()}"
    try:
        with PublishedCopy(version) as copy:
            copy.beside = _write_docs(folder, settings, dbt)
            pages = write_site(folder, copy)
        _switch(version, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _remove_old(version, folder)
    start = settings.published / PAGES_LINK / START
    return Site(start, pages, time.perf_counter() - started)


def _write_docs(folder: Path, settings: Settings, dbt: Dbt | None) -> dict[str, str]:
    """Puts what others write about the data beside the pages; gives addresses by name."""
    beside = {}
    folder.mkdir(parents=True)
    if dbt is not None:
        write_dbt_docs(settings, folder, dbt)
    elif (former := settings.published / PAGES_LINK / DBT_DOCS).exists():
        shutil.copyfile(former, folder / DBT_DOCS)
    if (folder / DBT_DOCS).exists():
        beside["dbt docs: every model, column, test and their lineage"] = DBT_DOCS
    if (settings.data_docs / START).exists():
        shutil.copytree(settings.data_docs, folder / "data_docs")
        beside["Data Docs: results of every expectation (styled from the network)"] = DATA_DOCS
    return beside


def write_site(folder: Path, copy: PublishedCopy) -> int:
    """Writes assets and pages; gives the number of pages."""
    assets = folder / "assets"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(FOLDER / "static", assets)
    shutil.copyfile(_plotly(), assets / "plotly.min.js")
    written = 0
    for path, text in _texts(copy):
        target = folder / path
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8")
        written += 1
    return written


def _texts(copy: PublishedCopy) -> Iterator[tuple[str, str]]:
    """Each page's path in the site, and its text."""
    pages = [make(copy) for make in PAGES]
    renderer = Renderer(copy, [Entry(page.slug, page.title) for page in pages])
    for page in pages:
        yield f"{page.slug}.html", renderer.html(page)
    for page in accounts.pages(copy):
        yield f"{page.slug}.html", renderer.html(page, root="../", current="customers")


def _plotly() -> Path:
    """Plotly's script, as its Python package carries it."""
    from importlib.resources import files

    return Path(str(files("plotly") / "package_data" / "plotly.min.js"))


def _switch(version: Path, folder: Path) -> None:
    """Points the link at the site, atomically."""
    fresh = version / f".{PAGES_LINK}-{folder.name}"
    fresh.symlink_to(folder.name)
    fresh.replace(version / PAGES_LINK)


def _remove_old(version: Path, current: Path) -> None:
    """Removes earlier sites of this version, and what a killed build of one left."""
    for folder in version.glob("site-*"):
        if folder != current:
            shutil.rmtree(folder, ignore_errors=True)
    for link in version.glob(f".{PAGES_LINK}-*"):
        link.unlink(missing_ok=True)
