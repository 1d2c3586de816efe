"""The demo company's pages, built once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from end_to_end.pipeline import DataFolder

from dashboards.copy import PublishedCopy
from dashboards.site import write_site


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
