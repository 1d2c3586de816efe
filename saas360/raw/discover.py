"""Which files lie in the raw folder, and which table each belongs to. Opens none of them."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from saas360.contract import RawTable
from saas360.raw.problems import Problem

Format = Literal["parquet", "csv", "jsonl"]
FORMATS: dict[str, Format] = {
    ".parquet": "parquet",
    ".csv": "csv",
    ".csv.gz": "csv",
    ".jsonl": "jsonl",
    ".jsonl.gz": "jsonl",
}


@dataclass(frozen=True)
class RawFile:
    """One file of one table; `path` is relative to the raw folder, `modified_at` in UTC."""

    table: str
    path: str
    absolute: str
    format: Format
    size_bytes: int
    modified_at: datetime

    @property
    def version(self) -> tuple[int, datetime]:
        """What changes when the file is rewritten."""
        return self.size_bytes, self.modified_at

    @property
    def folder_keys(self) -> dict[str, str]:
        """Keys of hive folders in its path, such as `{"day": "2026-01-31"}`."""
        pairs = (part.split("=", 1) for part in self.path.split("/")[:-1] if "=" in part)
        return {key.strip().lower(): value for key, value in pairs}


@dataclass(frozen=True)
class Discovered:
    """What the raw folder holds: files by table, files of no table, and unusable ones."""

    files: dict[str, tuple[RawFile, ...]]
    unknown_files: tuple[str, ...]
    problems: tuple[Problem, ...]


def discover(raw_dir: Path, contract: dict[str, RawTable]) -> Discovered:
    """Finds every table's files; hidden ones and those that begin with `_` are passed over.

    Args:
        raw_dir: the raw folder.
        contract: declared tables by name.
    """
    found: dict[str, list[RawFile]] = {}
    unknown: list[str] = []
    problems: list[Problem] = []
    if not raw_dir.is_dir():
        reason = "the raw folder does not exist"
        return Discovered({}, (), (Problem("", str(raw_dir), None, None, reason),))
    for entry in _visible(raw_dir):
        stem, format_ = _split(entry.name)
        table = contract.get(stem) or contract.get(entry.name.split(".")[0].lower())
        if table is None:
            unknown.append(entry.name + ("/" if entry.is_dir() else ""))
            continue
        for path in _walk(entry) if entry.is_dir() else [entry]:
            relative = path.relative_to(raw_dir).as_posix()
            _, format_ = _split(path.name)
            if format_ is None:
                endings = ", ".join(FORMATS)
                reason = f"is not of a known kind ({endings})"
                problems.append(Problem(table.label, relative, None, None, reason))
            elif (file := _file(table.name, relative, path, format_)) is not None:
                found.setdefault(table.name, []).append(file)
    files = {name: tuple(sorted(found[name], key=lambda file: file.path)) for name in sorted(found)}
    return Discovered(files, tuple(unknown), tuple(problems))


def _visible(folder: Path) -> list[Path]:
    return sorted(entry for entry in folder.iterdir() if entry.name[0] not in "._")


def _walk(folder: Path, above: frozenset[str] = frozenset()) -> Iterator[Path]:
    """Files under a folder, through links, but never around a circle of them."""
    real = os.path.realpath(folder)
    if real in above:
        return
    for entry in _visible(folder):
        if entry.is_dir():
            yield from _walk(entry, above | {real})
        else:
            yield entry


def _split(name: str) -> tuple[str, Format | None]:
    """A file's name without its ending, and the format that the ending stands for."""
    lower = name.lower()
    for ending, format_ in FORMATS.items():
        if lower.endswith(ending):
            return lower.removesuffix(ending), format_
    return lower, None


def _file(table: str, relative: str, path: Path, format_: Format) -> RawFile | None:
    try:
        status = path.stat()
    except FileNotFoundError:  # gone since it was listed, or a link to nothing
        return None
    modified_at = datetime(1970, 1, 1) + timedelta(microseconds=status.st_mtime_ns // 1000)
    return RawFile(table, relative, str(path), format_, status.st_size, modified_at)
