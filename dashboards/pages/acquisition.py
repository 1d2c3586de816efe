"""Acquisition: from a visit to a customer, what each channel brings, and what it costs."""

from dashboards.blocks import Chart, Choice, Column, Format, Listing, Page, Section
from dashboards.charts import bars, funnel, lines
from dashboards.copy import PublishedCopy, Row
from dashboards.pages.common import MONTH, bands, reference_text, worded, words

CHANNELS, ECONOMICS = "metrics.channel_performance", "metrics.unit_economics"
COMPARISON, FACTORS = "metrics.acquisition_comparison", "metrics.acquisition_factors"
LANDING, PATHS, PAYBACK = "metrics.landing_pages", "metrics.page_paths", "metrics.cohort_payback"
MARKETING = "marketing: `web_events` and `marketing_spend`; crm: `leads` and `opportunities`"
STAGES = {
    "visits": "Visits",
    "leads": "Leads",
    "qualified_leads": "Qualified leads",
    "opportunities": "Opportunities",
    "customers": "Customers",
}
MODELS = {
    "first_touch": "First touch",
    "last_touch": "Last touch",
    "linear": "Linear",
    "position_based": "Position",
}
LAST_YEAR = (
    "is_complete and date_month > (select max(date_month) - interval 12 month"
    f" from {CHANNELS} where is_complete)"
)


def page(copy: PublishedCopy) -> Page:
    """The page."""
    months = copy.rows(
        f"select * from {ECONOMICS} where segment_type = 'all' and is_complete order by date_month"
    )
    return Page(
        slug="acquisition",
        title="Acquisition",
        lead="How do visits become customers, what does each channel cost, and does it pay?",
        sections=[
            Section("The last twelve months", [_funnels(copy), _worth(copy, months)]),
            Section(
                "Channels",
                [_win_rates(copy), _costs(copy), _channels(copy), _attribution(copy)],
                "Lines at the ends of bars are 95 % intervals: what overlaps may be chance.",
            ),
            Section("What it costs over time", [_cost(months), _break_even(copy)]),
            Section("What is slipping", [_slipping(copy)]),
            Section(
                "The website", [_landing(copy), _paths(copy, "registration"), _paths(copy, "exit")]
            ),
        ],
    )


def _funnels(copy: PublishedCopy) -> Choice:
    sums = ", ".join(f"sum({stage}) as {stage}" for stage in STAGES)
    rows = copy.rows(
        f"select segment, {sums} from {CHANNELS} where segment_type in ('all', 'channel')"
        f" and {LAST_YEAR} group by segment order by segment <> 'all', customers desc, segment"
    )
    options = {_channel(row["segment"]): _funnel(row) for row in rows}
    return Choice("Channel", options or {"All channels": _funnel({})})


def _funnel(row: Row) -> Chart:
    steps = [
        {"stage": name, "count": row[stage], "share": _share(row[stage], row["visits"])}
        for stage, name in STAGES.items()
        if row
    ]
    return Chart(
        title=f"From visit to customer: {_channel(row.get('segment', 'all'))}",
        figure=funnel(steps, "stage", "count"),
        columns=[
            Column("stage", "Stage", of=CHANNELS),
            Column("count", "Count", "number", f"{CHANNELS}.customers"),
            Column("share", "Of visits", "rate", f"{CHANNELS}.visits"),
        ],
        rows=steps,
        connect=MARKETING,
    )


def _channel(segment: str) -> str:
    return "All channels" if segment == "all" else words(segment)


def _share(part: float | None, whole: float | None) -> float | None:
    return float(part or 0) / float(whole) if whole else None


def _worth(copy: PublishedCopy, months: list[Row]) -> Chart:
    return Chart(
        title="Lifetime value to acquisition cost",
        figure=lines(
            months,
            "date_month",
            {"ltv_to_cac": "LTV to CAC"},
            "decimal",
            bands=bands(copy, "ltv_to_cac"),
            steep=True,
        ),
        columns=[
            MONTH,
            Column("ltv_to_cac", "LTV to CAC", "decimal", f"{ECONOMICS}.ltv_to_cac"),
            Column(
                "customer_lifetime_value", "LTV", "money", f"{ECONOMICS}.customer_lifetime_value"
            ),
            Column(
                "customer_acquisition_cost",
                "CAC",
                "money",
                f"{ECONOMICS}.customer_acquisition_cost",
            ),
        ],
        rows=months,
        connect=MARKETING,
        note="; ".join(
            filter(None, [reference_text(copy, "ltv_to_cac"), "the axis grows by factors"])
        ),
    )


def _compared(copy: PublishedCopy) -> list[Row]:
    return worded(
        copy.rows(
            f"select * from {COMPARISON} where segment_type = 'channel'"
            " and period = 'last_12_months' order by win_rate desc nulls last, segment"
        ),
        "segment",
        "win_standing",
        "registration_standing",
    )


def _win_rates(copy: PublishedCopy) -> Chart:
    rows = [row for row in _compared(copy) if row["win_rate"] is not None]
    return Chart(
        title="Share of leads that are won, by channel",
        figure=bars(
            rows,
            "segment",
            {"win_rate": "Win rate"},
            "rate",
            low="win_rate_low",
            high="win_rate_high",
        ),
        columns=[
            Column("segment", "Channel", of=f"{COMPARISON}.segment"),
            Column("win_rate", "Win rate", "rate", f"{COMPARISON}.win_rate"),
            Column("win_rate_low", "from", "rate", f"{COMPARISON}.win_rate_low"),
            Column("win_rate_high", "to", "rate", f"{COMPARISON}.win_rate_high"),
            Column("win_standing", "Beside the others", of=f"{COMPARISON}.win_standing"),
        ],
        rows=rows,
        connect=MARKETING,
    )


def _costs(copy: PublishedCopy) -> Chart:
    rows = [row for row in _compared(copy) if row["customer_acquisition_cost"]]
    rows.sort(key=lambda row: row["customer_acquisition_cost"])
    cac = "customer_acquisition_cost"
    return Chart(
        title="What a customer costs, by channel",
        figure=bars(rows, "segment", {cac: "CAC"}, "money", low=f"{cac}_low", high=f"{cac}_high"),
        columns=[
            Column("segment", "Channel", of=f"{COMPARISON}.segment"),
            Column(cac, "CAC", "money", f"{COMPARISON}.{cac}"),
            Column(f"{cac}_low", "from", "money", f"{COMPARISON}.{cac}_low"),
            Column(f"{cac}_high", "to", "money", f"{COMPARISON}.{cac}_high"),
        ],
        rows=rows,
        connect=MARKETING,
        note="Media spend only: salaries are not among the data.",
    )


def _channels(copy: PublishedCopy) -> Listing:
    return Listing(
        title="Channels with their return, over twelve months whose leads are decided",
        columns=[
            Column("segment", "Channel", of=f"{COMPARISON}.segment"),
            Column("spend", "Spend", "money", f"{COMPARISON}.spend"),
            Column("visits", "Visits", "number", f"{COMPARISON}.visits"),
            Column("registration_rate", "Register", "rate", f"{COMPARISON}.registration_rate"),
            Column("leads", "Leads", "number", f"{COMPARISON}.leads"),
            Column("win_rate", "Win rate", "rate", f"{COMPARISON}.win_rate"),
            Column("win_standing", "Beside the others", of=f"{COMPARISON}.win_standing"),
            Column("customers", "Customers", "number", f"{COMPARISON}.customers"),
            Column("cost_per_lead", "Per lead", "money", f"{COMPARISON}.cost_per_lead"),
            Column(
                "customer_acquisition_cost",
                "CAC",
                "money",
                f"{COMPARISON}.customer_acquisition_cost",
            ),
            Column("return_on_spend", "Return", "decimal", f"{COMPARISON}.return_on_spend"),
        ],
        rows=_compared(copy),
        connect=MARKETING,
    )


def _attribution(copy: PublishedCopy) -> Choice:
    return Choice(
        "Count",
        {
            "Customers": _credit(copy, "customers", "decimal"),
            "New MRR": _credit(copy, "mrr", "money"),
        },
        is_wide=True,
    )


def _credit(copy: PublishedCopy, what: str, shown: Format) -> Chart:
    columns = {f"{model}_{what}": name for model, name in MODELS.items()}
    sums = ", ".join(f"sum({column}) as {column}" for column in columns)
    rows = worded(
        copy.rows(
            f"select segment, {sums} from {CHANNELS} where segment_type = 'channel'"
            f" and {LAST_YEAR} group by segment order by linear_{what} desc, segment"
        ),
        "segment",
    )
    return Chart(
        title=f"Who gets the credit for {'new MRR' if what == 'mrr' else 'customers'}",
        figure=bars(rows, "segment", columns, shown),
        columns=[
            Column("segment", "Channel", of=f"{CHANNELS}.segment"),
            *(Column(key, name, shown, f"{CHANNELS}.{key}") for key, name in columns.items()),
        ],
        rows=rows,
        connect=MARKETING,
        is_wide=True,
    )


def _cost(months: list[Row]) -> Chart:
    series = {
        "customer_acquisition_cost": "Per new customer",
        "blended_customer_acquisition_cost": "Returning ones counted too",
    }
    return Chart(
        title="What a customer costs, by month",
        figure=lines(months, "date_month", series, "money"),
        columns=[
            MONTH,
            *(Column(key, name, "money", f"{ECONOMICS}.{key}") for key, name in series.items()),
            Column("payback_months", "Payback, months", "decimal", f"{ECONOMICS}.payback_months"),
            Column("magic_number", "Magic number", "decimal", f"{ECONOMICS}.magic_number"),
        ],
        rows=months,
        connect=MARKETING,
    )


def _break_even(copy: PublishedCopy) -> Chart:
    rows = copy.rows(
        f"select cohort_month, any_value(customers) as customers,"
        " any_value(acquisition_spend) as spend,"
        " any_value(break_even_month) as break_even_month,"
        " any_value(cash_break_even_month) as cash_break_even_month"
        f" from {PAYBACK} where segment_type = 'all' and is_complete"
        " group by cohort_month order by cohort_month"
    )
    series = {"break_even_month": "By gross profit", "cash_break_even_month": "By cash"}
    return Chart(
        title="Months until a cohort has paid itself back",
        figure=lines(rows, "cohort_month", series, "number"),
        columns=[
            Column("cohort_month", "Cohort", "month", f"{PAYBACK}.cohort_month"),
            Column("customers", "Customers", "number", f"{PAYBACK}.customers"),
            Column("spend", "Spend", "money", f"{PAYBACK}.acquisition_spend"),
            *(Column(key, name, "number", f"{PAYBACK}.{key}") for key, name in series.items()),
        ],
        rows=rows,
        connect=MARKETING,
        note="No point where a cohort has not yet paid itself back.",
    )


def _slipping(copy: PublishedCopy) -> Listing:
    rows = worded(
        copy.rows(
            f"select * from {FACTORS} where slipping_factor is not null and date_month >"
            f" (select max(date_month) - interval 12 month from {FACTORS})"
            " order by date_month desc, slipping_change, segment_type, segment"
        ),
        "segment_type",
        "slipping_factor",
    )
    return Listing(
        title="Factors that fell by more than chance explains, in the last twelve months",
        columns=[
            Column("date_month", "Month", "month", f"{FACTORS}.date_month", is_filter=True),
            Column("segment_type", "Of", of=f"{FACTORS}.segment_type", is_filter=True),
            Column("segment", "Which", of=f"{FACTORS}.segment"),
            Column("slipping_factor", "Factor", of=f"{FACTORS}.slipping_factor", is_filter=True),
            Column("slipping_change", "Effect", "decimal", f"{FACTORS}.slipping_change"),
            Column("slipping_p_value", "p", "decimal", f"{FACTORS}.slipping_p_value"),
        ],
        rows=rows,
        connect=MARKETING,
        page_size=10,
    )


def _landing(copy: PublishedCopy) -> Listing:
    rows = worded(
        copy.rows(
            f"select * from {LANDING} where date_month = (select max(date_month) from {LANDING}"
            " where is_complete) order by prospect_sessions_12_months desc, landing_page"
        ),
        "verdict",
    )
    rate = "prospect_registration_rate"
    return Listing(
        title="Landing pages, over twelve months",
        columns=[
            Column("landing_page", "Page", of=f"{LANDING}.landing_page"),
            Column(
                "prospect_sessions_12_months",
                "Visits",
                "number",
                f"{LANDING}.prospect_sessions_12_months",
            ),
            Column(f"{rate}_12_months", "Register", "rate", f"{LANDING}.{rate}_12_months"),
            Column(
                f"other_{rate}_12_months",
                "Other pages",
                "rate",
                f"{LANDING}.other_{rate}_12_months",
            ),
            Column(
                "rate_difference_low", "Difference from", "rate", f"{LANDING}.rate_difference_low"
            ),
            Column("rate_difference_high", "to", "rate", f"{LANDING}.rate_difference_high"),
            Column("change_in_month", "Change in a month", "rate", f"{LANDING}.change_in_month"),
            Column("verdict", "Verdict", of=f"{LANDING}.verdict", is_filter=True),
        ],
        rows=rows,
        connect="marketing: `web_events`",
    )


def _paths(copy: PublishedCopy, outcome: str) -> Listing:
    rows = copy.rows(
        f"select path, sum(sessions) as sessions, sum(sessions) / sum(sum(sessions)) over ()"
        f" as share from {PATHS} where outcome = ? and date_month > (select max(date_month)"
        f" - interval 12 month from {PATHS} where is_complete) and is_complete"
        " group by path order by path = 'other', sessions desc, path",
        [outcome],
    )
    before = "leaving" if outcome == "exit" else "registering"
    return Listing(
        title=f"What people read before {before}",
        columns=[
            Column("path", "Path", of=f"{PATHS}.path"),
            Column("sessions", "Visits", "number", f"{PATHS}.sessions"),
            Column("share", "Share", "rate", f"{PATHS}.share_of_outcome"),
        ],
        rows=rows,
        connect="marketing: `web_events`",
        page_size=10,
        is_wide=False,
    )
