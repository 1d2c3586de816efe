"""SQL expressions that turn what a file holds into the declared type.

Each gives null for what does not fit. So that nothing is lost silently, `Value.bad` finds what does
not fit, and `Value.guarded` makes a query fail on it.
"""

import re
from dataclasses import dataclass

ZONE = r"[0-9]:[0-9]{2}.*[A-Za-z+-]"
SAFE_INTEGERS = {
    "int": {"TINYINT", "SMALLINT", "UTINYINT", "USMALLINT", "INTEGER"},
    "bigint": {
        "TINYINT",
        "SMALLINT",
        "UTINYINT",
        "USMALLINT",
        "INTEGER",
        "UINTEGER",
        "BIGINT",
    },
}
DIGITS = {
    "TINYINT": 3,
    "UTINYINT": 3,
    "SMALLINT": 5,
    "USMALLINT": 5,
    "INTEGER": 10,
    "UINTEGER": 10,
}
DIGITS |= {"BIGINT": 19, "UBIGINT": 20}
TIMES = {"TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "DATE"}


@dataclass(frozen=True)
class Value:
    """How one declared column is got from one kind of file.

    Attributes:
        raw: expression of what the file holds; null where it holds nothing.
        sql: expression of the declared type; null where `raw` does not fit.
        is_checked: whether a value may fail to fit, so that values have to be looked at.
        stored_as: the file's own column when its footer's statistics are of it, else None.
    """

    raw: str
    sql: str
    is_checked: bool
    stored_as: str | None = None

    @property
    def bad(self) -> str:
        """True for a value that does not fit."""
        return f"({self.raw}) is not null and ({self.sql}) is null"

    @property
    def guarded(self) -> str:
        """`sql`, but the query fails on a value that does not fit."""
        if not self.is_checked:
            return self.sql
        failure = f"error('not of the declared type: ' || cast({self.raw} as varchar))"
        return f"case when {self.bad} then {failure} else {self.sql} end"


def family(data_type: str) -> str:
    """The kind of a declared type: string, timestamp, date, int, bigint, decimal, …"""
    name = data_type.lower().split("(")[0].strip()
    synonyms = {
        "integer": "int",
        "varchar": "string",
        "text": "string",
        "boolean": "bool",
    }
    synonyms |= {"numeric": "decimal", "float": "double", "long": "bigint"}
    return synonyms.get(name, name)


def from_text(text: str, data_type: str) -> Value:
    """A column of a file of text: CSV, JSON lines, or a key of a hive folder."""
    kind = family(data_type)
    if kind == "string":
        return Value(text, text, is_checked=False)
    trimmed = f"nullif(trim({text}), '')"
    return Value(trimmed, _parsed(trimmed, kind, data_type), is_checked=True)


def from_parquet(name: str, physical: str, data_type: str) -> Value:
    """A column of a Parquet file.

    Args:
        name: the column, quoted.
        physical: DuckDB's type of it.
        data_type: the declared type.
    """
    kind = family(data_type)
    if kind == "string":
        return _string(name, physical)
    if kind in ("timestamp", "date") and physical in TIMES | {"TIMESTAMP WITH TIME ZONE"}:
        utc = f"timezone('UTC', {name})" if physical.endswith("ZONE") else name
        same = physical.lower() == kind
        return Value(name, name if same else f"cast({utc} as {kind})", False, stored_as=name)
    if _is_same(physical, data_type) or physical in SAFE_INTEGERS.get(kind, ()):
        return Value(
            name,
            name if _is_same(physical, data_type) else _cast(name, data_type),
            False,
        )
    if kind == "decimal" and (physical in DIGITS or _decimal(physical)):
        precision, scale = _decimal(data_type) or (18, 3)
        is_safe = _whole_digits(physical) < precision - scale
        cast = _cast(name, data_type) if is_safe else f"try_cast({name} as {data_type})"
        return Value(name, cast, is_checked=not is_safe)
    if kind == "double" and (physical in DIGITS or _decimal(physical)):
        return Value(name, _cast(name, data_type), is_checked=False)
    if kind == "decimal" and physical in ("FLOAT", "DOUBLE"):
        return Value(name, f"try_cast({name} as {data_type})", is_checked=True)
    return from_text(f"cast({name} as varchar)", data_type)


def _string(name: str, physical: str) -> Value:
    if physical == "VARCHAR":
        return Value(name, name, is_checked=False)
    if physical == "BLOB":  # text that its writer did not mark as such
        return Value(name, f"try(decode({name}))", is_checked=True)
    if physical in (
        "FLOAT",
        "DOUBLE",
    ):  # an id that became 17.0 because others are missing
        return Value(name, f"regexp_replace(cast({name} as varchar), '\\.0$', '')", False)
    if physical.startswith(("STRUCT", "MAP")) or physical.endswith("]"):
        return Value(name, f"cast(to_json({name}) as varchar)", is_checked=False)
    return Value(name, _cast(name, "varchar"), is_checked=False)


def _parsed(text: str, kind: str, data_type: str) -> str:
    if kind in ("timestamp", "date"):
        zoned = f"regexp_replace({text}, '\\s+([+-])', '\\1')"
        moment = (
            f"case when not regexp_matches({text}, '^[0-9]') then null "
            f"when regexp_matches({text}, '{ZONE}') "
            f"then timezone('UTC', try_cast({zoned} as timestamptz)) "
            f"else try_cast({text} as timestamp) end"
        )
        return moment if kind == "timestamp" else f"cast({moment} as date)"
    if kind in SAFE_INTEGERS or kind in ("smallint", "tinyint", "hugeint"):
        is_whole = f"regexp_full_match({text}, '[+-]?[0-9]+(\\.0*)?')"
        return f"case when {is_whole} then try_cast({text} as {data_type}) end"
    if kind == "bool":
        return f"try_cast(regexp_replace(lower({text}), '\\.0$', '') as boolean)"
    if kind == "double":
        number = f"try_cast({text} as double)"
        return f"case when isfinite({number}) then {number} end"
    return f"try_cast({text} as {data_type})"


def _cast(name: str, data_type: str) -> str:
    return f"cast({name} as {data_type})"


def _decimal(data_type: str) -> tuple[int, int] | None:
    match = re.fullmatch(r"(?:decimal|numeric)\((\d+),\s*(\d+)\)", data_type.strip().lower())
    return (int(match[1]), int(match[2])) if match else None


def _whole_digits(physical: str) -> int:
    """Digits before the point that a physical type may hold."""
    precision, scale = _decimal(physical) or (DIGITS.get(physical, 99), 0)
    return precision - scale


def _is_same(physical: str, data_type: str) -> bool:
    if _decimal(physical) or _decimal(data_type):
        return _decimal(physical) == _decimal(data_type)
    return family(physical) == family(data_type) and physical != "FLOAT"
