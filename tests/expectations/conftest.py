"""The small warehouse, built once and copied for every test."""

import shutil
from pathlib import Path

import pytest
from small_warehouse import Warehouse, build

from saas360.settings import Settings


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse in which every rule holds; not to be changed."""
    return build(tmp_path_factory.mktemp("warehouse")).settings.warehouse


@pytest.fixture
def warehouse(built_once: Path, tmp_path: Path) -> Warehouse:
    """A warehouse of the test's own, in which every rule holds."""
    settings = Settings(data_dir=tmp_path)
    shutil.copyfile(built_once, settings.warehouse)
    return Warehouse(settings)
