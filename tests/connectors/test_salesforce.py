"""The salesforce connector: its rules by unit tests, a small org whose deals are known, and the
loader's own tables as they come."""

from __future__ import annotations

import csv
import shutil
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from vendor_folder import SAMPLES, build, emptied, rows, write

CONNECTORS = {"crm": ["salesforce"]}
SELECT = (
    *("path:models/connectors/salesforce", "path:models/staging/crm"),
    *("vendor_channels", "opportunity_types", "country_names"),
)
WITHOUT_TESTS = ("--exclude", "resource_type:unit_test", "resource_type:test")
RULES = 6

# Two was merged into One, Gone was deleted. Ann's lead became One and deal 006A, which was won.
# Bob's lead is being worked, Cy's was merged into it. 006B was lost, entered after it closed, in
# euros; 006C was deleted.
ORG = {
    "salesforce_account": """
        id, name, website, industry, number_of_employees, billing_country, billing_country_code, parent_id, owner_id, master_record_id, is_deleted, created_date, last_modified_date
        001A, One, https://www.one.example/home, Software, 120, United States, , 001P, 005E, , false, 2026-01-20 08:00:00, 2026-03-01 08:00:00
        001B, Two, two.example, , , , DE, , 005E, 001A, true, 2026-01-21 08:00:00, 2026-02-01 08:00:00
        001C, Gone, gone.example, , , , , , 005E, , true, 2026-01-21 08:00:00, 2026-02-01 08:00:00
        001P, Parent, parent.example, Software, 900, Atlantis, , , 005F, , false, 2026-01-01 08:00:00, 2026-01-01 08:00:00
        """,  # noqa: E501
    "salesforce_contact": """
        id, account_id, email, name, title, is_deleted, created_date
        003A, 001B, Ann@two.example, Ann, Head, false, 2026-01-20 08:00:00
        003X, 001A, x@one.example, X, , true, 2026-01-20 08:00:00
        """,
    "salesforce_lead": """
        id, email, company, website, country, lead_source, status, owner_id, is_converted, converted_date, converted_account_id, converted_contact_id, converted_opportunity_id, master_record_id, is_deleted, created_date
        00QA, Ann@two.example, Two, two.example, UK, Trade Show, Closed - Converted, 005E, true, 2026-01-20 00:00:00, 001B, 003A, 006A, , false, 2026-01-05 09:00:00
        00QB, bob@four.example, Four, , FR, Web, Working - Contacted, 005F, false, , , , , , false, 2026-02-01 09:00:00
        00QC, cy@four.example, Four, , , Web, Open, 005F, false, , , , , 00QB, true, 2026-02-02 09:00:00
        """,  # noqa: E501
    "salesforce_opportunity": """
        id, account_id, owner_id, type, stage_name, amount, currency_iso_code, forecast_category_name, close_date, is_closed, is_won, loss_reason_c, is_deleted, created_date
        006A, 001B, 005E, New Customer, Closed Won, 12000, , Closed, 2026-03-10 00:00:00, true, true, , false, 2026-01-20 10:00:00
        006B, 001A, 005F, Existing Customer - Upgrade, Closed Lost, 5000.5, EUR, Omitted, 2026-02-01 00:00:00, true, false, price, false, 2026-02-05 10:00:00
        006C, 001A, 005E, New Customer, Prospecting, 99, USD, Pipeline, 2026-09-01 00:00:00, false, false, , true, 2026-02-05 10:00:00
        006D, 001P, 005E, Barter, Proposal, 700, , Best Case, 2026-12-01 00:00:00, false, false, , false, 2026-03-05 10:00:00
        """,  # noqa: E501
    "salesforce_currency_type": """
        iso_code, is_corporate
        GBP, true
        EUR, false
        """,
    "salesforce_opportunity_history": """
        id, opportunity_id, stage_name, created_date
        008A, 006A, Prospecting, 2026-01-20 10:00:00
        008B, 006A, Prospecting, 2026-01-25 10:00:00
        008C, 006A, Proposal, 2026-02-10 10:00:00
        008D, 006A, Closed Won, 2026-03-10 15:00:00
        008E, 006C, Prospecting, 2026-02-05 10:00:00
        """,
    "salesforce_task": """
        id, who_id, what_id, account_id, owner_id, task_subtype, type, status, is_closed, call_disposition, activity_date, completed_date_time, is_recurrence, is_deleted, created_date
        00T1, 00QA, , , 005E, Call, Call, Completed, true, No Answer, 2026-01-05 00:00:00, 2026-01-05 12:00:00, false, false, 2026-01-05 12:00:00
        00T2, 00QC, , , 005F, Email, , Completed, true, , 2026-02-03 00:00:00, , false, false, 2026-02-03 12:00:00
        00T3, 003A, 006A, , 005E, Task, , Not Started, false, , 2026-04-01 00:00:00, , false, false, 2026-02-03 12:00:00
        00T4, 003A, 001B, , 005E, Task, , Completed, true, , 2026-04-01 00:00:00, , false, true, 2026-02-03 12:00:00
        """,  # noqa: E501
    "salesforce_event": """
        id, who_id, what_id, owner_id, type, start_date_time, is_child, is_recurrence, is_deleted, created_date
        00U1, 003A, 006A, 005E, Meeting, 2026-02-10 10:00:00, false, false, false, 2026-02-01 10:00:00
        00U2, 003A, 006A, 005F, Meeting, 2026-02-10 10:00:00, true, false, false, 2026-02-01 10:00:00
        """,  # noqa: E501
    "salesforce_user": """
        id, name, email, title, department, user_role_id, user_type, is_active, last_login_date, created_date
        005E, Eve, Eve@saas.example, Account Executive, Sales, 00E1, Standard, true, 2026-06-01 08:00:00, 2025-01-01 08:00:00
        005F, Fay, fay@saas.example, SDR, Outbound, , Standard, false, 2026-04-02 08:00:00, 2025-01-01 08:00:00
        005G, Robot, , , , , AutomatedProcess, true, , 2025-01-01 08:00:00
        """,  # noqa: E501
    "salesforce_user_role": """
        id, name
        00E1, Enterprise West
        """,
}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of all tests here."""
    return tmp_path_factory.mktemp("salesforce")


def test_a_small_org_becomes_the_deals_leads_and_owners_that_it_had(folder: Path) -> None:
    write(emptied(folder), ORG)
    said = build(folder, CONNECTORS, SELECT)

    assert said.count("START unit_test salesforce__") == RULES
    assert rows(
        folder,
        """
        select
            account_id, merged_into_account_id, parent_account_id, domain, country, employee_count
        from staging.stg_crm__accounts order by account_id
        """,
    ) == [
        ("001A", None, "001P", "one.example", "US", 120),
        ("001B", "001A", None, "two.example", "DE", None),
        ("001P", None, None, "parent.example", None, 900),
    ]
    assert rows(folder, "select contact_id, account_id, email from staging.stg_crm__contacts") == [
        ("003A", "001A", "ann@two.example")
    ]
    assert rows(
        folder,
        """
        select
            lead_id, channel, country, status, cast(first_contacted_at as string),
            converted_account_id, cast(converted_at as string)
        from staging.stg_crm__leads order by lead_id
        """,
    ) == [
        ("00QA", "events", "GB", "converted", "2026-01-05 12:00:00", "001A", "2026-01-20 00:00:00"),
        ("00QB", "direct", "FR", "working - contacted", "2026-02-03 00:00:00", None, None),
    ]
    assert rows(
        folder,
        """
        select
            opportunity_id, account_id, lead_id, opportunity_type, amount, currency, is_won,
            cast(created_at as string), cast(closed_at as string), loss_reason, forecast_category
        from staging.stg_crm__opportunities order by opportunity_id
        """,
    ) == [
        (
            *("006A", "001A", "00QA", "new", Decimal(12000), "GBP", True),
            *("2026-01-20 10:00:00", "2026-03-10 15:00:00", None, "closed"),
        ),
        (
            *("006B", "001A", None, "expansion", Decimal("5000.5"), "EUR", False),
            *("2026-02-01 00:00:00", "2026-02-01 00:00:00", "price", "omitted"),
        ),
        (
            *("006D", "001P", None, None, Decimal(700), "GBP", None),
            *("2026-03-05 10:00:00", None, None, "best_case"),
        ),
    ]
    assert rows(
        folder,
        """
        select opportunity_id, stage, cast(entered_at as string)
        from staging.stg_crm__opportunity_stage_changes order by opportunity_id, entered_at
        """,
    ) == [
        ("006A", "Prospecting", "2026-01-20 10:00:00"),
        ("006A", "Proposal", "2026-02-10 10:00:00"),
        ("006A", "Closed Won", "2026-03-10 15:00:00"),
        ("006B", "Closed Lost", "2026-02-01 00:00:00"),
    ]
    assert rows(
        folder,
        """
        select
            activity_id, activity_type, cast(occurred_at as string), account_id, lead_id,
            opportunity_id, outcome
        from staging.stg_crm__activities order by activity_id
        """,
    ) == [
        ("00T1", "call", "2026-01-05 12:00:00", None, "00QA", None, "no_answer"),
        ("00T2", "email", "2026-02-03 00:00:00", None, "00QB", None, "completed"),
        ("00T3", "task", None, "001A", "00QA", "006A", "not_started"),
        ("00U1", "meeting", "2026-02-10 10:00:00", "001A", "00QA", "006A", None),
    ]
    assert rows(
        folder,
        """
        select owner_id, owner_name, email, team, role, cast(ended_on as string)
        from staging.stg_crm__owners order by owner_id
        """,
    ) == [
        ("005E", "Eve", "eve@saas.example", "Enterprise West", "Account Executive", None),
        ("005F", "Fay", "fay@saas.example", "Outbound", "SDR", "2026-04-02"),
    ]
    assert rows(
        folder, "select * exclude (connector) from staging.stg_crm__company_relationships"
    ) == [("one.example", "parent.example", "parent")]
    assert dict(
        rows(folder, "select observation, rows_observed from connectors.salesforce__observations")
    ) == {
        "salesforce_deleted_records": 3,
        "salesforce_merged_records": 2,
        "salesforce_deals_of_unknown_type": 1,
        "salesforce_amounts_without_currency": 0,
        "salesforce_deals_entered_after_closing": 1,
        "salesforce_deals_without_history": 2,
        "salesforce_owners_without_team": 0,
        "salesforce_countries_not_known": 1,
        "salesforce_tables_a_day_behind": 0,
    }


def test_deals_alone_are_enough_and_an_org_of_one_currency_names_none(folder: Path) -> None:
    lines = ORG["salesforce_opportunity"].replace("currency_iso_code", "other")
    write(emptied(folder), {"salesforce_opportunity": lines})
    build(folder, CONNECTORS, (*SELECT, *WITHOUT_TESTS))

    # Without a history the last stage was entered on the closing day; an open deal's is not known.
    assert rows(
        folder,
        """
        select opportunity_id, currency, cast(closed_at as string), lead_id
        from staging.stg_crm__opportunities order by opportunity_id
        """,
    ) == [
        ("006A", "USD", "2026-03-10 00:00:00", None),
        ("006B", "USD", "2026-02-01 00:00:00", None),
        ("006D", "USD", None, None),
    ]
    assert rows(
        folder,
        "select opportunity_id, stage from staging.stg_crm__opportunity_stage_changes order by 1",
    ) == [("006A", "Closed Won"), ("006B", "Closed Lost")]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no sample tables at {SAMPLES}")
def test_tables_in_the_columns_of_the_loader_are_read(folder: Path) -> None:
    raw = emptied(folder)
    for file in (SAMPLES / "salesforce").glob("sf_*_data.csv"):
        name = file.name.removeprefix("sf_").removesuffix("_data.csv")
        shutil.copy(file, raw / f"salesforce_{name}.csv")
    # All deals of the sample were deleted; taken back here, so that there is something to add up.
    with (SAMPLES / "salesforce" / "sf_opportunity_data.csv").open(encoding="utf-8") as lines:
        deals = [row | {"is_deleted": "false"} for row in csv.DictReader(lines)]
    with (raw / "salesforce_opportunity.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, fieldnames=list(deals[0]))
        writer.writeheader()
        writer.writerows(deals)
    build(folder, CONNECTORS, (*SELECT, *WITHOUT_TESTS))

    totals: dict[str, Decimal] = defaultdict(Decimal)
    for deal in deals:
        if deal["_fivetran_active"] == "true":
            totals[deal["stage_name"]] += Decimal(deal["amount"] or 0)
    found = rows(
        folder,
        "select stage, coalesce(sum(amount), 0) from staging.stg_crm__opportunities group by stage",
    )
    assert dict(found) == totals
    assert rows(
        folder,
        """
        select count(*) filter (where is_won), count(*) filter (where not is_won), count(closed_at)
        from staging.stg_crm__opportunities
        """,
    ) == [(5, 3, 8)]
    with (SAMPLES / "salesforce" / "sf_user_role_data.csv").open(encoding="utf-8") as lines:
        roles = {role["id"]: role["name"] for role in csv.DictReader(lines)}
    with (SAMPLES / "salesforce" / "sf_user_data.csv").open(encoding="utf-8") as lines:
        users = [user for user in csv.DictReader(lines) if user["_fivetran_active"] == "true"]
    owners = rows(folder, "select owner_id, owner_name, team from staging.stg_crm__owners")
    assert sorted(owners, key=str) == sorted(
        [(user["id"], user["name"], roles.get(user["user_role_id"])) for user in users], key=str
    )
    # Counted in the files: one account was not deleted, one lead was converted.
    assert rows(folder, "select account_id, account_name from staging.stg_crm__accounts") == [
        ("0015500000Xyy06AAB", "Eric's Test")
    ]
    assert rows(folder, "select status, converted_account_id from staging.stg_crm__leads") == [
        ("converted", "0011G00000tLWKnQAO")
    ]
    assert rows(
        folder,
        "select activity_type, count(*) from staging.stg_crm__activities group by 1 order by 1",
    ) == [("call", 6), ("meeting", 4), ("task", 10)]
    # Each version of the loader's is one stage, dated by the closing that came before it.
    assert rows(
        folder,
        """
        select count(*), count(*) filter (where entered_at < timestamp '2019-01-01')
        from staging.stg_crm__opportunity_stage_changes
        """,
    ) == [(8, 8)]
