"""Renewals: what is due, what customers say, and what became of what was due."""

from dashboards.blocks import Card, Cards, Chart, Choice, Column, Listing, Page, Section
from dashboards.charts import BLUE, GREEN, GREY, OLIVE, ORANGE, RED, TEAL, bars, lines, stacked
from dashboards.copy import PublishedCopy
from dashboards.pages.addresses import address_of
from dashboards.pages.common import BILLING, worded

RENEWALS, PERFORMANCE = "customer_360.renewals", "metrics.renewal_performance"
CONNECT = f"{BILLING}, with contracts of six months or more"
QUARTER = Column("date_quarter", "Quarter from", "date", f"{PERFORMANCE}.date_quarter")
RESULTS = {
    "renewed_renewals": ("Renewed", GREEN),
    "up_renewals": ("Up", TEAL),
    "down_renewals": ("Down", OLIVE),
    "late_renewals": ("Late", ORANGE),
    "lost_renewals": ("Lost", RED),
    "open_renewals": ("Open", GREY),
}
SEGMENTS = {
    "intent": "What they said",
    "customer_tier": "Customer tier",
    "plan_tier": "Plan",
    "owner": "Owner",
    "collection": "Automatic or by invoice",
}
KEPT = "sum(renewed_renewals + up_renewals + down_renewals + late_renewals)"
DECIDED = "sum(renewals_due - open_renewals)"
# The last four complete quarters.
YEAR = (
    "is_complete and date_quarter > (select max(date_quarter) - interval 12 month"
    f" from {PERFORMANCE} where is_complete)"
)


def page(copy: PublishedCopy) -> Page:
    """The page."""
    return Page(
        slug="renewals",
        title="Renewals",
        lead="Which contracts end next, will they be renewed, and what became of the last ones?",
        sections=[
            Section("The next ninety days", [_cards(copy), _due(copy)]),
            Section("What became of terms that ended", [_results(copy), _rates(copy)]),
            Section("Who renews", [_segments(copy), _forecast(copy)]),
        ],
    )


def _cards(copy: PublishedCopy) -> Cards:
    due = copy.row(
        "select count(*) as renewals, sum(renewal_mrr) as mrr,"
        " sum(if(intent = 'no', renewal_mrr, 0)) as said_no,"
        " count(*) filter (where intent is null) as not_asked"
        f" from {RENEWALS} where result = 'open'"
    )
    year = copy.row(
        f"select {KEPT} / nullif({DECIDED}, 0) as rate,"
        " sum(renewed_mrr) / nullif(sum(decided_mrr), 0) as net_rate"
        f" from {PERFORMANCE} where segment_type = 'all' and {YEAR}"
    )
    note = "in the last four complete quarters"
    return Cards(
        [
            Card(
                "MRR to be renewed",
                due.get("mrr"),
                "money",
                f"{RENEWALS}.renewal_mrr",
                note=f"{due.get('renewals') or 0} renewals that are not decided yet",
            ),
            Card(
                "Said no",
                due.get("said_no"),
                "money",
                f"{RENEWALS}.intent",
                note="MRR of those who do not mean to renew",
            ),
            Card("Not asked yet", due.get("not_asked"), "number", f"{RENEWALS}.intent"),
            Card("Renewed", year.get("rate"), "rate", f"{PERFORMANCE}.renewal_rate", note=note),
            Card(
                "MRR renewed",
                year.get("net_rate"),
                "rate",
                f"{PERFORMANCE}.net_renewal_rate",
                note=note,
            ),
        ]
    )


def _due(copy: PublishedCopy) -> Listing:
    rows = worded(
        copy.rows(
            "select renewals.*, coalesce(customers.account_name, account_id) as account_name,"
            " coalesce(intent, 'not asked') as said,"
            " coalesce(renewals.customer_tier, 'none') as tier,"
            " coalesce(renewals.owner_id, 'nobody') as owner,"
            " case when is_automatic then 'automatic' when not is_automatic then 'by invoice'"
            " else 'unknown' end as collection"
            f" from {RENEWALS} left join customer_360.customers using (account_id)"
            " where result = 'open' order by term_end, renewal_mrr desc, account_id"
        ),
        "tier",
    )
    return Listing(
        title="Terms that end next",
        columns=[
            Column(
                "account_name", "Customer", of="customer_360.customers.account_name", link="page"
            ),
            Column("term_end", "Term ends", "date", f"{RENEWALS}.term_end"),
            Column("renewal_mrr", "MRR", "money", f"{RENEWALS}.renewal_mrr"),
            Column("amount", "New term", "money", f"{RENEWALS}.amount"),
            Column("said", "Means to renew", of=f"{RENEWALS}.intent", is_filter=True),
            Column("intent_on", "Said on", "date", f"{RENEWALS}.intent_on"),
            Column("forecast_mrr", "Forecast", "money", f"{RENEWALS}.forecast_mrr"),
            Column("tier", "Tier", of=f"{RENEWALS}.customer_tier", is_filter=True),
            Column("owner", "Owner", of=f"{RENEWALS}.owner_id", is_filter=True),
            Column("collection", "How", of=f"{RENEWALS}.is_automatic", is_filter=True),
        ],
        rows=[{**row, "page": address_of(row["account_id"])} for row in rows],
        connect=CONNECT,
        note="A term that ended and is past due since is not decided either.",
        nothing="No contract ends in the next ninety days.",
    )


def _results(copy: PublishedCopy) -> Chart:
    rows = copy.rows(
        f"select * from {PERFORMANCE} where segment_type = 'all' order by date_quarter"
    )
    return Chart(
        title="Contract terms by the quarter in which they end",
        figure=stacked(
            rows,
            "date_quarter",
            {key: label for key, (label, _) in RESULTS.items()},
            "number",
            [color for _, color in RESULTS.values()],
        ),
        columns=[
            QUARTER,
            Column("renewals_due", "Due", "number", f"{PERFORMANCE}.renewals_due"),
            *(
                Column(key, label, "number", f"{PERFORMANCE}.{key}")
                for key, (label, _) in RESULTS.items()
            ),
        ],
        rows=rows,
        connect=CONNECT,
    )


def _rates(copy: PublishedCopy) -> Chart:
    rows = copy.rows(
        f"select * from {PERFORMANCE} where segment_type = 'all' and is_complete"
        " order by date_quarter"
    )
    series = {
        "renewal_rate": "Customers",
        "gross_renewal_rate": "MRR, gross",
        "net_renewal_rate": "MRR, net",
    }
    return Chart(
        title="Renewal rate by quarter",
        figure=lines(rows, "date_quarter", series, "rate", colors=(BLUE, ORANGE, GREEN)),
        columns=[
            QUARTER,
            *(Column(key, name, "rate", f"{PERFORMANCE}.{key}") for key, name in series.items()),
            Column("decided_mrr", "MRR due", "money", f"{PERFORMANCE}.decided_mrr"),
            Column("renewed_mrr", "MRR renewed", "money", f"{PERFORMANCE}.renewed_mrr"),
        ],
        rows=rows,
        connect=CONNECT,
        note="Complete quarters; late renewals count as renewed.",
    )


def _segments(copy: PublishedCopy) -> Choice:
    return Choice("By", {name: _segment(copy, key, name) for key, name in SEGMENTS.items()})


def _segment(copy: PublishedCopy, segment_type: str, name: str) -> Chart:
    """Four quarters together: sums of renewals, then their share."""
    rows = worded(
        copy.rows(
            f"select segment, {KEPT} / nullif({DECIDED}, 0) as rate, {DECIDED} as decided,"
            " sum(late_renewals) as late, sum(lost_renewals) as lost,"
            " sum(decided_mrr) as decided_mrr, sum(renewed_mrr) as renewed_mrr"
            f" from {PERFORMANCE} where segment_type = ? and {YEAR}"
            " group by segment order by rate desc nulls last, segment",
            [segment_type],
        ),
        "segment",
    )
    return Chart(
        title=f"Renewed by {name[0].lower()}{name[1:]}, last four quarters",
        figure=bars(rows, "segment", {"rate": "Renewed"}, "rate"),
        columns=[
            Column("segment", name, of=f"{PERFORMANCE}.segment"),
            Column("rate", "Renewed", "rate", f"{PERFORMANCE}.renewal_rate"),
            Column("decided", "Due", "number", f"{PERFORMANCE}.renewals_due"),
            Column("late", "Late", "number", f"{PERFORMANCE}.late_renewals"),
            Column("lost", "Lost", "number", f"{PERFORMANCE}.lost_renewals"),
            Column("decided_mrr", "MRR due", "money", f"{PERFORMANCE}.decided_mrr"),
            Column("renewed_mrr", "MRR renewed", "money", f"{PERFORMANCE}.renewed_mrr"),
        ],
        rows=rows,
        connect=CONNECT,
    )


def _forecast(copy: PublishedCopy) -> Chart:
    rows = copy.rows(
        f"select *, cast(date_quarter as varchar) as quarter from {PERFORMANCE}"
        " where segment_type = 'all' and is_complete order by date_quarter"
    )
    series = {"decided_forecast_mrr": "Forecast two weeks before", "renewed_mrr": "Result"}
    return Chart(
        title="Forecast against result, by quarter",
        figure=bars(rows, "quarter", series, "money"),
        columns=[
            QUARTER,
            *(Column(key, name, "money", f"{PERFORMANCE}.{key}") for key, name in series.items()),
            Column(
                "result_of_forecast_rate",
                "Result ÷ forecast",
                "rate",
                f"{PERFORMANCE}.result_of_forecast_rate",
            ),
        ],
        rows=rows,
        connect=CONNECT,
    )
