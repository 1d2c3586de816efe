"""Who uses a mart is written down as an exposure, and what is written down is so."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from end_to_end.pipeline import PROJECT_DIR, DataFolder

from dashboards.copy import PublishedCopy, Row
from dashboards.pages import PAGES, accounts

EXPOSURES = PROJECT_DIR / "models/exposures"
DECLARED = PROJECT_DIR / "dashboards/superset/declared"
OF_EVERY_BUILD = {"validation_results", "published_run"}  # no models: a build writes them


class Watched(PublishedCopy):
    """A copy that remembers which tables it was asked for, as DuckDB's parser understands it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.asked: set[str] = set()

    def rows(self, sql: str, parameters: Any = ()) -> list[Row]:
        with duckdb.connect() as parser:
            [(tree,)] = parser.execute("select json_serialize_sql(?)", [sql]).fetchall()
        self.asked |= set(_tables_in(json.loads(tree)))
        return super().rows(sql, parameters)


def _tables_in(tree: Any) -> Iterator[str]:
    """The tables of schemas in a parsed query; its own common table expressions have none."""
    if isinstance(tree, dict):
        if tree.get("type") == "BASE_TABLE" and tree.get("schema_name"):
            yield str(tree["table_name"])
        tree = list(tree.values())
    for inner in tree if isinstance(tree, list) else ():
        yield from _tables_in(inner)


@pytest.fixture
def watched(demo: DataFolder) -> Iterator[Watched]:
    with Watched(demo.path / "published") as copy:
        yield copy


@pytest.fixture(scope="module")
def exposures() -> dict[str, dict[str, Any]]:
    found = [each for path in EXPOSURES.glob("*.yml") for each in read(path)["exposures"]]
    return {exposure["name"]: exposure for exposure in found}


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def tables(exposure: dict[str, Any]) -> set[str]:
    return {match[1] for ref in exposure["depends_on"] if (match := re.search(r"'(\w+)'", ref))}


def named(make: Any) -> str:
    return str(make.__module__.rsplit(".", 1)[-1])


@pytest.mark.parametrize("make", PAGES, ids=named)
def test_page_asks_what_its_exposure_names(
    make: Any, watched: Watched, exposures: dict[str, dict[str, Any]]
) -> None:
    make(watched)
    assert watched.asked - OF_EVERY_BUILD == tables(exposures[f"page_{named(make)}"])


def test_account_pages_ask_what_their_exposure_names(
    watched: Watched, exposures: dict[str, dict[str, Any]]
) -> None:
    assert any(True for _ in accounts.pages(watched))
    assert watched.asked == tables(exposures["page_accounts"])


def test_postgres_gets_every_published_model(
    demo: DataFolder, exposures: dict[str, dict[str, Any]]
) -> None:
    published: Sequence[str] = list(demo.manifest["tables"])
    models = {label.split(".")[1] for label in published} - OF_EVERY_BUILD
    assert tables(exposures["postgres"]) == models


def test_dashboards_of_superset_ask_what_their_exposures_name(
    exposures: dict[str, dict[str, Any]],
) -> None:
    datasets = read(DECLARED / "datasets.yaml")
    for path in DECLARED.glob("*.yaml"):
        if path.stem == "datasets":
            continue
        charts = [chart for row in read(path)["rows"] for chart in row["charts"]]
        asked = {datasets[chart["dataset"]]["table"].split(".")[1] for chart in charts}
        assert asked == tables(exposures[f"superset_{path.stem}"])


def test_every_exposure_has_an_owner_and_a_maturity(exposures: dict[str, dict[str, Any]]) -> None:
    for name, exposure in exposures.items():
        assert exposure["owner"]["name"], name
        assert exposure["maturity"] in {"low", "medium", "high"}, name
