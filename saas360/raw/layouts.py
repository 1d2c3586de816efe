"""What each file holds, from its header, its footer or its first lines; values are not looked at.

Gives the files' layouts and what is wrong with them so far.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import duckdb

from saas360.contract import RawTable
from saas360.raw import text_files
from saas360.raw.discover import RawFile
from saas360.raw.parts import Layout, Part, group, literal, literals, pattern, quoted
from saas360.raw.problems import Problem
from saas360.raw.values import Value, from_parquet, from_text

Schema = tuple[tuple[object, ...], ...]
Columns = dict[str, str]
"""Declared name → the file's own name."""


def read_parts(
    connection: duckdb.DuckDBPyConnection,
    table: RawTable,
    files: Sequence[RawFile],
    raw_dir: Path,
    fully: Callable[[RawFile], bool] = lambda _: True,
) -> tuple[list[Part], list[Problem]]:
    """Groups a table's files by layout.

    Args:
        connection: any connection; only its functions are used.
        table: the declared table.
        files: its files.
        raw_dir: the raw folder.
        fully: whether a text file's every byte has to be checked to be UTF-8.

    Returns:
        Parts of files that can be read, and the problems of those that can't.
    """
    layouts: dict[RawFile, Layout] = {}
    problems: list[Problem] = []
    parquet = [file for file in files if file.format == "parquet"]
    if parquet:
        layouts, problems = _parquet_layouts(connection, table, parquet)
    for file in files:
        if file.format == "parquet":
            continue
        try:
            if fully(file):
                text_files.check_encoding(file)
            layouts[file] = _csv(table, file) if file.format == "csv" else _jsonl(table, file)
        except text_files.UnreadableError as error:
            problems.append(Problem(table.label, file.path, error.column, None, str(error)))
    return group(table, raw_dir, layouts), problems


def _csv(table: RawTable, file: RawFile) -> Layout:
    names, delimiter = text_files.csv_header(file, {column.name for column in table.columns})
    own = _match(table, file, names)
    places = {name: f"c{index}" for index, name in enumerate(names)}
    values = tuple(
        (declared, from_text(places[name], table.column(declared).data_type))
        for declared, name in own.items()
    )
    return Layout("csv", tuple(names), values, delimiter)


def _jsonl(table: RawTable, file: RawFile) -> Layout:
    wanted = {column.name: column.required for column in table.columns}
    wanted = {name: need and name not in file.folder_keys for name, need in wanted.items()}
    found, is_all = text_files.json_keys(file, wanted)
    if is_all:
        _match(table, file, list(found.values()))
    # A key may come up later in the file, spelled as declared, unless a folder's name gives it.
    keys = {name: name for name in wanted if name not in file.folder_keys} | found
    values = tuple(
        (
            declared,
            from_text(f"nullif({quoted(key)}, '')", table.column(declared).data_type),
        )
        for declared, key in keys.items()
    )
    has_mark = text_files.has_mark(file)
    return Layout("jsonl", tuple(keys.values()), values, has_mark=has_mark)


def _match(table: RawTable, file: RawFile, names: Iterable[str]) -> Columns:
    """Finds the declared columns among a file's; raises if a required one is absent."""
    own: Columns = {}
    declared = {column.name for column in table.columns}
    for name in names:
        plain = name.strip().lower()
        if plain in declared and plain in own:
            raise text_files.UnreadableError("appears twice", column=plain)
        if plain in declared:
            own[plain] = name
    missing = [
        column.name
        for column in table.columns
        if column.required and column.name not in own and column.name not in file.folder_keys
    ]
    if missing:
        others = ", ".join(name.strip() for name in names) or "none"
        more = f" (so are {', '.join(missing[1:])})" if missing[1:] else ""
        reason = f"is required but missing{more}; the file's columns: {others}"
        raise text_files.UnreadableError(reason, column=missing[0])
    return own


def _parquet_layouts(
    connection: duckdb.DuckDBPyConnection, table: RawTable, files: list[RawFile]
) -> tuple[dict[RawFile, Layout], list[Problem]]:
    layouts: dict[RawFile, Layout] = {}
    problems: list[Problem] = []
    by_schema: dict[tuple[object, ...], Layout | text_files.UnreadableError] = {}
    schemas, broken = _schemas(connection, files)
    for file, reason in broken.items():
        problems.append(Problem(table.label, file.path, None, None, reason))
    for file, schema in schemas.items():
        key = (*schema, tuple(sorted(file.folder_keys)))
        if key not in by_schema:
            try:
                by_schema[key] = _parquet(connection, table, file)
            except text_files.UnreadableError as error:
                by_schema[key] = error
        found = by_schema[key]
        if isinstance(found, Layout):
            layouts[file] = found
        else:
            problems.append(Problem(table.label, file.path, found.column, None, str(found)))
    return layouts, problems


def _schemas(
    connection: duckdb.DuckDBPyConnection, files: list[RawFile]
) -> tuple[dict[RawFile, Schema], dict[RawFile, str]]:
    """Footers of all files in one query; one by one only if a file is broken."""
    by_path = {file.absolute: file for file in files}
    columns = "name, type, num_children, converted_type, scale, precision, logical_type"
    query = f"select file_name, {columns} from parquet_schema({{}}) order by file_name, column_id"
    try:
        paths = literals(pattern(file.absolute) for file in files)
        rows = connection.execute(query.format(paths)).fetchall()
    except duckdb.Error as error:
        if len(files) == 1:
            return {}, {files[0]: f"is not a readable Parquet file: {first_line(error)}"}
        schemas: dict[RawFile, Schema] = {}
        broken: dict[RawFile, str] = {}
        for file in files:
            good, bad = _schemas(connection, [file])
            schemas |= good
            broken |= bad
        return schemas, broken
    found: dict[RawFile, list[tuple[object, ...]]] = {file: [] for file in files}
    for path, *column in rows:
        found[by_path[path]].append(tuple(column))
    return {file: tuple(schema[1:]) for file, schema in found.items()}, {}


def _parquet(connection: duckdb.DuckDBPyConnection, table: RawTable, file: RawFile) -> Layout:
    scan = f"read_parquet({literal(pattern(file.absolute))}, hive_partitioning = false)"
    try:
        described = connection.execute(f"describe select * from {scan}").fetchall()
    except duckdb.Error as error:
        raise text_files.UnreadableError(first_line(error)) from error
    types = {str(name): str(physical) for name, physical, *_ in described}
    own = _match(table, file, list(types))
    values: list[tuple[str, Value]] = []
    for declared, name in own.items():
        data_type = table.column(declared).data_type
        values.append((declared, from_parquet(quoted(name), types[name], data_type)))
    names = tuple(sorted(f"{name} {physical}" for name, physical in types.items()))
    return Layout("parquet", names, tuple(values))


def first_line(error: Exception) -> str:
    """DuckDB's message without its class, its advice and its paths' repetition."""
    lines = [line for line in str(error).split("\n") if line.strip()]
    text = lines[0] if lines else type(error).__name__
    return text.removeprefix("Invalid Input Error: ").removeprefix("IO Error: ").strip()
