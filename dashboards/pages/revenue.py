"""Revenue: where it comes from, what moves it, and whether closed months have changed."""

from dashboards.blocks import Chart, Column, Page, Section
from dashboards.charts import BLUE, GREEN, GREY, ORANGE, RED, TEAL, lines, stacked, stacked_by
from dashboards.copy import PublishedCopy, Row
from dashboards.pages.common import BILLING, MONTH, REVENUE, by_segment
from dashboards.pages.overview import MOVEMENTS

REPORTED = "metrics.reported_monthly_revenue"


def page(copy: PublishedCopy) -> Page:
    """The page."""
    months = copy.rows(
        "select * from metrics.monthly_revenue where segment_type = 'all' order by date_month"
    )
    return Page(
        slug="revenue",
        title="Revenue",
        lead="What recurs each month, from whom, and what moved it?",
        sections=[
            Section(
                "Monthly recurring revenue",
                [by_segment(lambda key, label: _segment(copy, key, label)), _committed(months)],
                "The last month may be running still: it is drawn up to the day of the data.",
            ),
            Section("Movements", [_movements(months)]),
            Section("Reported against restated", [_restated(copy)]),
        ],
    )


def _segment(copy: PublishedCopy, segment_type: str, label: str) -> Chart:
    rows = copy.rows(
        "select date_month, segment, mrr_end, customers_end from metrics.monthly_revenue"
        " where segment_type = ? order by sum(mrr_end) over (partition by segment) desc,"
        " segment, date_month",
        [segment_type],
    )
    return Chart(
        title=f"MRR by {label[0].lower()}{label[1:]}",
        figure=stacked_by(rows, "date_month", "segment", "mrr_end", "money"),
        columns=[
            MONTH,
            Column("segment", label, of=f"{REVENUE}.segment"),
            Column("mrr_end", "MRR", "money", f"{REVENUE}.mrr_end"),
            Column("customers_end", "Customers", "number", f"{REVENUE}.customers_end"),
        ],
        rows=rows,
        connect=BILLING,
    )


def _committed(months: list[Row]) -> Chart:
    series = {"mrr_end": "MRR", "committed_mrr": "Committed MRR"}
    return Chart(
        title="MRR and what of it is committed",
        figure=lines(months, "date_month", series, "money", dashed=["committed_mrr"]),
        columns=[
            MONTH,
            *(Column(key, name, "money", f"{REVENUE}.{key}") for key, name in series.items()),
        ],
        rows=months,
        connect=BILLING,
        note="The gap is set to cancel.",
    )


def _movements(months: list[Row]) -> Chart:
    colors = (GREEN, TEAL, BLUE, ORANGE, RED, GREY)
    return Chart(
        title="Movements by month",
        figure=stacked(months, "date_month", MOVEMENTS, "money", colors),
        columns=[
            MONTH,
            *(Column(key, name, "money", f"{REVENUE}.{key}") for key, name in MOVEMENTS.items()),
        ],
        rows=months,
        connect=BILLING,
        is_wide=True,
    )


def _restated(copy: PublishedCopy) -> Chart:
    rows = copy.rows("select * from metrics.reported_monthly_revenue order by date_month")
    series = {"reported_mrr": "As reported", "restated_mrr": "As of today"}
    return Chart(
        title="MRR of closed months, as reported and as of today",
        figure=lines(rows, "date_month", series, "money", dashed=["restated_mrr"]),
        columns=[
            MONTH,
            Column("reported_on", "Reported on", "date", f"{REPORTED}.reported_on"),
            *(Column(key, name, "money", f"{REPORTED}.{key}") for key, name in series.items()),
            Column("mrr_difference", "Difference", "money", f"{REPORTED}.mrr_difference"),
        ],
        rows=rows,
        connect=BILLING,
        note="Where the lines part, late data, backdated changes or other rules changed a month.",
        is_wide=True,
    )
