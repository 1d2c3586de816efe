"""Effectiveness: which actions and programs go with better results, and what a point is worth."""

from collections.abc import Iterable, Mapping

from dashboards.blocks import Chart, Choice, Column, Format, Listing, Page, Section
from dashboards.charts import GREEN, GREY, RED, bars, lines_by
from dashboards.copy import PublishedCopy, Row
from dashboards.pages.common import BILLING, largest, worded

ACTIONS, PROGRAMS = "metrics.action_effectiveness", "metrics.program_engagement"
WHAT_IF = "metrics.what_if"
TASKED = "success: `task_outcomes`"
PROGRAMMED = "usage: `usage_events`, named in `seeds/program_events.csv`"
RECKONED = f"{BILLING}; marketing: `marketing_spend`"
HORIZONS = (30, 60, 90)
VERDICTS = {"better": GREEN, "worse": RED}
DIFFERENCE = {"": "Difference", "_low": "from", "_high": "to"}
RESULTS = {
    "customer": "is a customer",
    "invoice_paid": "invoice paid",
    "mrr_higher": "MRR is higher",
}
CHANGES = {-1: "-1 point", 0: "unchanged", 1: "+1 point"}
LEVERS = {"churn": "Churn", "win_rate": "Win rate", "expansion": "Expansion"}


def page(copy: PublishedCopy) -> Page:
    """The page."""
    return Page(
        slug="effectiveness",
        title="Effectiveness",
        lead="Which of our actions and programs work, how sure is that, and what would a point of"
        " churn, win rate or expansion be worth?",
        sections=[
            Section(
                "What actions did",
                [_differences(copy), _money(copy), _work(copy), _actions(copy)],
                "Tasks acted on beside comparable ones left alone. Where chance decided who was"
                " left alone the difference is the action's; where people chose whom to call it"
                " may have other causes.",
            ),
            Section(
                "Programs of help and habit",
                [_programs(copy), _reach(copy), _quarters(copy)],
                "Do accounts that use a program stay more often than accounts like them that do"
                " not? That says what goes together, not what causes what.",
            ),
            Section(
                "What if one rate moved by a point",
                [_gains(copy), _levers(copy)],
                "Twelve months at the rates of the last six, with one of them moved: what a point"
                " is worth, not a forecast.",
            ),
        ],
    )


def _kinds(copy: PublishedCopy, horizon: int) -> list[Row]:
    rows = worded(
        copy.rows(
            "select * from metrics.action_effectiveness"
            " where play = 'all' and horizon_days = ? and tasks > 0 order by kind",
            [horizon],
        ),
        "kind",
        "method",
    )
    return [{**row, "bar": f"{row['kind']}<br>{row['verdict']}"} for row in rows]


def _colors(rows: Iterable[Row]) -> list[str]:
    """Green and red where the mart says better or worse, grey where it says neither."""
    return [VERDICTS.get(row["verdict"], GREY) for row in rows]


def _interval(table: str, column: str, format: Format) -> list[Column]:
    return [
        Column(f"{column}{end}", name, format, f"{table}.{column}{end}")
        for end, name in DIFFERENCE.items()
    ]


def _by_horizon(charts: Mapping[int, Chart]) -> Choice:
    return Choice("After", {f"{horizon} days": chart for horizon, chart in charts.items()})


def _differences(copy: PublishedCopy) -> Choice:
    return _by_horizon({horizon: _difference(copy, horizon) for horizon in HORIZONS})


def _difference(copy: PublishedCopy, horizon: int) -> Chart:
    rows = _kinds(copy, horizon)
    column = "result_difference"
    return Chart(
        title=f"More with the result than if left alone, after {horizon} days",
        figure=bars(
            rows,
            "bar",
            {column: "Difference"},
            "rate",
            low=f"{column}_low",
            high=f"{column}_high",
            colors=_colors(rows),
        ),
        columns=[
            Column("kind", "Task", of=f"{ACTIONS}.kind"),
            Column("method", "Left alone by", of=f"{ACTIONS}.method"),
            Column("acted_on", "Acted on", "number", f"{ACTIONS}.acted_on"),
            Column(
                "acted_on_result_rate", "With result", "rate", f"{ACTIONS}.acted_on_result_rate"
            ),
            Column("left_alone", "Left alone", "number", f"{ACTIONS}.left_alone"),
            Column(
                "left_alone_result_rate",
                "With result",
                "rate",
                f"{ACTIONS}.left_alone_result_rate",
            ),
            *_interval(ACTIONS, column, "rate"),
            Column("verdict", "Verdict", of=f"{ACTIONS}.verdict"),
        ],
        rows=rows,
        connect=TASKED,
        note="Green: the whole interval is above zero. Without enough data there is no bar.",
    )


def _money(copy: PublishedCopy) -> Choice:
    return _by_horizon({horizon: _net_mrr(copy, horizon) for horizon in HORIZONS})


def _net_mrr(copy: PublishedCopy, horizon: int) -> Chart:
    rows = _kinds(copy, horizon)
    return Chart(
        title=f"MRR kept or won by acting, after {horizon} days",
        figure=bars(
            rows,
            "bar",
            {"net_mrr": "Net MRR"},
            "money",
            low="net_mrr_low",
            high="net_mrr_high",
            colors=_colors(rows),
        ),
        columns=[
            Column("kind", "Task", of=f"{ACTIONS}.kind"),
            Column("mrr_at_stake", "At stake", "money", f"{ACTIONS}.mrr_at_stake"),
            *_interval(ACTIONS, "net_mrr", "money"),
            Column("verdict", "Verdict", of=f"{ACTIONS}.verdict"),
        ],
        rows=rows,
        connect=TASKED,
        note="The difference times what was at stake, with its interval.",
    )


def _work(copy: PublishedCopy) -> Chart:
    rows = _kinds(copy, HORIZONS[0])
    rates = {"done_in_time_rate": "Done in time", "reached_rate": "Reached"}
    return Chart(
        title="Done in time, and reached",
        figure=bars(rows, "kind", rates, "rate"),
        columns=[
            Column("kind", "Task", of=f"{ACTIONS}.kind"),
            Column("worked_from", "Since", "date", f"{ACTIONS}.worked_from"),
            Column("tasks", "Tasks", "number", f"{ACTIONS}.tasks"),
            Column("held_out", "Held out", "number", f"{ACTIONS}.held_out"),
            Column("due", "Due", "number", f"{ACTIONS}.due"),
            Column("done_in_time", "Done in time", "number", f"{ACTIONS}.done_in_time"),
            Column("contacted", "Contacted", "number", f"{ACTIONS}.contacted"),
            *(Column(key, name, "rate", f"{ACTIONS}.{key}") for key, name in rates.items()),
        ],
        rows=rows,
        connect=TASKED,
        note="Of the tasks that were due; of those contacted.",
        is_wide=True,
    )


def _actions(copy: PublishedCopy) -> Listing:
    rows = worded(
        copy.rows(
            "select * from metrics.action_effectiveness"
            " order by tasks desc, kind, play <> 'all', play, horizon_days"
        ),
        "kind",
        "method",
    )
    return Listing(
        title="Every play",
        columns=[
            Column("kind", "Task", of=f"{ACTIONS}.kind", is_filter=True),
            Column("play", "Play", of=f"{ACTIONS}.play"),
            Column(
                "horizon_days", "After days", "number", f"{ACTIONS}.horizon_days", is_filter=True
            ),
            Column("result", "Result", of=f"{ACTIONS}.result_measure"),
            Column("method", "Left alone by", of=f"{ACTIONS}.method"),
            Column("acted_on", "Acted on", "number", f"{ACTIONS}.acted_on"),
            Column("left_alone", "Left alone", "number", f"{ACTIONS}.left_alone"),
            *_interval(ACTIONS, "result_difference", "rate"),
            Column("verdict", "Verdict", of=f"{ACTIONS}.verdict", is_filter=True),
            Column("net_mrr", "Net MRR", "money", f"{ACTIONS}.net_mrr"),
        ],
        rows=[{**row, "result": RESULTS[row["result_measure"]]} for row in rows],
        connect=TASKED,
    )


def _programs(copy: PublishedCopy) -> Chart:
    rows = worded(
        copy.rows(
            "select * from metrics.program_engagement where period_type = 'all'"
            " and events > 0 order by program"
        ),
        "program",
    )
    rows = [{**row, "bar": f"{row['program']}<br>{row['verdict']}"} for row in rows]
    column = "retention_difference"
    return Chart(
        title="Retention of users less that of others like them",
        figure=bars(
            rows,
            "bar",
            {column: "Difference"},
            "rate",
            low=f"{column}_low",
            high=f"{column}_high",
            colors=_colors(rows),
        ),
        columns=[
            Column("program", "Program", of=f"{PROGRAMS}.program"),
            Column("customer_reach", "Customers reached", "rate", f"{PROGRAMS}.customer_reach"),
            Column("compared_users", "Users compared", "number", f"{PROGRAMS}.compared_users"),
            Column("compared_others", "Others compared", "number", f"{PROGRAMS}.compared_others"),
            *_interval(PROGRAMS, column, "rate"),
            Column("verdict", "Verdict", of=f"{PROGRAMS}.verdict"),
        ],
        rows=rows,
        connect=PROGRAMMED,
        note="Still a customer 90 days after the quarter; all quarters together.",
    )


def _reach(copy: PublishedCopy) -> Chart:
    rows = largest(
        worded(
            copy.rows(
                "select * from metrics.program_engagement where period_type = 'month' and program"
                " in (select program from metrics.program_engagement where events > 0)"
                " order by program, period_start"
            ),
            "program",
        ),
        "program",
        "accounts_reached",
    )
    return Chart(
        title="Share of customers reached, by month",
        figure=lines_by(rows, "period_start", "program", "customer_reach", "rate"),
        columns=[
            Column("period_start", "Month", "month", f"{PROGRAMS}.period_start"),
            Column("program", "Program", of=f"{PROGRAMS}.program"),
            Column("accounts_reached", "Accounts", "number", f"{PROGRAMS}.accounts_reached"),
            Column("users", "Users", "number", f"{PROGRAMS}.users"),
            Column("customer_reach", "Share of customers", "rate", f"{PROGRAMS}.customer_reach"),
        ],
        rows=rows,
        connect=PROGRAMMED,
    )


def _quarters(copy: PublishedCopy) -> Listing:
    rows = worded(
        copy.rows(
            "select * from metrics.program_engagement where period_type = 'quarter'"
            " and events > 0 order by period_start desc, program"
        ),
        "program",
        "program_kind",
    )
    return Listing(
        title="Quarter by quarter",
        columns=[
            Column("period_start", "From", "date", f"{PROGRAMS}.period_start"),
            Column("period_end", "To", "date", f"{PROGRAMS}.period_end"),
            Column("program", "Program", of=f"{PROGRAMS}.program", is_filter=True),
            Column("program_kind", "Kind", of=f"{PROGRAMS}.program_kind", is_filter=True),
            Column("accounts_reached", "Accounts", "number", f"{PROGRAMS}.accounts_reached"),
            Column("users", "Users", "number", f"{PROGRAMS}.users"),
            Column("customer_reach", "Share of customers", "rate", f"{PROGRAMS}.customer_reach"),
            *_interval(PROGRAMS, "retention_difference", "rate"),
            Column("verdict", "Verdict", of=f"{PROGRAMS}.verdict", is_filter=True),
        ],
        rows=rows,
        connect=PROGRAMMED,
    )


def _what_if(copy: PublishedCopy) -> list[Row]:
    rows = copy.rows("select * from metrics.what_if order by lever, change_points")
    return [
        {**row, "lever": LEVERS[row["lever"]], "change": CHANGES[row["change_points"]]}
        for row in rows
    ]


def _gains(copy: PublishedCopy) -> Chart:
    """Without a bar for what does not move: it is what the others are compared with."""
    rows = [
        {**row, "bar": f"{row['lever']}, {row['change']}"}
        for row in _what_if(copy)
        if row["change_points"]
    ]
    column = "mrr_gained_12_months"
    return Chart(
        title="MRR after twelve months, more or less than without the change",
        figure=bars(rows, "bar", {column: "MRR"}, "money"),
        columns=[
            Column("lever", "Lever", of=f"{WHAT_IF}.lever"),
            Column("change", "Change", of=f"{WHAT_IF}.change_points"),
            Column(column, "MRR more or less", "money", f"{WHAT_IF}.{column}"),
        ],
        rows=rows,
        connect=RECKONED,
        is_wide=True,
    )


def _levers(copy: PublishedCopy) -> Listing:
    formats: Mapping[str, tuple[str, Format]] = {
        "net_revenue_retention": ("NRR", "rate"),
        "net_revenue_retention_12_months": ("NRR, 12 months", "rate"),
        "customers_after_12_months": ("Customers in 12 months", "number"),
        "mrr_after_12_months": ("MRR in 12 months", "money"),
        "mrr_gained_12_months": ("MRR more or less", "money"),
        "customer_lifetime_value": ("LTV", "money"),
        "customer_acquisition_cost": ("CAC", "money"),
        "ltv_to_cac": ("LTV ÷ CAC", "decimal"),
        "payback_months": ("Payback, months", "decimal"),
    }
    return Listing(
        title="One point less, none, one more",
        columns=[
            Column("lever", "Lever", of=f"{WHAT_IF}.lever", is_filter=True),
            Column("change", "Change", of=f"{WHAT_IF}.change_points"),
            *(
                Column(key, name, format, f"{WHAT_IF}.{key}")
                for key, (name, format) in formats.items()
            ),
        ],
        rows=_what_if(copy),
        connect=RECKONED,
    )
