"""What must hold of early signs and of how often they were right."""

from expectations.facts import Facts
from expectations.rules import Rule, between, no_rows, unique


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of the signals' performance."""
    key = ("signal",)
    return {
        "signal_performance": [
            unique(*key),
            *(
                between(column, 0, 1, key=key, why="it is a share")
                for column in ("signal_precision", "base_rate", "recall")
            ),
            between("median_lead_days", 1, 90, key=key, why="only 90 days ahead are looked at"),
            no_rows(
                "precision_lies_in_its_interval",
                "The precision lies within its interval.",
                "select signal, signal_precision, precision_low, precision_high from {batch}"
                " where signal_precision < precision_low - 0.000001"
                " or signal_precision > precision_high + 0.000001",
                column="signal_precision",
            ),
        ]
    }


def account_rules() -> dict[str, list[Rule]]:
    """The rules of the signals in `customer_360`."""
    key = ("account_id", "signal", "began_on")
    return {
        "account_signals": [
            unique(*key),
            between("weeks", 1, None, key=key),
            no_rows(
                "open_signals_have_no_end",
                "A signal is open if it has no end, and ends after it began.",
                f"select {', '.join(key)}, ended_on, is_open from {{batch}}"
                " where is_open <> (ended_on is null) or ended_on <= began_on",
                column="ended_on",
            ),
        ]
    }
