"""What Great Expectations' results say, in the few words that this project keeps of them."""

from typing import Any

LONGEST_ERROR = 500


def error_of(outcome: Any) -> str | None:
    """Why an expectation could not be checked; None if it could."""
    info = outcome.exception_info or {}
    # Either one such dict, or one per metric that failed.
    for found in [info, *(value for value in info.values() if isinstance(value, dict))]:
        if found.get("raised_exception"):
            return one_line(found.get("exception_message") or "unknown error")
    return None


def one_line(error: object) -> str:
    """An error's kind and text on one line, without what goes on for pages."""
    kind = f"{type(error).__name__}: " if isinstance(error, Exception) else ""
    return " ".join(f"{kind}{error}".split())[:LONGEST_ERROR]


def failing_rows_of(outcome: Any) -> int | None:
    """The number of failing rows, where the expectation is about rows."""
    result = outcome.result or {}
    if "unexpected_count" in result:
        return int(result["unexpected_count"] or 0)  # None where the table is empty
    if outcome.expectation_config.type == "unexpected_rows_expectation":
        return int(result.get("observed_value") or 0)
    return None


def share_of(outcome: Any) -> float:
    """The share of rows (0 to 1) that fail; 0 where it isn't measured."""
    return float((outcome.result or {}).get("unexpected_percent") or 0) / 100


def observed_value_of(outcome: Any) -> str:
    """What was found, as text; empty where nothing was measured."""
    if outcome is None:
        return ""
    result = outcome.result or {}
    missing = (result.get("details") or {}).get("mismatched", {}).get("missing")
    if missing:
        return f"missing columns: {', '.join(missing)}"
    value = result.get("observed_value")
    if isinstance(value, list):
        return f"{len(value)} columns"
    if value is not None:
        is_rows = outcome.expectation_config.type == "unexpected_rows_expectation"
        return f"{value} failing rows" if is_rows else str(value)
    if "unexpected_count" in result:
        share = result.get("unexpected_percent") or 0
        return (
            f"{result['unexpected_count'] or 0} of {result['element_count']} rows ({share:.2f} %)"
        )
    return ""
