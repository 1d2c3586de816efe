"""The zendesk connector: its rules by unit tests, a small helpdesk whose tickets are known, and the
loader's own tables as they come."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from vendor_folder import SAMPLES, build, emptied, rows, write

CONNECTORS = {"support": ["zendesk"]}
SELECT = ("path:models/connectors/zendesk", "stg_support__tickets")
RULES = 4

# Three tickets of one organization and one of another; a fifth was deleted. Only 1 was asked for a
# rating. 2 was opened by the agent for the customer and came back once.
HELPDESK = {
    "zendesk_ticket": """
        id, organization_id, requester_id, submitter_id, type, priority, status, via_channel, created_at, updated_at
        1, 10, 100, 100, problem, normal, closed, email, 2026-03-02 08:00:00, 2026-03-30 08:00:00
        2, , 100, 900, question, high, solved, voice, 2026-03-03 08:00:00, 2026-03-09 08:00:00
        3, 10, 100, 100, , , new, web, 2026-03-04 08:00:00, 2026-03-04 08:00:00
        4, 20, 200, 200, incident, urgent, hold, chat, 2026-03-05 08:00:00, 2026-03-06 08:00:00
        5, 20, 200, 200, incident, low, deleted, web, 2026-03-06 08:00:00, 2026-03-06 09:00:00
        """,  # noqa: E501
    "zendesk_user": """
        id, email, organization_id, role
        100, Ann@One.example, 10, end-user
        200, bob@two.example, 20, end-user
        900, eve@saas.example, , agent
        """,
    "zendesk_organization": """
        id, name, external_id
        10, One, account_1
        20, Two,
        """,
    "zendesk_ticket_field_history": """
        field_name, ticket_id, updated, value
        status, 1, 2026-03-02 08:00:00, new
        status, 1, 2026-03-02 12:00:00, solved
        status, 1, 2026-03-30 08:00:00, closed
        status, 2, 2026-03-03 08:00:00, solved
        status, 2, 2026-03-04 08:00:00, open
        status, 2, 2026-03-09 08:00:00, solved
        satisfaction_score, 1, 2026-03-02 13:00:00, offered
        satisfaction_score, 1, 2026-03-02 14:00:00, good
        """,
    "zendesk_ticket_comment": """
        id, ticket_id, user_id, public, created
        1, 1, 100, true, 2026-03-02 08:00:00
        2, 1, 900, true, 2026-03-02 09:30:00
        3, 2, 900, true, 2026-03-03 08:00:00
        4, 4, 200, true, 2026-03-05 08:00:00
        5, 4, 900, false, 2026-03-05 09:00:00
        """,
}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of all tests here."""
    return tmp_path_factory.mktemp("zendesk")


def test_a_small_helpdesk_becomes_the_tickets_that_it_had(folder: Path) -> None:
    write(emptied(folder), HELPDESK)
    said = build(folder, CONNECTORS, SELECT)

    ann, bob = "ann@one.example", "bob@two.example"
    replied, solved, again = "2026-03-02 09:30:00", "2026-03-02 12:00:00", "2026-03-09 08:00:00"
    assert said.count("START unit_test zendesk__") == RULES
    assert rows(
        folder,
        """
        select
            ticket_id, account_id, requester_email, category, priority, status, channel,
            cast(first_replied_at as string), cast(solved_at as string), reopen_count, csat_score
        from staging.stg_support__tickets
        where connector = 'zendesk'
        order by ticket_id
        """,
    ) == [
        ("1", "account_1", ann, "problem", "medium", "closed", "email", replied, solved, 0, 5.0),
        ("2", "account_1", ann, "question", "high", "solved", "voice", None, again, 1, None),
        ("3", "account_1", ann, None, None, "open", "web", None, None, 0, None),
        ("4", "20", bob, "incident", "urgent", "pending", "chat", None, None, 0, None),
    ]
    assert dict(
        rows(folder, "select observation, rows_observed from connectors.zendesk__observations")
    ) == {
        "zendesk_deleted_tickets": 1,
        "zendesk_tickets_without_organization": 0,
        "zendesk_organizations_without_external_id": 1,
        "zendesk_solved_without_history": 0,
        "zendesk_tickets_without_comments": 1,
        "zendesk_tables_a_day_behind": 0,
    }


def test_tickets_alone_are_enough(folder: Path) -> None:
    write(emptied(folder), {"zendesk_ticket": HELPDESK["zendesk_ticket"]})
    build(folder, CONNECTORS, (*SELECT, "--exclude", "test_type:unit"))

    # Without history a solved ticket is dated by its last change.
    assert rows(
        folder,
        """
        select ticket_id, account_id, cast(solved_at as string), first_replied_at
        from staging.stg_support__tickets order by ticket_id
        """,
    ) == [
        ("1", "10", "2026-03-30 08:00:00", None),
        ("2", None, "2026-03-09 08:00:00", None),
        ("3", "10", None, None),
        ("4", "20", None, None),
    ]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no sample tables at {SAMPLES}")
def test_tables_in_the_columns_of_the_loader_are_read(folder: Path) -> None:
    raw = emptied(folder)
    for file in (SAMPLES / "zendesk").glob("*_data.csv"):
        shutil.copy(file, raw / f"zendesk_{file.name.removesuffix('_data.csv')}.csv")
    build(folder, CONNECTORS, (*SELECT, "--exclude", "test_type:unit"))

    # Counted in the files: ten tickets, two of them deleted. The history of 11071 says when it was
    # solved, a day before it was closed.
    assert rows(folder, "select count(*) from staging.stg_support__tickets") == [(8,)]
    assert rows(
        folder,
        """
        select cast(solved_at as string), reopen_count, account_id
        from staging.stg_support__tickets where ticket_id = '11071'
        """,
    ) == [("2020-11-14 11:01:27", 0, "370297696174")]
