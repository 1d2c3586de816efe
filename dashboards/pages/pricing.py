"""Pricing: how plans do, who moves between them, what price changes cost, and experiments."""

from dashboards.blocks import Block, Chart, Column, Listing, Page, Section
from dashboards.charts import bars, lines_by, sankey
from dashboards.copy import PublishedCopy, Row
from dashboards.pages.common import BILLING, REVENUE, worded

PLANS, CHANGES = "metrics.plan_performance", "metrics.plan_changes"
CONTRACTS, STARTS = "metrics.contract_comparison", "metrics.plan_starts"
PRICES, EXPERIMENTS = "metrics.price_changes", "metrics.experiments"
EXPERIMENT_DAYS = "metrics.experiment_days"
TRIED = "marketing: `experiment_exposures`, and a plan in `seeds/experiment_plans.csv`"


def page(copy: PublishedCopy) -> Page:
    """The page."""
    return Page(
        slug="pricing",
        title="Pricing",
        lead="Which plans earn and keep, who moves between them, and what did tests show?",
        sections=[
            Section("Plans compared", [_tiers(copy), _contracts(copy), _plans(copy)]),
            Section("Moves between plans", [_moves(copy), _free_to_paid(copy)]),
            Section(
                "Changes of price",
                [_prices(copy)],
                "What customers did after their price changed, beside those whose price did not.",
            ),
            Section("Experiments", [_experiments(copy), *_by_day(copy)]),
        ],
    )


def _tiers(copy: PublishedCopy) -> Chart:
    rows = copy.rows(
        "select segment, mrr_end, customers_end, average_revenue_per_account,"
        " customer_lifetime_value from metrics.monthly_revenue"
        " where segment_type = 'plan_tier' and date_month = (select max(date_month)"
        " from metrics.monthly_revenue where is_complete) order by mrr_end desc, segment"
    )
    money = {
        "average_revenue_per_account": "MRR per customer",
        "customer_lifetime_value": "Lifetime value",
    }
    return Chart(
        title="Lifetime value by plan",
        figure=bars(rows, "segment", {"customer_lifetime_value": "Lifetime value"}, "money"),
        columns=[
            Column("segment", "Plan", of=f"{REVENUE}.segment"),
            Column("customers_end", "Customers", "number", f"{REVENUE}.customers_end"),
            Column("mrr_end", "MRR", "money", f"{REVENUE}.mrr_end"),
            *(Column(key, name, "money", f"{REVENUE}.{key}") for key, name in money.items()),
        ],
        rows=rows,
        connect=BILLING,
        note="No bar where nobody was lost in six months: a lifetime can't be told then.",
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
        "net_revenue_retention_12m": "NRR, 12 months",
    }
    shown = {key: rates[key] for key in ("equivalent_monthly_churn_rate", "discount_share")}
    return Chart(
        title="Are longer contracts worth their discount?",
        figure=bars(rows, "contract_term", shown, "rate"),
        columns=[
            Column("contract_term", "Contract", of=f"{CONTRACTS}.contract_term"),
            Column("customers", "Customers", "number", f"{CONTRACTS}.customers"),
            Column("mrr", "MRR", "money", f"{CONTRACTS}.mrr"),
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
        " coalesce(to_plan_tier, 'no tier') as moved_to, sum(changes) as changes,"
        " sum(mrr_change) as mrr_change from metrics.plan_changes"
        " where from_plan_tier is distinct from to_plan_tier group by all"
        " order by changes desc, moved_from, moved_to"
    )
    return Chart(
        title="Moves between tiers, from left to right",
        figure=sankey(rows, "moved_from", "moved_to", "changes"),
        columns=[
            Column("moved_from", "From", of=f"{CHANGES}.from_plan_tier"),
            Column("moved_to", "To", of=f"{CHANGES}.to_plan_tier"),
            Column("changes", "Moves", "number", f"{CHANGES}.changes"),
            Column("mrr_change", "MRR", "money", f"{CHANGES}.mrr_change"),
        ],
        rows=rows,
        connect=BILLING,
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
            *(Column(key, name, "rate", f"{PRICES}.{key}") for key, name in rates.items()),
        ],
        rows=rows,
        connect=BILLING,
        page_size=10,
    )


def _experiments(copy: PublishedCopy) -> Listing:
    rows = worded(
        copy.rows("select * from metrics.experiments order by experiment_id, is_control desc"),
        "verdict",
    )
    rates = {
        "conversion_rate": "Conversion",
        "difference": "Difference",
        "difference_low": "from",
        "difference_high": "to",
    }
    return Listing(
        title="What experiments showed",
        columns=[
            Column("experiment_name", "Experiment", of=f"{EXPERIMENTS}.experiment_name"),
            Column("variant", "Variant", of=f"{EXPERIMENTS}.variant"),
            Column("verdict", "Verdict", of=f"{EXPERIMENTS}.verdict", is_filter=True),
            Column("compared_units", "Compared", "number", f"{EXPERIMENTS}.compared_units"),
            Column("required_units", "Required", "number", f"{EXPERIMENTS}.required_units"),
            *(Column(key, name, "rate", f"{EXPERIMENTS}.{key}") for key, name in rates.items()),
            Column("adjusted_p_value", "p", "decimal", f"{EXPERIMENTS}.adjusted_p_value"),
            Column(
                "has_sample_ratio_mismatch",
                "Split is broken",
                "flag",
                f"{EXPERIMENTS}.has_sample_ratio_mismatch",
            ),
        ],
        rows=rows,
        connect=TRIED,
    )


def _by_day(copy: PublishedCopy) -> list[Block]:
    """A drawing per experiment: a crowd of lines in one would show nothing."""
    rows = copy.rows(
        "select * from metrics.experiment_days where conversion_rate is not null"
        " order by experiment_id, variant, measured_on"
    )
    names = list(dict.fromkeys(row["experiment_id"] for row in rows))
    return [
        _experiment(name, [row for row in rows if row["experiment_id"] == name]) for name in names
    ]


def _experiment(name: str, rows: list[Row]) -> Chart:
    return Chart(
        title=f"{name}: conversion so far, by day",
        figure=lines_by(rows, "measured_on", "variant", "conversion_rate", "rate"),
        columns=[
            Column("measured_on", "Day", "date", f"{EXPERIMENT_DAYS}.measured_on"),
            Column("variant", "Variant", of=f"{EXPERIMENT_DAYS}.variant"),
            Column("compared_units", "Compared", "number", f"{EXPERIMENT_DAYS}.compared_units"),
            Column("conversion_rate", "Conversion", "rate", f"{EXPERIMENT_DAYS}.conversion_rate"),
        ],
        rows=rows,
        connect=TRIED,
    )
