"""What a webhook has been told already, so that it is told nothing twice.

One line per delivery, written as soon as the other side has said yes: whatever stops an export,
what was delivered stays known. Addresses may hold a secret, so only their digest is kept.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

FILE = Path("tasks", "delivered.jsonl")


class Ledger:
    """The deliveries to one address; made by `opened`."""

    def __init__(self, file: TextIO, address: str) -> None:
        self._file = file
        self._place = hashlib.sha256(address.encode()).hexdigest()[:16]
        self.versions = dict(self._read())

    def note(self, task_id: str, version: str) -> None:
        """Writes down that a task was delivered in a version."""
        line = {
            "to": self._place,
            "task_id": task_id,
            "version": version,
            "delivered_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self.versions[task_id] = version

    def _read(self) -> Iterator[tuple[str, str]]:
        self._file.seek(0)
        text = self._file.read()
        for line in text.splitlines():
            try:
                entry = json.loads(line)
            except json.JSONDecodeError:  # the writer was killed in the middle of its last line
                continue
            if entry["to"] == self._place:
                yield entry["task_id"], entry["version"]
        if text and not text.endswith("\n"):
            self._file.write("\n")


@contextmanager
def opened(data_dir: Path, address: str) -> Iterator[Ledger]:
    """The ledger of a data folder for one address; one export at a time has it."""
    path = data_dir.resolve() / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield Ledger(file, address)
