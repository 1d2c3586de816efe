"""Which folders a demo may write into, and which files in them are its own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

MARKER = ".saas360-demo.json"

RAW_TABLES = (
    "accounts",
    "activities",
    "billing_customers",
    "cancellation_sessions",
    "company_relationships",
    "contacts",
    "discounts",
    "entitlements",
    "exchange_rates",
    "experiment_exposures",
    "feature_requests",
    "incidents",
    "invoice_lines",
    "invoices",
    "leads",
    "marketing_spend",
    "opportunities",
    "opportunity_stage_changes",
    "owners",
    "payments",
    "plans",
    "product_users",
    "quotas",
    "refunds",
    "subscription_items",
    "subscription_status_changes",
    "subscriptions",
    "survey_responses",
    "task_outcomes",
    "tickets",
)
EVENT_TABLES = ("usage_events", "web_events")
TRUTH_TABLES = (
    "account_months",
    "actions",
    "approaches",
    "channels",
    "critical_months",
    "departures",
    "experiments",
    "health_drivers",
    "identities",
    "key_features",
    "landing_pages",
    "lead_drivers",
    "leads",
    "movements",
    "process_breaches",
    "programs",
    "quarantine",
    "reps",
    "stories",
    "tasks",
    "usage_days",
    "web_days",
)


class NotADemoFolder(Exception):
    """The raw folder holds files that no demo has written, so nothing is written there."""


def prepare_folder(raw_dir: Path, marker: dict[str, object]) -> None:
    """Empties the raw folder of an earlier demo and marks it as a demo's.

    Args:
        raw_dir: The folder of the raw tables.
        marker: What the marker file is to say.

    Raises:
        NotADemoFolder: If the folder holds files but no marker.
    """
    raw_dir.mkdir(parents=True, exist_ok=True)
    if any(raw_dir.iterdir()):
        if not (raw_dir / MARKER).exists():
            raise NotADemoFolder(
                f"{raw_dir} is not empty and holds no {MARKER}: it may be somebody's data. "
                "Choose another folder, or empty this one."
            )
        remove_tables(raw_dir, RAW_TABLES)
        for table in EVENT_TABLES:
            shutil.rmtree(raw_dir / table, ignore_errors=True)
    (raw_dir / MARKER).write_text(json.dumps(marker, indent=2) + "\n", encoding="utf-8")


def company_of(raw_dir: Path) -> dict[str, object] | None:
    """What the marker in a raw folder says of the company there; None where no demo has written."""
    marker = raw_dir / MARKER
    return dict(json.loads(marker.read_text(encoding="utf-8"))) if marker.exists() else None


def remove_tables(folder: Path, tables: tuple[str, ...]) -> None:
    """Deletes what an earlier demo wrote; other files in the folder stay."""
    for table in tables:
        (folder / f"{table}.parquet").unlink(missing_ok=True)
