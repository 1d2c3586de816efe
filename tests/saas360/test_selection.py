"""Names that are looked up mean what dbt takes them to mean."""

from pathlib import Path

import pytest
from dbt.contracts.graph.manifest import Manifest
from dbt.graph.selector_methods import QualifiedNameSelectorMethod
from parsed_project import PARTIAL_PARSE_FILE_NAME, parsed

from saas360.selection import NamesLookedUp


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    return Manifest.from_msgpack((Path(parsed()) / PARTIAL_PARSE_FILE_NAME).read_bytes())


@pytest.mark.parametrize(
    "selector",
    [
        "saas360.staging.billing.stg_billing__plans",
        "staging.billing.stg_billing__plans",
        "stg_billing__plans",
        "billing.stg_billing__plans",  # nothing: folders count from the top
        "saas360.staging",
        "staging.billing",
        "saas360",
        "stg_billing__*",
        "saas360.staging.*",
        "nowhere",
        "revenue_coverage",
    ],
)
def test_a_name_means_what_dbt_takes_it_to_mean(manifest: Manifest, selector: str) -> None:
    everything = {*manifest.nodes, *manifest.exposures, *manifest.unit_tests}
    for included in (everything, set(sorted(everything)[::2])):
        found, expected = (
            list(method(manifest, None, []).search(included, selector))
            for method in (NamesLookedUp, QualifiedNameSelectorMethod)
        )
        assert sorted(found) == sorted(expected)


def test_every_node_is_found_by_its_whole_name(manifest: Manifest) -> None:
    theirs = QualifiedNameSelectorMethod(manifest, None, [])
    ours = NamesLookedUp(manifest, None, [])
    for node in list(manifest.nodes.values())[::20]:
        name = ".".join(node.fqn)
        assert set(ours.search(set(manifest.nodes), name)) == set(
            theirs.search(set(manifest.nodes), name)
        )


def test_models_with_versions_are_left_to_dbt(
    manifest: Manifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = manifest.nodes["model.saas360.stg_billing__plans"]
    monkeypatch.setattr(model, "version", 2)
    monkeypatch.setattr("saas360.selection._last", None)
    assert NamesLookedUp(manifest, None, []).names() is None
    monkeypatch.setattr("saas360.selection._last", None)
