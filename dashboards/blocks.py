"""What a page is made of. How a block looks is in `templates/`; what it draws in `charts`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from dashboards.copy import Row

Format = Literal["text", "number", "decimal", "money", "rate", "date", "month", "flag"]
Figure = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """A column of what a block shows.

    Attributes:
        key: its name in the rows.
        label: what people read.
        format: how its values are written.
        of: `schema.table.column` that it comes from: gives the definition shown on hover.
        link: key of the column that holds the address that a value leads to.
        is_filter: whether a list offers its values to choose from.
    """

    key: str
    label: str
    format: Format = "text"
    of: str = ""
    link: str = ""
    is_filter: bool = False


@dataclass(frozen=True)
class Card:
    """A figure of the newest month, with its change and how it came to be.

    Attributes:
        title: what it is.
        value: the figure itself; None is shown as a dash.
        format: how it is written.
        of: `schema.table.column` that it comes from.
        note: which month it is of, or what it is compared with.
        before: the figure that it is compared with.
        before_label: what that was, such as "a month earlier".
        history: figures by month, oldest first, for the spark line.
        rising_is: whether a rise is good, bad or neither; it colours the change.
        band: a reference to hold it against, in words, with its source.
    """

    title: str
    value: Any
    format: Format
    of: str
    note: str = ""
    before: Any = None
    before_label: str = "a month earlier"
    history: Sequence[Any] = ()
    rising_is: Literal["good", "bad", "neither"] = "good"
    band: str = ""


@dataclass(frozen=True)
class Cards:
    """Figures side by side."""

    cards: Sequence[Card]


@dataclass(frozen=True)
class Chart:
    """A drawing, and the same figures as a table for those who can't see it or want to copy them.

    Attributes:
        title: what it shows, in words.
        figure: data and layout for Plotly, from `dashboards.charts`.
        columns: the columns of the rows; their places are the definitions shown on hover.
        rows: what was drawn.
        connect: the raw tables that it needs, named where there are no rows.
        note: how to read it.
        is_wide: whether it takes the whole width.
        is_lean: whether the table is made from the drawing when someone opens it: pages that there
            are thousands of hold their figures once.
        nothing: what is said where there are no rows although something is connected.
    """

    title: str
    figure: Figure
    columns: Sequence[Column]
    rows: Sequence[Row]
    connect: str
    note: str = ""
    is_wide: bool = False
    is_lean: bool = False
    nothing: str = ""


@dataclass(frozen=True)
class Listing:
    """A table that can be searched, sorted and filtered.

    Attributes:
        title: what it lists.
        columns: shown in this order.
        rows: in the order shown at first.
        connect: the raw tables that it needs, named where there are no rows.
        note: how to read it.
        page_size: rows shown at first; more on demand.
        is_wide: whether it takes the whole width.
        nothing: what is said where there are no rows although something is connected.
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    connect: str
    note: str = ""
    page_size: int = 15
    is_wide: bool = True
    nothing: str = ""


@dataclass(frozen=True)
class Choice:
    """One block out of several, chosen by a list.

    Attributes:
        label: what is chosen, such as "Segment".
        options: blocks by name; the first is shown first.
    """

    label: str
    options: Mapping[str, Chart | Listing]
    is_wide: bool = False


@dataclass(frozen=True)
class Words:
    """Plain sentences between blocks, and links."""

    text: str
    links: Mapping[str, str] = field(default_factory=dict)
    is_wide: bool = True


Block = Cards | Chart | Listing | Choice | Words


@dataclass(frozen=True)
class Section:
    """Blocks under a heading."""

    title: str
    blocks: Sequence[Block]
    lead: str = ""


@dataclass(frozen=True)
class Page:
    """A page.

    Attributes:
        slug: its file's name, without the ending; `account` pages lie in a folder.
        title: in the navigation and the heading.
        lead: the question that it answers.
        sections: from top to bottom.
        has_months: whether it has charts over time, so that a period can be chosen.
        trail: the pages above it, as labels and addresses from the site's root.
    """

    slug: str
    title: str
    lead: str
    sections: Sequence[Section]
    has_months: bool = True
    trail: Mapping[str, str] = field(default_factory=dict)
