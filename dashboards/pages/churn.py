"""Churn: who leaves, why, when in their life, and how that compares."""

from collections import Counter

from dashboards.blocks import Chart, Choice, Column, Page, Section
from dashboards.charts import bars, lines, pie, stacked_by
from dashboards.copy import PublishedCopy, Row
from dashboards.pages import cohorts
from dashboards.pages.common import (
    BILLING,
    MONTH,
    REVENUE,
    bands,
    by_segment,
    reference_text,
    worded,
)

TENURE, KIND = "metrics.churn_by_tenure", "metrics.churn_by_kind"
DEPARTURES = "metrics.customer_departures"
REASONS = f"{BILLING}; reasons come from success: `survey_responses`, `cancellation_sessions`"
MOST_REASONS = 8
OTHER = "other reasons"


def page(copy: PublishedCopy) -> Page:
    """The page."""
    return Page(
        slug="churn",
        title="Churn",
        lead="Who leaves us, why, and when in their life with us?",
        sections=[
            Section("How many leave", [_rate(copy), _by_kind(copy)]),
            Section("Why they left", [_reasons(copy), _reasons_over_time(copy)]),
            Section("Who leaves, and when", [_segments(copy), _tenure(copy)]),
            *cohorts.sections(copy),
        ],
    )


def _rate(copy: PublishedCopy) -> Chart:
    rows = copy.rows(
        "select * from metrics.monthly_revenue"
        " where segment_type = 'all' and is_complete order by date_month"
    )
    series = {"customer_churn_rate": "Customers", "gross_mrr_churn_rate": "MRR, gross"}
    return Chart(
        title="Churn rate by month",
        figure=lines(rows, "date_month", series, "rate", bands=bands(copy, "customer_churn_rate")),
        columns=[
            MONTH,
            *(Column(key, name, "rate", f"{REVENUE}.{key}") for key, name in series.items()),
        ],
        rows=rows,
        connect=BILLING,
        note=reference_text(copy, "customer_churn_rate"),
    )


def _by_kind(copy: PublishedCopy) -> Chart:
    rows = copy.rows(
        "select date_month, kind, churned_customers, churned_mrr, customer_churn_rate"
        " from metrics.churn_by_kind where segment_type = 'all' and is_complete"
        " order by kind desc, date_month"
    )
    return Chart(
        title="Customers lost by month: chosen, by failed payment, or paused",
        figure=stacked_by(rows, "date_month", "kind", "churned_customers", "number"),
        columns=[
            MONTH,
            Column("kind", "Kind", of=f"{KIND}.kind"),
            Column("churned_customers", "Customers", "number", f"{KIND}.churned_customers"),
            Column("churned_mrr", "MRR", "money", f"{KIND}.churned_mrr"),
            Column("customer_churn_rate", "Churn rate", "rate", f"{KIND}.customer_churn_rate"),
        ],
        rows=rows,
        connect=BILLING,
    )


def _departures(copy: PublishedCopy) -> list[Row]:
    """Departures by month and reason; who did not choose to go, under how it came about.

    Frequent reasons come first, so that a reason has one colour in all drawings; rare ones are one.
    """
    rows = worded(
        copy.rows(
            "select date_trunc('month', left_on)::date as date_month,"
            " coalesce(reason_code, case kind when 'voluntary' then 'no reason given'"
            " when 'pause' then 'paused' else 'payment failed' end) as reason,"
            " count(*) as customers, sum(mrr_lost) as mrr_lost"
            " from metrics.customer_departures group by all order by reason, date_month"
        ),
        "reason",
    )
    customers: Counter[str] = Counter()
    for row in rows:
        customers[row["reason"]] += row["customers"]
    order = [reason for reason, _ in customers.most_common()]
    rare = order[MOST_REASONS - 1 :] if len(order) > MOST_REASONS else []
    rows.sort(key=lambda row: (order.index(row["reason"]), row["date_month"]))
    return [{**row, "reason": OTHER} if row["reason"] in rare else row for row in rows]


def _reasons(copy: PublishedCopy) -> Chart:
    sums: dict[str, Row] = {}
    for row in _departures(copy):
        total = sums.setdefault(row["reason"], {"reason": row["reason"], "customers": 0, "mrr": 0})
        total["customers"] += row["customers"]
        total["mrr"] += row["mrr_lost"] or 0
    rows = list(sums.values())
    return Chart(
        title="Reasons of all who left",
        figure=pie(rows, "reason", "customers", "number"),
        columns=[
            Column("reason", "Reason", of=f"{DEPARTURES}.reason_code"),
            Column("customers", "Customers", "number", DEPARTURES),
            Column("mrr", "MRR lost", "money", f"{DEPARTURES}.mrr_lost"),
        ],
        rows=rows,
        connect=REASONS,
        note="Who did not choose to leave is shown as payment failed or paused.",
    )


def _reasons_over_time(copy: PublishedCopy) -> Chart:
    rows = _departures(copy)
    return Chart(
        title="MRR lost by month and reason",
        figure=stacked_by(rows, "date_month", "reason", "mrr_lost", "money"),
        columns=[
            MONTH,
            Column("reason", "Reason", of=f"{DEPARTURES}.reason_code"),
            Column("mrr_lost", "MRR lost", "money", f"{DEPARTURES}.mrr_lost"),
            Column("customers", "Customers", "number", DEPARTURES),
        ],
        rows=rows,
        connect=REASONS,
    )


def _segments(copy: PublishedCopy) -> Choice:
    return by_segment(lambda key, label: rate_of_a_year(copy, key, label))


def rate_of_a_year(copy: PublishedCopy, segment_type: str, label: str) -> Chart:
    """Twelve months together: lost customers over customer-months, not a mean of rates."""
    rows = copy.rows(
        "select segment, sum(churned_customers) as lost, sum(customers_start) as at_start,"
        " sum(churned_customers) / nullif(sum(customers_start), 0) as rate"
        " from metrics.monthly_revenue where segment_type = ? and is_complete and date_month >"
        " (select max(date_month) - interval 12 month from metrics.monthly_revenue"
        " where is_complete) group by segment order by rate desc nulls last, segment",
        [segment_type],
    )
    return Chart(
        title=f"Monthly customer churn by {label[0].lower()}{label[1:]}, last twelve months",
        figure=bars(
            rows,
            "segment",
            {"rate": "Churn rate"},
            "rate",
            bands=bands(copy, "customer_churn_rate"),
        ),
        columns=[
            Column("segment", label, of=f"{REVENUE}.segment"),
            Column("rate", "Churn rate", "rate", f"{REVENUE}.customer_churn_rate"),
            Column("lost", "Lost", "number", f"{REVENUE}.churned_customers"),
            Column("at_start", "Customer-months", "number", f"{REVENUE}.customers_start"),
        ],
        rows=rows,
        connect=BILLING,
    )


def _tenure(copy: PublishedCopy) -> Chart:
    rows = copy.rows(
        "select tenure_band, sum(customers_at_risk_lost) as lost,"
        " sum(customers_at_risk) as at_risk,"
        " sum(customers_at_risk_lost) / nullif(sum(customers_at_risk), 0) as rate"
        " from metrics.churn_by_tenure"
        " where segment_type = 'all' and kind = 'all' and reason_code = 'all' and date_month <="
        " (select max(date_month) from metrics.monthly_revenue where is_complete)"
        " group by tenure_band order by try_cast(regexp_extract(tenure_band, '\\d+') as int)"
    )
    return Chart(
        title="Monthly customer churn by months as a customer",
        figure=bars(rows, "tenure_band", {"rate": "Churn rate"}, "rate"),
        columns=[
            Column("tenure_band", "Months as a customer", of=f"{TENURE}.tenure_band"),
            Column("rate", "Churn rate", "rate", f"{TENURE}.churn_rate"),
            Column("lost", "Lost", "number", f"{TENURE}.customers_at_risk_lost"),
            Column("at_risk", "Customer-months", "number", f"{TENURE}.customers_at_risk"),
        ],
        rows=rows,
        connect=BILLING,
    )
