"""One build at a time: DuckDB has one writer, so builds of one data folder wait for each other.

The lock is the kernel's (`flock`), so a process that is killed lets go of it; the file that bears
it says who holds it and is never removed.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

POLL_SECONDS = 0.5
_held: dict[Path, int] = {}


@contextmanager
def build_lock(
    data_dir: Path, *, on_wait: Callable[[str], None] = lambda _: None
) -> Iterator[None]:
    """Holds the build lock of a data folder; a process that has it already goes straight on.

    Args:
        data_dir: the folder that is going to be written.
        on_wait: told once, if another process holds the lock, who that is.
    """
    path = data_dir.resolve() / "build.lock"
    if path in _held:
        _held[path] += 1
        try:
            yield
        finally:
            _held[path] -= 1
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        _wait(file, on_wait)
        file.truncate(0)
        file.write(f"process {os.getpid()}")
        file.flush()
        _held[path] = 1
        try:
            yield
        finally:
            del _held[path]


def is_free(path: Path) -> bool:
    """Whether no living process holds the lock of this file."""
    try:
        with path.open("a") as file:
            return _try(file)
    except FileNotFoundError:
        return True


def _wait(file: TextIO, on_wait: Callable[[str], None]) -> None:
    told = False
    while not _try(file):
        if not told:
            file.seek(0)
            on_wait(f"Another build is running ({file.read()}); waiting for it to end.")
            told = True
        time.sleep(POLL_SECONDS)


def _try(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
