"""Whether a file of outcomes says what the warehouse will understand, line by line."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from saas360.tasks.files import OUTCOME_COLUMNS

OUTCOMES = ("reached", "not_reached", "done", "declined", "postponed")
INTENTS = ("yes", "no", "unknown")
FILLED_IN = ("contacted_at", "completed_at", "outcome", "renewal_intent", "note")
# A day of the reporting time zone begins at most so long before it does in UTC.
EARLIEST_ZONE = timedelta(hours=14)
MOST_IDS_SHOWN = 40

Known = Mapping[str, tuple[date, str | None]]


class UnreadableError(Exception):
    """The file can't be read as outcomes: the message says why."""


@dataclass
class Checked:
    """What was found in a file.

    Attributes:
        filled: lines that say something.
        blank: lines of the template that nobody has filled in yet.
        problems: what is wrong, each with its line.
    """

    filled: int = 0
    blank: int = 0
    problems: list[str] = field(default_factory=list)


def check(path: Path, known: Known) -> Checked:
    """Holds a CSV or JSON-lines file against the tasks that there are.

    Args:
        path: the file.
        known: the first day and the account of every task, by its id.

    Raises:
        UnreadableError: it is no such file.
    """
    found = Checked()
    places: dict[str, list[int]] = defaultdict(list)
    for line, row in _rows(path):
        if not any(row.get(name) for name in FILLED_IN):
            found.blank += 1
            continue
        found.filled += 1
        found.problems += [f"line {line}: {problem}" for problem in _problems(row, known)]
        if row.get("task_id"):
            places[row["task_id"]].append(line)
    for task_id, lines in places.items():
        if len(lines) > 1:
            where = " and ".join(str(line) for line in lines)
            found.problems.append(
                f"lines {where}: task_id {_shown(task_id)} more than once; the one completed last"
                " would count"
            )
    return found


def _problems(row: Mapping[str, str], known: Known) -> Iterator[str]:
    yield from _wrong_task(row, known)
    yield from _wrong_words(row)
    opened, _ = known.get(row.get("task_id", ""), (None, None))
    yield from _wrong_days(row, opened)


def _wrong_task(row: Mapping[str, str], known: Known) -> Iterator[str]:
    task_id, account = row.get("task_id", ""), row.get("account_id", "")
    _, of_account = known.get(task_id, (None, None))
    if not task_id:
        yield "no task_id"
    elif task_id not in known:
        yield f"no task {_shown(task_id)}"
    elif account and of_account and account != of_account:
        yield f"task {task_id} is about account {of_account}, not {_shown(account)}"


def _wrong_words(row: Mapping[str, str]) -> Iterator[str]:
    outcome, intent = row.get("outcome", "").lower(), row.get("renewal_intent", "").lower()
    if not outcome:
        yield f"no outcome; one of {', '.join(OUTCOMES)}"
    elif outcome not in OUTCOMES:
        yield f"outcome {_shown(outcome)} is none of {', '.join(OUTCOMES)}"
    elif outcome == "postponed" and row.get("completed_at"):
        yield "what is postponed is not completed: leave completed_at empty"
    if intent and intent not in INTENTS:
        yield f"renewal_intent {_shown(intent)} is none of {', '.join(INTENTS)}"


def _wrong_days(row: Mapping[str, str], opened: date | None) -> Iterator[str]:
    given = {name: row[name] for name in ("contacted_at", "completed_at") if row.get(name)}
    moments = {name: _moment(text) for name, text in given.items()}
    for name, moment in moments.items():
        if moment is None:
            yield (
                f"{name} {_shown(given[name])} is no date; write 2026-10-31 or 2026-10-31T14:30:00"
            )
        elif opened is not None and moment < _begin(opened):
            yield f"{name} {given[name]} is before the task was opened, {opened}"
    if not given:
        yield "neither contacted_at nor completed_at"
    contacted, completed = moments.get("contacted_at"), moments.get("completed_at")
    if contacted and completed and completed.date() < contacted.date():
        yield f"completed_at {given['completed_at']} is before contacted_at {given['contacted_at']}"


def _begin(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - EARLIEST_ZONE


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _shown(text: str) -> str:
    return repr(text[:MOST_IDS_SHOWN])


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row as text by column, with the line on which it ends."""
    try:
        if path.suffix == ".csv":
            yield from _csv_rows(path)
        elif path.suffix == ".jsonl":
            yield from _json_rows(path)
        else:
            raise UnreadableError(f"{path} is neither .csv nor .jsonl.")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableError(f"{path} can't be read: {error}") from error


def _csv_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        _require_columns(path, reader.fieldnames or ())
        for row in reader:
            yield reader.line_num, _texts(row)


def _json_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise UnreadableError(f"{path}, line {number}: no JSON ({error.msg})") from error
        if not isinstance(row, dict):
            raise UnreadableError(f"{path}, line {number}: no JSON object")
        yield number, _texts(row)


def _require_columns(path: Path, found: Any) -> None:
    if "task_id" not in found:
        raise UnreadableError(
            f"{path} has no column task_id. `saas360 tasks template` writes a file that has"
            f" {', '.join(OUTCOME_COLUMNS)}."
        )


def _texts(row: Mapping[Any, Any]) -> dict[str, str]:
    return {
        name: str(value).strip()
        for name, value in row.items()
        if name is not None and value is not None and name in OUTCOME_COLUMNS
    }
