"""What several pages share: the column of months, names of segments, reference ranges."""

from collections.abc import Callable, Iterable, Sequence

from dashboards import formats
from dashboards.blocks import Chart, Choice, Column, Listing
from dashboards.charts import Band
from dashboards.copy import PublishedCopy, Row

REVENUE = "metrics.monthly_revenue"
BILLING = "billing: `subscriptions`, `subscription_items` and `plans`"
MONTH = Column("date_month", "Month", "month")
SEGMENTS = {
    "plan_tier": "Plan",
    "billing_interval": "Billing interval",
    "industry": "Industry",
    "size_band": "Size of company",
    "country": "Country",
    "channel": "Channel",
    "customer_tier": "Customer tier",
}
MOST_SERIES = 8


def by_segment(
    make: Callable[[str, str], Chart | Listing],
    *,
    everybody: str = "",
    label: str = "By",
    is_wide: bool = False,
) -> Choice:
    """A block for each kind of segment, to choose from.

    Args:
        make: gives the block of a segment type and its name.
        everybody: what to call all together, if they are offered too.
        label: of the list to choose from.
        is_wide: whether it takes the whole width.
    """
    named = ({"all": everybody} if everybody else {}) | SEGMENTS
    return Choice(label, {name: make(key, name) for key, name in named.items()}, is_wide)


def words(code: str | None) -> str:
    """A code of the data as people read it, such as "insufficient funds"."""
    return formats.words(code or "unknown")


def worded(rows: Iterable[Row], *columns: str) -> list[Row]:
    """The rows, with codes in these columns written as words."""
    return [{**row, **{column: words(row[column]) for column in columns}} for row in rows]


def largest(rows: Sequence[Row], by: str, value: str, most: int = MOST_SERIES) -> list[Row]:
    """The rows of the values of `by` that have most in all: a drawing holds no more lines."""
    sums: dict[str, float] = {}
    for row in rows:
        sums[row[by]] = sums.get(row[by], 0.0) + abs(float(row[value] or 0))
    kept = sorted(sums, key=lambda name: (-sums[name], str(name)))[:most]
    return [row for name in kept for row in rows if row[by] == name]


def reference_rows(copy: PublishedCopy, measure: str) -> list[Row]:
    """The reference ranges of a measure."""
    return copy.rows(
        "select * from metrics.reference_bands where measure = ? order by audience", [measure]
    )


def bands(copy: PublishedCopy, measure: str) -> list[Band]:
    """The reference ranges of a measure, to be drawn; one without an end is a line."""
    return [
        Band(
            row["lowest"] if row["lowest"] is not None else row["highest"],
            row["highest"] if row["highest"] is not None else row["lowest"],
            row["label"],
        )
        for row in reference_rows(copy, measure)
    ]


def reference_text(copy: PublishedCopy, measure: str) -> str:
    """The reference ranges of a measure in words, with who says so."""
    return "; ".join(f"{row['label']} ({row['source']})" for row in reference_rows(copy, measure))
