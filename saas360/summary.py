"""The short table at the end of a build, read from the published copy."""

import json
from typing import Any

import duckdb

from saas360.publish import DATABASE, MANIFEST, PAGES
from saas360.settings import Settings

MOVEMENTS = ("new", "expansion", "contraction", "churned", "reactivation")

REVENUE = """
select date_month, customers_end, mrr_end, customer_churn_rate, new_mrr, expansion_mrr,
    contraction_mrr, churned_mrr, reactivation_mrr
from metrics.monthly_revenue
where segment_type = 'all' {condition}
order by date_month desc
limit 1
"""


def summary(settings: Settings) -> list[tuple[str, str]]:
    """Name and value of each line; figures that the copy does not have are left out.

    Args:
        settings: says where the published copy is.
    """
    folder = settings.published.resolve()
    lines = [("As of", json.loads((folder / MANIFEST).read_text())["as_of"])]
    with duckdb.connect(str(folder / DATABASE), read_only=True) as connection:
        now = _row(connection, REVENUE.format(condition=""))
        month = _row(connection, REVENUE.format(condition="and is_complete"))
        quarantined = _row(connection, "select count(*) as count from quality.quarantined_rows")
    if now:
        lines.append(("Customers", f"{now['customers_end'] or 0:,}"))
        lines.append(("MRR", f"{now['mrr_end'] or 0:,.2f}"))
    if month:
        name = f"{month['date_month']:%B %Y}"
        lines += [
            (f"  {movement} in {name}", f"{month[f'{movement}_mrr'] or 0:+,.2f}")
            for movement in MOVEMENTS
        ]
        rate = month["customer_churn_rate"]
        lines.append((f"Customer churn in {name}", "none yet" if rate is None else f"{rate:.2%}"))
    if quarantined:
        lines.append(("Quarantined rows", f"{quarantined['count']:,}"))
    lines.append(("Published", str(settings.published / DATABASE)))
    if pages := pages_address(settings):
        lines.append(("Pages", pages))
    return lines


def pages_address(settings: Settings) -> str | None:
    """Where a browser finds the first page; None if this version has none of its own."""
    version = settings.published.resolve()
    if (version / PAGES).resolve().parent != version:
        return None
    return (settings.published / PAGES / "index.html").as_uri()


def _row(connection: duckdb.DuckDBPyConnection, sql: str) -> dict[str, Any] | None:
    """The first row of a query; None if it has none or its table was not published."""
    try:
        cursor = connection.execute(sql)
    except duckdb.CatalogException:
        return None
    row = cursor.fetchone()
    names = [column[0] for column in cursor.description or []]
    return dict(zip(names, row, strict=True)) if row else None
