"""The lives that the demo company's accounts lead: the catalogue, and how a line of it is read.

Out of every hundred accounts each story has a fixed number, its `share`, so that a hundred accounts
(scale 0.1) already hold every one of them, whatever the seed. A story is a list of steps, written
one after another as

    [subscription.]verb[:arguments]@months[+days|-days][~spread]

Months and days count from the account's first day; the months are multiplied by the account's tempo
(1, 2, ...), so that one story takes a few months here and a year there; up to `spread` days are
added at random. `2.begin:up@5` thus begins the account's second subscription after five months (or
ten, ...) on a plan one level higher than the last.

Verbs that change the state of a subscription: `trial`, `begin`, `incomplete`, `convert` (a trial
turns paid), `past_due`, `unpaid`, `recover`, `pause`, `resume`, `end`. Verbs that open a new
version of its main item: `trial`, `begin`, `incomplete`, `seats:<factor>`, `plan:<arguments>`,
`price:<factor>` (a negotiated unit price). Others: `request` (a cancellation is asked for),
`addon`, `addon_end`, `metered`, `coupon:<code>`. Arguments are joined by `/`: `up`, `down`, `free`,
`metered`, `paid`, `year`, `customer2`, `other_currency`; after `end` they name the cause
(`voluntary` leaves the choice to chance; without one, nobody counts as having left).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

STEP = re.compile(
    r"(?:(?P<subscription>\d)\.)?(?P<verb>[a-z_]+)(?::(?P<argument>[a-z0-9_./]+))?"
    r"@(?P<months>\d+)(?P<days>[+-]\d+)?(?:~(?P<spread>\d+))?"
)


@dataclass(frozen=True)
class Step:
    """One step of a story.

    Attributes:
        subscription: Number of the subscription within the account, from 1.
        verb: What happens.
        argument: What the verb is about, or None.
        months: Months after the account's first day, before the tempo multiplies them.
        days: Days after that; may be negative.
        spread: The most days that chance may add.
    """

    subscription: int
    verb: str
    argument: str | None
    months: int
    days: int
    spread: int


@dataclass(frozen=True)
class Story:
    """One kind of life.

    Attributes:
        name: What it is called in `truth/stories.parquet`.
        share: Accounts in a hundred that lead it.
        steps: The steps in the notation of this module, separated by blanks.
        lowest: Lowest plan level at which the account may begin (1 starter .. 4 enterprise).
        highest: Highest plan level at which it may begin.
        billing: Billing interval (week, month, quarter, year), or None to leave it to chance.
        fastest: The highest tempo that makes sense.
        ends_after: (months, days) between the first day and the end of the history, for a story
            that is still under way; None for one that fits anywhere.
        in_month: Whether it begins on the first days of a month, so that days stay within one.
        is_internal: Whether these are the company's own test accounts.
    """

    name: str
    share: int
    steps: str
    lowest: int = 1
    highest: int = 4
    billing: str | None = None
    fastest: int = 4
    ends_after: tuple[int, int] | None = None
    in_month: bool = False
    is_internal: bool = False

    @property
    def span(self) -> int:
        """The months that must fit into the history, at tempo 1."""
        if self.ends_after is not None:
            return self.ends_after[0]
        return max(step.months for step in read_steps(self.steps))


def read_steps(notation: str) -> list[Step]:
    """Reads steps from the notation described at the top of this module.

    Args:
        notation: Steps separated by blanks.

    Returns:
        The steps in the order written.

    Raises:
        ValueError: If a step is not written as it should be.
    """
    steps = []
    for word in notation.split():
        match = STEP.fullmatch(word)
        if match is None:
            raise ValueError(f"not a step: {word!r}")
        steps.append(
            Step(
                subscription=int(match["subscription"] or 1),
                verb=match["verb"],
                argument=match["argument"],
                months=int(match["months"]),
                days=int(match["days"] or 0),
                spread=int(match["spread"] or 0),
            )
        )
    return steps
