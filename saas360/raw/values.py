"""SQL expressions that turn what a file holds into the declared type.

Each gives null for what does not fit. So that nothing is lost silently, `Value.bad` finds what does
not fit, and `Value.guarded` makes a query fail on it.
"""

import re
from dataclasses import dataclass

USUAL_TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9:.]+)?"
ZONE = r"[0-9]:[0-9]{2}.*[A-Za-z+-]"
WHOLE_NUMBER = r"\s*[+-]?[0-9]+(\.0*)?\s*"
FAST_PRECISION = 18
"""Digits that a 64-bit decimal holds; parsing longer ones is fifty times slower."""

SMALL_INTEGERS = {"TINYINT", "SMALLINT", "UTINYINT", "USMALLINT", "INTEGER"}
SAFE_INTEGERS = {"int": SMALL_INTEGERS, "bigint": SMALL_INTEGERS | {"UINTEGER", "BIGINT"}}
DIGITS = dict.fromkeys(SMALL_INTEGERS | {"UINTEGER"}, 10) | {"BIGINT": 19, "UBIGINT": 20}
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
        return f"coalesce({self.sql}, case when {self.raw} is not null then {failure} end)"


def family(data_type: str) -> str:
    """The kind of a declared type: such as string, int or decimal."""
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
    return Value(f"nullif(trim({text}), '')", _parsed(text, kind, data_type), is_checked=True)


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
    if kind in ("timestamp", "date") and physical in TIMES:
        is_same = physical.lower() == kind
        return Value(name, name if is_same else _cast(name, kind), False, stored_as=name)
    if kind in ("timestamp", "date") and physical == "TIMESTAMP WITH TIME ZONE":
        return Value(name, _cast(f"timezone('UTC', {name})", kind), False, stored_as=name)
    if _always_fits(physical, kind, data_type):
        is_same = _is_same(physical, data_type)
        return Value(name, name if is_same else _cast(name, data_type), is_checked=False)
    is_number = physical in DIGITS or physical in ("FLOAT", "DOUBLE") or _decimal(physical)
    if kind == "decimal" and is_number:
        return Value(name, f"try_cast({name} as {data_type})", is_checked=True)
    return from_text(f"cast({name} as varchar)", data_type)


def _always_fits(physical: str, kind: str, data_type: str) -> bool:
    """Whether every value of a physical type has a place in the declared one."""
    if _is_same(physical, data_type) or physical in SAFE_INTEGERS.get(kind, ()):
        return True
    if physical not in DIGITS and not _decimal(physical):
        return False
    precision, scale = _decimal(data_type) or (18, 3)
    return kind == "double" or (kind == "decimal" and _whole_digits(physical) < precision - scale)


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
    """The usual spelling first: what is written otherwise may take longer."""
    if kind in ("timestamp", "date"):
        moment = _moment(text)
        return moment if kind == "timestamp" else f"cast({moment} as date)"
    if kind in SAFE_INTEGERS or kind in ("smallint", "tinyint", "hugeint"):
        is_whole = f"regexp_full_match({text}, '{WHOLE_NUMBER}')"
        return f"case when {is_whole} then try_cast({text} as {data_type}) end"
    if kind == "bool":
        plain = f"regexp_replace(lower(trim({text})), '\\.0$', '')"
        return f"coalesce(try_cast({text} as boolean), try_cast({plain} as boolean))"
    if kind == "double":
        number = f"try_cast({text} as double)"
        return f"case when isfinite({number}) then {number} end"
    number = f"try_cast({text} as {data_type})"
    precision, scale = _decimal(data_type) or (0, 0)
    if precision <= FAST_PRECISION or scale >= FAST_PRECISION:
        return number
    fast = f"try_cast({text} as decimal({FAST_PRECISION}, {scale}))"
    return f"coalesce(cast({fast} as {data_type}), {number})"


def _moment(text: str) -> str:
    """A time in UTC; DuckDB's own cast to a timestamp would drop a zone without a word."""
    trimmed = f"trim({text})"
    joined = f"replace(replace({trimmed}, ' +', '+'), ' -', '-')"
    return (
        f"case when regexp_full_match({text}, '{USUAL_TIME}') then try_cast({text} as timestamp) "
        f"when not regexp_matches({trimmed}, '^[0-9]') then null "
        f"when regexp_matches({trimmed}, '{ZONE}') "
        f"then timezone('UTC', try_cast({joined} as timestamptz)) "
        f"else try_cast({trimmed} as timestamp) end"
    )


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
