"""What is written by hand: datasets, and dashboards with their charts, as typed objects.

Here is only how they are read. What Superset makes of them: `datasets`, `charts`, `layout`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal
from uuid import UUID, uuid5

import yaml
from pydantic import TypeAdapter

FOLDER = Path(__file__).parent / "declared"
DATASETS = "datasets.yaml"
NAMESPACE = UUID("7d5c1f5e-3f0a-4c38-9a4c-6f2a5a3c9b10")

Kind = Literal[
    "number", "line", "area", "stacked bars", "bars", "pie", "funnel", "heat map", "table", "list"
]


def identity(kind: str, name: str) -> str:
    """The same uuid for the same thing, so that an import replaces what an earlier one made."""
    return str(uuid5(NAMESPACE, f"{kind}/{name}"))


@dataclass(frozen=True)
class Metric:
    """A number of a dataset: which column, how rows become one, how it is shown."""

    take: Literal["sum", "latest", "one", "count"]
    show: Literal["money", "whole", "decimal", "rate"]
    column: str | None = None


@dataclass(frozen=True)
class Dataset:
    """Rows of a published table that charts look at. `datasets.yaml` says what each means."""

    table: str
    metrics: dict[str, Metric]
    only: str | None = None
    time: str | None = None
    calculated: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Chart:
    """A chart. README.md says what each key means.

    Attributes:
        check: a query on the published copy for its main number, written without the chart.
    """

    title: str
    type: Kind
    dataset: str
    check: str
    metrics: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    by: str | tuple[str, ...] = ()
    across: str | None = None
    where: dict[str, Any] = field(default_factory=dict)
    says: str = ""
    order: str = ""
    limit: int = 10_000
    width: int | None = None
    sorted: Literal["value", "across"] = "value"
    lying: bool = False
    filters: tuple[str, ...] = ()

    @property
    def groups(self) -> list[str]:
        """The columns that tell its series or rows apart."""
        return [self.by] if isinstance(self.by, str) else list(self.by)


@dataclass(frozen=True)
class Row:
    """Charts beside each other; the height is in Superset's units of 8 pixels."""

    charts: tuple[Chart, ...]
    height: int = 26


@dataclass(frozen=True)
class Filter:
    """What whoever looks can choose: months, or values of a column."""

    name: str
    kind: Literal["time", "value"]
    dataset: str = ""
    column: str = ""
    where: str = ""


@dataclass(frozen=True)
class Dashboard:
    """A page of charts. Each takes part in those filters that it names.

    Attributes:
        colours: of series whose meaning has a colour, such as what is lost.
    """

    name: str
    title: str
    rows: tuple[Row, ...]
    filters: tuple[Filter, ...] = ()
    colours: dict[str, str] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """The end of its address."""
        return f"saas360-{self.name}"

    @property
    def uuid(self) -> str:
        """Its identity in Superset."""
        return identity("dashboard", self.name)

    def charts(self) -> Iterator[Chart]:
        """All its charts, from top left to bottom right."""
        for row in self.rows:
            yield from row.charts

    def chart_uuid(self, chart: Chart) -> str:
        """A chart's identity in Superset: its title on this dashboard."""
        return identity("chart", f"{self.name}/{chart.title}")


@cache
def datasets() -> Mapping[str, Dataset]:
    """The declared datasets by name."""
    content = yaml.safe_load((FOLDER / DATASETS).read_text())
    return TypeAdapter(dict[str, Dataset]).validate_python(content)


@cache
def dashboards() -> tuple[Dashboard, ...]:
    """The declared dashboards."""
    adapter = TypeAdapter(Dashboard)
    return tuple(
        adapter.validate_python({"name": path.stem} | yaml.safe_load(path.read_text()))
        for path in sorted(FOLDER.glob("*.yaml"))
        if path.name != DATASETS
    )
