"""What is new, which days that concerns, and how far the data reach."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from test_raw_folder import RawFolder

from saas360.raw import LoadPlan, load, mark_aggregated, plan

TODAY = date(2026, 3, 1)


@pytest.fixture
def folder(tmp_path: Path) -> RawFolder:
    return RawFolder(tmp_path)


def look(folder: RawFolder, today: date = TODAY) -> LoadPlan:
    return plan(folder.settings, today=today, lookback_days=3)


def run(folder: RawFolder, today: date = TODAY) -> LoadPlan:
    """A whole run: load, then the models by event day succeed."""
    found = look(folder, today)
    mark_aggregated(folder.settings, load(folder.settings, found))
    return found


def days(first: str, last: str) -> tuple[date, date]:
    return date.fromisoformat(first), date.fromisoformat(last)


def test_the_first_plan_has_every_day(folder):
    folder.events("usage_events/1.parquet", "2026-01-01 23:59:59", "2026-01-03")
    folder.events("usage_events/2.parquet", "2026-02-10 00:00:00")
    found = look(folder)
    assert found.event_days == days("2026-01-01", "2026-02-10")
    assert found.new_files == ("usage_events/1.parquet", "usage_events/2.parquet")
    assert (found.built_until, found.late_days) == (None, None)
    assert found.as_of == date(2026, 2, 10)


def test_a_new_days_file_and_only_its_day(folder):
    folder.events("usage_events/1.parquet", "2026-01-01", "2026-01-09")
    run(folder)
    assert look(folder).event_days is None
    folder.events("usage_events/2.parquet", "2026-01-10 05:00:00")
    found = look(folder)
    assert found.new_files == ("usage_events/2.parquet",)
    assert found.event_days == days("2026-01-10", "2026-01-10")
    assert found.built_until == date(2026, 1, 9)


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_days_of_text_files_come_from_their_column(folder, kind):
    row = {"event_id": "e", "account_id": "a", "event_name": "n"}
    row["occurred_at"] = "2026-01-01T01:00:00+02:00"
    if kind == "csv":
        folder.write("usage_events.csv", f"{','.join(row)}\n{','.join(row.values())}\n")
    else:
        fields = ", ".join(f'"{key}": "{value}"' for key, value in row.items())
        folder.write("usage_events.jsonl", f"{{{fields}}}\n")
    assert look(folder).event_days == days("2025-12-31", "2025-12-31")


def test_a_run_that_never_finished_repeats_its_days(folder):
    folder.events("usage_events/1.parquet", "2026-01-01")
    load(folder.settings, look(folder))
    assert look(folder).event_days == days("2026-01-01", "2026-01-01")


def test_a_changed_file_covers_what_it_held_and_holds(folder):
    folder.events("usage_events/1.parquet", "2026-01-08")
    folder.events("usage_events/2.parquet", "2026-01-10")
    run(folder)
    folder.events("usage_events/1.parquet", "2026-01-09", "2026-01-09 10:00:00")
    found = look(folder)
    assert found.changed_files == ("usage_events/1.parquet",)
    assert found.event_days == days("2026-01-08", "2026-01-09")


def test_a_rewritten_file_of_the_same_size_is_seen_by_its_time(folder):
    path = folder.events("usage_events/1.parquet", "2026-01-08")
    run(folder)
    os.utime(path, (path.stat().st_mtime + 5,) * 2)
    assert look(folder).changed_files == ("usage_events/1.parquet",)


def test_a_removed_file_has_its_days_built_again(folder):
    path = folder.events("usage_events/1.parquet", "2026-01-08")
    folder.events("usage_events/2.parquet", "2026-01-10")
    run(folder)
    path.unlink()
    found = look(folder)
    assert found.removed_files == ("usage_events/1.parquet",)
    assert found.event_days == days("2026-01-08", "2026-01-08")
    run(folder)
    assert look(folder).removed_files == ()


def test_other_rules_or_connectors_make_every_day_due(folder):
    folder.events("usage_events/1.parquet", "2026-01-01", "2026-02-09")
    run(folder)
    every_day = days("2026-01-01", "2026-02-09")

    elsewhere = plan(folder.settings, today=TODAY, lookback_days=3, timezone="Asia/Tokyo")
    assert elsewhere.event_days == every_day

    without = plan(
        folder.settings, today=TODAY, lookback_days=3, connectors={"usage": ["ravenstack"]}
    )
    assert without.event_files == ()
    assert without.event_days == every_day

    assert look(folder).event_days is None


def test_a_late_file_is_clipped_to_the_lookback(folder):
    folder.events("usage_events/1.parquet", "2026-01-01", "2026-01-20")
    run(folder)
    folder.events("usage_events/2.parquet", "2026-01-05", "2026-01-21")
    found = look(folder)
    assert found.event_days == days("2026-01-17", "2026-01-21")
    assert found.late_days == days("2026-01-05", "2026-01-16")
    folder.events("usage_events/2.parquet", "2026-01-05", "2026-01-06")
    found = look(folder)
    assert found.event_days is None
    assert found.late_days == days("2026-01-05", "2026-01-06")


def test_files_of_web_events_make_their_days_due_like_those_of_usage(folder):
    folder.events("usage_events/1.parquet", "2026-01-19", "2026-01-20")
    folder.web_events("web_events/1.parquet", "2026-01-18", "2026-01-20")
    assert run(folder).event_days == days("2026-01-18", "2026-01-20")
    assert look(folder).event_days is None
    path = folder.web_events("web_events/2.parquet", "2026-01-21")
    found = look(folder)
    assert found.new_files == ("web_events/2.parquet",)
    assert found.event_days == days("2026-01-21", "2026-01-21")
    assert found.as_of == date(2026, 1, 21)
    run(folder)
    folder.web_events("web_events/2.parquet", "2026-01-21", "2026-01-22")
    assert look(folder).changed_files == ("web_events/2.parquet",)
    run(folder)
    path.unlink()
    found = look(folder)
    assert found.removed_files == ("web_events/2.parquet",)
    assert found.event_days == days("2026-01-21", "2026-01-22")


def test_late_web_events_wait_for_a_backfill(folder):
    folder.web_events("web_events/1.parquet", "2026-01-01", "2026-01-20")
    run(folder)
    folder.web_events("web_events/2.parquet", "2026-01-05", "2026-01-21")
    found = look(folder)
    assert found.event_days == days("2026-01-17", "2026-01-21")
    assert found.late_days == days("2026-01-05", "2026-01-16")


def test_events_that_always_come_after_those_of_another_domain_are_not_late(folder):
    folder.events("usage_events/1.parquet", "2026-01-01", "2026-01-31")
    folder.web_events("web_events/1.parquet", "2026-01-01", "2026-01-20")
    run(folder)
    folder.web_events("web_events/2.parquet", "2026-01-21", "2026-01-27")
    found = look(folder)
    assert found.event_days == days("2026-01-21", "2026-01-27")
    assert found.late_days is None
    assert found.built_until == date(2026, 1, 31)


def test_a_vendors_pages_count_only_where_its_connector_is_used(folder):
    folder.parquet(
        "segment_pages/1.parquet",
        "select 'e' as id, timestamp '2026-01-08' as timestamp",
    )
    assert look(folder).event_files == ()
    chosen = {"marketing": ["segment"]}
    found = plan(folder.settings, today=TODAY, lookback_days=3, connectors=chosen)
    assert found.event_days == days("2026-01-08", "2026-01-08")


def test_the_future_is_ignored_until_it_has_come(folder):
    folder.events("usage_events/1.parquet", "2026-02-20", "2026-03-03", "2099-01-01")
    found = run(folder)
    assert found.as_of == date(2026, 2, 20)
    assert found.event_days == days("2026-02-20", "2026-02-20")
    assert look(folder).built_until == date(2026, 2, 20)
    later = look(folder, today=date(2026, 3, 3))
    assert later.as_of == date(2026, 3, 3)
    assert later.event_days is not None
    assert later.event_days[1] == date(2026, 3, 3)
    assert later.late_days is None


def test_events_before_the_known_history_are_left_out(folder):
    folder.events("usage_events/1.parquet", "1970-01-01", "2026-01-08")
    assert look(folder).event_days == (folder.settings.history_start, date(2026, 1, 8))


def test_as_of_is_the_newest_event_or_invoice(folder):
    folder.events("usage_events/1.parquet", "2026-01-08")
    header = "invoice_id,customer_id,issued_at\n"
    folder.write("invoices.csv", header + "i,c,2026-01-31\nj,c,2027-01-01\n")
    assert look(folder).as_of == date(2026, 1, 31)
    run(folder)
    assert look(folder).as_of == date(2026, 1, 31)
    assert folder.query("select as_of from raw.loaded") == [(date(2026, 1, 31),)]


def test_as_of_without_events_or_invoices(folder):
    assert look(folder).as_of == TODAY
    folder.write("subscriptions.csv", "subscription_id,customer_id,started_at\ns,c,2026-01-31\n")
    assert look(folder).as_of == date(2026, 1, 31)


def test_a_plan_never_raises_for_bad_files(folder):
    folder.events("usage_events/1.parquet", "2026-01-08")
    folder.write("usage_events/2.parquet", "x")
    folder.write(
        "usage_events/3.csv", b"event_id,account_id,event_name,occurred_at\n\xff,a,n,\xff\n"
    )
    folder.write("usage_events/4.csv", "event_id\n")
    folder.write("invoices.csv", 'invoice_id,customer_id,issued_at\ni,c,"2026')
    found = look(folder)
    assert found.event_days == days("2026-01-08", "2026-01-08")
    assert len(found.files["usage_events"]) == 4


def test_a_plan_writes_nothing(folder):
    look(folder)
    assert not folder.settings.warehouse.exists()


def test_today_is_the_clocks_by_default(folder):
    now = datetime.now(UTC).replace(tzinfo=None)
    folder.events("usage_events/1.parquet", str(now - timedelta(days=2)), str(now + timedelta(9)))
    assert plan(folder.settings).as_of == (now - timedelta(days=2)).date()
