"""Two CRMs at once, as after one company bought another: both are there, each row says whose."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_hubspot import PORTAL
from test_salesforce import ORG
from vendor_folder import build, emptied, rows, write

CONNECTORS = {"crm": ["hubspot", "salesforce"]}
TABLES = ("accounts", "contacts", "leads", "opportunities", "activities", "owners")

pytestmark = pytest.mark.exhaustive


def test_two_crms_are_added_up(tmp_path: Path) -> None:
    write(emptied(tmp_path), PORTAL | ORG)
    build(
        tmp_path,
        CONNECTORS,
        (
            *("+path:models/staging/crm", "--exclude", "resource_type:unit_test"),
            "resource_type:test",
        ),
    )

    counted = {
        table: dict(
            rows(
                tmp_path,
                f"select connector, count(*) from staging.stg_crm__{table} group by 1",
            )
        )
        for table in TABLES
    }
    assert counted == {
        "accounts": {"hubspot": 3, "salesforce": 3},
        "contacts": {"hubspot": 3, "salesforce": 1},
        "leads": {"hubspot": 2, "salesforce": 2},
        "opportunities": {"hubspot": 3, "salesforce": 3},
        "activities": {"hubspot": 4, "salesforce": 4},
        "owners": {"hubspot": 2, "salesforce": 2},
    }
