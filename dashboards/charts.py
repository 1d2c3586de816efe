"""Drawings for Plotly, as plain maps: a page per account needs thousands, and quickly.

Colours are those of light pages; `static/site.js` exchanges them by `DARK` where pages are dark,
and gives fonts, grid and background. A test holds every drawing against Plotly's own schema.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from dashboards.blocks import Figure, Format
from dashboards.copy import Row
from dashboards.formats import plain, words, written

BLUE, ORANGE, GREEN, RED = "#2a5fb0", "#c8651b", "#2e7d55", "#b3363e"
PURPLE, TEAL, OLIVE, GREY = "#7350a8", "#1f7f8c", "#7c7a22", "#6b7280"
PALETTE = (BLUE, ORANGE, GREEN, PURPLE, TEAL, RED, OLIVE, GREY)
BAND = "#d9e4f5"
SCALE = ("#eef3fb", "#2a5fb0")
DARK = {
    BLUE: "#7da9ee",
    ORANGE: "#f0a060",
    GREEN: "#6cc79a",
    RED: "#ef8288",
    PURPLE: "#b99ae6",
    TEAL: "#63c3cf",
    OLIVE: "#c9c65e",
    GREY: "#9aa3b2",
    BAND: "#24344f",
    SCALE[0]: "#1b2534",
}

TICKS: Mapping[Format, str] = {"rate": ".1~%", "money": "~s", "number": ",~r", "decimal": ",.2~f"}
HOVER: Mapping[Format, str] = {"rate": ".1%", "money": ",.0f", "number": ",.0f", "decimal": ",.2f"}
CELLS: Mapping[Format, str] = {"rate": ".0%", "money": ",.0f", "number": ",.0f", "decimal": ".1f"}
LINE = 15  # height of a line of small text, in pixels

Trace = dict[str, Any]


def lines(
    rows: Sequence[Row],
    x: str,
    series: Mapping[str, str],
    format: Format,
    *,
    bands: Sequence["Band"] = (),
    dashed: Sequence[str] = (),
    colors: Sequence[str] = (),
    daily: bool = False,
    steep: bool = False,
) -> Figure:
    """Lines over time: a series per column.

    Args:
        rows: in order of time.
        x: the column of dates.
        series: labels by column.
        format: of the values.
        bands: ranges to hold the lines against.
        dashed: columns drawn with dashes, such as what is compared with.
        colors: one per column, where it has a meaning.
        daily: whether the rows are days, not months.
        steep: whether the axis grows by factors, for what begins a hundred times as large.
    """
    chosen = colors or _colors(len(series))
    traces: list[Trace] = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": label,
            "x": _values(rows, x),
            "y": _values(rows, column),
            "line": {"color": color, "width": 2, "dash": "dot" if column in dashed else "solid"},
            "hovertemplate": _hover(label, format),
        }
        for (column, label), color in zip(series.items(), chosen, strict=True)
    ]
    layout = _over_time(format, daily=daily)
    layout["shapes"] = [band.shape() for band in bands]
    layout["annotations"] = [band.annotation() for band in bands]
    if steep:
        layout["yaxis"] |= {"type": "log", "dtick": "D2"}
        for note in layout["annotations"]:
            note["y"] = math.log10(note["y"])  # Plotly's way: shapes take the value itself
    return {"data": traces, "layout": layout}


def lines_by(
    rows: Sequence[Row], x: str, by: str, y: str, format: Format, *, daily: bool = False
) -> Figure:
    """Lines over time from long rows: a series per value of the column `by`."""
    traces: list[Trace] = []
    groups = grouped(rows, by)
    for (label, members), color in zip(groups.items(), _colors(len(groups)), strict=True):
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": label,
                "x": _values(members, x),
                "y": _values(members, y),
                "line": {"color": color, "width": 2},
                "hovertemplate": _hover(label, format),
            }
        )
    return {"data": traces, "layout": _over_time(format, daily=daily)}


def marked(
    rows: Sequence[Row], x: str, y: str, by: str, colors: Mapping[str, str], format: Format
) -> Figure:
    """A line over time whose points are coloured by what a column says of them."""
    line: Trace = {
        "type": "scatter",
        "mode": "lines",
        "x": _values(rows, x),
        "y": _values(rows, y),
        "line": {"color": GREY, "width": 1},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    traces = [line]
    for value, color in colors.items():
        members = [row for row in rows if row[by] == value]
        label = words(value)
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": label,
                "x": _values(members, x),
                "y": _values(members, y),
                "marker": {"color": color, "size": 6},
                "hovertemplate": _hover(label, format),
            }
        )
    return {"data": traces, "layout": _over_time(format)}


def strip(
    rows: Sequence[Row],
    x: str,
    kind: str,
    group_of: Callable[[str], str],
    colors: Mapping[str, str],
) -> Figure:
    """What happened when: a point per row, a line of them per kind, a colour per group of kinds."""
    by_kind = grouped(rows, kind)
    members_of: dict[str, list[Row]] = {group: [] for group in colors}
    for name, members in by_kind.items():
        members_of[group_of(name)] += members
    order = sorted(by_kind, key=lambda name: (list(colors).index(group_of(name)), name))
    traces: list[Trace] = []
    for group, color in colors.items():
        members = members_of[group]
        if members:
            traces.append(
                {
                    "type": "scatter",
                    "mode": "markers",
                    "name": group,
                    "x": _values(members, x),
                    "y": _values(members, kind),
                    "marker": {"color": color, "size": 7, "opacity": 0.75},
                    "hovertemplate": "%{x|%Y-%m-%d}, %{y}<extra></extra>",
                }
            )
    layout = {
        "xaxis": {"type": "date"},
        "yaxis": {
            "type": "category",
            "categoryorder": "array",
            "categoryarray": order[::-1],
            "automargin": True,
        },
        "showlegend": True,
        "height": max(220, 110 + 19 * len(order)),
    }
    return {"data": traces, "layout": layout}


def stacked_by(
    rows: Sequence[Row],
    x: str,
    by: str,
    y: str,
    format: Format,
    colors: Mapping[str, str] = MappingProxyType({}),
) -> Figure:
    """Bars over time, stacked: a part per value of the column `by`, in its colour if it has one."""
    traces: list[Trace] = []
    groups = grouped(rows, by)
    for (label, members), spare in zip(groups.items(), _colors(len(groups)), strict=True):
        color = colors.get(label, spare)
        traces.append(_bar(label, _values(members, x), _values(members, y), color, format))
    return {"data": traces, "layout": {**_over_time(format), "barmode": "relative"}}


def stacked(
    rows: Sequence[Row],
    x: str,
    series: Mapping[str, str],
    format: Format,
    colors: Sequence[str] = (),
) -> Figure:
    """Bars over time, stacked upwards and downwards: a part per column, of signed values."""
    chosen = colors or _colors(len(series))
    traces = [
        _bar(label, _values(rows, x), _values(rows, column), color, format)
        for (column, label), color in zip(series.items(), chosen, strict=True)
    ]
    return {"data": traces, "layout": {**_over_time(format), "barmode": "relative"}}


def bars(
    rows: Sequence[Row],
    category: str,
    series: Mapping[str, str],
    format: Format,
    *,
    low: str = "",
    high: str = "",
    bands: Sequence["Band"] = (),
    colors: Sequence[str] = (),
) -> Figure:
    """Bars lying on their side, a category each; with the interval of `low` to `high` if named.

    Args:
        rows: a bar each.
        category: the column that names them.
        series: labels by column.
        format: of the values.
        low: the column of the interval's lower bound.
        high: that of its upper one.
        bands: ranges to hold the bars against.
        colors: one per bar, where a category has a meaning.
    """
    names = [str(row[category]) for row in rows]
    traces: list[Trace] = []
    for (column, label), color in zip(series.items(), _colors(len(series)), strict=True):
        trace = _bar(label, _values(rows, column), names, color, format)
        trace |= {"orientation": "h", "hovertemplate": _hover(label, format, "x", "y")}
        if low and high:
            trace["error_x"] = _interval(rows, column, low, high)
        if colors:
            trace["marker"] = {"color": list(colors)}
        traces.append(trace)
    layout: dict[str, Any] = {
        "barmode": "group",
        "xaxis": {"tickformat": TICKS.get(format, ""), "rangemode": "tozero"},
        "yaxis": {"autorange": "reversed", "automargin": True, "type": "category"},
        "height": max(220, 90 + len(rows) * (12 + 14 * len(series))),
        "shapes": [band.shape(upright=True) for band in bands],
        "annotations": [band.annotation(upright=True, line=at) for at, band in enumerate(bands)],
    }
    if bands:
        layout["margin"] = {"l": 48, "r": 16, "t": 16 + LINE * len(bands), "b": 36}
    return {"data": traces, "layout": layout}


def waterfall(steps: Sequence[tuple[str, Any, bool]], format: Format) -> Figure:
    """From a start to an end: label, amount, and whether it is a total."""
    trace: Trace = {
        "type": "waterfall",
        "x": [label for label, _, _ in steps],
        "y": [plain(amount) for _, amount, _ in steps],
        "measure": ["absolute" if total else "relative" for _, _, total in steps],
        "increasing": {"marker": {"color": GREEN}},
        "decreasing": {"marker": {"color": RED}},
        "totals": {"marker": {"color": BLUE}},
        "connector": {"line": {"color": GREY, "width": 1}},
        "text": [written(amount or 0, format) for _, amount, _ in steps],
        "texttemplate": "%{text}",
        "textposition": "outside",
        "cliponaxis": False,
        "hovertemplate": "%{x}: %{text}<extra></extra>",
    }
    return {
        "data": [trace],
        "layout": {
            "showlegend": False,
            "xaxis": {"type": "category", "automargin": True},
            "yaxis": {"tickformat": TICKS[format], "range": _span(steps)},
        },
    }


def heat_map(
    rows: Sequence[Row], x: str, y: str, value: str, format: Format, *, x_title: str = ""
) -> Figure:
    """A field of coloured cells; cells without a value stay empty."""
    across = sorted({plain(row[x]) for row in rows})
    down = list(dict.fromkeys(plain(row[y]) for row in rows))
    cells = {(plain(row[x]), plain(row[y])): plain(row[value]) for row in rows}
    trace: Trace = {
        "type": "heatmap",
        "x": [str(each) for each in across],
        "y": [str(each) for each in down],
        "z": [[cells.get((column, line)) for column in across] for line in down],
        "colorscale": [[0, SCALE[0]], [1, SCALE[1]]],
        "texttemplate": f"%{{z:{CELLS[format]}}}",
        "textfont": {"size": 10},
        "hovertemplate": f"%{{y}}, %{{x}}: %{{z:{HOVER[format]}}}<extra></extra>",
        "hoverongaps": False,
        "xgap": 1,
        "ygap": 1,
        "colorbar": {"tickformat": TICKS.get(format, ""), "thickness": 10, "outlinewidth": 0},
    }
    layout = {
        "xaxis": {"type": "category", "title": {"text": x_title}, "showgrid": False},
        "yaxis": {
            "type": "category",
            "autorange": "reversed",
            "automargin": True,
            "showgrid": False,
        },
        "height": max(240, 110 + 22 * len(down)),
    }
    return {"data": [trace], "layout": layout}


def pie(
    rows: Sequence[Row],
    label: str,
    value: str,
    format: Format,
    colors: Mapping[str, str] = MappingProxyType({}),
) -> Figure:
    """Shares of a whole, as a ring; a label's colour is its own if it has one."""
    labels = [str(row[label]) for row in rows]
    trace: Trace = {
        "type": "pie",
        "hole": 0.55,
        "labels": labels,
        "values": _values(rows, value),
        "sort": False,
        "direction": "clockwise",
        "marker": {
            "colors": [
                colors.get(name, spare)
                for name, spare in zip(labels, _colors(len(rows)), strict=True)
            ]
        },
        "textinfo": "percent",
        "texttemplate": "%{percent:.0%}",
        "textposition": "inside",
        "insidetextorientation": "horizontal",
        "hovertemplate": f"%{{label}}: %{{value:{HOVER[format]}}} (%{{percent}})<extra></extra>",
    }
    return {"data": [trace], "layout": {"showlegend": True}}


def funnel(rows: Sequence[Row], label: str, value: str) -> Figure:
    """Stages from the first to the last, with the share that came so far."""
    trace: Trace = {
        "type": "funnel",
        "y": [str(row[label]) for row in rows],
        "x": _values(rows, value),
        "texttemplate": "%{value:,.0f}<br>%{percentInitial:.1%}",
        "marker": {"color": [BLUE] * len(rows)},
        "connector": {"fillcolor": BAND},
        "hovertemplate": "%{y}: %{x:,.0f}, %{percentInitial:.1%} of the first<extra></extra>",
    }
    return {
        "data": [trace],
        "layout": {"showlegend": False, "yaxis": {"automargin": True}},
    }


def sankey(
    rows: Sequence[Row], source: str, target: str, value: str, colors: Sequence[str] = ()
) -> Figure:
    """Streams from the left to the right; who stands on both sides stands there twice.

    Args:
        rows: a stream each.
        source: the column of where it comes from.
        target: that of where it goes.
        value: that of how wide it is.
        colors: one per stream, where it has a meaning.
    """
    left = list(dict.fromkeys(str(row[source]) for row in rows))
    right = list(dict.fromkeys(str(row[target]) for row in rows))
    trace: Trace = {
        "type": "sankey",
        "node": {
            "label": left + right,
            "color": GREY,
            "pad": 14,
            "thickness": 14,
        },
        "link": {
            "source": [left.index(str(row[source])) for row in rows],
            "target": [len(left) + right.index(str(row[target])) for row in rows],
            "value": _values(rows, value),
            "color": list(colors) or "rgba(107, 114, 128, 0.28)",
        },
    }
    return {"data": [trace], "layout": {"height": max(320, 60 + 30 * max(len(left), len(right)))}}


class Band:
    """A range to hold values against, shaded and named; a single line where both ends agree."""

    def __init__(self, low: float, high: float, label: str) -> None:
        self.low, self.high, self.label = low, high, label

    def shape(self, *, upright: bool = False) -> dict[str, Any]:
        """The shaded range."""
        along, across = ("x", "y") if upright else ("y", "x")
        return {
            "type": "rect",
            f"{across}ref": f"{across} domain",
            f"{across}0": 0,
            f"{across}1": 1,
            f"{along}0": self.low,
            f"{along}1": self.high,
            "fillcolor": BAND,
            "opacity": 0.6,
            "line": {"width": 1, "color": GREY, "dash": "dot"},
            "layer": "below",
        }

    def annotation(self, *, upright: bool = False, line: int = 0) -> dict[str, Any]:
        """Its name: inside it, or above it in a line of its own."""
        above = {"yanchor": "bottom", "yshift": LINE * line}
        place: dict[str, Any] = (
            {"x": self.high, "y": 1, "yref": "paper", "xanchor": "right", **above}
            if upright
            else {"x": 1, "xref": "paper", "y": self.high, "xanchor": "right", "yanchor": "top"}
        )
        return place | {"text": self.label, "showarrow": False, "font": {"size": 11}}


def grouped(rows: Sequence[Row], by: str) -> dict[str, list[Row]]:
    """Rows by the value of a column, in the order in which the values come."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(str(row[by]), []).append(row)
    return groups


def spark(values: Sequence[Any], width: int = 132, height: int = 34) -> str:
    """The points of a small line, for an SVG's polyline; empty with fewer than two values."""
    known = [(index, float(value)) for index, value in enumerate(values) if value is not None]
    if len(known) < 2:  # noqa: PLR2004 - a line has two ends
        return ""
    low, high = min(value for _, value in known), max(value for _, value in known)
    span = (high - low) or 1
    step = width / max(1, len(values) - 1)
    return " ".join(
        f"{index * step:.1f},{height - 2 - (value - low) / span * (height - 4):.1f}"
        for index, value in known
    )


def _bar(label: str, x: list[Any], y: list[Any], color: str, format: Format) -> Trace:
    return {
        "type": "bar",
        "name": label,
        "x": x,
        "y": y,
        "marker": {"color": color},
        "hovertemplate": _hover(label, format),
    }


def _interval(rows: Sequence[Row], column: str, low: str, high: str) -> dict[str, Any]:
    """Arms of an interval; none where a bound is unknown."""

    def arm(row: Row, bound: str, sign: int) -> float:
        if row[bound] is None or row[column] is None:
            return 0.0
        return max(0.0, sign * (float(row[bound]) - float(row[column])))

    return {
        "type": "data",
        "symmetric": False,
        "array": [arm(row, high, 1) for row in rows],
        "arrayminus": [arm(row, low, -1) for row in rows],
        "color": GREY,
        "thickness": 1.5,
    }


def _span(steps: Sequence[tuple[str, Any, bool]]) -> list[float]:
    """What of the axis to show: movements are small beside the totals, so not from zero."""
    level, levels = 0.0, []
    for _, amount, total in steps:
        level = float(amount or 0) if total else level + float(amount or 0)
        levels.append(level)
    low, high = min(levels), max(levels)
    margin = (high - low) * 0.35 or max(1.0, abs(high) * 0.1)
    return [max(0.0, low - margin) if low >= 0 else low - margin, high + margin]


def _over_time(format: Format, *, daily: bool = False) -> dict[str, Any]:
    return {
        "xaxis": {"type": "date", "hoverformat": "%-d %b %Y" if daily else "%b %Y"},
        "yaxis": {"tickformat": TICKS.get(format, ""), "automargin": True, "rangemode": "tozero"},
        "hovermode": "x unified",
        "showlegend": True,
    }


def _hover(label: str, format: Format, value: str = "y", name: str = "") -> str:
    shown = f"%{{{value}:{HOVER[format]}}}" if format in HOVER else f"%{{{value}}}"
    return f"{f'%{{{name}}}, ' if name else ''}{label}: {shown}<extra></extra>"


def _values(rows: Sequence[Row], column: str) -> list[Any]:
    return [plain(row[column]) for row in rows]


def _colors(count: int) -> list[str]:
    return [PALETTE[index % len(PALETTE)] for index in range(count)]
