"""How dbt finds nodes by name: looked up, where it would compare each name with each node.

A build names a thousand nodes and tests; to compare them took dbt a fifth of a small build. Not
here: which nodes a build names (`orchestration.steps`).
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from dbt.contracts.graph.manifest import Manifest
from dbt.graph.selector_methods import MethodManager, MethodName, QualifiedNameSelectorMethod

WILDCARDS = frozenset("*?[]")


class Everything:
    """All nodes, where dbt asks which are meant."""

    def __contains__(self, _: object) -> bool:
        """Any node is."""
        return True


class NamesLookedUp(QualifiedNameSelectorMethod):
    """Finds what dbt's own method finds: by name, by folder, with or without the package."""

    def search(self, included_nodes: set[Any], selector: str) -> Iterator[Any]:
        """The nodes of this name, or below it."""
        names = names_of(self.manifest)
        if names is None or not WILDCARDS.isdisjoint(selector):
            yield from super().search(included_nodes, selector)
            return
        yield from (each for each in names.get(selector, ()) if each in included_nodes)

    def names(self) -> dict[str, dict[Any, None]] | None:
        """Ids by every name that means them; None if models have versions, named in other ways."""
        found: defaultdict[str, dict[Any, None]] = defaultdict(dict)
        for unique_id, node in self.non_source_nodes(Everything()):
            if node.is_versioned:
                return None
            found[node.fqn[-1]][unique_id] = None
            for parts in (node.fqn, node.fqn[1:]):
                flat = ".".join(parts).split(".")
                for length in range(1, len(flat) + 1):
                    found[".".join(flat[:length])][unique_id] = None
        return dict(found)


_last: tuple[Manifest, dict[str, dict[Any, None]] | None] | None = None


def names_of(manifest: Manifest) -> dict[str, dict[Any, None]] | None:
    """The index of a parsed project, made once for it."""
    global _last  # noqa: PLW0603  (a process has one project, as a rule)
    if _last is None or _last[0] is not manifest:
        _last = manifest, NamesLookedUp(manifest, None, []).names()
    return _last[1]


def look_names_up() -> None:
    """Has dbt find nodes this way, in this process."""
    MethodManager.SELECTOR_METHODS[MethodName.FQN] = NamesLookedUp
