"""Churn: who leaves, why, when in their life, and how that compares."""

from dashboards.blocks import Chart, Choice, Column, Format, Page, Section
from dashboards.charts import bars, heat_map, lines, pie, stacked_by
from dashboards.copy import PublishedCopy, Row
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
DEPARTURES, COHORTS = "metrics.customer_departures", "metrics.retention_cohorts"
REASONS = f"{BILLING}; reasons come from success: `survey_responses`, `cancellation_sessions`"
RETENTIONS = {
    "logo_retention": "Customers kept",
    "gross_revenue_retention": "Revenue kept, without expansion",
    "revenue_retention": "Revenue kept, with expansion",
}
COHORTS_SHOWN = 24


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
            Section(
                "Cohorts",
                [_cohorts(copy)],
                "A line is the customers who began in one month; to the right, the months since.",
            ),
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
    """Departures by month and reason; who did not choose to go, under how it came about."""
    return worded(
        copy.rows(
            "select date_trunc('month', left_on)::date as date_month,"
            " coalesce(reason_code, case kind when 'voluntary' then 'no reason given'"
            " when 'pause' then 'paused' else 'payment failed' end) as reason,"
            " count(*) as customers, sum(mrr_lost) as mrr_lost"
            " from metrics.customer_departures group by all order by reason, date_month"
        ),
        "reason",
    )


def _reasons(copy: PublishedCopy) -> Chart:
    sums: dict[str, Row] = {}
    for row in _departures(copy):
        total = sums.setdefault(row["reason"], {"reason": row["reason"], "customers": 0, "mrr": 0})
        total["customers"] += row["customers"]
        total["mrr"] += row["mrr_lost"] or 0
    rows = sorted(sums.values(), key=lambda row: (-row["customers"], row["reason"]))
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
    return by_segment(lambda key, label: _segment(copy, key, label))


def _segment(copy: PublishedCopy, segment_type: str, label: str) -> Chart:
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
        " where segment_type = 'all' and kind = 'all' and reason_code = 'all'"
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


def _cohorts(copy: PublishedCopy) -> Choice:
    return Choice(
        "Show",
        {name: _cohort(copy, column, name) for column, name in RETENTIONS.items()},
        is_wide=True,
    )


def _cohort(copy: PublishedCopy, column: str, name: str) -> Chart:
    rows: list[Row] = copy.rows(
        "select cohort_month, strftime(cohort_month, '%b %Y') as cohort, months_since, customers,"
        f" {column} as kept from metrics.retention_cohorts"
        " where segment_type = 'all' and is_complete and cohort_month >"
        " (select max(cohort_month) from metrics.retention_cohorts) - to_months(?)"
        " order by cohort_month, months_since",
        [COHORTS_SHOWN],
    )
    shown: Format = "rate"
    return Chart(
        title=f"{name}, by month of beginning",
        figure=heat_map(rows, "months_since", "cohort", "kept", shown, x_title="Months since"),
        columns=[
            Column("cohort_month", "Cohort", "month", f"{COHORTS}.cohort_month"),
            Column("months_since", "Months since", "number", f"{COHORTS}.months_since"),
            Column("customers", "Customers", "number", f"{COHORTS}.customers"),
            Column("kept", name, shown, f"{COHORTS}.{column}"),
        ],
        rows=rows,
        connect=BILLING,
        is_wide=True,
    )
