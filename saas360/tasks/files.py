"""Tasks as files: CSV, JSON lines, and the template in which outcomes come back."""

import csv
import json
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path
from typing import Any, Literal

from saas360.tasks.published import COLUMNS, Task, as_json

Format = Literal["csv", "jsonl"]

# Columns of the raw table task_outcomes, then what helps whoever fills them in; the loader reads
# the first and leaves the rest.
OUTCOME_COLUMNS = (
    "task_id", "account_id", "contacted_at", "completed_at", "outcome", "renewal_intent", "note",
)  # fmt: skip
HELP_COLUMNS = ("kind", "title", "account_name", "owner_id", "due_on")
# A spreadsheet would take text that begins so for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def text_of(tasks: Iterable[Task], form: Format) -> str:
    """Tasks as the text of a file."""
    if form == "csv":
        return _csv(COLUMNS, tasks)
    lines = (
        json.dumps({name: as_json(task[name]) for name in COLUMNS}, ensure_ascii=False)
        for task in tasks
    )
    return "".join(f"{line}\n" for line in lines)


def template(tasks: Iterable[Task]) -> str:
    """A CSV file with a line per task, in which outcomes are filled in."""
    return _csv((*OUTCOME_COLUMNS, *HELP_COLUMNS), ({**task, "outcome": None} for task in tasks))


def write_whole(path: Path, text: str) -> None:
    """Writes a file in one step, so that nobody reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, encoding="utf-8", newline="")
    fresh.replace(path)


def _csv(columns: Sequence[str], tasks: Iterable[Task]) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for task in tasks:
        writer.writerow([_cell(task.get(name)) for name in columns])
    return text.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return "" if value is None else value
