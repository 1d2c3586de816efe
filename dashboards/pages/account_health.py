"""An account's health: how it went, and what gave today's points."""

from dashboards.blocks import Block, Chart, Column
from dashboards.charts import bars, marked
from dashboards.copy import Row
from dashboards.formats import written
from dashboards.pages.account_data import Data
from dashboards.pages.customers import BANDS

HEALTH = "customer_360.health_scores"
CONNECT = "usage: `usage_events`"
# Measures by their columns; each has another with the points that it gives.
MEASURES = {
    "active_days": "Active days",
    "breadth": "Breadth",
    "seat_use": "Use of seats",
    "usage_trend": "Trend of use",
    "tickets_per_10_seats": "Tickets",
    "nps": "NPS",
    "csat": "CSAT",
    "days_payment_failing": "Payments",
}


def health(data: Data) -> list[Block]:
    """The score over weeks, and the newest week's points by measure."""
    return [_score(data["health"]), _points(data["newest_health"])]


def _score(rows: list[Row]) -> Chart:
    return Chart(
        title="Health by week",
        figure=marked(rows, "week_end", "health_score", "health_band", BANDS, "number"),
        columns=[
            Column("health_score", "Health", "number", f"{HEALTH}.health_score"),
            Column("health_band", "Band", of=f"{HEALTH}.health_band"),
        ],
        rows=rows,
        connect=CONNECT,
        nothing="Its health was never measured.",
        is_lean=True,
    )


def _points(newest: list[Row]) -> Chart:
    rows = [
        {
            "measure": f"{label} ({written(week[key], 'decimal')})",
            "points": round(week[f"{key}_points"], 2),
        }
        for week in newest
        for key, label in MEASURES.items()
        if week[f"{key}_points"] is not None
    ]
    return Chart(
        title="What gives it its points",
        figure=bars(rows, "measure", {"points": "Points"}, "decimal"),
        columns=[
            Column(key, label, "decimal", f"{HEALTH}.{key}_points")
            for key, label in MEASURES.items()
        ],
        rows=rows,
        connect=CONNECT,
        note=f"In the week up to {newest[0]['week_end']}; the measured value in brackets."
        if rows
        else "",
        nothing="Its health was never measured.",
        is_lean=True,
    )
