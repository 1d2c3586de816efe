"""The dbt project as a graph of layers: what is built in which step, and which test checks what.

Read from dbt's manifest, so that no model is named in Python. Folder = schema = layer. A step is
what one dbt invocation builds, with a gate at its end: usually a layer.

Not here: running anything (`saas360.dbt`), Dagster's view of it (`orchestration.dbt_assets`).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any

from saas360.dbt import Dbt, is_parsed, manifest_file
from saas360.settings import Settings

RAW = "raw"
FITTED = "fitted"
UNIQUE = "unique"
KEY_TESTS = (UNIQUE, "unique_combination")
DAILY_TAG = "daily"
DAILY_SUFFIX = "_daily"
PUBLISHED_LAYERS = ("customer_360", "metrics", "quality")
# Layers without a gate of their own are built with the one that checks them.
# The marts stand side by side above the published copy: one step, and one gate, for all of them.
BUILT_WITH = {
    "seeds": "staging",
    "connectors": "staging",
    **dict.fromkeys(PUBLISHED_LAYERS, "marts"),
}


@dataclass(frozen=True)
class Node:
    """A source table, model, seed or snapshot.

    Attributes:
        layer: its schema, hence its folder; `raw` for sources.
        columns: column name to what its YAML says (description, data_type, config.meta).
        parents: unique ids that it reads.
        is_daily: whether it is built by event day.
        fits: of a table that models learn from: which models, and how (`saas360.fitting.refit`).
    """

    unique_id: str
    name: str
    layer: str
    kind: str
    description: str
    columns: Mapping[str, Mapping[str, Any]]
    parents: tuple[str, ...]
    selector: str
    is_daily: bool
    materialized: str
    fits: Mapping[str, Any] | None = None

    @property
    def step(self) -> str:
        """The step that builds it, if no layers need each other."""
        if self.layer == RAW:
            return RAW
        return (
            self.layer + DAILY_SUFFIX if self.is_daily else BUILT_WITH.get(self.layer, self.layer)
        )

    @property
    def personal_columns(self) -> list[str]:
        """Columns marked `personal: true`: they stay out of the published copy."""
        return [
            name
            for name, column in self.columns.items()
            if column.get("config", {}).get("meta", {}).get("personal")
        ]


@dataclass(frozen=True)
class Test:
    """A data test, the node whose check it is, and all nodes that it looks at."""

    unique_id: str
    name: str
    node: str
    parents: tuple[str, ...]
    step: str
    description: str
    is_warning: bool
    selector: str


class Project:
    """Nodes, tests and steps of a parsed project.

    Args:
        manifest: dbt's manifest.json.
    """

    def __init__(self, manifest: Mapping[str, Any]) -> None:
        self.manifest = manifest

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Every source, model, seed and snapshot, by unique id."""
        found = [_node(source) for source in self.manifest["sources"].values()]
        found += [
            _node(node)
            for node in self.manifest["nodes"].values()
            if node["resource_type"] in ("model", "seed", "snapshot")
            and node["config"].get("materialized") != "ephemeral"
        ]
        return {node.unique_id: node for node in _with_training(found)}

    @property
    def training_tables(self) -> list[Node]:
        """The tables that models learn from."""
        return [node for node in self.nodes.values() if node.fits]

    def features_of(self, node: Node) -> Node:
        """The table of a training table's features; itself where that is wide."""
        assert node.fits is not None
        if not isinstance(node.fits["features"], str):
            return node
        return next(each for each in self.nodes.values() if each.name == node.fits["features"])

    @cached_property
    def steps(self) -> dict[str, list[Node]]:
        """What each step builds, in the order in which they are built; `raw` first.

        Layers that need each other are built in turns: what can be built of the one, then the
        other, then the rest of the first under the name `<layer>_2`.
        """
        remaining = set(self.nodes)
        built: dict[str, list[Node]] = {}
        while remaining:
            turns = {step: self._buildable(step, remaining) for step in self._steps_of(remaining)}
            whole = [step for step in turns if len(turns[step]) == self._size(step, remaining)]
            step = min(whole) if whole else max(turns, key=lambda name: (len(turns[name]), name))
            turn = 1 + sum(name.split("__")[0] == step for name in built)
            built[step if turn == 1 else f"{step}__{turn}"] = turns[step]
            remaining -= {node.unique_id for node in turns[step]}
        return built

    def in_order(self, nodes: Iterable[Node]) -> list[Node]:
        """Nodes, each after those that it reads."""
        chosen = {node.unique_id: node for node in nodes}
        order = TopologicalSorter({each: node.parents for each, node in chosen.items()})
        return [chosen[each] for each in order.static_order() if each in chosen]

    def _steps_of(self, unique_ids: set[str]) -> set[str]:
        return {self.nodes[unique_id].step for unique_id in unique_ids}

    def _size(self, step: str, remaining: set[str]) -> int:
        return sum(self.nodes[unique_id].step == step for unique_id in remaining)

    def _buildable(self, step: str, remaining: set[str]) -> list[Node]:
        """The nodes of a step that need nothing but each other and what is built already."""
        chosen = {unique_id for unique_id in remaining if self.nodes[unique_id].step == step}
        while blocked := {
            unique_id
            for unique_id in chosen
            if any(
                parent in remaining and parent not in chosen
                for parent in self.nodes[unique_id].parents
            )
        }:
            chosen -= blocked
        return [node for node in self.nodes.values() if node.unique_id in chosen]

    @cached_property
    def tests(self) -> list[Test]:
        """Every enabled data test; it runs with the last of the steps that it looks at."""
        step_of = {node.unique_id: step for step, nodes in self.steps.items() for node in nodes}
        order = {step: position for position, step in enumerate(self.steps)}
        found = []
        for test in self.manifest["nodes"].values():
            if test["resource_type"] != "test":
                continue
            parents = [
                self.nodes[parent] for parent in test["depends_on"]["nodes"] if parent in self.nodes
            ]
            if not parents:
                continue
            step = max((step_of[node.unique_id] for node in parents), key=order.__getitem__)
            in_step = [node.unique_id for node in parents if step_of[node.unique_id] == step]
            attached = test.get("attached_node")
            found.append(
                Test(
                    unique_id=test["unique_id"],
                    name=test["name"],
                    node=attached if attached in in_step else in_step[0],
                    parents=tuple(node.unique_id for node in parents),
                    step=step,
                    description=test.get("description") or _claim(test),
                    is_warning=is_warning(test),
                    selector="fqn:" + ".".join(test["fqn"]),
                )
            )
        return found

    def tests_of(self, step: str) -> list[Test]:
        """What a step tests."""
        return [test for test in self.tests if test.step == step]

    def key_of(self, node: Node) -> tuple[str, ...]:
        """The columns that no two of its rows share the values of, as a critical test has it.

        The shortest such key, and of those the one whose columns come first in the YAML; none if
        nothing of the kind is tested.
        """
        order = {name: position for position, name in enumerate(node.columns)}
        keys = self._keys.get(node.unique_id, [])
        return min(keys, key=lambda key: (len(key), [order[each] for each in key]), default=())

    @cached_property
    def _keys(self) -> dict[str, list[tuple[str, ...]]]:
        """The keys that are tested over whole tables, by the unique id of the node."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for test in self.manifest["nodes"].values():
            kind = (test.get("test_metadata") or {}).get("name")
            if kind not in KEY_TESTS or test["config"]["where"] or is_warning(test):
                continue
            arguments = test["test_metadata"]["kwargs"]
            columns = [test["column_name"]] if kind == UNIQUE else arguments["columns"]
            found.setdefault(test["attached_node"], []).append(tuple(columns))
        return found

    def published(self) -> list[Node]:
        """What readers get to see."""
        return [node for node in self.nodes.values() if node.layer in PUBLISHED_LAYERS]


def load_project(settings: Settings, dbt: Dbt | None = None) -> Project:
    """The project as it stands in the files.

    Args:
        settings: says where dbt's artifacts lie.
        dbt: parses with its own vars; without it, with none. What is parsed already serves as
            long as it is current.
    """
    dbt = dbt or Dbt(settings)
    if not is_parsed(settings, dbt.variables):
        dbt.manifest  # noqa: B018  (parses and writes the file)
    return Project(json.loads(manifest_file(settings).read_bytes()))


def _node(entry: Mapping[str, Any]) -> Node:
    return Node(
        unique_id=entry["unique_id"],
        name=entry.get("alias") or entry.get("identifier") or entry["name"],
        layer=entry["schema"],
        kind=entry["resource_type"],
        description=entry["description"],
        columns=entry["columns"],
        parents=tuple(entry.get("depends_on", {}).get("nodes", ())),
        selector="fqn:" + ".".join(entry["fqn"]),
        is_daily=DAILY_TAG in entry["tags"],
        materialized=entry["config"].get("materialized", "source"),
        fits=entry["config"].get("meta", {}).get("fits"),
    )


def _with_training(nodes: Iterable[Node]) -> list[Node]:
    """The nodes; what is fitted reads the tables that models learn from, which dbt can't know."""
    found = list(nodes)
    training = [node for node in found if node.fits]
    names = {node.name for node in training}
    names |= {
        node.fits["features"]
        for node in training
        if node.fits and isinstance(node.fits["features"], str)
    }
    read = tuple(node.unique_id for node in found if node.name in names)
    return [replace(node, parents=read) if node.layer == FITTED else node for node in found]


def is_warning(test: Mapping[str, Any]) -> bool:
    """Whether a test of the manifest only warns."""
    return bool(test["config"]["severity"].lower() == "warn")


def _claim(test: Mapping[str, Any]) -> str:
    """What a generic test without a description of its own says, in words."""
    metadata = test.get("test_metadata")
    if not metadata:
        return str(test["name"]).replace("_", " ")
    column = test.get("column_name")
    return f"{column}: {metadata['name']}" if column else str(metadata["name"])
