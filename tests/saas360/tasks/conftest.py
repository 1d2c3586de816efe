"""A published copy with a handful of tasks, and a tool that takes them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from published_tasks import Published
from receiver import Receiver, receiving


@pytest.fixture
def published(tmp_path: Path) -> Published:
    """Seven tasks, of which four are open: t1 to t3 and t7."""
    return Published(tmp_path)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A tool that takes tasks."""
    with receiving() as found:
        yield found
