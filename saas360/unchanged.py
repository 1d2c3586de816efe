"""What need not be built again: tables whose inputs are those that they were built from.

A node's inputs are its own code, the macros, the vars, `as_of` if it asks for it, and its parents'
inputs, down to the versions of raw files and of fitted models. Their fingerprint is noted in
`quality.built_from` once the node was built and its gate was open.
Whoever builds it again, be it by hand, erases its note
first (macro `forget_inputs`): no note outlives its table, whenever a build is killed. A note also
says whether all checks held; those of a table with a warning are executed in every build, so that
the warning stays in sight. A view is made again only when its definition changes, but it is checked
when its inputs did.

Which days of the models by event day are due is the loader's business; here their note only says
which run built days last, so that what reads them follows.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

import duckdb

from saas360.fitting.versions import read_versions
from saas360.project import FITTED, RAW, Node, Project, Test
from saas360.raw import LoadPlan
from saas360.raw.ledger import insert, open_warehouse
from saas360.settings import PROJECT_DIR, Settings

NOTES = "quality.built_from"
VIEW = "view"
CODE_BESIDE_DBT = ("dbt_project.yml", "expectations/**/*.py", "saas360/**/*.py")
AS_OF = "as_of_date("
# All of staging calls this macro, which asks for `as_of` only where a source's YAML does.
REJECTS = "reject_condition"


@dataclass(frozen=True)
class Note:
    """What a table or view was built from, and whether every check of it held.

    Attributes:
        inputs: fingerprint of everything that decides what its rows are.
        definition: that of its SQL alone, and of what it reads: all that makes a view.
        is_flawless: whether every check of it held.
    """

    inputs: str
    definition: str
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
        noted = _read(settings)
        self._noted: dict[str, Note] = {} if full_refresh else noted
        self._definitions = self._fingerprints_of(self._definition)
        self._current = self._fingerprints_of(self._inputs)

    def is_changed(self, node: Node) -> bool:
        """Whether a node must be built: its inputs are others, or not known."""
        noted = self._noted.get(node.unique_id)
        if noted is None:
            return True
        if node.materialized == VIEW:
            return noted.definition != self._definitions[node.unique_id]
        return not node.is_daily and noted.inputs != self._current[node.unique_id]

    def must_be_checked(self, node: Node) -> bool:
        """Whether a node's checks must be executed: it changed, or one of them did not hold."""
        return self._is_stale(node) or not self._noted[node.unique_id].is_flawless

    def _is_stale(self, node: Node) -> bool:
        """Whether its rows may be others than when it was last checked."""
        if self.is_changed(node):
            return True
        inputs = self._noted[node.unique_id].inputs
        return not node.is_daily and inputs != self._current[node.unique_id]

    def is_due(self, test: Test) -> bool:
        """Whether a test must run: it asks for the day, or looks at what must be checked."""
        nodes = [self._project.nodes[each] for each in test.parents]
        asks_for_day = uses_as_of(self._project.manifest, test.unique_id)
        return asks_for_day or any(self.must_be_checked(node) for node in nodes)

    def forget(self, nodes: Collection[Node]) -> None:
        """Erases the notes of nodes that are about to be built or checked."""
        for node in nodes:
            self._noted.pop(node.unique_id, None)
        if any(node.is_daily for node in nodes):  # what reads them is to follow
            self._current = self._fingerprints_of(self._inputs)
        _write(self._settings, dict.fromkeys((node.unique_id for node in nodes), None))

    def see_fitted(self) -> None:
        """Looks again at the versions of fitted models; what reads them is to follow."""
        self._current = self._fingerprints_of(self._inputs)

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
            if any(self._is_stale(nodes[each]) for each in node.parents if each in nodes):
                continue
            note = Note(
                inputs=run_id if node.is_daily else self._current[node.unique_id],
                definition=self._definitions[node.unique_id],
                is_flawless=node in flawless,
            )
            fresh[node.unique_id] = self._noted[node.unique_id] = note
            if node.is_daily:
                self._current = self._fingerprints_of(
                    self._inputs
                )  # what reads its days is to follow
        _write(self._settings, fresh)

    def _fingerprints_of(self, own: Callable[[Node], Any]) -> dict[str, str]:
        """Each node's fingerprint: of what is its own, and of its parents' fingerprints."""
        known: dict[str, str] = {}
        for node in self._project.in_order(self._project.nodes.values()):
            # A version of a model stays as it is, whatever becomes of what it learnt from.
            read = () if node.layer == FITTED else node.parents
            parents = [known[parent] for parent in read if parent in known]
            known[node.unique_id] = _digest([own(node), parents])
        return known

    def _definition(self, node: Node) -> Any:
        """What decides a node's SQL."""
        manifest = self._project.manifest
        as_of = self._plan.as_of if uses_as_of(manifest, node.unique_id) else None
        return [self._common, _code(manifest, node.unique_id), as_of]

    def _inputs(self, node: Node) -> Any:
        """What decides a node's rows."""
        if node.is_daily:
            noted = self._noted.get(node.unique_id)
            return noted.inputs if noted else None
        # Some expectations look a few years ahead: every month all is built and checked anew.
        own = [self._definitions[node.unique_id], self._plan.as_of.replace(day=1)]
        if node.layer == RAW:
            files = self._plan.files.get(node.name, ())
            own += sorted((file.path, *map(str, file.version)) for file in files)
        if node.layer == FITTED:
            own += [asdict(version) for version in read_versions(self._settings)]
        return own


def uses_as_of(manifest: Mapping[str, Any], unique_id: str) -> bool:
    """Whether a node's or test's SQL asks for `as_of`, through macros or a source's rejects."""
    entry = manifest["nodes"].get(unique_id)
    if entry is None:
        return False
    sources = manifest["sources"]
    parents = [sources[each] for each in entry["depends_on"].get("nodes", ()) if each in sources]
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
            query = f"select node, inputs, definition, is_flawless from {NOTES}"
            rows = warehouse.execute(query).fetchall()
        except duckdb.CatalogException:  # none yet
            return {}
        except duckdb.BinderException:  # another version's
            warehouse.execute(f"drop table {NOTES}")
            return {}
    return {node: Note(*rest) for node, *rest in rows}


def _write(settings: Settings, notes: Mapping[str, Note | None]) -> None:
    """Replaces notes; those of None go."""
    if not notes:
        return
    rows: list[tuple[object, ...]] = [
        (unique_id, note.inputs, note.definition, note.is_flawless)
        for unique_id, note in notes.items()
        if note
    ]
    with open_warehouse(settings.warehouse) as warehouse:
        warehouse.begin()
        warehouse.execute("create schema if not exists quality")
        warehouse.execute(
            f"create table if not exists {NOTES}"
            " (node varchar, inputs varchar, definition varchar, is_flawless boolean)"
        )
        ids = ", ".join(f"'{unique_id}'" for unique_id in notes)
        warehouse.execute(f"delete from {NOTES} where node in ({ids})")
        insert(warehouse, NOTES, rows)
        warehouse.commit()
