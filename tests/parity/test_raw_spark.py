"""Raw files and tables of the metastore as Spark gets to see them.

One process per load, as in life: Spark's catalog takes one at a time.
"""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from saas360.settings import PROJECT_DIR

pytestmark = pytest.mark.slow

LOAD = """
import json, sys
from saas360.raw import RawDataError
from saas360.raw.spark import load_into_spark
from saas360.settings import Settings
from saas360.spark import connect
from saas360.warehouse import rows

settings = Settings()
connection = connect(settings)
found = {}
for statement in json.loads(sys.argv[1]):
    if statement == "load":
        try:
            report = load_into_spark(settings)
            found["as_of"] = report.as_of
            found["has_events_elsewhere"] = report.plan.has_events_elsewhere
        except RawDataError as error:
            found["error"] = str(error)
    else:
        found[statement] = rows(connection, statement)
print("FOUND" + json.dumps(found, default=str))
"""


@pytest.fixture
def spark(tmp_path: Path):
    """Runs statements, `load` among them, in one session; gives what each found."""
    (tmp_path / "raw").mkdir()

    def run(*statements: str) -> dict[str, Any]:
        environment = {key: value for key, value in os.environ.items() if "SAAS360" not in key}
        environment |= {"SAAS360_DATA_DIR": str(tmp_path), "SAAS360_TARGET": "spark"}
        finished = subprocess.run(
            [sys.executable, "-c", LOAD, json.dumps(statements)],
            cwd=PROJECT_DIR,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert finished.returncode == 0, finished.stderr[-4000:]
        [line] = [line for line in finished.stdout.splitlines() if line.startswith("FOUND")]
        found: dict[str, Any] = json.loads(line.removeprefix("FOUND"))
        return found

    return run


ACCOUNTS = "select account_id, account_name, created_at, is_internal from raw.accounts order by 1"
PLANS = "select plan_id, unit_amount from raw.plans order by 1"
EVENTS = "select event_id, occurred_at from raw.usage_events order by 1"


def test_text_is_read_as_on_duckdb_and_written_once(spark, tmp_path: Path):
    raw = tmp_path / "raw"
    # A byte order mark, CRLF, columns in another order, one that nobody knows, quotes, an umlaut.
    (raw / "accounts.csv").write_bytes(
        "\ufeffis_internal,created_at,colour,account_name,account_id\r\n"
        'false,2026-01-31T23:30:00+02:00,red,"Müller, ""Söhne""",a-1\r\n'.encode()
    )
    (raw / "plans.jsonl").write_text('{"unit_amount": "12.50", "plan_id": "p-1"}\n')
    day = raw / "usage_events" / "day=2026-02-01"
    day.mkdir(parents=True)
    header = "event_id,account_id,event_name,occurred_at\n"
    (day / "a.csv").write_text(header + "e-1,a-1,login,2026-02-01 10:00:00\n")

    found = spark("load", ACCOUNTS, PLANS, EVENTS, "select count(*) as n from raw.tickets")

    assert found["as_of"] == str(date(2026, 2, 1))
    [account] = found[ACCOUNTS]
    assert account == {
        "account_id": "a-1",
        "account_name": 'Müller, "Söhne"',
        "created_at": "2026-01-31 21:30:00",
        "is_internal": False,
    }
    assert found[PLANS] == [{"plan_id": "p-1", "unit_amount": "12.500000"}]
    assert [row["event_id"] for row in found[EVENTS]] == ["e-1"]
    assert found["select count(*) as n from raw.tickets"] == [{"n": 0}]

    [written] = (tmp_path / "spark" / "raw" / "usage_events").rglob("*.parquet")
    before = written.stat().st_mtime_ns
    (day / "b.csv").write_text(header + "e-2,a-1,login,2026-02-01 11:00:00\n")
    (raw / "plans.jsonl").unlink()

    found = spark("load", EVENTS, PLANS)

    assert [row["event_id"] for row in found[EVENTS]] == ["e-1", "e-2"]
    assert written.stat().st_mtime_ns == before
    assert found[PLANS] == []


def test_a_table_of_the_metastore_is_left_alone_and_never_mixed_with_files(spark, tmp_path: Path):
    columns = "'e-1' as event_id, 'a-1' as account_id, 'login' as event_name"
    made = (
        "create table raw.usage_events using parquet as select "
        f"{columns}, timestamp '2026-03-04 05:06:07' as occurred_at"
    )

    found = spark("create schema raw", made, "load", EVENTS)

    assert found[EVENTS] == [{"event_id": "e-1", "occurred_at": "2026-03-04 05:06:07"}]
    assert (found["as_of"], found["has_events_elsewhere"]) == ("2026-03-04", True)

    (tmp_path / "raw" / "usage_events.csv").write_text(
        "event_id,account_id,event_name,occurred_at\ne-2,a-1,login,2026-03-05 00:00:00\n"
    )

    found = spark("load", EVENTS)

    assert "usage_events: lies in the raw folder and the metastore, too" in found["error"]
    assert len(found[EVENTS]) == 1
