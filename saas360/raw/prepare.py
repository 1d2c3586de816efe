"""What a load knows of each table before it looks at a single value."""

import hashlib
from dataclasses import dataclass

import duckdb

from saas360.contract import RawTable, read_contract
from saas360.raw import check
from saas360.raw.discover import RawFile
from saas360.raw.layouts import read_parts
from saas360.raw.ledger import Memory
from saas360.raw.parts import Part, literals, pattern
from saas360.raw.plan import LoadPlan
from saas360.raw.problems import Problem
from saas360.settings import Settings

READER_VERSION = 1
"""Raise it when the same file would be read differently: unchanged files are then read again."""


@dataclass
class Prepared:
    """A table about to be made.

    Attributes:
        table: as declared.
        parts: its readable files.
        rows: row counts by path, as far as they are known.
        checked_as: names the declared types and the way of reading.
        unchanged: paths of files that the last load read in the same way.
    """

    table: RawTable
    parts: list[Part]
    rows: dict[str, int | None]
    checked_as: str
    unchanged: frozenset[str]

    @property
    def is_view(self) -> bool:
        """Whether its files are read in place: Parquet always, events in any format."""
        formats = {part.layout.format for part in self.parts}
        return bool(formats) and (self.table.is_large or formats == {"parquet"})

    def new_files(self, part: Part) -> list[RawFile]:
        """Files whose values no load has looked at yet."""
        return [file for file in part.files if file.path not in self.unchanged]

    def unchecked(self) -> list[Part]:
        """The new files, as far as something about their values may be wrong."""
        return [
            part.only(new)
            for part in self.parts
            if (new := self.new_files(part)) and (part.checked or part.layout.format != "parquet")
        ]


def prepare(
    settings: Settings, plan: LoadPlan, memory: Memory
) -> tuple[dict[str, Prepared], list[Problem]]:
    """Looks at headers, footers and encodings of every file, and at no value.

    Returns:
        Every declared table, and what is wrong so far.
    """
    problems = list(plan.problems)
    prepared: dict[str, Prepared] = {}
    with check.connect() as connection:
        for name, table in read_contract().items():
            files = plan.files.get(name, ())
            types = [(column.name, column.data_type) for column in table.columns]
            digest = hashlib.sha256(repr((READER_VERSION, types)).encode()).hexdigest()[:16]
            unchanged = frozenset(
                file.path
                for file in files
                if (known := memory.known.get(file.path))
                and known.version == file.version
                and known.checked_as == digest
            )
            parts, faults = read_parts(
                connection,
                table,
                files,
                settings.raw,
                fully=lambda file, unchanged=unchanged: file.path not in unchanged,  # type: ignore[misc]
            )
            problems += faults
            rows = {path: memory.known[path].rows for path in unchanged}
            prepared[name] = Prepared(table, parts, rows, digest, unchanged)
            prepared[name].rows |= _parquet_rows(connection, parts)
    return prepared, problems


def _parquet_rows(connection: duckdb.DuckDBPyConnection, parts: list[Part]) -> dict[str, int]:
    files = {f.absolute: f for part in parts for f in part.files if f.format == "parquet"}
    if not files:
        return {}
    paths = literals(pattern(path) for path in files)
    query = f"select file_name, num_rows from parquet_file_metadata({paths})"
    return {files[path].path: rows for path, rows in connection.execute(query).fetchall()}


def find_misfits(prepared: dict[str, Prepared], settings: Settings) -> list[Problem]:
    """Every value of every new file that does not fit; slow, for when something is wrong."""
    parts = [part for each in prepared.values() for part in each.unchecked()]
    return check.find_problems(parts, settings.raw)
