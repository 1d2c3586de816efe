"""The raw contract as Python: tables and columns that the sources' YAML declares, nothing else.

Types stand only in that YAML (`models/**/_*sources.yml`); no table or column is named here.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from saas360.settings import PROJECT_DIR

LOADERS_OWN_SOURCE = "saas360"


@dataclass(frozen=True)
class RawColumn:
    """One declared column; `data_type` as written in the YAML, such as `decimal(20, 6)`."""

    name: str
    data_type: str
    required: bool
    description: str


@dataclass(frozen=True)
class RawTable:
    """One declared table.

    Attributes:
        source: dbt source that declares it: a domain such as `billing`, or a connector.
        name: its name in schema `raw` and in the raw folder; unique over all sources.
        columns: in declared order.
        key: columns that tell rows apart.
        is_large: events: never copied into the warehouse.
        events_of: the domain whose events its rows become, aggregated by day; None: no events.
        dates_the_data: column whose newest value says how far the data reaches, if any.
        description: first sentence gives the grain.
    """

    source: str
    name: str
    columns: tuple[RawColumn, ...]
    key: tuple[str, ...]
    is_large: bool
    events_of: str | None
    dates_the_data: str | None
    description: str

    @property
    def label(self) -> str:
        """Source and name, for messages."""
        return f"{self.source}.{self.name}"

    def column(self, name: str) -> RawColumn:
        """The declared column of this name; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.label} declares no column {name!r}")


@cache
def read_contract(project_dir: Path = PROJECT_DIR) -> dict[str, RawTable]:
    """All declared raw tables by name, in alphabetical order.

    Args:
        project_dir: the dbt project.

    Raises:
        ValueError: two sources declare a table of the same name.
    """
    tables: dict[str, RawTable] = {}
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for path in sorted((project_dir / "models").rglob("_*sources.yml")):
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=loader) or {}
        for source in document.get("sources") or []:
            if source.get("schema") != "raw" or source["name"] == LOADERS_OWN_SOURCE:
                continue
            for declared in source.get("tables") or []:
                table = _table(source["name"], declared)
                if table.name in tables:
                    raise ValueError(f"{tables[table.name].label} and {table.label} share a name")
                tables[table.name] = table
    return dict(sorted(tables.items()))


def _table(source: str, declared: dict[str, Any]) -> RawTable:
    meta = _meta(declared)
    return RawTable(
        source=source,
        name=declared["name"],
        columns=tuple(
            RawColumn(
                name=column["name"],
                data_type=column["data_type"],
                required=bool(_meta(column).get("required")),
                description=(column.get("description") or "").strip(),
            )
            for column in declared.get("columns") or []
        ),
        key=tuple(meta.get("key") or ()),
        is_large=bool(meta.get("is_large")),
        events_of=meta.get("events_of"),
        dates_the_data=meta.get("dates_the_data"),
        description=(declared.get("description") or "").strip(),
    )


def _meta(declared: dict[str, Any]) -> dict[str, Any]:
    return (declared.get("config") or {}).get("meta") or declared.get("meta") or {}
