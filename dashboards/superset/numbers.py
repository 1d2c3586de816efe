"""A chart's main number, as Superset's rows have it and as the published copy has it."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from dashboards.superset.declared import Chart

RELATIVE_ERROR = 1e-6  # published amounts have six decimals


def number_of(chart: Chart, rows: Sequence[Mapping[str, Any]]) -> float:
    """Of a number the newest value, else the sum over all rows: of the first metric or amount.

    Not a number, if there is none.
    """
    name = chart.metrics[0] if chart.metrics else _amount(chart)
    values = [float(row[name]) for row in rows if row[name] is not None]
    if not values:
        return math.nan
    return values[-1] if chart.type == "number" else math.fsum(values)


def published_number(chart: Chart, database: Path) -> float:
    """What the chart's own `check` finds in the published copy."""
    with duckdb.connect(str(database), read_only=True) as connection:
        row = connection.execute(chart.check).fetchone()
    return math.nan if row is None or row[0] is None else float(row[0])


def equal(shown: float, published: float) -> bool:
    """Whether they are the same, but for what rounding amounts to six decimals leaves.

    A chart that shows nothing is right where nothing, or 0, is published.
    """
    if math.isnan(shown):
        return math.isnan(published) or published == 0
    return math.isclose(shown, published, rel_tol=RELATIVE_ERROR, abs_tol=1e-9)


def _amount(chart: Chart) -> str:
    return next(column for column in chart.columns if "mrr" in column)
