"""Pricing: how plans do, who moves between them, what price changes cost, and experiments."""

from dashboards.blocks import Chart, Choice, Column, Listing, Page, Section
from dashboards.charts import bars, sankey
from dashboards.copy import PublishedCopy
from dashboards.pages import experiments, price_changes
from dashboards.pages.churn import rate_of_a_year
from dashboards.pages.common import BILLING, REVENUE

PLANS, CHANGES = "metrics.plan_performance", "metrics.plan_changes"
CONTRACTS, STARTS = "metrics.contract_comparison", "metrics.plan_starts"
NO_LIFETIME = "No bar where nobody was lost in six months: a lifetime can't be told then."
DIRECTIONS = {  # as transparent as streams that cross must be
    "upgrade": "rgba(46, 125, 85, 0.45)",
    "downgrade": "rgba(200, 101, 27, 0.45)",
    "sideways": "rgba(107, 114, 128, 0.3)",
}


def page(copy: PublishedCopy) -> Page:
    """The page."""
    return Page(
        slug="pricing",
        title="Pricing",
        lead="Which plans earn and keep, who moves between them, and what did tests show?",
        sections=[
            Section("Plans compared", [_compared(copy), _contracts(copy), _plans(copy)]),
            Section("Moves between plans", [_moves(copy), _free_to_paid(copy)]),
            price_changes.section(copy),
            experiments.section(copy),
        ],
    )


def _compared(copy: PublishedCopy) -> Choice:
    return Choice(
        "Show",
        {
            "Lifetime value": _tiers(
                copy, "customer_lifetime_value", "Lifetime value", NO_LIFETIME
            ),
            "Churn": rate_of_a_year(copy, "plan_tier", "Plan"),
            "MRR per customer": _tiers(copy, "average_revenue_per_account", "MRR per customer"),
        },
    )


def _tiers(copy: PublishedCopy, column: str, name: str, note: str = "") -> Chart:
    rows = copy.rows(
        "select * from metrics.monthly_revenue"
        " where segment_type = 'plan_tier' and date_month = (select max(date_month)"
        " from metrics.monthly_revenue where is_complete) order by mrr_end desc, segment"
    )
    return Chart(
        title=f"{name} by plan",
        figure=bars(rows, "segment", {column: name}, "money"),
        columns=[
            Column("segment", "Plan", of=f"{REVENUE}.segment"),
            Column(column, name, "money", f"{REVENUE}.{column}"),
            Column("customers_end", "Customers", "number", f"{REVENUE}.customers_end"),
            Column("mrr_end", "MRR", "money", f"{REVENUE}.mrr_end"),
        ],
        rows=rows,
        connect=BILLING,
        note=note,
    )


def _contracts(copy: PublishedCopy) -> Chart:
    rows = copy.rows(
        "select * from metrics.contract_comparison where date_month = (select max(date_month)"
        " from metrics.contract_comparison where is_complete) and customers > 0"
        " order by mrr desc, contract_term"
    )
    rates = {
        "equivalent_monthly_churn_rate": "Churn a month",
        "discount_share": "Discount",
        "logo_retention_12m": "Customers kept, 12 months",
        "net_revenue_retention_12m": "NRR, 12 months",
    }
    money = {
        "average_revenue_per_account": "MRR per customer",
        "customer_lifetime_value": "Lifetime value",
    }
    shown = {key: rates[key] for key in ("equivalent_monthly_churn_rate", "discount_share")}
    return Chart(
        title="Are longer contracts worth their discount?",
        figure=bars(rows, "contract_term", shown, "rate"),
        columns=[
            Column("contract_term", "Contract", of=f"{CONTRACTS}.contract_term"),
            Column("customers", "Customers", "number", f"{CONTRACTS}.customers"),
            Column("mrr", "MRR", "money", f"{CONTRACTS}.mrr"),
            *(Column(key, name, "money", f"{CONTRACTS}.{key}") for key, name in money.items()),
            *(Column(key, name, "rate", f"{CONTRACTS}.{key}") for key, name in rates.items()),
        ],
        rows=rows,
        connect=BILLING,
    )


def _plans(copy: PublishedCopy) -> Listing:
    rows = copy.rows(
        "select * from metrics.plan_performance where date_month = (select max(date_month)"
        " from metrics.plan_performance where is_complete) order by mrr_end desc, plan_id"
    )
    return Listing(
        title="All plans, in the last complete month",
        columns=[
            Column("plan_name", "Plan", of=f"{PLANS}.plan_name"),
            Column("plan_tier", "Tier", of=f"{PLANS}.plan_tier", is_filter=True),
            Column("contract_term", "Contract", of=f"{PLANS}.contract_term", is_filter=True),
            Column("is_addon", "Add-on", "flag", f"{PLANS}.is_addon", is_filter=True),
            Column("customers_end", "Customers", "number", f"{PLANS}.customers_end"),
            Column("mrr_end", "MRR", "money", f"{PLANS}.mrr_end"),
            Column("customer_churn_rate", "Churn", "rate", f"{PLANS}.customer_churn_rate"),
            Column("customer_lifetime_value", "LTV", "money", f"{PLANS}.customer_lifetime_value"),
            Column("discount_share", "Discount", "rate", f"{PLANS}.discount_share"),
            Column("upgrades_out", "Upgrades out", "number", f"{PLANS}.upgrades_out"),
            Column("downgrades_out", "Downgrades out", "number", f"{PLANS}.downgrades_out"),
        ],
        rows=rows,
        connect=BILLING,
    )


def _moves(copy: PublishedCopy) -> Chart:
    rows = copy.rows(
        "select coalesce(from_plan_tier, 'no tier') as moved_from,"
        " coalesce(to_plan_tier, 'no tier') as moved_to, direction, sum(changes) as changes,"
        " sum(mrr_change) as mrr_change from metrics.plan_changes"
        " where from_plan_tier is distinct from to_plan_tier group by all"
        " order by changes desc, moved_from, moved_to, direction"
    )
    colors = [DIRECTIONS.get(row["direction"], DIRECTIONS["sideways"]) for row in rows]
    return Chart(
        title="Moves between tiers, from left to right",
        figure=sankey(rows, "moved_from", "moved_to", "changes", colors),
        columns=[
            Column("moved_from", "From", of=f"{CHANGES}.from_plan_tier"),
            Column("moved_to", "To", of=f"{CHANGES}.to_plan_tier"),
            Column("direction", "Direction", of=f"{CHANGES}.direction"),
            Column("changes", "Moves", "number", f"{CHANGES}.changes"),
            Column("mrr_change", "MRR", "money", f"{CHANGES}.mrr_change"),
        ],
        rows=rows,
        connect=BILLING,
        note="Green: upgrades; orange: downgrades; grey: neither. All months together.",
    )


def _free_to_paid(copy: PublishedCopy) -> Chart:
    rows = copy.rows(
        "select plan_name, sum(accounts) as accounts, sum(free_to_paid_accounts) as paid,"
        " sum(free_to_paid_accounts) / nullif(sum(accounts), 0) as rate"
        " from metrics.plan_starts where is_free group by plan_name order by accounts desc"
    )
    return Chart(
        title="Free accounts that came to pay",
        figure=bars(rows, "plan_name", {"rate": "Came to pay"}, "rate"),
        columns=[
            Column("plan_name", "Plan", of=f"{STARTS}.plan_name"),
            Column("accounts", "Began on it", "number", f"{STARTS}.accounts"),
            Column("paid", "Came to pay", "number", f"{STARTS}.free_to_paid_accounts"),
            Column("rate", "Share", "rate", f"{STARTS}.free_to_paid_rate"),
        ],
        rows=rows,
        connect=f"{BILLING}, with free plans",
    )
