"""What can be wrong with raw files, said so that the person who delivers them can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One fault of one file.

    Attributes:
        table: `source.table`, or empty when the fault is not one table's.
        file: path relative to the raw folder.
        column: the column, if it is one column's fault.
        value: a sample of what does not fit, if it is a value's fault.
        reason: what is wrong, as a phrase that completes "file: column: …".
    """

    table: str
    file: str
    column: str | None
    value: str | None
    reason: str

    def __str__(self) -> str:
        column = f'column "{self.column}"' if self.column else ""
        return ": ".join(part for part in (self.table, self.file, column, self.reason) if part)


class RawDataError(Exception):
    """Raw files that can't be loaded; nothing was changed in the warehouse."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(dict.fromkeys(problems))
        count = len(self.problems)
        headline = f"{count} problem{'s' if count != 1 else ''} in the raw files:"
        super().__init__("\n".join([headline, *(f"- {problem}" for problem in self.problems)]))
