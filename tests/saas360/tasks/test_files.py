"""Tasks as files, the template for outcomes, and the check of what comes back."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from published_tasks import Published
from typer.testing import CliRunner

from saas360.cli import app
from saas360.raw import load
from saas360.settings import Settings
from saas360.tasks.export import write_files
from saas360.tasks.outcomes import UnreadableError, check

KNOWN = {"t1": (date(2026, 3, 10), "a1"), "t2": (date(2026, 3, 10), None)}
HEADER = "task_id,account_id,contacted_at,completed_at,outcome,renewal_intent,note\n"


def run(published: Published, *words: str):
    """A command on the published copy."""
    given = [*words, "--data-dir", str(published.settings.data_dir)]
    return CliRunner().invoke(app, ["tasks", *given])


def test_csv_has_the_open_tasks_the_most_urgent_first(published):
    outcome = run(published, "export")
    assert outcome.exit_code == 0, outcome.output
    rows = list(csv.DictReader(io.StringIO(outcome.stdout)))
    assert [row["task_id"] for row in rows] == ["t3", "t1", "t2", "t7"]
    assert rows[1]["value_mrr"] == "50.000000"
    assert rows[3]["account_id"] == ""
    assert {row["status"] for row in rows} == {"open"}


def test_a_name_that_a_spreadsheet_would_compute_is_text(published):
    rows = csv.DictReader(io.StringIO(run(published, "export").stdout))
    assert {row["account_name"] for row in rows} == {"'=Acme", "Bolt", ""}


def test_json_lines_have_numbers_days_and_nulls(published):
    outcome = run(published, "export", "--format", "jsonl", "--kind", "lead_follow_up")
    [task] = [json.loads(line) for line in outcome.stdout.splitlines()]
    assert task["task_id"] == "t7"
    assert (task["value_mrr"], task["opened_on"], task["lead_id"]) == (None, "2026-03-14", "l1")


def test_export_goes_to_a_file_for_some_owners(published, tmp_path):
    target = tmp_path / "out" / "tasks.csv"
    outcome = run(published, "export", "--to", str(target), "--owner", "o2", "--owner", "o3")
    assert outcome.stdout == f"1 tasks in {target}\n"
    assert [row["task_id"] for row in csv.DictReader(target.open())] == ["t3"]


def test_export_to_a_webhook_says_how_many(published, receiver, monkeypatch):
    monkeypatch.setenv("SAAS360_WEBHOOK_SECRET", "a key that both sides know")
    outcome = run(published, "export", "--to", receiver.address)
    assert outcome.exit_code == 0, outcome.output
    place = receiver.address.removesuffix("/hooks/t0ken")
    assert outcome.stdout == f"4 tasks delivered to {place}, 0 had been before.\n"
    monkeypatch.delenv("SAAS360_WEBHOOK_SECRET")
    refused = run(published, "export", "--to", receiver.address)
    assert refused.exit_code == 1
    assert "SAAS360_WEBHOOK_SECRET" in refused.stderr


@pytest.mark.parametrize("command", ["export", "template"])
def test_a_kind_that_does_not_exist_is_refused_and_one_without_tasks_is_not(published, command):
    refused = run(published, command, "--kind", "danning")
    assert refused.exit_code == 1
    assert "no kind of task danning; there are churn_risk, detractor, dunning" in refused.stderr
    empty = run(published, command, "--kind", "expansion")
    assert empty.exit_code == 0
    assert len(empty.stdout.splitlines()) == 1


def test_what_is_not_published_is_said_plainly(tmp_path):
    for words in (["export"], ["template"], ["check", "x.csv"]):
        outcome = CliRunner().invoke(app, ["tasks", *words, "--data-dir", str(tmp_path)])
        assert outcome.exit_code == 1
        assert "Build first: `saas360 build`" in outcome.stderr


def test_copy_of_an_earlier_version_has_no_tasks(published):
    published.execute("drop table customer_360.customer_tasks")
    outcome = run(published, "export")
    assert outcome.exit_code == 1
    assert "earlier version of the project" in outcome.stderr


def test_files_lie_beside_the_published_tables(published):
    assert write_files(published.settings.published) == 4
    folder = published.settings.published / "tasks"
    assert {path.name for path in folder.iterdir()} == {
        "tasks.csv", "tasks.jsonl", "task_outcomes.csv",
    }  # fmt: skip
    assert len((folder / "tasks.jsonl").read_text().splitlines()) == 4


def test_template_filled_in_is_what_the_check_and_the_loader_take(published, tmp_path):
    raw = tmp_path / "company" / "raw"
    raw.mkdir(parents=True)
    file = raw / "task_outcomes.csv"
    assert run(published, "template", "--to", str(file)).exit_code == 0
    rows = list(csv.DictReader(file.open()))
    assert [row["task_id"] for row in rows] == ["t3", "t1", "t2", "t7"]
    rows[1] |= {
        "contacted_at": "2026-03-12",
        "completed_at": "2026-03-13T10:00:00",
        "outcome": "done",
    }
    with file.open("w", newline="") as target:
        writer = csv.DictWriter(target, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    outcome = run(published, "check", str(file))
    assert (outcome.exit_code, outcome.stdout) == (
        0,
        "1 outcomes, 3 not filled in yet: nothing wrong.\n",
    )
    loaded = load(Settings(raw_dir=raw, data_dir=tmp_path / "company"))
    assert loaded.tables["task_outcomes"].rows == 4


def test_check_names_every_line_and_fails(published, tmp_path):
    file = tmp_path / "outcomes.csv"
    file.write_text(HEADER + "t1,a1,2026-03-12,,done,,\nt9,,2026-03-12,,done,,\n")
    outcome = run(published, "check", str(file))
    assert outcome.exit_code == 1
    assert outcome.stdout == "line 3: no task 't9'\n2 outcomes: 1 problems.\n"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("t1,a1,2026-03-12,2026-03-13,done,yes,", None),
        ("t1,,2026-03-12T09:00:00+02:00,,not_reached,,", None),
        (",a1,2026-03-12,,done,,", "no task_id"),
        ("t1,a2,2026-03-12,,done,,", "task t1 is about account a1, not 'a2'"),
        ("t2,a9,2026-03-12,,done,,", None),  # about a lead
        ("t1,a1,2026-03-12,,,,", "no outcome"),
        ("t1,a1,2026-03-12,,perhaps,,", "outcome 'perhaps' is none of"),
        ("t1,a1,2026-03-12,,done,maybe,", "renewal_intent 'maybe' is none of"),
        ("t1,a1,,,done,,", "neither contacted_at nor completed_at"),
        ("t1,a1,12.3.2026,,done,,", "contacted_at '12.3.2026' is no date"),
        ("t1,a1,2026-03-09,,done,,", "contacted_at 2026-03-09 is before the task was opened"),
        ("t1,a1,2026-03-09T11:00:00,,done,,", None),  # the 10th in the east of the Pacific
        ("t1,a1,2026-03-13,2026-03-12,done,,", "is before contacted_at"),
        ("t1,a1,2026-03-12,2026-03-12,postponed,,", "what is postponed is not completed"),
    ],
)
def test_line_is_judged_by_what_the_warehouse_takes(tmp_path, line, problem):
    file = tmp_path / "outcomes.csv"
    file.write_text(HEADER + line + "\n")
    found = check(file, KNOWN)
    assert found.filled == 1
    if problem is None:
        assert found.problems == []
    else:
        assert len(found.problems) == 1
        assert found.problems[0].startswith("line 2: ")
        assert problem in found.problems[0]


def test_task_that_comes_twice_is_named_with_its_lines(tmp_path):
    file = tmp_path / "outcomes.jsonl"
    row = {"task_id": "t1", "contacted_at": "2026-03-12", "outcome": "reached"}
    other = row | {"task_id": "t2"}
    file.write_text("".join(json.dumps(each) + "\n" for each in (row, other, row)))
    [problem] = check(file, KNOWN).problems
    assert problem.startswith("lines 1 and 3: task_id 't1' more than once")


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("x.csv", "id,outcome\nt1,done\n", "no column task_id"),
        ("x.jsonl", "{nothing\n", "line 1: no JSON"),
        ("x.jsonl", "[1]\n", "line 1: no JSON object"),
        ("x.xlsx", "", "neither .csv nor .jsonl"),
    ],
)
def test_file_that_is_none_of_outcomes_is_refused(tmp_path: Path, name, text, problem):
    file = tmp_path / name
    file.write_text(text)
    with pytest.raises(UnreadableError, match=problem):
        check(file, KNOWN)


def test_file_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(UnreadableError, match="can't be read"):
        check(tmp_path / "none.csv", KNOWN)
