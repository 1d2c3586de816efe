"""The demo company's pages, built once, and a browser to look at them."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from end_to_end.pipeline import DataFolder
from playwright.sync_api import Browser, sync_playwright

from dashboards.copy import PublishedCopy
from dashboards.site import write_site

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def published(demo: DataFolder) -> Iterator[PublishedCopy]:
    """The demo company's published copy."""
    with PublishedCopy(demo.path / "published") as copy:
        yield copy


@pytest.fixture(scope="session")
def site(published: PublishedCopy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all pages of the demo company."""
    folder = tmp_path_factory.mktemp("site") / "pages"
    write_site(folder, published)
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Chromium is not installed.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()
