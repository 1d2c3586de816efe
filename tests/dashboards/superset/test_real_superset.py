"""A real Superset over a published copy that is switched under it. By hand: it takes minutes."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest
from end_to_end.pipeline import PROJECT_DIR, DataFolder

from dashboards.superset import numbers
from dashboards.superset.api import Api
from dashboards.superset.check import check_charts
from dashboards.superset.declared import dashboards
from dashboards.superset.make import assets, bundle
from dashboards.superset.server import environment, superset

pytestmark = pytest.mark.exhaustive

OVERVIEW = next(dashboard for dashboard in dashboards() if dashboard.title == "Overview")
MRR = next(chart for chart in OVERVIEW.charts() if chart.title == "MRR")


@pytest.fixture(scope="module")
def published(demo: DataFolder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A link to version `one`; `two` beside it has twice the MRR."""
    folder = tmp_path_factory.mktemp("switched")
    for version in ("one", "two"):
        (folder / version).mkdir()
        shutil.copy(demo.path / "published/saas360.duckdb", folder / version)
    with duckdb.connect(str(folder / "two/saas360.duckdb")) as connection:
        connection.execute("update metrics.monthly_revenue set mrr_end = 2 * mrr_end")
    (folder / "published").symlink_to("one")
    return folder / "published"


@pytest.fixture(scope="module")
def api(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    database = published / "saas360.duckdb"
    commands = environment(PROJECT_DIR / "data/superset/venv")
    with superset(commands, tmp_path_factory.mktemp("superset")) as server:
        session = Api(server)
        session.import_assets(bundle(assets(database, currency="USD", seen_at=database)))
        yield session


@pytest.fixture
def switch(published: Path) -> Iterator[Callable[[str], None]]:
    """Points the link at a version as a build does, and back at the end."""

    def to(version: str) -> None:
        fresh = published.with_name("fresh")
        fresh.symlink_to(version)
        fresh.replace(published)

    yield to
    to("one")


def test_every_chart_shows_the_published_number(api: Api, published: Path) -> None:
    database = published / "saas360.duckdb"
    faults = [fault for of in dashboards() for fault in check_charts(api, of, database)]
    assert faults == []


def test_the_first_answer_after_a_switch_is_of_the_new_version(
    api: Api, switch: Callable[[str], None]
) -> None:
    number = api.charts(OVERVIEW.slug)[MRR.title]
    before = numbers.number_of(MRR, api.rows(number))
    switch("two")
    assert numbers.number_of(MRR, api.rows(number)) == pytest.approx(2 * before)


def test_readers_that_never_stop_do_not_keep_the_old_version(
    api: Api, switch: Callable[[str], None]
) -> None:
    number = api.charts(OVERVIEW.slug)[MRR.title]
    before = numbers.number_of(MRR, api.rows(number))
    with ThreadPoolExecutor(6) as readers:
        reading = [readers.submit(api.rows, number) for _ in range(60)]
        reading[20].result()
        switch("two")
        after = [readers.submit(api.rows, number) for _ in range(20)]
        seen = {round(numbers.number_of(MRR, read.result()) / before, 6) for read in reading}
        assert seen <= {1, 2}
        for read in after:
            assert numbers.number_of(MRR, read.result()) == pytest.approx(2 * before)
