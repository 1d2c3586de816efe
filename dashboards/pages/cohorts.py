"""Cohorts, of the churn page: what is left of those who began together."""

from dashboards.blocks import Chart, Choice, Column, Format, Section
from dashboards.charts import heat_map
from dashboards.copy import PublishedCopy, Row
from dashboards.pages.common import BILLING, by_segment, largest

COHORTS = "metrics.retention_cohorts"
RETENTIONS = {
    "logo_retention": "Customers kept",
    "gross_revenue_retention": "Revenue kept, without expansion",
    "revenue_retention": "Revenue kept, with expansion",
}
MONTHS_FOLLOWED = 24


def sections(copy: PublishedCopy) -> list[Section]:
    """The page's sections about cohorts."""
    return [
        Section(
            "Cohorts",
            [_cohorts(copy)],
            "A line is the customers who began in one month; to the right, the months since.",
        ),
        Section(
            "Cohorts of a kind",
            [_kept_customers(copy), _kept_revenue(copy)],
            "A line is a kind of customer, all months of beginning together. From the left to"
            " the right ever fewer of them have been customers for so long.",
        ),
    ]


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
        [MONTHS_FOLLOWED],
    )
    return Chart(
        title=f"{name}, by month of beginning",
        figure=heat_map(rows, "months_since", "cohort", "kept", "rate", x_title="Months since"),
        columns=[
            Column("cohort_month", "Cohort", "month", f"{COHORTS}.cohort_month"),
            Column("months_since", "Months since", "number", f"{COHORTS}.months_since"),
            Column("customers", "Customers", "number", f"{COHORTS}.customers"),
            Column("kept", name, "rate", f"{COHORTS}.{column}"),
        ],
        rows=rows,
        connect=BILLING,
        is_wide=True,
    )


def _kept_customers(copy: PublishedCopy) -> Choice:
    return by_segment(
        lambda key, label: _kept(
            copy, "logo_retention", "retained_customers", "customers", key, label
        ),
        is_wide=True,
    )


def _kept_revenue(copy: PublishedCopy) -> Choice:
    return by_segment(
        lambda key, label: _kept(copy, "gross_revenue_retention", "kept_mrr", "mrr", key, label),
        is_wide=True,
    )


def _kept(
    copy: PublishedCopy, column: str, left: str, begun: str, segment_type: str, label: str
) -> Chart:
    """What is left over what began, summed over the cohorts that are old enough."""
    rows = largest(
        copy.rows(
            f"select segment, months_since, sum(customers) as customers, sum({begun}) as begun,"
            f" sum({left}) as still_there, sum({left}) / nullif(sum({begun}), 0) as kept"
            " from metrics.retention_cohorts where segment_type = ? and is_complete"
            " and months_since < ? group by all order by segment, months_since",
            [segment_type, MONTHS_FOLLOWED],
        ),
        "segment",
        "customers",
    )
    name = RETENTIONS[column]
    shown: Format = "number" if begun == "customers" else "money"
    return Chart(
        title=f"{name}, by {label[0].lower()}{label[1:]}",
        figure=heat_map(rows, "months_since", "segment", "kept", "rate", x_title="Months since"),
        columns=[
            Column("segment", label, of=f"{COHORTS}.segment"),
            Column("months_since", "Months since", "number", f"{COHORTS}.months_since"),
            Column("begun", "At the beginning", shown, f"{COHORTS}.{begun}"),
            Column("still_there", "Still there", shown, f"{COHORTS}.{left}"),
            Column("kept", name, "rate", f"{COHORTS}.{column}"),
        ],
        rows=rows,
        connect=BILLING,
        is_wide=True,
    )
