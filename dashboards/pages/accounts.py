"""A page per account: who it is, how it does and why, and all that happened."""

from collections.abc import Iterator, Sequence
from typing import Any

from dashboards.blocks import Block, Card, Cards, Chart, Column, Listing, Page, Section
from dashboards.charts import PALETTE, lines, lines_by, strip
from dashboards.copy import PublishedCopy, Row
from dashboards.formats import words
from dashboards.pages import account_data
from dashboards.pages.account_data import NEWEST_EVENTS, Data
from dashboards.pages.account_health import health
from dashboards.pages.account_scores import scores
from dashboards.pages.addresses import address_of
from dashboards.pages.common import BILLING

__all__ = ["address_of", "pages"]

CUSTOMERS, MONTHS = "customer_360.customers", "metrics.monthly_recurring_revenue"
TIMELINE, PEOPLE = "customer_360.account_timeline", "customer_360.account_people"
USAGE, FEATURES = "customer_360.account_usage", "customer_360.account_features"
STEPS, SATURATION = "customer_360.account_onboarding_steps", "customer_360.entitlement_saturation"
USE = "usage: `usage_events`"
TRAIL = {"Customers": "customers.html"}
# Colours of the strip: what the event is of.
DOMAINS = {
    "revenue": "became churned reactivated expanded contracted plan price trial cancellation",
    "billing": "invoice payment refunded",
    "support": "ticket survey incident",
    "people": "contact user",
    "sales": "activity deal",
    "life": "registered stage signal",
}
DOMAIN_OF = {word: domain for domain, all_words in DOMAINS.items() for word in all_words.split()}
DOMAIN_COLORS = dict(zip(DOMAINS, PALETTE, strict=False))


def pages(copy: PublishedCopy) -> Iterator[Page]:
    """All of them, one after another: thousands are not held at once."""
    for data in account_data.accounts(copy):
        yield page(data)


def page(data: Data) -> Page:
    """The page of an account.

    Args:
        data: its rows by block, from `account_data`; only `account` must have one.
    """
    (account,) = data["account"]
    return Page(
        slug=address_of(account["account_id"]).removesuffix(".html"),
        title=account["account_name"] or account["account_id"],
        lead=_lead(account),
        trail=TRAIL,
        sections=[
            Section("Today", [_cards(account), _signals(data["signals"]), _tasks(data["tasks"])]),
            Section("Scores", scores(data)),
            Section("Health", health(data)),
            Section("Revenue", [_mrr(data["months"]), _invoices(data["invoices"])]),
            Section("Use of the product", _use(data)),
            Section("Support and people", [_tickets(data["tickets"]), _people(data["people"])]),
            Section("All that happened", _events(data["events"])),
        ],
    )


def _lead(account: Row) -> str:
    """Who it is, in a sentence of what is known."""
    size = account["size_band"]
    facts = {
        "": account["account_id"],
        "industry": account["industry"],
        "country": account["country"],
        "employees": size if size != "unknown" else None,
        "owner": account["owner_id"],
        "registered on": account["registered_on"],
        "customer since": account["became_customer_on"],
        "left on": account["churned_on"],
    }
    return "; ".join(f"{name} {fact}".strip() for name, fact in facts.items() if fact)


def _cards(account: Row) -> Cards:
    of = f"{CUSTOMERS}."

    def code(column: str) -> Any:
        return words(account[column]) if account[column] else None

    seats = f"{account['seats']:,} seats" if account["seats"] else ""
    interval = code("billing_interval") or ""
    return Cards(
        [
            Card("Stage of life", code("lifecycle_stage"), "text", of + "lifecycle_stage"),
            Card("MRR", account["mrr"], "money", of + "mrr"),
            Card(
                "Plan",
                code("plan_tier"),
                "text",
                of + "plan_tier",
                note=", ".join(filter(None, [interval, seats])),
            ),
            Card("Tier", code("customer_tier"), "text", of + "customer_tier"),
            Card("Renews on", account["renewal_date"], "date", of + "renewal_date"),
            Card(
                "Health",
                account["health_score"],
                "number",
                of + "health_score",
                note=f"{code('health_band')}; weakest: {code('weakest_measure')}"
                if account["health_band"]
                else "",
            ),
            Card("Fatigue", account["fatigue_score"], "number", of + "fatigue_score"),
            Card("Risk at this stage", code("risk_degree"), "text", _STAGE_RISK),
            Card("Last active", account["last_active_on"], "date", of + "last_active_on"),
            Card("Open tickets", account["open_tickets"], "number", of + "open_tickets"),
        ]
    )


_STAGE_RISK = "customer_360.lifecycle_stages.risk_degree"


def _none(connect: str) -> str:
    return f"This account has none. If it should, connect {connect}."


def _columns(
    table: str, *columns: tuple[str, str, Any] | tuple[str, str, Any, bool]
) -> list[Column]:
    return [
        Column(key, label, format, f"{table}.{key}", is_filter=bool(rest))
        for key, label, format, *rest in columns
    ]


def _signals(rows: Sequence[Row]) -> Listing:
    return Listing(
        title="Open signals",
        columns=_columns(
            "customer_360.account_signals",
            ("signal_name", "Signal", "text"),
            ("began_on", "Since", "text"),
            ("weeks", "Weeks seen", "number"),
            ("signal_precision", "How often churn followed", "rate"),
            ("median_lead_days", "Days until then", "number"),
        ),
        rows=rows,
        connect="",
        nothing="There is no open sign that it may leave.",
    )


def _tasks(rows: Sequence[Row]) -> Listing:
    return Listing(
        title="Tasks",
        columns=_columns(
            "customer_360.customer_tasks",
            ("title", "What to do", "text"),
            ("kind", "Kind", "text", True),
            ("status", "Status", "text", True),
            ("value_mrr", "At stake a month", "money"),
            ("opened_on", "Opened", "text"),
            ("due_on", "Due", "text"),
            ("ended_on", "Ended", "text"),
            ("outcome", "Outcome", "text"),
        ),
        rows=rows,
        connect="",
        nothing="There was never anything to do.",
        page_size=8,
    )


def _mrr(rows: Sequence[Row]) -> Chart:
    series = {"mrr": "MRR", "committed_mrr": "Committed MRR"}
    return Chart(
        title="MRR by month",
        figure=lines(rows, "date_month", series, "money", dashed=["committed_mrr"]),
        columns=[Column(key, label, "money", f"{MONTHS}.{key}") for key, label in series.items()],
        rows=rows,
        connect=BILLING,
        nothing=_none(BILLING),
        is_wide=True,
        is_lean=True,
    )


def _invoices(rows: Sequence[Row]) -> Listing:
    return Listing(
        title="Invoices",
        columns=[
            Column("reference_id", "Invoice", of=f"{TIMELINE}.reference_id"),
            Column("issued_on", "Issued", of=f"{TIMELINE}.occurred_at"),
            Column("amount", "Amount", "money", f"{TIMELINE}.amount"),
            Column("paid_on", "Paid"),
            Column("written_off_on", "Written off"),
            Column("failed_attempts", "Failed attempts", "number"),
        ],
        rows=rows,
        connect="billing: `invoices`",
        nothing=_none("billing: `invoices`"),
        page_size=8,
    )


def _use(data: Data) -> list[Block]:
    usage, features, steps = data["usage"], data["features"], data["steps"]
    active = {
        "weekly_active_users": "Users of the week",
        "monthly_active_users": "Users of 28 days",
        "active_days": "Active days",
    }
    return [
        Chart(
            title="Active users and days by week",
            figure=lines(usage, "week_end", active, "number", dashed=["active_days"]),
            columns=[
                Column(key, label, "number", f"{USAGE}.{key}") for key, label in active.items()
            ],
            rows=usage,
            connect=USE,
            nothing=_none(USE),
            is_lean=True,
        ),
        Chart(
            title="Events by week",
            figure=lines(usage, "week_end", {"events": "Events"}, "number"),
            columns=[Column("events", "Events", "number", f"{USAGE}.events")],
            rows=usage,
            connect=USE,
            nothing=_none(USE),
            is_lean=True,
        ),
        Chart(
            title="Use of what the plan allows",
            figure=lines_by(data["saturation"], "week_end", "entitlement", "saturation", "rate"),
            columns=[Column("saturation", "Saturation", "rate", f"{SATURATION}.saturation")],
            rows=data["saturation"],
            connect="usage: `entitlements`",
            nothing=_none("usage: `entitlements`"),
            is_lean=True,
        ),
        Listing(
            title="Onboarding steps",
            columns=_columns(
                STEPS,
                ("step_name", "Step", "text"),
                ("points", "Points", "number"),
                ("due_on", "Due", "text"),
                ("done_on", "Done", "text"),
                ("is_late", "Late", "flag"),
            ),
            rows=steps,
            connect=USE,
            nothing=_none(USE),
            is_wide=False,
        ),
        Listing(
            title="Features used and abandoned",
            columns=_columns(
                FEATURES,
                ("feature_name", "Feature", "text"),
                ("module", "Module", "text", True),
                ("is_abandoned", "Abandoned", "flag", True),
                ("first_used_on", "First used", "text"),
                ("last_used_on", "Last used", "text"),
                ("active_days_28_days", "Days in 28", "number"),
                ("events_28_days", "Events in 28 days", "number"),
            ),
            rows=features,
            connect=USE,
            nothing=_none(USE),
        ),
    ]


def _tickets(rows: Sequence[Row]) -> Listing:
    return Listing(
        title="Tickets",
        columns=[
            Column("reference_id", "Ticket", of=f"{TIMELINE}.reference_id"),
            Column("title", "About", of=f"{TIMELINE}.title"),
            Column("opened_on", "Opened", of=f"{TIMELINE}.occurred_at"),
            Column("solved_on", "Solved"),
        ],
        rows=[row | {"title": (row["title"] or "").partition(": ")[2]} for row in rows],
        connect="support: `tickets`",
        nothing=_none("support: `tickets`"),
        page_size=8,
    )


def _people(rows: Sequence[Row]) -> Listing:
    return Listing(
        title="People",
        columns=_columns(
            PEOPLE,
            ("person_id", "Id", "text"),
            ("person_type", "Known as", "text", True),
            ("role", "Role", "text"),
            ("is_decision_maker", "Decides", "flag"),
            ("joined_on", "Joined", "text"),
            ("deactivated_on", "Removed", "text"),
            ("last_active_on", "Last active", "text"),
            ("active_days_28_days", "Days in 28", "number"),
        ),
        rows=rows,
        connect="crm: `contacts`, or usage: `product_users`",
        nothing=_none("crm: `contacts`, or usage: `product_users`"),
        page_size=8,
    )


def _events(rows: Sequence[Row]) -> list[Block]:
    all_events = rows[0]["all_events"] if rows else 0
    note = f"The newest {NEWEST_EVENTS} of {all_events:,} events." if all_events > len(rows) else ""
    connect = "any domain"
    return [
        Chart(
            title="Time line",
            figure=strip(
                rows,
                "occurred_at",
                "kind",
                lambda kind: DOMAIN_OF.get(kind.split()[0], "life"),
                DOMAIN_COLORS,
            ),
            columns=[Column("kind", "Kind", of=f"{TIMELINE}.kind")],
            rows=rows,
            connect=connect,
            nothing=_none(connect),
            note=note,
            is_wide=True,
            is_lean=True,
        ),
        Listing(
            title="Events, newest first",
            columns=_columns(
                TIMELINE,
                ("occurred_at", "When", "text"),
                ("kind", "Kind", "text", True),
                ("title", "What", "text"),
                ("reference_id", "Id", "text"),
                ("amount", "Amount", "money"),
            ),
            rows=rows,
            connect=connect,
            nothing=_none(connect),
            note=note,
            page_size=25,
        ),
    ]
