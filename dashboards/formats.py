"""How values are written. `static/site.js` writes those of long lists the same way."""

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dashboards.blocks import Format

NOTHING = "\u2013"
AS_THEY_ARE = frozenset({str, int, bool, type(None)})


def written(value: Any, format: Format, currency: str = "") -> str:
    """A value as people read it; a dash for what is unknown."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return NOTHING
    return _money(value, currency) if format == "money" else WRITERS[format](value)


def words(code: Any) -> str:
    """A code as people read it: `payment_failed` is "payment failed"; a dash for none."""
    return str(code).replace("_", " ") if code is not None else NOTHING


def change_of(value: Any, before: Any, format: Format) -> str:
    """How far a value moved: in points for rates, in percent for what can grow from something."""
    if value is None or before is None:
        return ""
    difference = float(value) - float(before)
    if format == "rate":
        return f"{difference * 100:+.1f} points"
    if format == "decimal" or not before:
        return f"{difference:+,.2f}" if format == "decimal" else f"{difference:+,.0f}"
    return f"{difference / abs(float(before)):+.1%}"


def plain(value: Any) -> Any:
    """A value as JSON holds it; numbers stay numbers, days are written as ISO 8601."""
    if type(value) in AS_THEY_ARE:
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value


def _rounded(value: Any, digits: int) -> str:
    """With thousands apart; no minus before what rounds to zero."""
    rounded = round(float(value), digits) + 0.0
    return f"{rounded:,.{digits}f}"


def _money(value: Any, currency: str) -> str:
    return f"{_rounded(value, 0)} {currency}".strip()


WRITERS: Mapping[Format, Callable[[Any], str]] = {
    "rate": lambda value: f"{float(value):.1%}",
    "number": lambda value: _rounded(value, 0),
    "decimal": lambda value: _rounded(value, 2),
    "month": lambda value: f"{value:%b %Y}",
    "date": lambda value: f"{value:%Y-%m-%d}",
    "flag": lambda value: "yes" if value else "no",
    "text": str,
}
