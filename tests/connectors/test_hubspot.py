"""The hubspot connector: its rules by unit tests, a small portal whose deals are known, and the
loader's own tables as they come."""

from __future__ import annotations

import csv
import shutil
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from vendor_folder import SAMPLES, build, emptied, rows, write

CONNECTORS = {"crm": ["hubspot"]}
SELECT = (
    *("path:models/connectors/hubspot", "path:models/staging/crm"),
    *("vendor_channels", "opportunity_types", "country_names"),
)
WITHOUT_TESTS = ("--exclude", "resource_type:unit_test", "resource_type:test")
RULES = 8

# Company 11 was merged into 10, 12 was deleted; 20 owns 10. Ann (1) filled in a form and got deal
# 100, which was won; contact 3 was merged into her. Bob (2) subscribes and no more. Cy (4) is a
# lead whom nobody answered. Deal 101 was merged into 100, 102 was lost, 103 renews 10, 104 was
# deleted.
PORTAL = {
    "hubspot_company": """
        id, is_deleted, property_name, property_domain, property_numberofemployees, property_country, property_hs_parent_company_id, property_hubspot_owner_id, property_hs_merged_object_ids, property_createdate
        10, false, One, one.example, 120, United Kingdom, 20, 7, 11, 2026-01-01 08:00:00
        11, false, Uno, uno.example, , , , 7, , 2026-01-02 08:00:00
        12, true, Gone, gone.example, , , , 7, , 2026-01-02 08:00:00
        20, false, Parent, www.parent.example, 900, Atlantis, , 8, , 2026-01-01 08:00:00
        """,  # noqa: E501
    "hubspot_contact": """
        id, _fivetran_deleted, property_email, property_firstname, property_lastname, property_company, property_associatedcompanyid, property_hubspot_owner_id, property_lifecyclestage, property_hs_lead_status, property_hs_buying_role, property_hs_analytics_source, property_hs_analytics_first_url, property_createdate
        1, false, Ann@one.example, Ann, A, , 11, 7, customer, CONNECTED, DECISION_MAKER;CHAMPION, PAID_SEARCH, https://saas.example/lp/guide?x=1, 2026-01-05 08:00:00
        2, false, bob@one.example, Bob, B, , 10, 7, subscriber, , , , , 2026-01-06 08:00:00
        3, false, ann@old.example, Ann, A, , 11, 7, lead, , , , , 2026-01-03 08:00:00
        4, false, cy@four.example, Cy, , Four, , 8, marketingqualifiedlead, NEW, , SOCIAL_MEDIA, , 2026-02-01 08:00:00
        5, true, gone@four.example, , , Four, , 8, lead, , , , , 2026-02-01 08:00:00
        """,  # noqa: E501
    "hubspot_contact_merge_audit": """
        canonical_vid, contact_id, vid_to_merge, timestamp
        1, 1, 3, 2026-01-20 08:00:00
        """,
    "hubspot_contact_form_submission": """
        contact_id, conversion_id, form_id, page_url, timestamp
        3, f1, form, https://saas.example/demo, 2026-01-04 09:00:00
        1, f2, form, https://saas.example/, 2026-01-05 08:00:00
        """,
    "hubspot_deal": """
        deal_id, is_deleted, deal_pipeline_id, deal_pipeline_stage_id, owner_id, property_amount, property_deal_currency_code, property_dealtype, property_closed_lost_reason, property_closedate, property_createdate
        100, false, sales, s3, 7, 12000, EUR, newbusiness, , 2026-03-31 00:00:00, 2026-01-20 10:00:00
        101, false, sales, s1, 7, 11000, EUR, newbusiness, , , 2026-01-19 10:00:00
        102, false, sales, s4, 8, 5000.5, , existingbusiness, price, 2026-02-01 00:00:00, 2026-02-05 10:00:00
        103, false, renewals, s9, 8, 12000, , existingbusiness, , 2026-12-01 00:00:00, 2026-02-05 10:00:00
        104, true, sales, s1, 8, 99, , newbusiness, , , 2026-02-05 10:00:00
        """,  # noqa: E501
    "hubspot_merged_deal": """
        deal_id, merged_deal_id
        100, 101
        """,
    "hubspot_deal_pipeline": """
        pipeline_id, label
        sales, Sales
        renewals, Renewals
        """,
    "hubspot_deal_pipeline_stage": """
        stage_id, pipeline_id, label, probability, closed_won, is_closed
        s1, sales, Discovery, 0.2, false, false
        s3, sales, Signed, 1.0, true, true
        s4, sales, Dropped, 0.0, false, true
        s9, renewals, Upcoming, 0.5, false, false
        """,
    "hubspot_deal_stage": """
        deal_id, value, date_entered, _fivetran_start
        100, s1, 2026-01-20 10:00:00, 2026-01-20 10:00:00
        100, s3, 2026-03-10 15:00:00, 2026-03-10 15:00:00
        101, s1, 2026-01-19 10:00:00, 2026-01-19 10:00:00
        """,
    "hubspot_deal_company": """
        company_id, deal_id, type_id
        20, 100, 341
        11, 100, 5
        10, 102, 5
        10, 103, 5
        """,
    "hubspot_deal_contact": """
        contact_id, deal_id, type_id
        1, 100, 3
        3, 101, 3
        """,
    "hubspot_engagement": """
        id, type
        900, CALL
        901, EMAIL
        902, TASK
        903, MEETING
        """,
    "hubspot_engagement_call": """
        engagement_id, _fivetran_deleted, property_hs_timestamp, property_hubspot_owner_id, property_hs_call_disposition
        900, false, 2026-01-04 12:00:00, 7, 73a0d17f-1163-4015-bdd5-ec830791da20
        """,  # noqa: E501
    "hubspot_engagement_email": """
        engagement_id, _fivetran_deleted, property_hs_timestamp, property_hubspot_owner_id, property_hs_email_direction
        901, false, 2026-02-02 12:00:00, 8, INCOMING_EMAIL
        """,  # noqa: E501
    "hubspot_engagement_task": """
        engagement_id, _fivetran_deleted, property_hs_timestamp, property_hubspot_owner_id, property_hs_task_status
        902, false, 2026-04-01 12:00:00, 7, NOT_STARTED
        """,  # noqa: E501
    "hubspot_engagement_meeting": """
        engagement_id, start_time, meeting_outcome
        903, 1970-01-19 07:11:34, COMPLETED
        """,
    "hubspot_engagement_contact": """
        contact_id, engagement_id
        3, 900
        4, 901
        """,
    "hubspot_engagement_deal": """
        deal_id, engagement_id
        101, 902
        """,
    "hubspot_owner": """
        owner_id, email, first_name, last_name, active_user_id, created_at
        7, Eve@saas.example, Eve, E, 70, 2025-01-01 08:00:00
        8, fay@saas.example, Fay, , , 2025-02-01 08:00:00
        """,
    "hubspot_owner_team": """
        owner_id, team_id, is_team_primary
        7, t1, false
        7, t2, true
        """,
    "hubspot_team": """
        id, name
        t1, Everybody
        t2, West
        """,
    "hubspot_users": """
        id, primary_team_id, role_id
        70, t1, r1
        """,
    "hubspot_role": """
        id, name
        r1, Account Executive
        """,
}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of all tests here."""
    return tmp_path_factory.mktemp("hubspot")


def test_a_small_portal_becomes_the_deals_leads_and_owners_that_it_had(folder: Path) -> None:
    write(emptied(folder), PORTAL)
    said = build(folder, CONNECTORS, SELECT)

    assert said.count("START unit_test hubspot__") == RULES
    assert rows(
        folder,
        """
        select
            account_id, merged_into_account_id, parent_account_id, domain, country, employee_count
        from staging.stg_crm__accounts order by account_id
        """,
    ) == [
        ("10", None, "20", "one.example", "GB", 120),
        ("11", "10", None, "uno.example", None, None),
        ("20", None, None, "parent.example", None, 900),
    ]
    assert rows(
        folder,
        """
        select contact_id, account_id, full_name, is_decision_maker
        from staging.stg_crm__contacts order by contact_id
        """,
    ) == [
        ("1", "10", "Ann A", True),
        ("2", "10", "Bob B", False),
        ("4", None, "Cy", False),
    ]
    assert rows(
        folder,
        """
        select
            lead_id, company_name, channel, landing_page, contact_method, status,
            cast(registered_at as string), cast(first_contacted_at as string),
            converted_account_id, cast(converted_at as string)
        from staging.stg_crm__leads order by lead_id
        """,
    ) == [
        (
            *("1", "One", "paid_search", "/lp/guide", "form", "customer"),
            *("2026-01-04 09:00:00", "2026-01-04 12:00:00", "10", "2026-01-20 10:00:00"),
        ),
        (
            *("4", "Four", "organic_social", None, None, "new"),
            *("2026-02-01 08:00:00", None, None, None),
        ),
    ]
    assert rows(
        folder,
        """
        select
            opportunity_id, account_id, lead_id, owner_id, opportunity_type, stage, amount,
            currency, is_won, cast(created_at as string), cast(closed_at as string), loss_reason
        from staging.stg_crm__opportunities order by opportunity_id
        """,
    ) == [
        (
            *("100", "10", "1", "7", "new", "Signed", Decimal(12000), "EUR", True),
            *("2026-01-20 10:00:00", "2026-03-10 15:00:00", None),
        ),
        (
            *("102", "10", None, "8", "expansion", "Dropped", Decimal("5000.5"), "USD", False),
            *("2026-02-01 00:00:00", "2026-02-01 00:00:00", "price"),
        ),
        (
            *("103", "10", None, "8", "renewal", "Upcoming", Decimal(12000), "USD", None),
            *("2026-02-05 10:00:00", None, None),
        ),
    ]
    assert rows(
        folder,
        """
        select opportunity_id, stage, cast(entered_at as string)
        from staging.stg_crm__opportunity_stage_changes order by opportunity_id, entered_at
        """,
    ) == [
        ("100", "Discovery", "2026-01-20 10:00:00"),
        ("100", "Signed", "2026-03-10 15:00:00"),
        ("102", "Dropped", "2026-02-01 00:00:00"),
    ]
    assert rows(
        folder,
        """
        select
            activity_id, activity_type, cast(occurred_at as string), owner_id, account_id, lead_id,
            opportunity_id, outcome
        from staging.stg_crm__activities order by activity_id
        """,
    ) == [
        ("900", "call", "2026-01-04 12:00:00", "7", "10", "1", None, "no_answer"),
        ("901", "email", "2026-02-02 12:00:00", "8", None, "4", None, None),
        ("902", "task", None, "7", "10", None, "100", "not_started"),
        ("903", "meeting", None, None, None, None, None, "completed"),
    ]
    assert rows(
        folder,
        """
        select owner_id, owner_name, email, team, role, cast(started_on as string)
        from staging.stg_crm__owners order by owner_id
        """,
    ) == [
        ("7", "Eve E", "eve@saas.example", "West", "Account Executive", "2025-01-01"),
        ("8", "Fay", "fay@saas.example", None, None, "2025-02-01"),
    ]
    assert rows(
        folder,
        "select * exclude (connector) from staging.stg_crm__company_relationships",
    ) == [("one.example", "parent.example", "parent")]
    assert dict(
        rows(folder, "select observation, rows_observed from connectors.hubspot__observations")
    ) == {
        "hubspot_deleted_records": 3,
        "hubspot_merged_records": 3,
        "hubspot_contacts_that_are_no_leads": 1,
        "hubspot_deals_of_unknown_type": 0,
        "hubspot_amounts_without_currency": 2,
        "hubspot_deals_entered_after_closing": 1,
        "hubspot_deals_without_history": 2,
        "hubspot_deals_without_company": 0,
        "hubspot_engagements_of_impossible_times": 1,
        "hubspot_owners_without_team": 1,
        "hubspot_countries_not_known": 1,
        "hubspot_tables_a_day_behind": 0,
    }


def test_deals_and_contacts_alone_are_enough(folder: Path) -> None:
    tables = {name: PORTAL[name] for name in ("hubspot_deal", "hubspot_contact")}
    tables["hubspot_deal"] = tables["hubspot_deal"].replace(" s3,", " closedwon,")
    write(emptied(folder), tables)
    build(folder, CONNECTORS, (*SELECT, *WITHOUT_TESTS))

    # Without stages only the default pipeline's ends are known, without a history the closing day.
    assert rows(
        folder,
        """
        select opportunity_id, stage, is_won, cast(closed_at as string), account_id
        from staging.stg_crm__opportunities order by opportunity_id
        """,
    ) == [
        ("100", "closedwon", True, "2026-03-31 00:00:00", None),
        ("101", "s1", None, None, None),
        ("102", "s4", None, None, None),
        ("103", "s9", None, None, None),
    ]
    assert rows(folder, "select lead_id from staging.stg_crm__leads order by lead_id") == [
        ("3",),
        ("4",),
    ]


def read(name: str) -> list[dict[str, str]]:
    """The rows of a sample."""
    with (SAMPLES / "hubspot" / f"{name}_data.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no sample tables at {SAMPLES}")
def test_tables_in_the_columns_of_the_loader_are_read(folder: Path) -> None:
    raw = emptied(folder)
    for file in (SAMPLES / "hubspot").glob("*_data.csv"):
        shutil.copy(file, raw / f"hubspot_{file.name.removesuffix('_data.csv')}.csv")
    # The sample's deals have neither amount nor stage: both are dealt out here, stage by stage.
    stages = [
        stage for stage in read("deal_pipeline_stage") if stage["_fivetran_deleted"] == "FALSE"
    ]
    deals = read("deal")
    for place, deal in enumerate(deals):
        deal["property_amount"] = f"{place * 100 + 0.25}"
        deal["deal_pipeline_stage_id"] = stages[place % len(stages)]["stage_id"]
        deal["property_closedate"] = "2021-06-01 00:00:00"
    with (raw / "hubspot_deal.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, fieldnames=list(deals[0]))
        writer.writeheader()
        writer.writerows(deals)
    build(folder, CONNECTORS, (*SELECT, *WITHOUT_TESTS))

    by_key = {stage["stage_id"]: stage for stage in stages}
    totals: dict[tuple[str, bool | None], Decimal] = defaultdict(Decimal)
    for deal in deals:
        stage = by_key[deal["deal_pipeline_stage_id"]]
        is_won = stage["closed_won"] == "TRUE" if stage["is_closed"] == "TRUE" else None
        totals[(stage["label"], is_won)] += Decimal(deal["property_amount"])
    found = rows(
        folder,
        "select stage, is_won, sum(amount) from staging.stg_crm__opportunities group by all",
    )
    assert {(stage, is_won): amount for stage, is_won, amount in found} == totals

    # One contact lists three others that were merged into it; everybody filled in a form.
    merged = {"76340251", "46897301", "76226001"}
    left = {contact["id"] for contact in read("contact")} - merged
    assert {lead for (lead,) in rows(folder, "select lead_id from staging.stg_crm__leads")} == left
    assert rows(
        folder, "select country, count(*) from staging.stg_crm__accounts group by 1 order by 1"
    ) == [
        ("GB", sum(row["property_country"] == "United Kingdom" for row in read("company"))),
        ("US", sum(row["property_country"] == "United States" for row in read("company"))),
    ]

    teams = {team["id"]: team["name"] for team in read("team")}
    first_teams = {
        row["owner_id"]: teams[row["team_id"]]
        for row in read("owner_team")
        if row["is_team_primary"] == "true"
    }
    users = {user["id"]: user for user in read("users")}
    roles = {role["id"]: role["name"] for role in read("role")}
    owners = {}
    for owner in read("owner"):
        user = users.get(owner["active_user_id"], {})
        team = first_teams.get(owner["owner_id"]) or teams.get(user.get("primary_team_id", ""))
        name = f"{owner['first_name']} {owner['last_name']}"
        owners[owner["owner_id"]] = (name, team, roles.get(user.get("role_id", "")))
    found = rows(folder, "select owner_id, owner_name, team, role from staging.stg_crm__owners")
    assert {owner_id: rest for owner_id, *rest in found} == {
        owner_id: list(rest) for owner_id, rest in owners.items()
    }

    # Meetings whose seconds were taken for milliseconds have no time.
    meetings = read("engagement_meeting")
    assert rows(
        folder,
        """
        select activity_type, count(*), count(occurred_at)
        from staging.stg_crm__activities group by 1 order by 1
        """,
    ) == [
        ("call", 1, 1),
        ("email", 2, 2),
        ("meeting", 100, sum(not row["start_time"].startswith("1970") for row in meetings)),
        ("note", 1, 1),
        ("task", 2, 2),
    ]
