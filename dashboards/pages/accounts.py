"""A page per account."""

from collections.abc import Iterator

from dashboards.blocks import Page
from dashboards.copy import PublishedCopy


def pages(copy: PublishedCopy) -> Iterator[Page]:
    """All of them."""
    yield from ()
