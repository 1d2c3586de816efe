"""What is published of the website is what the raw events say, walked through event by event.

Nothing of the models is used: sessions, registrations, paths and clicks are made once more in plain
Python from the raw files. What was planted in the landing pages is in the demo's truth.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from statistics import median
from typing import Any

import duckdb
import pytest

from end_to_end.pipeline import DataFolder

GAP = timedelta(minutes=30)
PATHS_KEPT = 20


@dataclass
class Session:
    """A session as the events show it; `lead_id` is who registered in it."""

    visitor_id: str
    events: list[dict[str, Any]] = field(default_factory=list)
    lead_id: str | None = None
    is_prospect: bool = True

    @property
    def started_at(self) -> datetime:
        return min(event["occurred_at"] for event in self.events)

    @property
    def ended_at(self) -> datetime:
        return max(event["occurred_at"] for event in self.events)

    @property
    def month(self) -> date:
        return self.started_at.date().replace(day=1)

    @property
    def channel(self) -> str:
        named = [event["channel"] for event in self.events if event["channel"]]
        return named[0] if named else "unknown"

    def count(self, event_type: str) -> int:
        return sum(event["event_type"] == event_type for event in self.events)

    @property
    def is_bounce(self) -> bool:
        return not self.lead_id and self.count("page_view") <= 1 and not self.count("click")

    @property
    def path(self) -> str:
        pages: list[str] = []
        for event in self.events:
            if not pages or pages[-1] != event["page_path"]:
                pages.append(event["page_path"])
        return " > ".join([*pages[:5], *(["…"] if len(pages) > 5 else [])])


class Website:
    """The website of a demo, from its raw files."""

    def __init__(self, folder: DataFolder) -> None:
        self.folder = folder

    def _rows(self, sql: str) -> list[dict[str, Any]]:
        with duckdb.connect() as connection:
            found = connection.execute(sql)
            names = [column[0] for column in found.description or []]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    @cached_property
    def events(self) -> list[dict[str, Any]]:
        """Each event once, in order; page views before clicks of the same instant."""
        rows = self._rows(
            f"from read_parquet('{self.folder.raw}/web_events/*/*.parquet',"
            " hive_partitioning = false)"
        )
        by_id = {row["event_id"]: row for row in rows}
        return sorted(
            by_id.values(),
            key=lambda row: (row["occurred_at"], row["event_type"] == "click", row["event_id"]),
        )

    @cached_property
    def leads_of_visitors(self) -> dict[str, dict[str, Any]]:
        """The lead that each visitor is."""
        leads = self._rows(f"from '{self.folder.raw}/leads.parquet'")
        users = self._rows(f"from '{self.folder.raw}/product_users.parquet'")
        by_id = {lead["lead_id"]: lead for lead in leads}
        by_email = defaultdict(list)
        for lead in leads:
            by_email[(lead["email"] or "").strip().lower()].append(lead)
        emails = {user["user_id"]: (user["email"] or "?").strip().lower() for user in users}
        candidates: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for event in self.events:
            if user := event["user_id"]:
                found = [by_id[user]] if user in by_id else []
                candidates[event["visitor_id"]] += found + by_email.get(emails.get(user, "?"), [])
        return {
            visitor: min(found, key=lambda lead: (lead["registered_at"], lead["lead_id"]))
            for visitor, found in candidates.items()
            if found
        }

    @cached_property
    def sessions(self) -> list[Session]:
        open_sessions: dict[str, Session] = {}
        found: list[Session] = []
        for event in self.events:
            last = open_sessions.get(event["visitor_id"])
            if (
                last is None
                or event["occurred_at"] - last.ended_at >= GAP
                or event["occurred_at"].date() != last.ended_at.date()
            ):
                last = open_sessions[event["visitor_id"]] = Session(event["visitor_id"])
                found.append(last)
            last.events.append(event)
        by_lead = defaultdict(list)
        for session in found:
            lead = self.leads_of_visitors.get(session.visitor_id)
            if lead is None:
                continue
            registered_at = lead["registered_at"]
            session.is_prospect = session.started_at < registered_at
            if session.started_at <= registered_at <= session.started_at + timedelta(days=1):
                is_within = registered_at <= session.ended_at + GAP
                by_lead[lead["lead_id"]].append((is_within, session.started_at, session))
        for lead_id, candidates in by_lead.items():
            best = max(candidates, key=lambda candidate: candidate[:2])[2]
            best.lead_id, best.is_prospect = lead_id, True
        return found


@pytest.fixture(scope="module")
def website(demo: DataFolder) -> Website:
    return Website(demo)


def months_of(sessions: list[Session]) -> Iterator[tuple[date, list[Session]]]:
    by_month = defaultdict(list)
    for session in sessions:
        by_month[session.month].append(session)
    yield from by_month.items()


def test_every_registration_on_the_website_is_in_the_session_of_its_click(
    website: Website,
) -> None:
    """The second computation itself: who registered clicked on the form at that very moment."""
    registering = [session for session in website.sessions if session.lead_id]
    clicked = sum(event["element_id"] == "signup_submit" for event in website.events)
    assert len(registering) == clicked > 400
    for session in registering:
        moment = website.leads_of_visitors[session.visitor_id]["registered_at"]
        clicks = [e["occurred_at"] for e in session.events if e["element_id"] == "signup_submit"]
        assert any(abs(at - moment) < timedelta(seconds=2) for at in clicks)


def test_visitors_are_the_leads_that_they_were_made_for(demo: DataFolder) -> None:
    found = demo.warehouse(
        "select visitor_id, lead_id from intermediate.int_marketing__visitor_leads"
    )
    with duckdb.connect() as connection:
        planted = dict(
            connection.execute(
                f"select visitor_id, lead_id from '{demo.truth}/leads.parquet'"
                " where visitor_id is not null"
            ).fetchall()
        )
    assert {visitor: lead for visitor, lead in found if visitor in planted} == planted
    assert len(planted) > 400


def test_sessions_of_each_day_channel_and_landing_page(demo: DataFolder, website: Website) -> None:
    expected: dict[Any, list[float]] = defaultdict(lambda: [0.0] * 7)
    for session in website.sessions:
        key = session.started_at.date(), session.channel, session.events[0]["page_path"]
        seconds = sum(event["engaged_seconds"] or 0 for event in session.events)
        for place, value in enumerate((
            1, session.is_bounce, session.count("page_view"), session.count("click"),
            session.is_prospect, session.lead_id is not None, seconds,
        )):  # fmt: skip
            expected[key][place] += value
    found = demo.published(
        "select session_date, channel, landing_page, sessions, bounces, page_views, clicks,"
        " prospect_sessions, registrations, engaged_seconds from metrics.web_sessions"
    )
    assert len(found) == len(expected) > 1000
    for day, channel, page, *measures in found:
        assert measures == pytest.approx(expected[day, channel, page]), (day, channel, page)


def test_days_have_the_events_that_the_demo_made(demo: DataFolder) -> None:
    found = demo.published(
        "select session_date, sum(page_views), sum(clicks) from metrics.web_sessions group by all"
    )
    with duckdb.connect() as connection:
        planted = connection.execute(
            f"select event_date, page_views, clicks from '{demo.truth}/web_days.parquet'"
            " where page_views > 0"
        ).fetchall()
    assert set(found) == set(planted)


def test_registration_rates_have_wilsons_interval(demo: DataFolder, website: Website) -> None:
    expected: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
    for session in website.sessions:
        counts = expected[session.month, session.events[0]["page_path"]]
        counts[0] += session.is_prospect
        counts[1] += session.lead_id is not None
    z = 1.959963984540054
    found = demo.published(
        "select date_month, landing_page, prospect_sessions, registrations,"
        " prospect_registration_rate_low, prospect_registration_rate_high"
        " from metrics.landing_pages"
    )
    assert len(found) == len(expected)
    for month, page, trials, successes, low, high in found:
        assert [trials, successes] == expected[month, page]
        if not trials:
            assert low is high is None
            continue
        share = successes / trials
        middle = (share + z * z / (2 * trials)) / (1 + z * z / trials)
        half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
        half /= 1 + z * z / trials
        assert (low, high) == pytest.approx((middle - half, middle + half), abs=1e-6)


def test_the_better_landing_page_is_found_and_nothing_else_is(demo: DataFolder) -> None:
    with duckdb.connect() as connection:
        planted = connection.execute(
            f"select landing_page, is_better from '{demo.truth}/landing_pages.parquet'"
        ).fetchall()
    found = dict(
        demo.published(
            "select landing_page, verdict from metrics.landing_pages"
            " where date_month = (select max(date_month) from metrics.landing_pages)"
        )
    )
    judged = {page for page, verdict in found.items() if verdict != "too_few"}
    assert judged == {page for page, _ in planted}
    assert {page for page, verdict in found.items() if verdict == "better"} == {
        page for page, is_better in planted if is_better
    }
    assert "worse" not in found.values()


def test_what_became_of_the_registrations_is_that_of_the_leads(
    demo: DataFolder, website: Website
) -> None:
    outcomes = dict(
        demo.warehouse("select lead_id, is_qualified from intermediate.int_crm__lead_outcomes")
    )
    registered = [session.lead_id for session in website.sessions if session.lead_id]
    ((qualified,),) = demo.published("select sum(qualified_leads) from metrics.landing_pages")
    assert qualified == sum(outcomes[lead_id] for lead_id in registered) > 0


def test_common_paths_and_the_others_add_up(demo: DataFolder, website: Website) -> None:
    expected = {}
    for month, sessions in months_of([s for s in website.sessions if s.is_prospect]):
        for outcome in ("registration", "exit"):
            ended = [s for s in sessions if (s.lead_id is not None) == (outcome == "registration")]
            counts = Counter(session.path for session in ended)
            ranked = sorted(counts, key=lambda path: (-counts[path], path))
            kept = set(ranked[:PATHS_KEPT])
            for name in [*kept, "other"]:
                paths = {name} if name in kept else set(ranked[PATHS_KEPT:])
                if not paths:
                    continue
                seconds = [
                    (s.ended_at - s.started_at).total_seconds() for s in ended if s.path in paths
                ]
                same = [session for session in sessions if session.path in paths]
                expected[month, outcome, name] = (
                    len(paths),
                    len(seconds),
                    len(seconds) / len(ended),
                    sum(session.lead_id is not None for session in same) / len(same),
                    median(seconds),
                )
    found = demo.published(
        "select date_month, outcome, path, paths, sessions, share_of_outcome, conversion_rate,"
        " median_seconds from metrics.page_paths"
    )
    assert len(found) == len(expected) > 200
    for month, outcome, path, *measures in found:
        assert measures == pytest.approx(expected[month, outcome, path]), (month, outcome, path)


def test_clicks_of_each_element_and_cell(demo: DataFolder, website: Website) -> None:
    views: Counter[tuple[date, str]] = Counter()
    clicks: Counter[tuple[date, str, str]] = Counter()
    cells: Counter[tuple[date, str, int, int]] = Counter()
    for event in website.events:
        month, page = event["occurred_at"].date().replace(day=1), event["page_path"]
        if event["event_type"] == "page_view":
            views[month, page] += 1
        else:
            clicks[month, page, event["element_id"]] += 1
            x, y = (min(9, int(event[axis] * 10)) for axis in ("x_ratio", "y_ratio"))
            cells[month, page, x, y] += 1
    found = demo.published(
        "select date_month, page_path, element_id, clicks, page_views from metrics.page_clicks"
    )
    assert len(found) == len(clicks) > 500
    for month, page, element, count, seen in found:
        assert (count, seen) == (clicks[month, page, element], views[month, page])
    grid = demo.published(
        "select date_month, page_path, x_tenth, y_tenth, clicks from metrics.page_click_grid"
    )
    assert {tuple(row[:4]): row[4] for row in grid} == cells


def test_no_visitor_or_user_is_published(demo: DataFolder) -> None:
    names = demo.published(
        "select table_name, column_name from information_schema.columns"
        " where table_schema = 'metrics' and column_name in ('visitor_id', 'user_id', 'session_id')"
        " and table_name in ('web_sessions', 'landing_pages', 'page_paths', 'page_clicks',"
        " 'page_click_grid')"
    )
    assert names == []
