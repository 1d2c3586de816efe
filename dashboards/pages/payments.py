"""Payments: what fails by accident, what is won back, what is owed."""

from dashboards.blocks import Card, Cards, Chart, Choice, Column, Listing, Page, Section
from dashboards.charts import GREEN, GREY, RED, bars, lines, lines_by, pie, stacked, stacked_by
from dashboards.copy import PublishedCopy
from dashboards.pages.addresses import address_of
from dashboards.pages.common import MONTH, largest, worded

PERFORMANCE, RECOVERY = "metrics.payment_performance", "metrics.dunning_recovery"
DUNNING, CARDS = "metrics.dunning", "metrics.expiring_cards"
RECEIVABLES = "metrics.receivables"
PAYMENTS = "billing: `payments` and `invoices`"
OUTCOMES = {"recovered": GREEN, "lost": RED, "open": GREY}
KINDS = {
    "payment_method_type": "Payment method",
    "country": "Country",
    "plan_tier": "Plan",
}


def page(copy: PublishedCopy) -> Page:
    """The page."""
    return Page(
        slug="payments",
        title="Payments",
        lead="How much do we lose to payments that fail by accident, and how much do we win back?",
        sections=[
            Section("What failed and came back, so far", [_cards(copy)]),
            Section("Failures", [_rate(copy), _failures(copy)]),
            Section("Winning it back", [_attempts(copy), _outcomes(copy), _amounts(copy)]),
            Section("Cards that expire before they are charged", [_expiring(copy)]),
            Section("What we are owed", [_receivables(copy)]),
        ],
    )


def _cards(copy: PublishedCopy) -> Cards:
    sums = copy.row(
        "select count(*) as invoices, sum(recovered_amount) as recovered, sum(lost_amount) as lost,"
        " sum(open_amount) as still_open, (select sum(mrr_at_risk) from metrics.expiring_cards)"
        " as at_risk from metrics.dunning"
    )
    return Cards(
        [
            Card("Invoices that failed", sums.get("invoices"), "number", DUNNING),
            Card("Won back", sums.get("recovered"), "money", f"{DUNNING}.recovered_amount"),
            Card("Lost", sums.get("lost"), "money", f"{DUNNING}.lost_amount"),
            Card("Still open", sums.get("still_open"), "money", f"{DUNNING}.open_amount"),
            Card(
                "MRR on cards that expire",
                sums.get("at_risk"),
                "money",
                f"{CARDS}.mrr_at_risk",
                note="before the next renewal, or have expired already",
            ),
        ]
    )


def _rate(copy: PublishedCopy) -> Chart:
    rows = copy.rows(
        "select * from metrics.payment_performance where segment_type = 'all' order by date_month"
    )
    series = {
        "failure_rate": "All attempts",
        "first_attempt_failure_rate": "First attempts",
    }
    return Chart(
        title="Share of attempts that fail",
        figure=lines(rows, "date_month", series, "rate"),
        columns=[
            MONTH,
            *(Column(key, name, "rate", f"{PERFORMANCE}.{key}") for key, name in series.items()),
            Column("attempts", "Attempts", "number", f"{PERFORMANCE}.attempts"),
            Column("failed_amount", "Failed", "money", f"{PERFORMANCE}.failed_amount"),
        ],
        rows=rows,
        connect=PAYMENTS,
    )


def _failures(copy: PublishedCopy) -> Choice:
    by_kind = {name: _rate_by(copy, key, name) for key, name in KINDS.items()}
    return Choice("By", {"Reason of failure": _codes(copy), **by_kind})


def _codes(copy: PublishedCopy) -> Chart:
    rows = largest(
        worded(
            copy.rows(
                "select * from metrics.payment_performance where segment_type = 'failure_code'"
                " order by segment, date_month"
            ),
            "segment",
        ),
        "segment",
        "failed_attempts",
    )
    share = "share_of_all_attempts"
    return Chart(
        title="Share of attempts that fail, by reason of failure",
        figure=stacked_by(rows, "date_month", "segment", share, "rate"),
        columns=[
            MONTH,
            Column("segment", "Reason of failure", of=f"{PERFORMANCE}.segment"),
            Column("failed_attempts", "Failed", "number", f"{PERFORMANCE}.failed_attempts"),
            Column(share, "Share of all attempts", "rate", f"{PERFORMANCE}.{share}"),
        ],
        rows=rows,
        connect=PAYMENTS,
    )


def _rate_by(copy: PublishedCopy, segment_type: str, name: str) -> Chart:
    rows = largest(
        worded(
            copy.rows(
                "select date_month, segment, attempts, failed_attempts, failure_rate"
                " from metrics.payment_performance where segment_type = ?"
                " order by segment, date_month",
                [segment_type],
            ),
            "segment",
        ),
        "segment",
        "failed_attempts",
    )
    return Chart(
        title=f"Share of attempts that fail, by {name[0].lower()}{name[1:]}",
        figure=lines_by(rows, "date_month", "segment", "failure_rate", "rate"),
        columns=[
            MONTH,
            Column("segment", name, of=f"{PERFORMANCE}.segment"),
            Column("failed_attempts", "Failed", "number", f"{PERFORMANCE}.failed_attempts"),
            Column("attempts", "Attempts", "number", f"{PERFORMANCE}.attempts"),
            Column("failure_rate", "Share", "rate", f"{PERFORMANCE}.failure_rate"),
        ],
        rows=rows,
        connect=PAYMENTS,
    )


def _attempts(copy: PublishedCopy) -> Chart:
    """All months together: sums of invoices, then their share."""
    rows = copy.rows(
        "select 'attempt ' || attempt_number as attempt, sum(invoices_tried) as tried,"
        " sum(invoices_collected) as collected,"
        " sum(invoices_collected) / nullif(sum(invoices_tried), 0) as rate,"
        " sum(amount_collected) as amount from metrics.dunning_recovery"
        " where segment_type = 'all' and attempt_number > 1"
        " group by attempt_number order by attempt_number"
    )
    return Chart(
        title="At which attempt it comes back",
        figure=bars(rows, "attempt", {"rate": "Collected"}, "rate"),
        columns=[
            Column("attempt", "Attempt", of=f"{RECOVERY}.attempt_number"),
            Column("tried", "Invoices tried", "number", f"{RECOVERY}.invoices_tried"),
            Column("collected", "Collected", "number", f"{RECOVERY}.invoices_collected"),
            Column("rate", "Share", "rate", f"{RECOVERY}.recovery_rate"),
            Column("amount", "Amount", "money", f"{RECOVERY}.amount_collected"),
        ],
        rows=rows,
        connect=PAYMENTS,
        note="Of the invoices that were tried again so often, the share that was collected then.",
    )


def _outcomes(copy: PublishedCopy) -> Chart:
    rows = worded(
        copy.rows(
            "select outcome, count(*) as invoices, sum(amount_due) as amount,"
            " median(days_to_recovery) as days,"
            " count(*) filter (where ended_in_churn) as churned from metrics.dunning"
            " group by outcome order by invoices desc"
        ),
        "outcome",
    )
    return Chart(
        title="What became of failed invoices",
        figure=pie(rows, "outcome", "invoices", "number", OUTCOMES),
        columns=[
            Column("outcome", "Outcome", of=f"{DUNNING}.outcome"),
            Column("invoices", "Invoices", "number", DUNNING),
            Column("amount", "Amount", "money", f"{DUNNING}.amount_due"),
            Column("days", "Median days", "decimal", f"{DUNNING}.days_to_recovery"),
            Column("churned", "Customer lost", "number", f"{DUNNING}.ended_in_churn"),
        ],
        rows=rows,
        connect=PAYMENTS,
    )


def _amounts(copy: PublishedCopy) -> Chart:
    rows = copy.rows(
        "select date_trunc('month', first_failed_on)::date as date_month,"
        " sum(recovered_amount) as recovered_amount, sum(lost_amount) as lost_amount,"
        " sum(open_amount) as open_amount from metrics.dunning group by 1 order by 1"
    )
    series = {"recovered_amount": "Won back", "lost_amount": "Lost", "open_amount": "Still open"}
    return Chart(
        title="Amounts that failed, and what became of them",
        figure=stacked(rows, "date_month", series, "money", list(OUTCOMES.values())),
        columns=[
            MONTH,
            *(Column(key, name, "money", f"{DUNNING}.{key}") for key, name in series.items()),
        ],
        rows=rows,
        connect=PAYMENTS,
        note="By the month of the first failure.",
        is_wide=True,
    )


def _expiring(copy: PublishedCopy) -> Listing:
    rows = copy.rows(
        "select expiring_cards.*, coalesce(customers.account_name, account_id) as account_name"
        " from metrics.expiring_cards left join customer_360.customers using (account_id)"
        " order by renewal_date, subscription_id"
    )
    return Listing(
        title="Before the next renewal",
        columns=[
            Column(
                "account_name", "Customer", of="customer_360.customers.account_name", link="page"
            ),
            Column("card_expires_on", "Card expires", "date", f"{CARDS}.card_expires_on"),
            Column("renewal_date", "Renewal", "date", f"{CARDS}.renewal_date"),
            Column("days_left", "Days left", "number", f"{CARDS}.days_left"),
            Column("mrr_at_risk", "MRR", "money", f"{CARDS}.mrr_at_risk"),
        ],
        rows=[{**row, "page": address_of(row["account_id"])} for row in rows],
        connect=PAYMENTS,
        note="Days left below zero: it has expired already.",
    )


def _receivables(copy: PublishedCopy) -> Chart:
    rows = copy.rows(
        "select date_month, age_band, invoices, amount from metrics.receivables"
        " where segment_type = 'all' order by age_band = 'written off', age_band <> 'not due',"
        " try_cast(regexp_extract(age_band, '\\d+') as int), date_month"
    )
    return Chart(
        title="Open amounts at the month's end, by days past due",
        figure=stacked_by(rows, "date_month", "age_band", "amount", "money"),
        columns=[
            MONTH,
            Column("age_band", "Days past due", of=f"{RECEIVABLES}.age_band"),
            Column("invoices", "Invoices", "number", f"{RECEIVABLES}.invoices"),
            Column("amount", "Amount", "money", f"{RECEIVABLES}.amount"),
        ],
        rows=rows,
        connect="billing: `invoices`",
        is_wide=True,
    )
