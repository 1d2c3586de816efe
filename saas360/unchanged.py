"""What need not be built again: tables whose inputs are those that they were built from.

A node's inputs are its own code, the macros, the vars, `as_of` if it asks for it, and its parents'
inputs, down to the versions of raw files. Their fingerprint is noted in `quality.built_from` once
the node was built and its gate was open. Whoever builds it again, be it by hand, erases its note
first (macro `forget_inputs`): no note outlives its table, whenever a build is killed. A note also
says whether all checks held; those of a table with a warning are executed in every build, so that
the warning stays in sight.

Which days of the models by event day are due is the loader's business; here their note only says
which run built days last, so that what reads them follows.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb

from saas360.project import RAW, Node, Project, Test
from saas360.raw import LoadPlan
from saas360.raw.ledger import insert, open_warehouse
from saas360.settings import PROJECT_DIR, Settings

NOTES = "quality.built_from"
CODE_BESIDE_DBT = ("dbt_project.yml", "expectations/**/*.py", "saas360/**/*.py")
AS_OF = "as_of_date("
# All of staging calls this macro, which asks for `as_of` only where a source's YAML does.
REJECTS = "reject_condition"


@dataclass(frozen=True)
class Note:
    """What a table was built from, and whether every check of it held."""

    inputs: str
    is_flawless: bool


class BuildNotes:
    """What the tables at hand were built from, and what they would be built from now.

    Args:
        settings: where the warehouse is.
        project: the parsed project.
        plan: the load that this run goes by.
        variables: the user's vars.
        full_refresh: everything counts as changed.
    """

    def __init__(
        self,
        settings: Settings,
        project: Project,
        plan: LoadPlan,
        variables: Mapping[str, Any],
        *,
        full_refresh: bool = False,
    ) -> None:
        self._settings, self._project, self._plan = settings, project, plan
        self._common = _digest([_code_beside_dbt(), _macros(project.manifest), dict(variables)])
        self._noted: dict[str, Note] = {} if full_refresh else _read(settings)
        self._current = self._fingerprints()

    def is_changed(self, node: Node) -> bool:
        """Whether a node must be built: its inputs are others, or not known."""
        noted = self._noted.get(node.unique_id)
        if noted is None:
            return True
        return not node.is_daily and noted.inputs != self._current[node.unique_id]

    def must_be_checked(self, node: Node) -> bool:
        """Whether a node's checks must be executed: it changed, or one of them did not hold."""
        return self.is_changed(node) or not self._noted[node.unique_id].is_flawless

    def is_due(self, test: Test) -> bool:
        """Whether a test must run: it asks for the day, or looks at what must be checked."""
        nodes = [self._project.nodes[each] for each in test.parents]
        asks_for_day = uses_as_of(self._project.manifest, test.unique_id)
        return asks_for_day or any(self.must_be_checked(node) for node in nodes)

    def forget(self, nodes: Collection[Node]) -> None:
        """Erases the notes of nodes that are about to be built or checked."""
        for node in nodes:
            self._noted.pop(node.unique_id, None)
        if any(node.is_daily for node in nodes):
            self._current = self._fingerprints()  # what reads them is to follow
        _write(self._settings, dict.fromkeys((node.unique_id for node in nodes), None))

    def write(self, built: Collection[Node], flawless: Collection[Node], run_id: str) -> None:
        """Notes that nodes are built and checked, and that their gate was open.

        A node of which a parent is out of date gets no note: a selection may build it without.

        Args:
            built: the nodes that were built or checked.
            flawless: those of them of which every check held.
            run_id: the run that did it.
        """
        fresh: dict[str, Note] = {}
        nodes = self._project.nodes
        for node in self._project.in_order(built):
            if any(self.is_changed(nodes[each]) for each in node.parents if each in nodes):
                continue
            inputs = run_id if node.is_daily else self._current[node.unique_id]
            fresh[node.unique_id] = self._noted[node.unique_id] = Note(inputs, node in flawless)
            if node.is_daily:
                self._current = self._fingerprints()  # what reads its days is to follow
        _write(self._settings, fresh)

    def _fingerprints(self) -> dict[str, str]:
        """The fingerprint of each node's inputs."""
        manifest = self._project.manifest
        known: dict[str, str] = {}
        for node in self._project.in_order(self._project.nodes.values()):
            inputs: list[Any] = [self._common, _code(manifest, node.unique_id)]
            # Some expectations look a few years ahead: every month all is built and checked anew.
            inputs.append(self._plan.as_of.replace(day=1))
            inputs.append(self._plan.as_of if uses_as_of(manifest, node.unique_id) else None)
            if node.layer == RAW:
                files = self._plan.files.get(node.name, ())
                inputs += sorted((file.path, *map(str, file.version)) for file in files)
            elif node.is_daily:
                noted = self._noted.get(node.unique_id)
                inputs = [noted.inputs if noted else None]
            known[node.unique_id] = _digest(
                inputs + [known[parent] for parent in node.parents if parent in known]
            )
        return known


def uses_as_of(manifest: Mapping[str, Any], unique_id: str) -> bool:
    """Whether a node's or test's SQL asks for `as_of`, through macros or a source's rejects."""
    entry = manifest["nodes"].get(unique_id)
    if entry is None:
        return False
    sources = manifest["sources"]
    parents = [sources[each] for each in entry["depends_on"]["nodes"] if each in sources]
    if AS_OF in (entry.get("raw_code") or "") or "{as_of}" in json.dumps(
        [parent["config"] for parent in parents], default=str
    ):
        return True
    waiting, seen = list(entry["depends_on"].get("macros", ())), set()
    while waiting:
        macro = manifest["macros"].get(waiting.pop())
        if macro is None or macro["unique_id"] in seen or macro["name"] == REJECTS:
            continue
        if AS_OF in macro["macro_sql"]:
            return True
        seen.add(macro["unique_id"])
        waiting += macro["depends_on"]["macros"]
    return False


def _digest(inputs: Any) -> str:
    text = json.dumps(inputs, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _code(manifest: Mapping[str, Any], unique_id: str) -> dict[str, Any]:
    entry = manifest["nodes"].get(unique_id) or manifest["sources"][unique_id]
    return {name: entry.get(name) for name in ("raw_code", "checksum", "columns", "config")}


def _macros(manifest: Mapping[str, Any]) -> list[str]:
    """The SQL of this project's macros, which any of its nodes may use."""
    own = manifest["metadata"]["project_name"]
    macros = manifest["macros"].values()
    return sorted(macro["macro_sql"] for macro in macros if macro["package_name"] == own)


@cache
def _code_beside_dbt() -> list[str]:
    paths = [path for pattern in CODE_BESIDE_DBT for path in PROJECT_DIR.glob(pattern)]
    return [path.read_text(encoding="utf-8") for path in sorted(paths)]


def _read(settings: Settings) -> dict[str, Note]:
    if not settings.warehouse.exists():
        return {}
    with open_warehouse(settings.warehouse) as warehouse:
        try:
            rows = warehouse.execute(f"select node, inputs, is_flawless from {NOTES}").fetchall()
        except (duckdb.CatalogException, duckdb.BinderException):  # none yet, or another version's
            return {}
    return {node: Note(inputs, is_flawless) for node, inputs, is_flawless in rows}


def _write(settings: Settings, notes: Mapping[str, Note | None]) -> None:
    """Replaces notes; those of None go."""
    if not notes:
        return
    rows: list[tuple[object, ...]] = [
        (unique_id, note.inputs, note.is_flawless) for unique_id, note in notes.items() if note
    ]
    with open_warehouse(settings.warehouse) as warehouse:
        warehouse.begin()
        warehouse.execute("create schema if not exists quality")
        warehouse.execute(
            f"create table if not exists {NOTES}"
            " (node varchar, inputs varchar, is_flawless boolean)"
        )
        ids = ", ".join(f"'{unique_id}'" for unique_id in notes)
        warehouse.execute(f"delete from {NOTES} where node in ({ids})")
        insert(warehouse, NOTES, rows)
        warehouse.commit()
