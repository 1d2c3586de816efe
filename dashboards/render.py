"""From a page's blocks to HTML: templates, the definitions on hover, and data for the script."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from dashboards import charts, formats
from dashboards.blocks import Card, Chart, Column, Listing, Page
from dashboards.copy import PublishedCopy, Row

FOLDER = Path(__file__).parent
MEANING = Markup('<span class="meaning"><b>{}</b> {} <code>{}</code></span>\n')
Definitions = tuple[tuple[str, str], ...]
NUMERIC = ("number", "decimal", "money", "rate")


@dataclass(frozen=True)
class Entry:
    """A line of the navigation."""

    slug: str
    title: str


class Renderer:
    """Renders the pages of one published copy.

    Args:
        copy: where definitions come from.
        navigation: the pages, in order.
    """

    def __init__(self, copy: PublishedCopy, navigation: Sequence[Entry]) -> None:
        self._copy = copy
        self._navigation = navigation
        self._template = _environment().get_template("page.html.j2")
        self._definitions: dict[Definitions, list[tuple[str, Markup, str]]] = {}
        self._meanings: dict[Definitions, Markup] = {}

    def html(self, page: Page, *, root: str = "", current: str | None = None) -> str:
        """A page's text.

        Args:
            page: what it shows.
            root: the way from its folder to the site's, such as "../".
            current: the page of the navigation that it belongs to, if not itself.
        """
        numbers = count(1)
        return self._template.render(
            page=page,
            root=root,
            current=current or page.slug,
            navigation=self._navigation,
            copy=self._copy,
            currency=self._copy.currency,
            definitions=self.definitions,
            meanings=self.meanings,
            number=lambda: next(numbers),
            dark=charts.DARK,
        )

    def definitions(self, block: Card | Chart | Listing) -> list[tuple[str, Markup, str]]:
        """What stands behind a block: label, sentence and `schema.table.column` of each figure."""
        key = _key(block)
        if key not in self._definitions:
            self._definitions[key] = [
                (label, _sentence(self._copy.definition(of)), of)
                for label, of in key
                if self._copy.has(of)
            ]
        return self._definitions[key]

    def meanings(self, block: Card | Chart | Listing) -> Markup:
        """The definitions of a block as HTML."""
        key = _key(block)
        if key not in self._meanings:
            self._meanings[key] = Markup("").join(
                MEANING.format(*definition) for definition in self.definitions(block)
            )
        return self._meanings[key]


def _key(block: Card | Chart | Listing) -> Definitions:
    """What a block's definitions hang on; thousands of blocks have the same."""
    if isinstance(block, Card):
        return ((block.title, block.of),)
    return tuple((column.label, column.of) for column in block.columns if column.of)


def listing_data(block: Listing) -> dict[str, Any]:
    """What the script needs to show a list: columns, and rows as lists of plain values."""
    keys = [column.key for column in block.columns]
    links = [column.link for column in block.columns]
    return {
        "columns": [
            {
                "label": column.label,
                "format": column.format,
                "filter": column.is_filter,
                "numeric": column.format in NUMERIC,
            }
            for column in block.columns
        ],
        "rows": [[formats.plain(row[key]) for key in keys] for row in block.rows],
        "links": {at: [row[link] for row in block.rows] for at, link in enumerate(links) if link},
        "pageSize": block.page_size,
    }


def tables_of(places: Iterable[tuple[str, Markup, str]]) -> list[str]:
    """The tables behind a block, each once."""
    return list(dict.fromkeys(".".join(place.split(".")[:2]) for _, _, place in places))


def as_json(value: Any) -> Markup:
    """JSON that may stand inside a script element."""
    text = json.dumps(value, separators=(",", ":"), default=formats.plain, allow_nan=False)
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028"))


@cache
def _sentence(text: str) -> Markup:
    """A description with its `code` in Markdown as HTML."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def _cell(row: Row | Mapping[str, Any], column: Column, currency: str) -> str:
    money = "" if column.format == "money" else currency
    return formats.written(row[column.key], column.format, money)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        written=formats.written, as_json=as_json, cell=_cell, sentence=_sentence, spark=charts.spark
    )
    environment.globals.update(
        change_of=formats.change_of,
        kind=lambda block: type(block).__name__,
        listing_data=listing_data,
        tables_of=tables_of,
        NUMERIC=NUMERIC,
    )
    return environment
