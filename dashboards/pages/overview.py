"""Overview: how the company does, in nine figures and one picture."""

from typing import Literal

from dashboards.blocks import Card, Cards, Chart, Column, Format, Page, Section, Words
from dashboards.charts import waterfall
from dashboards.copy import PublishedCopy, Row
from dashboards.pages.common import BILLING, REVENUE, reference_text

ECONOMICS = "metrics.unit_economics"
MOVEMENTS = {
    "new_mrr": "New",
    "expansion_mrr": "Expansion",
    "reactivation_mrr": "Reactivation",
    "contraction_mrr": "Contraction",
    "churned_mrr": "Churn",
    "exchange_rate_mrr": "Exchange rates",
}

Rising = Literal["good", "bad", "neither"]


def page(copy: PublishedCopy) -> Page:
    """The first page."""
    months = copy.rows(
        "select * from metrics.monthly_revenue"
        " where segment_type = 'all' and is_complete order by date_month"
    )
    economics = copy.rows(
        "select * from metrics.unit_economics"
        " where segment_type = 'all' and is_complete order by date_month"
    )
    return Page(
        slug="index",
        title="Overview",
        lead="How do we do: what do we earn, whom do we keep, and what does growth cost?",
        has_months=False,
        sections=[
            Section(
                _newest(months),
                [Cards([*_revenue_cards(copy, months), *_cost_cards(copy, economics)])],
            ),
            Section("What moved monthly recurring revenue", [_movements(months)]),
            Section("Can these figures be trusted?", [_state(copy), _more()]),
        ],
    )


def _newest(months: list[Row]) -> str:
    if not months:
        return "No complete month yet"
    return f"{months[-1]['date_month']:%B %Y}, the last complete month"


def _revenue_cards(copy: PublishedCopy, months: list[Row]) -> list[Card]:
    def card(column: str, title: str, format: Format, rising_is: Rising = "good") -> Card:
        band = reference_text(copy, column)
        return _card(REVENUE, months, column, title, format, rising_is, band)

    return [
        card("mrr_end", "MRR", "money"),
        card("arr", "ARR", "money"),
        card("customers_end", "Customers", "number"),
        card("net_revenue_retention", "Net revenue retention", "rate"),
        card("gross_revenue_retention", "Gross revenue retention", "rate"),
        card("customer_churn_rate", "Customer churn", "rate", "bad"),
        card("quick_ratio", "Quick ratio", "decimal"),
    ]


def _cost_cards(copy: PublishedCopy, months: list[Row]) -> list[Card]:
    def card(column: str, title: str, rising_is: Rising) -> Card:
        band = reference_text(copy, column)
        return _card(ECONOMICS, months, column, title, "decimal", rising_is, band)

    return [
        card("ltv_to_cac", "Lifetime value to acquisition cost", "good"),
        card("payback_months", "Months until a customer is paid back", "bad"),
    ]


def _card(
    table: str,
    months: list[Row],
    column: str,
    title: str,
    format: Format,
    rising_is: Rising,
    band: str,
) -> Card:
    """The newest month's value beside the month's before."""
    history = [month[column] for month in months]
    return Card(
        title=title,
        value=history[-1] if history else None,
        format=format,
        of=f"{table}.{column}",
        before=history[-2] if len(history) > 1 else None,
        history=history,
        rising_is=rising_is,
        band=band,
    )


def _movements(months: list[Row]) -> Chart:
    month = months[-1] if months else {}
    steps = [("Start", month.get("mrr_start"), True)]
    steps += [(label, month.get(column), False) for column, label in MOVEMENTS.items()]
    steps += [("End", month.get("mrr_end"), True)]
    columns = ["mrr_start", *MOVEMENTS, "mrr_end"]
    return Chart(
        title=f"From the start of {month['date_month']:%B %Y} to its end" if month else "Movements",
        figure=waterfall(steps, "money"),
        columns=[
            Column(column, label, "money", f"{REVENUE}.{column}")
            for column, (label, _, _) in zip(columns, steps, strict=True)
        ],
        rows=months[-1:],
        connect=BILLING,
        note="The axis does not begin at zero, so that movements can be seen beside the totals.",
        is_wide=True,
    )


def _state(copy: PublishedCopy) -> Cards:
    gates = copy.manifest["gates"]
    quarantined = copy.row("select count(*) as count from quality.quarantined_rows")
    return Cards(
        [
            Card(
                "Data as of",
                copy.as_of,
                "date",
                "quality.validation_results.as_of",
                note=f"published {copy.published_at:%Y-%m-%d %H:%M} UTC",
            ),
            Card(
                "Checks passed",
                gates["passed"],
                "number",
                "quality.validation_results.success",
                note=f"{gates['warned']} warned; none failed, or nothing would be published",
            ),
            Card(
                "Rows in quarantine",
                quarantined.get("count"),
                "number",
                "quality.quarantined_rows",
                note="left out of every figure, each with its reason",
            ),
        ]
    )


def _more() -> Words:
    return Words("Every check, what warned, and what was set aside:", {"Quality": "quality.html"})
