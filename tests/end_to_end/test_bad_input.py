"""Files as companies deliver them: what stops a build, what is set aside, and what is fine.

A tiny company that only has billing, with its MRR worked out by hand:
  anna  flat, 100 a month, from 10 January
  ben   per seat, 120 a year; 5 seats from 15 January, 8 from 20 February: 50, then 80 a month
  cleo  flat, 100 a month, from 5 January to 28 February 23:30: nothing at February's end
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from end_to_end.pipeline import DataFolder, Outcome

Files = dict[str, str | bytes]

AS_OF = "2026-03-31"
COMPANY: dict[str, str] = {
    "plans.csv": (
        "plan_id,pricing_model,billing_interval,interval_count,currency,unit_amount\n"
        "flat,flat,month,1,USD,100\n"
        "seats,per_unit,year,1,USD,120\n"
    ),
    "subscriptions.csv": (
        "subscription_id,customer_id,status,started_at,ended_at,updated_at\n"
        "s1,anna,active,2026-01-10 09:00:00,,2026-01-10 09:00:00\n"
        "s2,ben,active,2026-01-15 10:00:00,,2026-02-20 12:00:00\n"
        "s3,cleo,canceled,2026-01-05 11:00:00,2026-02-28 23:30:00,2026-02-28 23:30:00\n"
    ),
    "subscription_items.csv": (
        "subscription_item_id,subscription_id,plan_id,quantity,valid_from,valid_to\n"
        "i1,s1,flat,1,2026-01-10 09:00:00,\n"
        "i2,s2,seats,5,2026-01-15 10:00:00,2026-02-20 12:00:00\n"
        "i2,s2,seats,8,2026-02-20 12:00:00,\n"
        "i3,s3,flat,1,2026-01-05 11:00:00,2026-02-28 23:30:00\n"
    ),
}
MRR = {
    "anna": [100, 100, 100],
    "ben": [50, 80, 80],
    "cleo": [100, 0, 0],
}


def lay(folder: Path, files: Files | dict[str, str]) -> Path:
    """Writes files into a new raw folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def parquet(query: str) -> bytes:
    """A Parquet file of a query's rows."""
    buffer = io.BytesIO()
    duckdb.sql(query).to_arrow_table
    return buffer.getvalue()


def build(folder: DataFolder, raw: Path) -> Outcome:
    return folder.build("--raw-dir", raw, "--as-of", AS_OF)


def published_mrr(folder: DataFolder) -> dict[str, list[Decimal]]:
    """MRR at the end of January, February and March, by account."""
    rows = folder.published(
        "select account_id, list(mrr order by date_month)"
        " from metrics.monthly_recurring_revenue group by account_id"
    )
    return dict(rows)
