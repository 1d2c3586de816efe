"""Files that look alike, read by one scan: the SQL that gives their rows in the declared types."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from saas360.contract import RawTable
from saas360.raw.discover import Format, RawFile
from saas360.raw.values import Value, from_text

FILE_NAME = "_saas360_file"


@dataclass(frozen=True)
class Layout:
    """What files must share to be read by one scan.

    Attributes:
        format: of the files.
        names: every column that the files hold, as spelled there (JSON lines: those that we read).
        values: how each declared column that they hold is got, by its declared name.
        delimiter: of a CSV file.
        has_mark: JSON lines that begin with a byte order mark, on which DuckDB's reader fails.
    """

    format: Format
    names: tuple[str, ...]
    values: tuple[tuple[str, Value], ...]
    delimiter: str = ","
    has_mark: bool = False


@dataclass(frozen=True)
class Part:
    """Files of one table with one layout."""

    table: RawTable
    raw_dir: Path
    layout: Layout
    folder_keys: frozenset[str]
    files: tuple[RawFile, ...]

    @property
    def values(self) -> dict[str, Value]:
        """How each declared column that is present is got; a file's own column wins over a key."""
        by_folder = {
            column.name: from_text(folder_value(column.name), column.data_type)
            for column in self.table.columns
            if column.name in self.folder_keys
        }
        return by_folder | dict(self.layout.values)

    @property
    def checked(self) -> dict[str, Value]:
        """The columns whose values may not fit."""
        return {name: value for name, value in self.values.items() if value.is_checked}

    @property
    def file_column(self) -> str:
        """Expression of a row's file, relative to the raw folder."""
        return f"substr({FILE_NAME}, {len(str(self.raw_dir)) + 2})"

    def select(self) -> str:
        """All rows in declared columns, order and types, then `_file`; fails on a misfit."""
        values = self.values
        columns = [
            f"{values[column.name].guarded} as {quoted(column.name)}"
            if column.name in values
            else f"cast(null as {column.data_type}) as {quoted(column.name)}"
            for column in self.table.columns
        ]
        return f"select {', '.join([*columns, f'{self.file_column} as _file'])} from {self.scan()}"

    def scan(self) -> str:
        """What reads the files, nothing converted: a table function or a query in brackets."""
        paths = literals(pattern(file.absolute) for file in self.files)
        options = f"filename = {literal(FILE_NAME)}, hive_partitioning = false"
        if self.layout.format == "parquet":
            return f"read_parquet({paths}, {options})"
        if self.layout.format == "csv":
            return _scan_csv(paths, options, self.layout)
        if self.layout.has_mark:
            return _scan_marked_jsonl(paths, options, self.layout)
        columns = ", ".join(f"{literal(key)}: 'VARCHAR'" for key in self.layout.names)
        options += ", format = 'newline_delimited'"
        return f"read_json({paths}, columns = {{{columns}}}, {options})"

    def only(self, files: Sequence[RawFile]) -> "Part":
        """The same layout over some of the files."""
        return Part(self.table, self.raw_dir, self.layout, self.folder_keys, tuple(files))


def group(table: RawTable, raw_dir: Path, layouts: dict[RawFile, Layout]) -> list[Part]:
    """Puts files of the same layout together, in an order that depends on their paths alone."""
    declared = {column.name for column in table.columns}
    groups: dict[tuple[Layout, frozenset[str]], list[RawFile]] = {}
    for file in sorted(layouts, key=lambda file: file.path):
        layout = layouts[file]
        own = dict(layout.values)
        keys = frozenset(key for key in file.folder_keys if key in declared and key not in own)
        groups.setdefault((layout, keys), []).append(file)
    return [
        Part(table, raw_dir, layout, keys, tuple(files)) for (layout, keys), files in groups.items()
    ]


def _scan_csv(paths: str, options: str, layout: Layout) -> str:
    """Columns are named by their places, since headers may hold anything."""
    columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(len(layout.names)))
    options += (
        f", auto_detect = false, header = true, delim = {literal(layout.delimiter)}"
        """, quote = '"', escape = '"', nullstr = '', strict_mode = true"""
    )
    return f"read_csv({paths}, columns = {{{columns}}}, {options})"


def _scan_marked_jsonl(paths: str, options: str, layout: Layout) -> str:
    """JSON lines by way of the CSV reader, which passes over a byte order mark."""
    options += ", auto_detect = false, header = false, delim = e'\\x01', quote = '', escape = ''"
    lines = f"read_csv({paths}, columns = {{'line': 'VARCHAR'}}, {options})"
    fields = [
        f"json_extract_string(line, {literal('$.' + quoted(key))}) as {quoted(key)}"
        for key in layout.names
    ]
    return f"(select {', '.join([*fields, FILE_NAME])} from {lines})"


def folder_value(key: str) -> str:
    """Expression of a hive key's value in a row's path; null for hive's name of null."""
    found = f"regexp_extract({FILE_NAME}, {literal(f'(?i)/{key}=([^/]*)/')}, 1)"
    return f"nullif(nullif(url_decode({found}), '__HIVE_DEFAULT_PARTITION__'), '')"


def pattern(path: str) -> str:
    """A path in which no character is taken for a wildcard."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in path)


def literal(text: str) -> str:
    """A string in SQL."""
    return "'" + text.replace("'", "''") + "'"


def literals(texts: Iterable[str]) -> str:
    """A list of strings in SQL."""
    return "[" + ", ".join(literal(text) for text in texts) + "]"


def quoted(name: str) -> str:
    """An identifier in SQL."""
    return '"' + name.replace('"', '""') + '"'
