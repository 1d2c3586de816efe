"""Headers, keys and encoding of text files, read in Python: quick, and sure of the line."""

import codecs
import csv
import gzip
import itertools
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from saas360.raw.discover import RawFile

DELIMITERS = (",", ";", "\t", "|")
LINES_FOR_KEYS = 100
CHUNK = 1 << 20
SAMPLE_LENGTH = 60
BOM = codecs.BOM_UTF8


class UnreadableError(Exception):
    """A file that can't be used, and the column at fault if it is one's."""

    def __init__(self, reason: str, column: str | None = None) -> None:
        self.column = column
        super().__init__(reason)


@contextmanager
def opened(file: RawFile) -> Iterator[IO[bytes]]:
    """The file's bytes, decompressed.

    Raises:
        UnreadableError: it can't be opened, or its compressed data are damaged.
    """
    is_compressed = file.absolute.lower().endswith(".gz")
    try:
        with Path(file.absolute).open("rb") as plain:
            stream = gzip.GzipFile(fileobj=plain) if is_compressed else plain
            yield cast(IO[bytes], stream)
    except (EOFError, OSError) as error:
        raise UnreadableError(f"can't be read: {error}") from error
    except Exception as error:
        if type(error).__name__ == "error" and is_compressed:  # zlib.error
            raise UnreadableError(f"can't be read: {error}") from error
        raise


def check_encoding(file: RawFile) -> None:
    """Reads the whole file.

    DuckDB's CSV reader can bring the whole connection down on text that is not UTF-8.

    Raises:
        UnreadableError: a byte is not UTF-8; names its line.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    with opened(file) as stream:
        while True:
            chunk = stream.read(CHUNK)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                line += error.object[: error.start].count(b"\n")
                column, sample = _not_utf8(file, line)
                reason = f'"{sample}" is not UTF-8 text (line {line})'
                raise UnreadableError(reason, column) from error
            if not chunk:
                return
            # What the decoder holds back over a chunk's end has no line break in it.
            line += chunk.count(b"\n")


def _not_utf8(file: RawFile, line: int) -> tuple[str | None, str]:
    """Column (of CSV, if the line has as many values as the header) and value at fault."""
    with opened(file) as stream:
        content = next(itertools.islice(stream, line - 1, None))
    text = content.decode(errors="backslashreplace").strip()
    if file.format == "csv":
        names, delimiter = csv_header(file, set())
        values, escaped = next(csv.reader([text], delimiter=delimiter)), re.compile(r"\\x[89a-f]")
        faulty = [pair for pair in zip(names, values, strict=False) if escaped.search(pair[1])]
        if len(names) == len(values) and faulty:
            return faulty[0][0], faulty[0][1][:SAMPLE_LENGTH]
    return None, text[:SAMPLE_LENGTH]


def has_mark(file: RawFile) -> bool:
    """Whether the text begins with a byte order mark."""
    with opened(file) as stream:
        return stream.read(len(BOM)) == BOM


def csv_header(file: RawFile, declared: set[str]) -> tuple[list[str], str]:
    """Column names as spelled, and the delimiter: the one that finds most declared columns.

    Raises:
        UnreadableError: there is no header.
    """
    best: list[str] = []
    delimiter = DELIMITERS[0]
    for candidate in DELIMITERS:
        with opened(file) as stream:
            try:
                names = next(csv.reader(_lines(stream), delimiter=candidate), [])
            except csv.Error as error:
                raise UnreadableError(f"has a header that can't be read: {error}") from error
        if _matches(names, declared) > _matches(best, declared) or not best:
            best, delimiter = names, candidate
    if not any(name.strip() for name in best):
        raise UnreadableError("has no header")
    return best, delimiter


def csv_line(file: RawFile, delimiter: str, row: int) -> int:
    """The line on which a data row (from 1) begins; rows may span lines, blank ones don't count."""
    with opened(file) as stream:
        reader = csv.reader(_lines(stream), delimiter=delimiter)
        before, seen = 0, -1
        for record in reader:
            seen += bool(record)
            if seen == row:
                return before + 1
            before = reader.line_num
    return before


def broken_json_line(file: RawFile) -> tuple[int, str] | None:
    """The first line that is no JSON object, and why; DuckDB may count one line too many."""
    with opened(file) as stream:
        for number, line in enumerate(stream, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line.decode("utf-8-sig"))
            except (ValueError, RecursionError) as error:
                return number, str(error).split(": line ")[0]
            if not isinstance(row, dict):
                return number, f"it is a {type(row).__name__}"
    return None


def json_keys(file: RawFile, wanted: dict[str, bool]) -> tuple[dict[str, str], bool]:
    """How the file spells the wanted keys, and whether those not found are surely absent.

    Looks at the first lines, and on through the file only while a required key has not been seen.

    Args:
        file: JSON lines.
        wanted: declared column → whether it is required.
    """
    found: dict[str, str] = {}
    rows = 0
    with opened(file) as stream:
        for line in stream:
            if not line.strip():
                continue
            try:
                row = json.loads(line.decode("utf-8-sig"))
            except (ValueError, RecursionError):
                return found, False  # DuckDB will say what is wrong with the line
            if not isinstance(row, dict):
                return found, False
            rows += 1
            for key in row:
                plain = key.strip().lower()
                if plain in wanted and (plain not in found or key == plain):
                    found[plain] = key
            is_seen = all(name in found for name, required in wanted.items() if required)
            if rows >= LINES_FOR_KEYS and is_seen:
                break
    return found, rows > 0


def _lines(stream: IO[bytes]) -> Iterator[str]:
    for index, line in enumerate(stream):
        text = line.removeprefix(BOM) if index == 0 else line
        try:
            yield text.decode("utf-8")
        except UnicodeDecodeError as error:
            raise UnreadableError(f"is not UTF-8 text (line {index + 1})") from error


def _matches(names: list[str], declared: set[str]) -> int:
    return sum(name.strip().lower() in declared for name in names)
