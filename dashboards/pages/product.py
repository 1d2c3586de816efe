"""Product: who uses what, what goes with staying, and how customers begin, ask and answer."""

from dashboards.blocks import Card, Cards, Chart, Choice, Column, Format, Listing, Page, Section
from dashboards.charts import BLUE, GREY, Band, bars, heat_map, lines, lines_by
from dashboards.copy import PublishedCopy, Row
from dashboards.pages.common import MONTH, largest, worded, words

ENGAGEMENT, ADOPTION = "metrics.engagement", "metrics.feature_adoption"
RETENTION, KEYS = "metrics.feature_retention", "metrics.key_features"
FUNNEL, ONBOARDING = "metrics.onboarding_funnel", "customer_360.onboarding"
SUPPORT, SURVEYS = "metrics.support_performance", "metrics.survey_scores"
JUDGEMENT = "metrics.health_judgement"
USAGE = "usage: `usage_events`"
TICKETS = "support: `tickets`"
ANSWERS = "success: `survey_responses`"
WEEK = Column("week_end", "Week to", "date", f"{ENGAGEMENT}.week_end")


def page(copy: PublishedCopy) -> Page:
    """The page."""
    weeks = copy.rows(f"select * from {ENGAGEMENT} where segment_type = 'all' order by week_end")
    return Page(
        slug="product",
        title="Product",
        lead="Who uses what, which features go with staying, and what do customers say?",
        sections=[
            Section("The newest week", [_cards(copy, weeks)]),
            Section("Use", [_users(weeks), _accounts(weeks)]),
            Section(
                "Features", [_reach(copy), _keys(copy), _features(copy), _feature_retention(copy)]
            ),
            Section("Onboarding", [_funnel(copy), _stalled(copy)]),
            Section("Support and what customers say", [_support(copy), _nps(copy)]),
            Section("Does the health score foretell who leaves?", [_judgement(copy)]),
        ],
    )


def _cards(copy: PublishedCopy, weeks: list[Row]) -> Cards:
    def card(column: str, title: str, format: Format) -> Card:
        history = [week[column] for week in weeks]
        return Card(
            title,
            history[-1] if history else None,
            format,
            f"{ENGAGEMENT}.{column}",
            before=history[-2] if len(history) > 1 else None,
            before_label="a week earlier",
            history=history[-52:],
        )

    stalled = copy.row(f"select count(*) filter (where is_stalled) as stalled from {ONBOARDING}")
    return Cards(
        [
            card("daily_active_users", "Daily active users", "number"),
            card("weekly_active_users", "Weekly active users", "number"),
            card("monthly_active_users", "Monthly active users", "number"),
            card("stickiness", "Stickiness", "rate"),
            Card(
                "Customers silent for 28 days",
                weeks[-1]["customers_silent_28_days"] if weeks else None,
                "number",
                f"{ENGAGEMENT}.customers_silent_28_days",
                rising_is="bad",
            ),
            Card(
                "Stalled while beginning",
                stalled.get("stalled"),
                "number",
                f"{ONBOARDING}.is_stalled",
            ),
        ]
    )


def _users(weeks: list[Row]) -> Chart:
    series = {
        "monthly_active_users": "In 28 days",
        "weekly_active_users": "In the week",
        "daily_active_users": "On a day",
    }
    return Chart(
        title="Active users",
        figure=lines(weeks, "week_end", series, "number"),
        columns=[
            WEEK,
            *(Column(key, name, "number", f"{ENGAGEMENT}.{key}") for key, name in series.items()),
        ],
        rows=weeks,
        connect=USAGE,
    )


def _accounts(weeks: list[Row]) -> Chart:
    series = {
        "retained_accounts": "Stayed active",
        "new_accounts": "New",
        "resurrected_accounts": "Came back",
        "dormant_accounts": "Fell silent",
    }
    return Chart(
        title="Accounts: active, new, back, silent",
        figure=lines(weeks, "week_end", series, "number"),
        columns=[
            WEEK,
            *(Column(key, name, "number", f"{ENGAGEMENT}.{key}") for key, name in series.items()),
        ],
        rows=weeks,
        connect=USAGE,
    )


def _reach(copy: PublishedCopy) -> Chart:
    rows = largest(
        copy.rows(
            f"select date_month, feature_name, reach, accounts_using, customers from {ADOPTION}"
            " where segment_type = 'all' and is_complete order by feature_name, date_month"
        ),
        "feature_name",
        "reach",
    )
    return Chart(
        title="Share of customers who use a feature: the eight most used",
        figure=lines_by(rows, "date_month", "feature_name", "reach", "rate"),
        columns=[
            MONTH,
            Column("feature_name", "Feature", of=f"{ADOPTION}.feature_name"),
            Column("reach", "Reach", "rate", f"{ADOPTION}.reach"),
            Column("accounts_using", "Accounts", "number", f"{ADOPTION}.accounts_using"),
            Column("customers", "Customers", "number", f"{ADOPTION}.customers"),
        ],
        rows=rows,
        connect=USAGE,
    )


def _keys(copy: PublishedCopy) -> Choice:
    windows = [
        row["window_days"]
        for row in copy.rows(f"select distinct window_days from {KEYS} order by 1 desc")
    ]
    return Choice(
        "Used in the first",
        {f"{days} days": _key_features(copy, days) for days in windows or [90]},
    )


def _key_features(copy: PublishedCopy, days: int) -> Chart:
    rows = copy.rows(
        f"select * from {KEYS} where window_days = ? and adjusted_lift is not null"
        " and is_sufficient order by adjusted_lift desc, feature",
        [days],
    )
    return Chart(
        title=f"Features that go with staying, if used in the first {days} days",
        figure=bars(
            rows,
            "feature_name",
            {"adjusted_lift": "Lift"},
            "decimal",
            low="adjusted_lift_low",
            high="adjusted_lift_high",
            bands=[Band(1, 1, "no difference")],
        ),
        columns=[
            Column("feature_name", "Feature", of=f"{KEYS}.feature_name"),
            Column("adjusted_lift", "Lift", "decimal", f"{KEYS}.adjusted_lift"),
            Column("adjusted_lift_low", "from", "decimal", f"{KEYS}.adjusted_lift_low"),
            Column("adjusted_lift_high", "to", "decimal", f"{KEYS}.adjusted_lift_high"),
            Column("is_key", "Key feature", "flag", f"{KEYS}.is_key"),
            Column("users", "Users", "number", f"{KEYS}.users"),
        ],
        rows=rows,
        connect=USAGE,
        note="Lift is how much more often its early users stay than comparable others.",
    )


def _features(copy: PublishedCopy) -> Listing:
    rows = copy.rows(
        f"select * from {ADOPTION} where segment_type = 'all' and date_month = (select"
        f" max(date_month) from {ADOPTION} where is_complete) order by reach desc, feature"
    )
    return Listing(
        title="All features, in the last complete month",
        columns=[
            Column("feature_name", "Feature", of=f"{ADOPTION}.feature_name"),
            Column("module", "Module", of=f"{ADOPTION}.module", is_filter=True),
            Column("reach", "Reach", "rate", f"{ADOPTION}.reach"),
            Column("users", "Users", "number", f"{ADOPTION}.users"),
            Column("events", "Events", "number", f"{ADOPTION}.events"),
            Column(
                "events_per_account", "Per account", "decimal", f"{ADOPTION}.events_per_account"
            ),
            Column(
                "median_days_to_first_use",
                "Days to first use",
                "decimal",
                f"{ADOPTION}.median_days_to_first_use",
            ),
            Column("is_unused", "Unused", "flag", f"{ADOPTION}.is_unused", is_filter=True),
        ],
        rows=rows,
        connect=USAGE,
    )


def _feature_retention(copy: PublishedCopy) -> Chart:
    """All cohorts together: accounts still using over accounts, not a mean of rates."""
    rows = copy.rows(
        "select feature_name, months_since, sum(accounts_using) as accounts_using,"
        " sum(accounts) as accounts, sum(accounts_using) / nullif(sum(accounts), 0) as kept"
        f" from {RETENTION} where is_complete and months_since between 1 and 12"
        " group by all order by feature_name, months_since"
    )
    return Chart(
        title="Of those who once used a feature, who still does months later",
        figure=heat_map(
            rows, "months_since", "feature_name", "kept", "rate", x_title="Months since first use"
        ),
        columns=[
            Column("feature_name", "Feature", of=f"{RETENTION}.feature_name"),
            Column("months_since", "Months since", "number", f"{RETENTION}.months_since"),
            Column("kept", "Still use it", "rate", f"{RETENTION}.feature_retention"),
            Column("accounts", "Accounts", "number", f"{RETENTION}.accounts"),
        ],
        rows=rows,
        connect=USAGE,
        is_wide=True,
    )


def _funnel(copy: PublishedCopy) -> Chart:
    rows = copy.rows(
        "select step_number, step_name, sum(accounts) as accounts, sum(reached) as reached,"
        " sum(reached_in_time) as in_time, sum(reached) / nullif(sum(accounts), 0) as rate"
        f" from {FUNNEL} where is_complete group by all order by step_number"
    )
    return Chart(
        title="Steps of onboarding that accounts reach",
        figure=bars(rows, "step_name", {"rate": "Reached"}, "rate"),
        columns=[
            Column("step_name", "Step", of=f"{FUNNEL}.step_name"),
            Column("accounts", "Accounts", "number", f"{FUNNEL}.accounts"),
            Column("reached", "Reached", "number", f"{FUNNEL}.reached"),
            Column("in_time", "In time", "number", f"{FUNNEL}.reached_in_time"),
            Column("rate", "Share", "rate", f"{FUNNEL}.reached_rate"),
        ],
        rows=rows,
        connect=USAGE,
    )


def _stalled(copy: PublishedCopy) -> Chart:
    rows = worded(
        copy.rows(
            f"select coalesce(next_step, 'none') as next_step, count(*) as accounts"
            f" from {ONBOARDING} where is_stalled group by all order by accounts desc, next_step"
        ),
        "next_step",
    )
    return Chart(
        title="Where accounts are stalled now",
        figure=bars(rows, "next_step", {"accounts": "Accounts"}, "number"),
        columns=[
            Column("next_step", "Next step", of=f"{ONBOARDING}.next_step"),
            Column("accounts", "Accounts", "number", f"{ONBOARDING}.is_stalled"),
        ],
        rows=rows,
        connect=USAGE,
    )


def _support(copy: PublishedCopy) -> Chart:
    rows = copy.rows(f"select * from {SUPPORT} where segment_type = 'all' order by date_month")
    series = {
        "median_first_reply_hours": "First reply, median",
        "p90_first_reply_hours": "First reply, one in ten is later",
    }
    return Chart(
        title="Hours until support replies",
        figure=lines(rows, "date_month", series, "number"),
        columns=[
            MONTH,
            Column("tickets", "Tickets", "number", f"{SUPPORT}.tickets"),
            *(Column(key, name, "decimal", f"{SUPPORT}.{key}") for key, name in series.items()),
            Column("reopened_rate", "Reopened", "rate", f"{SUPPORT}.reopened_rate"),
        ],
        rows=rows,
        connect=TICKETS,
    )


def _nps(copy: PublishedCopy) -> Chart:
    rows = copy.rows(
        f"select *, nps - nps_margin_of_error as low, nps + nps_margin_of_error as high"
        f" from {SURVEYS} where segment_type = 'all' and survey_type = 'nps'"
        " and window_months = 3 order by date_month"
    )
    series, colors = {"nps": "NPS", "low": "from", "high": "to"}, (BLUE, GREY, GREY)
    return Chart(
        title="Net promoter score over three months, with its margin",
        figure=lines(rows, "date_month", series, "number", dashed=["low", "high"], colors=colors),
        columns=[
            MONTH,
            Column("nps", "NPS", "decimal", f"{SURVEYS}.nps"),
            Column("low", "from", "decimal", f"{SURVEYS}.nps_margin_of_error"),
            Column("high", "to", "decimal", f"{SURVEYS}.nps_margin_of_error"),
            Column("responses", "Answers", "number", f"{SURVEYS}.responses"),
            Column("response_rate", "Answered", "rate", f"{SURVEYS}.response_rate"),
        ],
        rows=rows,
        connect=ANSWERS,
    )


def _judgement(copy: PublishedCopy) -> Chart:
    rows = copy.rows(
        f"select * from {JUDGEMENT} where auc is not null and quarter_start = (select"
        f" max(quarter_start) from {JUDGEMENT} where is_complete) order by auc desc, measure"
    )
    rows = [{**row, "measure": words(row["measure"])} for row in rows]
    return Chart(
        title="Area under the curve of the score and of each measure alone, last complete quarter",
        figure=bars(
            rows,
            "measure",
            {"auc": "AUC"},
            "decimal",
            low="auc_low",
            high="auc_high",
            bands=[Band(0.5, 0.5, "as good as chance")],
        ),
        columns=[
            Column("measure", "Measure", of=f"{JUDGEMENT}.measure"),
            Column("auc", "AUC", "decimal", f"{JUDGEMENT}.auc"),
            Column("auc_low", "from", "decimal", f"{JUDGEMENT}.auc_low"),
            Column("auc_high", "to", "decimal", f"{JUDGEMENT}.auc_high"),
            Column("churned_customers", "Lost", "number", f"{JUDGEMENT}.churned_customers"),
        ],
        rows=rows,
        connect=USAGE,
        is_wide=True,
    )
