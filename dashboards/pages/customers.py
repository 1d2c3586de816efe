"""Customers: who they are, how they do, and whom to talk to first."""

from collections.abc import Callable

from dashboards.blocks import Card, Cards, Chart, Column, Listing, Page, Section
from dashboards.charts import BLUE, GREEN, GREY, ORANGE, RED, bars
from dashboards.copy import PublishedCopy, Row
from dashboards.formats import words
from dashboards.pages.addresses import address_of
from dashboards.pages.common import BILLING

CUSTOMERS, STAGES = "customer_360.customers", "customer_360.lifecycle_stages"
BANDS = {"at_risk": RED, "watch": ORANGE, "healthy": GREEN}
DAYS_AHEAD = 90
LIST = f"""
select
    account_id, account_name, lifecycle_stage, health_score, health_band, customer_tier, plan_tier,
    round(mrr, 2)::double as mrr, renewal_date, open_signals, risk_degree, owner_id,
    became_customer_on, churned_on, last_active_on
from {CUSTOMERS}
left join (select account_id, risk_degree from {STAGES} where is_current) using (account_id)
where became_customer_on is not null
order by mrr desc, account_name, account_id
"""


def page(copy: PublishedCopy) -> Page:
    """The page."""
    everyone = copy.rows(LIST)
    today = [row for row in everyone if row["churned_on"] is None]
    renewing = [row for row in today if 0 <= _days_to_renewal(copy, row) <= DAYS_AHEAD]
    return Page(
        slug="customers",
        title="Customers",
        lead="Who are our customers, how do they do, and whom should we talk to first?",
        has_months=False,
        sections=[
            Section("Today", [_cards(today, renewing)]),
            Section(
                "Where they stand",
                [
                    _by(today, "health_band", "Customers by health", BANDS),
                    _by(today, "lifecycle_stage", "Customers by stage of life"),
                    _by(today, "customer_tier", "Customers by tier"),
                    _renewals(copy, renewing),
                ],
            ),
            Section(
                "All customers",
                [_list(everyone)],
                "Everybody who is or was a customer. A name leads to the account's own page.",
            ),
        ],
    )


def _days_to_renewal(copy: PublishedCopy, row: Row) -> int:
    """Days from the day of the data; below nothing where no renewal is known."""
    return (row["renewal_date"] - copy.as_of).days if row["renewal_date"] else -1


def _mrr(rows: list[Row]) -> float:
    return sum(row["mrr"] for row in rows)


def _share(part: list[Row], whole: list[Row]) -> str:
    return f"{len(part):,} customers, {_mrr(part) / (_mrr(whole) or 1):.0%} of MRR"


def _cards(today: list[Row], renewing: list[Row]) -> Cards:
    signalled = [row for row in today if row["open_signals"]]
    at_risk = [row for row in today if row["health_band"] == "at_risk"]
    of = f"{CUSTOMERS}."
    return Cards(
        [
            Card("Customers", len(today), "number", of + "became_customer_on"),
            Card("MRR", _mrr(today), "money", of + "mrr"),
            Card(
                "MRR with open signals",
                _mrr(signalled),
                "money",
                of + "open_signals",
                note=_share(signalled, today),
            ),
            Card(
                "MRR at risk by health",
                _mrr(at_risk),
                "money",
                of + "health_band",
                note=_share(at_risk, today),
            ),
            Card(
                f"MRR to renew in {DAYS_AHEAD} days",
                _mrr(renewing),
                "money",
                of + "renewal_date",
                note=_share(renewing, today),
            ),
        ]
    )


def _counted(rows: list[Row], named: Callable[[Row], str], order: list[str]) -> list[Row]:
    """Customers and MRR by a name, in this order."""
    groups = {name: [row for row in rows if named(row) == name] for name in order}
    return [
        {"name": words(name), "code": name, "customers": len(members), "mrr": _mrr(members)}
        for name, members in groups.items()
    ]


def _chart(title: str, rows: list[Row], of: str, colors: list[str], note: str = "") -> Chart:
    return Chart(
        title=title,
        figure=bars(rows, "name", {"customers": "Customers"}, "number", colors=colors),
        columns=[
            Column("name", "Group", of=of),
            Column("customers", "Customers", "number"),
            Column("mrr", "MRR", "money", f"{CUSTOMERS}.mrr"),
        ],
        rows=rows,
        connect=BILLING,
        note=note,
    )


def _by(today: list[Row], column: str, title: str, colors: dict[str, str] | None = None) -> Chart:
    def named(row: Row) -> str:
        return row[column] or "unknown"

    known = colors or {}
    order = sorted(
        {named(row) for row in today},
        key=lambda name: (
            list(known).index(name) if name in known else len(known),
            -sum(named(row) == name for row in today),
            name,
        ),
    )
    rows = _counted(today, named, order)
    shades = [known.get(row["code"], GREY if row["code"] == "unknown" else BLUE) for row in rows]
    return _chart(title, rows, f"{CUSTOMERS}.{column}", shades)


def _renewals(copy: PublishedCopy, renewing: list[Row]) -> Chart:
    windows = ["within 30 days", "in 31 to 60 days", "in 61 to 90 days"]

    def named(row: Row) -> str:
        return windows[max(0, _days_to_renewal(copy, row) - 1) // 30]

    rows = _counted(renewing, named, windows) if renewing else []
    note = f"Counted from {copy.as_of:%Y-%m-%d}, the day of the data."
    return _chart("Customers who renew soon", rows, f"{CUSTOMERS}.renewal_date", [BLUE] * 3, note)


def _list(everyone: list[Row]) -> Listing:
    coded = ("lifecycle_stage", "health_band", "customer_tier", "plan_tier", "risk_degree")
    rows = [
        row | {key: words(row[key]) for key in coded} | {"address": address_of(row["account_id"])}
        for row in everyone
    ]
    of = f"{CUSTOMERS}."
    return Listing(
        title="Customers, largest first",
        columns=[
            Column("account_name", "Account", of=of + "account_name", link="address"),
            Column("account_id", "Id", of=of + "account_id"),
            Column("lifecycle_stage", "Stage", of=of + "lifecycle_stage", is_filter=True),
            Column("health_score", "Health", "number", of + "health_score"),
            Column("health_band", "Band", of=of + "health_band", is_filter=True),
            Column("customer_tier", "Tier", of=of + "customer_tier", is_filter=True),
            Column("plan_tier", "Plan", of=of + "plan_tier", is_filter=True),
            Column("mrr", "MRR", "money", of + "mrr"),
            Column("renewal_date", "Renews", "date", of + "renewal_date"),
            Column("open_signals", "Signals", "number", of + "open_signals"),
            Column("risk_degree", "Risk", of=f"{STAGES}.risk_degree", is_filter=True),
            Column("owner_id", "Owner", of=of + "owner_id", is_filter=True),
            Column("last_active_on", "Last active", "date", of + "last_active_on"),
        ],
        rows=rows,
        connect=BILLING,
        page_size=25,
    )
