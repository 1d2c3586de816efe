"""What all tests share: a place for the parsed project, a demo company and a browser, made once."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from end_to_end.pipeline import DataFolder
from parsed_project import PLACE
from playwright.sync_api import Browser, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def pytest_configure() -> None:
    """Makes the place; workers find it in the environment that they are given."""
    os.environ.setdefault(PLACE, tempfile.mkdtemp(prefix="parsed_"))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Takes it away at the end of all tests."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(PLACE), ignore_errors=True)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> DataFolder:
    """`saas360 demo --scale 0.1 --seed 1`, made and built. Not to be written to.

    Who works on pages or tests may name one that is built already by SAAS360_TEST_DEMO.
    """
    if built := os.environ.get("SAAS360_TEST_DEMO"):
        return DataFolder(Path(built))
    return _built_once("demo", 0.1, tmp_path_factory, worker_id)


@pytest.fixture(scope="session")
def large_demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> DataFolder:
    """`saas360 demo --scale 1 --seed 1`, made and built, or SAAS360_TEST_LARGE_DEMO; likewise."""
    if built := os.environ.get("SAAS360_TEST_LARGE_DEMO"):
        return DataFolder(Path(built))
    return _built_once("large_demo", 1, tmp_path_factory, worker_id)


def _built_once(
    name: str, scale: float, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> DataFolder:
    """A demo: the first worker of pytest that needs it makes it, the others wait."""
    folder = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        folder = folder.parent
    company = DataFolder(folder / name)
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (company.path / "published").exists():
            outcome = company.demo(scale, seed=1)
            assert outcome.status == 0, outcome.output
    return company


@pytest.fixture(scope="session")
def copy_of_demo(
    demo: DataFolder, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], DataFolder]:
    """Copies the built demo, times of files included, so that a build goes on from there."""

    def copy(name: str) -> DataFolder:
        path = tmp_path_factory.mktemp(name)
        shutil.copytree(demo.path, path, symlinks=True, dirs_exist_ok=True)
        return DataFolder(Path(path))

    return copy


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window; one for all, since Playwright runs once per process."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Chromium is not installed.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()
