"""A site is there whole, the old one or the new, whatever fails and whatever is published."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from dashboards import site as module
from dashboards.copy import PublishedCopy
from dashboards.site import NothingPublishedError, build_site
from saas360.publish import Table, publish
from saas360.settings import Settings
from saas360.summary import pages_address

NUMBERS = Table("metrics", "numbers", "One row per number.", {"number": "A number."})


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A tiny warehouse; pages that name its run, so that it is seen whose they are."""

    def write_site(folder: Path, copy: PublishedCopy) -> int:
        folder.mkdir(exist_ok=True)
        (folder / "index.html").write_text(copy.manifest["run_id"])
        return 1

    monkeypatch.setattr(module, "write_site", write_site)
    settings = Settings(data_dir=tmp_path)
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("create schema metrics; create table metrics.numbers as select 1 number")
    return settings


def publish_as(settings: Settings, run_id: str) -> None:
    publish(settings, [NUMBERS], run_id=run_id, as_of=date(2026, 10, 31), currency="USD", gates={})


def shown(settings: Settings) -> str:
    return (settings.published / "pages" / "index.html").read_text()


def test_old_pages_are_shown_until_the_new_ones_are_whole(settings: Settings):
    publish_as(settings, "one")
    build_site(settings)
    publish_as(settings, "two")
    assert shown(settings) == "one"
    assert pages_address(settings) is None
    site = build_site(settings)
    assert shown(settings) == "two"
    assert pages_address(settings) == site.start.as_uri()


def test_pages_that_are_still_shown_outlive_their_version(settings: Settings):
    publish_as(settings, "one")
    build_site(settings)
    for run_id in ("two", "three", "four", "five"):
        publish_as(settings, run_id)
    assert shown(settings) == "one"


def test_site_that_fails_leaves_the_old_one_and_no_rest(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    publish_as(settings, "one")
    build_site(settings)
    before = {path.name for path in settings.published.iterdir()}

    def fail(_: Path, __: PublishedCopy) -> int:
        raise OSError("No space left on device")

    monkeypatch.setattr(module, "write_site", fail)
    with pytest.raises(OSError, match="No space"):
        build_site(settings)
    assert shown(settings) == "one"
    assert {path.name for path in settings.published.iterdir()} == before


def test_building_again_keeps_one_site(settings: Settings):
    publish_as(settings, "one")
    build_site(settings)
    build_site(settings)
    assert len(list(settings.published.glob("site-*"))) == 1


def test_without_a_published_copy_it_says_what_to_do(tmp_path: Path):
    with pytest.raises(NothingPublishedError, match="saas360 build"):
        build_site(Settings(data_dir=tmp_path))
