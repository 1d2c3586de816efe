"""At risk: who may leave within 90 days, why, and whose they are."""

from dashboards.blocks import Card, Cards, Chart, Column, Listing, Page, Section
from dashboards.charts import RED, bars, lines, stacked_by
from dashboards.copy import PublishedCopy, Row
from dashboards.formats import words
from dashboards.pages.addresses import address_of
from dashboards.pages.common import BILLING, worded
from dashboards.pages.customers import BANDS

RISK, CUSTOMERS, HEALTH = "customer_360.churn_risk", "customer_360.customers", "health_scores"
REASONS = ("reason_1", "reason_2", "reason_3")
SCORED_BY = {
    "model": "by a model fitted before the month began",
    "signals": "by early signs: there were too few losses to fit a model",
}
LIST = f"""
select
    risk.*, customers.account_name, customers.owner_id, customers.renewal_date
from {RISK} as risk
left join {CUSTOMERS} as customers using (account_id)
where risk.is_latest
order by risk.risk_rank nulls last, risk.mrr desc, risk.account_id
"""


def page(copy: PublishedCopy) -> Page:
    """The page."""
    everyone = copy.rows(LIST)
    listed = [row for row in everyone if row["is_listed"]]
    return Page(
        slug="at_risk",
        title="At risk",
        lead="Who may leave within 90 days, why, and who should talk to them?",
        sections=[
            Section("This week", [_cards(everyone, listed), _owners(listed)], _scored(everyone)),
            Section(
                "The list",
                [_list(listed)],
                "The likeliest tenth. Reasons say what the score is high for; what would keep the"
                " customer is for you to find out.",
            ),
            Section("Over time", [_mrr_at_risk(copy), _bands(copy)]),
            Section("Leaving already", [_leaving(everyone)]),
        ],
    )


def _scored(everyone: list[Row]) -> str:
    kinds = {row["scored_by"] for row in everyone} & set(SCORED_BY)
    weeks = {row["week_end"] for row in everyone}
    if not weeks:
        return ""
    return f"Scored on {max(weeks):%Y-%m-%d} {', '.join(SCORED_BY[kind] for kind in kinds)}."


def _money(rows: list[Row], column: str) -> float | None:
    given = [float(row[column]) for row in rows if row[column] is not None]
    return sum(given) if given else None


def _cards(everyone: list[Row], listed: list[Row]) -> Cards:
    leaving = [row for row in everyone if row["scored_by"] == "cancellation"]
    return Cards(
        [
            Card("Customers on the list", len(listed), "number", f"{RISK}.is_listed"),
            Card("Their MRR", _money(listed, "mrr"), "money", f"{RISK}.mrr"),
            Card(
                "MRR at risk on the list",
                _money(listed, "mrr_at_risk"),
                "money",
                f"{RISK}.mrr_at_risk",
                note="what is expected to be lost of it within 90 days",
            ),
            Card(
                "MRR at risk of all",
                _money(everyone, "mrr_at_risk"),
                "money",
                f"{RISK}.mrr_at_risk",
            ),
            Card(
                "Leaving already",
                _money(leaving, "mrr") or 0,
                "money",
                f"{RISK}.mrr",
                note=f"{len(leaving):,} customers who have cancelled",
            ),
        ]
    )


def _owners(listed: list[Row]) -> Chart:
    by_owner: dict[str, list[Row]] = {}
    for row in listed:
        by_owner.setdefault(row["owner_id"] or "nobody", []).append(row)
    rows: list[Row] = [
        {
            "owner": owner,
            "customers": len(members),
            "mrr": _money(members, "mrr"),
            "at_risk": _money(members, "mrr_at_risk"),
        }
        for owner, members in by_owner.items()
    ]
    rows.sort(key=lambda row: (-(row["at_risk"] or 0), -(row["mrr"] or 0), row["owner"]))
    measure = "at_risk" if any(row["at_risk"] for row in rows) else "mrr"
    return Chart(
        title="The list by owner",
        figure=bars(
            rows, "owner", {measure: "MRR at risk" if measure == "at_risk" else "MRR"}, "money"
        ),
        columns=[
            Column("owner", "Owner", of=f"{CUSTOMERS}.owner_id"),
            Column("customers", "Customers", "number", f"{RISK}.is_listed"),
            Column("mrr", "MRR", "money", f"{RISK}.mrr"),
            Column("at_risk", "MRR at risk", "money", f"{RISK}.mrr_at_risk"),
        ],
        rows=rows,
        connect=BILLING,
        is_wide=True,
    )


def _named(rows: list[Row]) -> list[Row]:
    coded = worded(rows, "customer_tier", "lifecycle_stage", "plan_tier")
    return [
        row
        | {
            "account_name": row["account_name"] or row["account_id"],
            "address": address_of(row["account_id"]),
            "reasons": "; ".join(row[key] for key in REASONS if row[key]),
        }
        for row in coded
    ]


def _list(listed: list[Row]) -> Listing:
    of = f"{RISK}."
    return Listing(
        title="Most likely to leave first",
        columns=[
            Column("account_name", "Account", of=f"{CUSTOMERS}.account_name", link="address"),
            Column("risk_rank", "Rank", "number", of + "risk_rank"),
            Column("owner_id", "Owner", of=f"{CUSTOMERS}.owner_id", is_filter=True),
            Column("customer_tier", "Tier", of=of + "customer_tier", is_filter=True),
            Column("lifecycle_stage", "Stage", of=of + "lifecycle_stage", is_filter=True),
            Column("plan_tier", "Plan", of=of + "plan_tier", is_filter=True),
            Column("mrr", "MRR", "money", of + "mrr"),
            Column(
                "loss_probability_90_days",
                "Probability",
                "rate",
                of + "loss_probability_90_days",
            ),
            Column("mrr_at_risk", "MRR at risk", "money", of + "mrr_at_risk"),
            Column("renewal_date", "Renews", "date", f"{CUSTOMERS}.renewal_date"),
            Column("reasons", "Why", of=of + "reason_1"),
        ],
        rows=_named(listed),
        connect=BILLING,
        nothing="Nobody is on this week's list.",
    )


def _mrr_at_risk(copy: PublishedCopy) -> Chart:
    rows = copy.rows(
        "select week_end, sum(mrr_at_risk) as all_at_risk,"
        " sum(mrr_at_risk) filter (where is_listed) as listed_at_risk,"
        f" count(*) filter (where is_listed) as listed from {RISK}"
        " where scored_by = 'model' group by week_end order by week_end"
    )
    series = {"all_at_risk": "All customers", "listed_at_risk": "On the list"}
    return Chart(
        title="MRR at risk by week",
        figure=lines(rows, "week_end", series, "money", daily=True, colors=["#6b7280", RED]),
        columns=[
            Column("week_end", "Week up to", "date", f"{RISK}.week_end"),
            *(Column(key, name, "money", f"{RISK}.mrr_at_risk") for key, name in series.items()),
            Column("listed", "Listed", "number", f"{RISK}.is_listed"),
        ],
        rows=rows,
        connect=BILLING,
        note="Each week by the model that was in force then.",
    )


def _bands(copy: PublishedCopy) -> Chart:
    rows = copy.rows(
        "select week_end, health_band, count(*) as customers, sum(mrr) as mrr"
        f" from customer_360.{HEALTH} where is_customer and health_band is not null"
        " group by week_end, health_band"
        " order by array_position(['at_risk', 'watch', 'healthy'], health_band), week_end"
    )
    colors = {words(band): color for band, color in BANDS.items()}
    rows = worded(rows, "health_band")
    return Chart(
        title="Customers by health, week by week",
        figure=stacked_by(rows, "week_end", "health_band", "customers", "number", colors),
        columns=[
            Column("week_end", "Week up to", "date", f"customer_360.{HEALTH}.week_end"),
            Column("health_band", "Band", of=f"customer_360.{HEALTH}.health_band"),
            Column("customers", "Customers", "number", f"customer_360.{HEALTH}.is_customer"),
            Column("mrr", "MRR", "money", f"customer_360.{HEALTH}.mrr"),
        ],
        rows=rows,
        connect="usage: `usage_events`",
    )


def _leaving(everyone: list[Row]) -> Listing:
    leaving = [row for row in everyone if row["scored_by"] == "cancellation"]
    of = f"{RISK}."
    return Listing(
        title="Have cancelled and run out",
        columns=[
            Column("account_name", "Account", of=f"{CUSTOMERS}.account_name", link="address"),
            Column("owner_id", "Owner", of=f"{CUSTOMERS}.owner_id", is_filter=True),
            Column("customer_tier", "Tier", of=of + "customer_tier", is_filter=True),
            Column("mrr", "MRR", "money", of + "mrr"),
            Column("renewal_date", "Until", "date", f"{CUSTOMERS}.renewal_date"),
        ],
        rows=_named(leaving),
        connect=BILLING,
        nothing="Nobody who is a customer has cancelled.",
        page_size=10,
    )
