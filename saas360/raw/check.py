"""Finds the values that do not fit, file by file. Runs only once something is known not to fit."""

import re
from pathlib import Path

import duckdb

from saas360.raw.discover import RawFile
from saas360.raw.parts import Part
from saas360.raw.problems import Problem
from saas360.raw.text_files import UnreadableError, broken_json_line, csv_line

SAMPLE_LENGTH = 60
LINE_COUNT_LIMIT = 200_000_000
"""Bytes up to which a CSV file is read once more to turn a row's number into a line's."""


def connect() -> duckdb.DuckDBPyConnection:
    """A connection of its own, so that a crash in a reader never touches the warehouse."""
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    return connection


def count_rows(connection: duckdb.DuckDBPyConnection, part: Part) -> dict[str, int]:
    """Rows of each file, after a look at every value that may not fit.

    Raises:
        duckdb.Error: a value does not fit, or a file can't be read.
    """
    counts = [f"count({value.guarded})" for value in part.checked.values()]
    columns = ", ".join([f"{part.file_column} as path", "count(*)", *counts])
    rows = connection.execute(f"select {columns} from {part.scan()} group by path").fetchall()
    return {path: row_count for path, row_count, *_ in rows}


def find_problems(parts: list[Part], raw_dir: Path) -> list[Problem]:
    """Everything that is wrong with the values of these files.

    Args:
        parts: the files to look through.
        raw_dir: the raw folder, to shorten paths in DuckDB's messages.
    """
    problems: list[Problem] = []
    connection = connect()
    for part in parts:
        for file in part.files:
            try:
                problems += _problems_of(connection, part.only([file]), file)
            except duckdb.Error as error:
                broken = broken_json_line(file) if file.format == "jsonl" else None
                reason = _explained(error, raw_dir)
                if broken:
                    reason = f"line {broken[0]} is not a JSON object: {broken[1]}"
                problems.append(Problem(part.table.label, file.path, None, None, reason))
                connection.close()
                connection = connect()
    connection.close()
    return problems


def _problems_of(connection: duckdb.DuckDBPyConnection, part: Part, file: RawFile) -> list[Problem]:
    measures = [
        f"count_if({value.bad}), "
        f"arg_min(cast({value.raw} as varchar), row_number) filter ({value.bad}), "
        f"min(row_number) filter ({value.bad})"
        for value in part.checked.values()
    ]
    numbered = f"select *, row_number() over () as row_number from {part.scan()}"
    query = f"select {', '.join(['count(*)', *measures])} from ({numbered})"
    found = connection.execute(query).fetchone()
    assert found is not None
    problems = []
    for index, column in enumerate(part.checked):
        count, sample, row = found[1 + 3 * index : 4 + 3 * index]
        if not count:
            continue
        shown = sample if len(sample) <= SAMPLE_LENGTH else sample[:SAMPLE_LENGTH] + "…"
        data_type = part.table.column(column).data_type
        article = "an" if data_type[0] in "aeiou" else "a"
        rows = "1 row" if count == 1 else f"{count:,} rows"
        place = (
            f"{rows}; first at {_place(part, file, row)}" if count > 1 else _place(part, file, row)
        )
        reason = f'"{shown}" is not {article} {data_type} ({place})'
        problems.append(Problem(part.table.label, file.path, column, sample, reason))
    return problems


def _place(part: Part, file: RawFile, row: int) -> str:
    if part.layout.format == "csv" and file.size_bytes <= LINE_COUNT_LIMIT:
        try:
            return f"line {csv_line(file, part.layout.delimiter, row)}"
        except UnreadableError:
            pass
    return f"row {row}"


def _explained(error: duckdb.Error, raw_dir: Path) -> str:
    """DuckDB's message in one line, without its advice."""
    text = str(error).replace(f"{raw_dir}/", "")
    line = re.search(r"CSV Error on Line: (\d+)", text)
    columns = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", text)
    if line and columns:
        return f"line {line[1]} has {columns[2]} columns, the header has {columns[1]}"
    if line and "quote" in text:
        return f"line {line[1]} has a quotation mark that is not closed or not doubled"
    plain = [part for part in text.split("\n") if part.strip() and "fixes:" not in part]
    return "can't be read: " + "; ".join(plain[:3])
