"""Changes of price, of the pricing page: what they brought, and who left after them."""

from dashboards.blocks import Chart, Column, Listing, Section
from dashboards.charts import bars
from dashboards.copy import PublishedCopy
from dashboards.pages.common import BILLING, worded

PRICES = "metrics.price_changes"


def section(copy: PublishedCopy) -> Section:
    """The page's section about prices that changed."""
    return Section(
        "Changes of price",
        [_price_churn(copy), _price_revenue(copy), _prices(copy)],
        "What customers did after their price changed, beside those whose price did not.",
    )


def _price_churn(copy: PublishedCopy) -> Chart:
    """Quarters and plans together: who was lost over who was there, not a mean of rates."""
    rows = worded(
        copy.rows(
            "select change_kind, sum(changes) as changes, sum(watched_accounts) as watched,"
            " sum(churned_accounts) / nullif(sum(watched_accounts), 0) as after_it,"
            " sum(churn_rate_before * customers_before) / nullif(sum(customers_before), 0)"
            " as before_it,"
            " sum(churn_rate_unchanged * unchanged_customers) / nullif(sum(unchanged_customers), 0)"
            " as of_others"
            " from metrics.price_changes where is_complete group by all order by change_kind"
        ),
        "change_kind",
    )
    series = {
        "after_it": ("After the change", "churn_rate_after"),
        "before_it": ("Same plans, a quarter before", "churn_rate_before"),
        "of_others": ("Same plans, price unchanged", "churn_rate_unchanged"),
    }
    return Chart(
        title="Customers lost within 90 days",
        figure=bars(rows, "change_kind", {key: name for key, (name, _) in series.items()}, "rate"),
        columns=[
            Column("change_kind", "Kind", of=f"{PRICES}.change_kind"),
            Column("watched", "Accounts watched", "number", f"{PRICES}.watched_accounts"),
            *(
                Column(key, name, "rate", f"{PRICES}.{column}")
                for key, (name, column) in series.items()
            ),
        ],
        rows=rows,
        connect=BILLING,
        note="Quarters whose 90 days are over. Few accounts watched prove little: see the table.",
    )


def _price_revenue(copy: PublishedCopy) -> Chart:
    rows = worded(
        copy.rows(
            "select change_kind, sum(changes) as changes, sum(mrr_before) as mrr_before,"
            " sum(mrr_after) as mrr_after, sum(mrr_after) - sum(mrr_before) as difference"
            " from metrics.price_changes group by all order by change_kind"
        ),
        "change_kind",
    )
    return Chart(
        title="MRR won or given up by the changes themselves",
        figure=bars(rows, "change_kind", {"difference": "MRR after less before"}, "money"),
        columns=[
            Column("change_kind", "Kind", of=f"{PRICES}.change_kind"),
            Column("changes", "Changes", "number", f"{PRICES}.changes"),
            Column("mrr_before", "MRR before", "money", f"{PRICES}.mrr_before"),
            Column("mrr_after", "MRR after", "money", f"{PRICES}.mrr_after"),
            Column("difference", "Difference", "money", f"{PRICES}.mrr_after"),
        ],
        rows=rows,
        connect=BILLING,
        note="All quarters together.",
    )


def _prices(copy: PublishedCopy) -> Listing:
    rows = worded(
        copy.rows(
            "select * from metrics.price_changes order by date_quarter desc, changes desc, plan_id"
        ),
        "change_kind",
    )
    rates = {
        "mean_relative_change": "Change",
        "churn_rate_after": "Churn after",
        "churn_rate_before": "Churn before",
        "churn_rate_unchanged": "Churn of the others",
    }
    return Listing(
        title="Changes by quarter and plan",
        columns=[
            Column("date_quarter", "Quarter from", "date", f"{PRICES}.date_quarter"),
            Column("change_kind", "Kind", of=f"{PRICES}.change_kind", is_filter=True),
            Column("plan_name", "Plan", of=f"{PRICES}.plan_name"),
            Column("changes", "Changes", "number", f"{PRICES}.changes"),
            Column("mrr_before", "MRR before", "money", f"{PRICES}.mrr_before"),
            Column("mrr_after", "MRR after", "money", f"{PRICES}.mrr_after"),
            *(Column(key, name, "rate", f"{PRICES}.{key}") for key, name in rates.items()),
        ],
        rows=rows,
        connect=BILLING,
        page_size=10,
    )
