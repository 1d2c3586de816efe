"""Sales: who wins what, where the procedure is breached, and what is in the pipeline."""

from dashboards.blocks import Chart, Choice, Column, Format, Listing, Page, Section
from dashboards.charts import bars, funnel, heat_map, lines_by, stacked_by
from dashboards.copy import PublishedCopy, Row
from dashboards.pages.common import worded, words

CAPABILITY, FUNNEL = "metrics.sales_capability", "metrics.sales_funnel"
BREACHES, COMPLETENESS = "metrics.sales_process_exceptions", "metrics.crm_completeness"
MERITS, CALIBRATION = "metrics.lead_model_performance", "metrics.lead_model_calibration"
CRM = "crm: `opportunities`, `opportunity_stage_changes`, `leads`, `activities` and `owners`"
RECORDS = {"lead": "leads", "opportunity": "deals", "account": "accounts"}
NEWEST = (
    "window_quarters = 4 and date_quarter = (select max(date_quarter) from"
    " metrics.sales_capability where is_complete)"
)
MAPS: dict[str, tuple[str, str, Format]] = {
    "Win rate by industry": ("win_rate", "industry", "rate"),
    "Win rate by size of company": ("win_rate", "size_band", "rate"),
    "Days to close by industry": ("median_cycle_days", "industry", "number"),
    "Days to close by size of company": ("median_cycle_days", "size_band", "number"),
    "Hours to first reply by industry": ("median_reply_hours", "industry", "decimal"),
    "Hours to first reply by size of company": ("median_reply_hours", "size_band", "decimal"),
}


def page(copy: PublishedCopy) -> Page:
    """The page."""
    return Page(
        slug="sales",
        title="Sales",
        lead="Who wins what, where do deals get stuck, and is the procedure kept?",
        has_months=False,
        sections=[
            Section(
                "What each seller can do",
                [_map(copy), _sellers(copy)],
                "Over four quarters. Nobody is called slow or low whom chance explains.",
            ),
            Section("Pipeline", [_pipeline(copy, "deal"), _pipeline(copy, "lead")]),
            Section(
                "Breaches of the standard procedure", [_by_rule(copy), _filled(copy), _open(copy)]
            ),
            Section("Can lead scores be trusted?", [_calibration(copy), _merits(copy)]),
        ],
    )


def _map(copy: PublishedCopy) -> Choice:
    return Choice("Show", {name: _field(copy, name) for name in MAPS}, is_wide=True)


def _field(copy: PublishedCopy, name: str) -> Chart:
    column, segment_type, shown = MAPS[name]
    rows = copy.rows(
        f"select member, segment, {column} as value, won_deals, lost_deals, leads_replied"
        f" from {CAPABILITY} where member_type = 'owner' and segment_type = ? and {NEWEST}"
        f" and {column} is not null order by member, segment",
        [segment_type],
    )
    return Chart(
        title=name,
        figure=heat_map(rows, "segment", "member", "value", shown),
        columns=[
            Column("member", "Seller", of=f"{CAPABILITY}.member"),
            Column("segment", "Segment", of=f"{CAPABILITY}.segment"),
            Column("value", name.split(" by ", maxsplit=1)[0], shown, f"{CAPABILITY}.{column}"),
            Column("won_deals", "Won", "number", f"{CAPABILITY}.won_deals"),
            Column("lost_deals", "Lost", "number", f"{CAPABILITY}.lost_deals"),
            Column("leads_replied", "Replies", "number", f"{CAPABILITY}.leads_replied"),
        ],
        rows=rows,
        connect=CRM,
        note="Cells of few deals swing widely: the numbers are in the table.",
        is_wide=True,
    )


def _sellers(copy: PublishedCopy) -> Listing:
    rows = copy.rows(
        f"select * from {CAPABILITY} where member_type = 'owner' and segment_type = 'all'"
        f" and {NEWEST} order by won_amount desc nulls last, member"
    )
    return Listing(
        title="Sellers",
        columns=[
            Column("member", "Seller", of=f"{CAPABILITY}.member"),
            Column("won_deals", "Won", "number", f"{CAPABILITY}.won_deals"),
            Column("lost_deals", "Lost", "number", f"{CAPABILITY}.lost_deals"),
            Column("win_rate", "Win rate", "rate", f"{CAPABILITY}.win_rate"),
            Column("win_rate_low", "from", "rate", f"{CAPABILITY}.win_rate_low"),
            Column("win_rate_high", "to", "rate", f"{CAPABILITY}.win_rate_high"),
            Column(
                "is_win_rate_low",
                "Wins less",
                "flag",
                f"{CAPABILITY}.is_win_rate_low",
                is_filter=True,
            ),
            Column("won_amount", "Amount won", "money", f"{CAPABILITY}.won_amount"),
            Column("attainment", "Of quota", "rate", f"{CAPABILITY}.attainment"),
            Column(
                "median_cycle_days", "Days to close", "number", f"{CAPABILITY}.median_cycle_days"
            ),
            Column(
                "median_reply_hours",
                "Hours to reply",
                "decimal",
                f"{CAPABILITY}.median_reply_hours",
            ),
            Column(
                "is_reply_slow",
                "Replies late",
                "flag",
                f"{CAPABILITY}.is_reply_slow",
                is_filter=True,
            ),
        ],
        rows=rows,
        connect=CRM,
    )


def _pipeline(copy: PublishedCopy, kind: str) -> Chart:
    rows = copy.rows(
        "select stage, sum(entered) as entered, sum(moved_on) as moved_on, sum(lost) as lost,"
        " sum(still_open) as still_open, sum(won) as won,"
        " sum(moved_on) / nullif(sum(entered), 0) as rate"
        f" from {FUNNEL} where funnel = ? and segment_type = 'all' and stage not like 'whole_%'"
        f" and cohort_month > (select max(cohort_month) - interval 12 month from {FUNNEL})"
        " group by stage, stage_order order by stage_order",
        [kind],
    )
    rows = [*worded(rows, "stage"), *_won(rows)]
    return Chart(
        title=f"{kind.capitalize()}s of the last twelve months, by stage reached",
        figure=funnel(rows, "stage", "entered"),
        columns=[
            Column("stage", "Stage", of=f"{FUNNEL}.stage"),
            Column("entered", "Entered", "number", f"{FUNNEL}.entered"),
            Column("won", "Won", "number", f"{FUNNEL}.won"),
            Column("moved_on", "Moved on", "number", f"{FUNNEL}.moved_on"),
            Column("lost", "Lost", "number", f"{FUNNEL}.lost"),
            Column("still_open", "Still open", "number", f"{FUNNEL}.still_open"),
            Column("rate", "Share moved on", "rate", f"{FUNNEL}.conversion_rate"),
        ],
        rows=rows,
        connect=CRM,
    )


def _won(stages: list[Row]) -> list[Row]:
    """What stands behind the last stage: those of the first that are won."""
    if not stages:
        return []
    won = stages[0]["won"]
    return [dict.fromkeys(stages[0]) | {"stage": "won", "entered": won, "won": won}]


def _by_rule(copy: PublishedCopy) -> Chart:
    rows = worded(
        copy.rows(
            "select date_trunc('month', since)::date as month, rule, count(*) as breaches,"
            f" count(*) filter (where resolved_on is null) as open from {BREACHES}"
            " group by all order by rule, month"
        ),
        "rule",
    )
    return Chart(
        title="Breaches by the month in which they began",
        figure=stacked_by(rows, "month", "rule", "breaches", "number"),
        columns=[
            Column("month", "Month", "month", f"{BREACHES}.since"),
            Column("rule", "Rule", of=f"{BREACHES}.rule"),
            Column("breaches", "Breaches", "number", BREACHES),
            Column("open", "Still open", "number", f"{BREACHES}.resolved_on"),
        ],
        rows=rows,
        connect=CRM,
    )


def _filled(copy: PublishedCopy) -> Choice:
    rows = worded(
        copy.rows(
            f"select * from {COMPLETENESS} where member_type = 'all' order by filled_rate, field"
        ),
        "field",
    )
    kinds = list(dict.fromkeys(row["record_type"] for row in rows)) or ["lead"]
    return Choice(
        "Of",
        {RECORDS.get(kind, words(kind)): _filled_of(kind, rows) for kind in kinds},
    )


def _filled_of(kind: str, rows: list[Row]) -> Chart:
    chosen = [row for row in rows if row["record_type"] == kind]
    return Chart(
        title=f"Fields filled in, of {RECORDS.get(kind, words(kind))}",
        figure=bars(chosen, "field", {"filled_rate": "Filled in"}, "rate"),
        columns=[
            Column("field", "Field", of=f"{COMPLETENESS}.field"),
            Column("records", "Records", "number", f"{COMPLETENESS}.records"),
            Column("filled_rate", "Filled in", "rate", f"{COMPLETENESS}.filled_rate"),
            Column(
                "touched_30_days_rate",
                "Touched in 30 days",
                "rate",
                f"{COMPLETENESS}.touched_30_days_rate",
            ),
        ],
        rows=chosen,
        connect=CRM,
    )


def _open(copy: PublishedCopy) -> Listing:
    rows = worded(
        copy.rows(
            f"select * from {BREACHES} where resolved_on is null"
            " order by severity <> 'high', severity, amount_at_stake desc nulls last, since,"
            " subject_id"
        ),
        "rule",
        "subject_type",
    )
    return Listing(
        title="Open breaches",
        columns=[
            Column("rule", "Rule", of=f"{BREACHES}.rule", is_filter=True),
            Column("severity", "Severity", of=f"{BREACHES}.severity", is_filter=True),
            Column("subject_type", "Of", of=f"{BREACHES}.subject_type", is_filter=True),
            Column("subject_id", "Which", of=f"{BREACHES}.subject_id"),
            Column("owner_id", "Owner", of=f"{BREACHES}.owner_id", is_filter=True),
            Column("since", "Since", "date", f"{BREACHES}.since"),
            Column("days", "Days", "number", f"{BREACHES}.days"),
            Column("amount_at_stake", "At stake", "money", f"{BREACHES}.amount_at_stake"),
        ],
        rows=rows,
        connect=CRM,
    )


def _calibration(copy: PublishedCopy) -> Chart:
    rows = worded(
        copy.rows(f"select * from {CALIBRATION} where is_in_force order by model, expected_rate"),
        "model",
    )
    figure = {**lines_by(rows, "expected_rate", "model", "observed_rate", "rate")}
    figure["layout"] = {
        **figure["layout"],
        "xaxis": {"tickformat": ".0%", "title": {"text": "expected"}, "range": [0, 1]},
        "hovermode": "closest",
        "legend": {"orientation": "h", "y": -0.25, "yanchor": "top"},
        "shapes": [
            {
                "type": "line",
                "x0": 0,
                "y0": 0,
                "x1": 1,
                "y1": 1,
                "line": {"dash": "dot", "width": 1},
            }
        ],
    }
    return Chart(
        title="Share of leads won, expected and seen",
        figure=figure,
        columns=[
            Column("model", "Model", of=f"{CALIBRATION}.model"),
            Column("tenth", "Tenth", "number", f"{CALIBRATION}.tenth"),
            Column("expected_rate", "Expected", "rate", f"{CALIBRATION}.expected_rate"),
            Column("observed_rate", "Seen", "rate", f"{CALIBRATION}.observed_rate"),
            Column("judged_leads", "Leads", "number", f"{CALIBRATION}.judged_leads"),
        ],
        rows=rows,
        connect=CRM,
        note="The nearer to the dotted line, the more a score can be taken at its word.",
    )


def _merits(copy: PublishedCopy) -> Listing:
    rows = worded(
        copy.rows(f"select * from {MERITS} where is_in_force and is_all_periods order by model"),
        "model",
    )
    return Listing(
        title="Merits on leads that the models had not seen",
        columns=[
            Column("model", "Model", of=f"{MERITS}.model"),
            Column("judged_leads", "Leads", "number", f"{MERITS}.judged_leads"),
            Column("auc", "AUC", "decimal", f"{MERITS}.auc"),
            Column("auc_low", "from", "decimal", f"{MERITS}.auc_low"),
            Column("auc_high", "to", "decimal", f"{MERITS}.auc_high"),
            Column(
                "form_completeness_auc", "Form alone", "decimal", f"{MERITS}.form_completeness_auc"
            ),
            Column("lift_top_tenth", "Lift", "decimal", f"{MERITS}.lift_top_tenth"),
        ],
        rows=rows,
        connect=CRM,
        is_wide=False,
    )
