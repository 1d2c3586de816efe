"""What all tests share: a place for the parsed project."""

import os
import shutil
import tempfile

import pytest
from parsed_project import PLACE


def pytest_configure() -> None:
    """Makes the place; workers find it in the environment that they are given."""
    os.environ.setdefault(PLACE, tempfile.mkdtemp(prefix="parsed_"))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Takes it away at the end of all tests."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(PLACE), ignore_errors=True)
