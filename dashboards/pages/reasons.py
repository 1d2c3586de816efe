"""Reasons: why customers left, whether the sources agree, and what keeps those who want to go."""

from collections.abc import Sequence

from dashboards.blocks import Card, Cards, Chart, Choice, Column, Format, Listing, Page, Section
from dashboards.charts import bars, heat_map, stacked_by
from dashboards.copy import PublishedCopy, Row
from dashboards.pages.addresses import address_of
from dashboards.pages.common import BILLING, MONTH, SEGMENTS, worded, words

CHURNED, REASONS = "customer_360.churned_accounts", "metrics.churn_reasons"
TERMS, OFFERS = "metrics.churn_reason_terms", "metrics.cancellation_offers"
SURVEYS = (
    f"{BILLING}; reasons come from success: `survey_responses`, `cancellation_sessions`,"
    " crm: `opportunities` and billing: `payments`"
)
SESSIONS = "success: `cancellation_sessions`"
MOST_TERMS = 15
SOURCES = {
    "payment_reason": "Failed payment",
    "interview_reason": "Interview",
    "exit_survey_reason": "Exit survey",
    "cancellation_session_reason": "Cancellation dialogue",
    "crm_loss_reason": "CRM, lost deal",
}
# The last twelve complete months.
YEAR = (
    "is_complete and date_month > (select max(date_month) - interval 12 month"
    f" from {REASONS} where is_complete)"
)


def page(copy: PublishedCopy) -> Page:
    """The page."""
    return Page(
        slug="reasons",
        title="Reasons",
        lead="Why do customers leave, do the sources agree, and what keeps those who want to go?",
        sections=[
            Section("Why they left", [_cards(copy), _over_time(copy), _of_a_year(copy)]),
            Section("Who leaves for which reason", [_segments(copy)]),
            Section("Can the reasons be trusted", [_sources(copy), _terms(copy)]),
            Section("Offers to stay", [_saved(copy), _still_here(copy), _offers(copy)]),
            Section("One by one", [_accounts(copy)]),
        ],
    )


def _cards(copy: PublishedCopy) -> Cards:
    sums = copy.row(
        "select sum(departures) as departures, sum(mrr_lost) as mrr_lost,"
        " sum(if(reason = 'unknown', departures, 0)) as unknown,"
        " sum(departures_with_disagreement) / nullif(sum(departures_with_several_sources), 0)"
        " as disagreement, sum(returned_departures) as returned"
        f" from {REASONS} where segment_type = 'all' and {YEAR}"
    )
    note = "in the last twelve complete months"
    return Cards(
        [
            Card("Left", sums.get("departures"), "number", f"{REASONS}.departures", note=note),
            Card("MRR lost", sums.get("mrr_lost"), "money", f"{REASONS}.mrr_lost", note=note),
            Card(
                "Nobody knows why",
                sums.get("unknown"),
                "number",
                f"{REASONS}.reason",
                note="of those who left: no source says",
            ),
            Card(
                "Sources disagree",
                sums.get("disagreement"),
                "rate",
                f"{REASONS}.departures_with_disagreement",
                note="of departures that several sources explain",
            ),
            Card(
                "Came back",
                sums.get("returned"),
                "number",
                f"{REASONS}.returned_departures",
                note="of those who left, by now",
            ),
        ]
    )


def _in_order(copy: PublishedCopy) -> list[Row]:
    """All months; frequent reasons first, so that each has one colour."""
    return worded(
        copy.rows(
            f"select *, sum(departures) over (partition by reason) as in_all from {REASONS}"
            " where segment_type = 'all' order by in_all desc, reason, date_month"
        ),
        "reason",
    )


def _over_time(copy: PublishedCopy) -> Choice:
    kinds: dict[str, tuple[str, str, Format]] = {
        "MRR lost": ("mrr_lost", "share_of_mrr_lost", "money"),
        "Customers lost": ("departures", "share_of_departures", "number"),
    }
    return Choice(
        "Show",
        {name: _stacked(copy, name, *columns) for name, columns in kinds.items()},
        is_wide=True,
    )


def _stacked(copy: PublishedCopy, name: str, column: str, share: str, format: Format) -> Chart:
    rows = _in_order(copy)
    return Chart(
        title=f"{name} by month and reason",
        figure=stacked_by(rows, "date_month", "reason", column, format),
        columns=[
            MONTH,
            Column("reason", "Reason", of=f"{REASONS}.reason"),
            Column(column, name, format, f"{REASONS}.{column}"),
            Column(share, "Share of the month", "rate", f"{REASONS}.{share}"),
        ],
        rows=rows,
        connect=SURVEYS,
    )


def _of_a_year(copy: PublishedCopy) -> Chart:
    rows = worded(
        copy.rows(
            "select reason, sum(departures) as departures, sum(mrr_lost) as mrr_lost,"
            " sum(departures) / sum(sum(departures)) over () as share_of_departures,"
            " sum(mrr_lost) / nullif(sum(sum(mrr_lost)) over (), 0) as share_of_mrr_lost"
            f" from {REASONS} where segment_type = 'all' and {YEAR}"
            " group by reason order by departures desc, reason"
        ),
        "reason",
    )
    series = {"share_of_departures": "Of customers", "share_of_mrr_lost": "Of MRR"}
    return Chart(
        title="Share of each reason, last twelve months",
        figure=bars(rows, "reason", series, "rate"),
        columns=[
            Column("reason", "Reason", of=f"{REASONS}.reason"),
            Column("departures", "Customers", "number", f"{REASONS}.departures"),
            Column("mrr_lost", "MRR", "money", f"{REASONS}.mrr_lost"),
            *(Column(key, name, "rate", f"{REASONS}.{key}") for key, name in series.items()),
        ],
        rows=rows,
        connect=SURVEYS,
        note="A reason that takes more of the MRR than of the customers takes large ones.",
        is_wide=True,
    )


def _segments(copy: PublishedCopy) -> Choice:
    named = {"tenure_band": "Months as a customer", **SEGMENTS}
    return Choice(
        "By",
        {name: _segment(copy, key, name) for key, name in named.items()},
        is_wide=True,
    )


def _segment(copy: PublishedCopy, segment_type: str, name: str) -> Chart:
    rows = worded(
        copy.rows(
            "select segment, reason, sum(departures) as departures, sum(mrr_lost) as mrr_lost,"
            " sum(departures) / sum(sum(departures)) over (partition by segment) as share"
            f" from {REASONS} where segment_type = ? and {YEAR} group by segment, reason"
            " order by try_cast(regexp_extract(segment, '^\\d+') as int), segment, reason",
            [segment_type],
        ),
        "reason",
    )
    return Chart(
        title=f"Share of each reason by {name[0].lower()}{name[1:]}, last twelve months",
        figure=heat_map(rows, "reason", "segment", "share", "rate"),
        columns=[
            Column("segment", name, of=f"{REASONS}.segment"),
            Column("reason", "Reason", of=f"{REASONS}.reason"),
            Column("share", "Share", "rate", f"{REASONS}.share_of_departures"),
            Column("departures", "Customers", "number", f"{REASONS}.departures"),
            Column("mrr_lost", "MRR lost", "money", f"{REASONS}.mrr_lost"),
        ],
        rows=rows,
        connect=SURVEYS,
        note="Each line adds up to all who left in that segment.",
    )


def _sources(copy: PublishedCopy) -> Chart:
    told = " union all ".join(
        f"select '{label}' as source, {place} as place, count({column}) as told,"
        f" count(*) filter (where {column} = reason) as right,"
        f" count(*) filter (where {column} = reason) / nullif(count({column}), 0) as rate,"
        f" count(*) filter (where reason_source = '{column.removesuffix('_reason')}'"
        f" or reason_source = '{column}') as believed from {CHURNED} where has_left"
        for place, (column, label) in enumerate(SOURCES.items())
    )
    rows = copy.rows(f"select * from ({told}) as sources where told > 0 order by place")
    return Chart(
        title="How often each source says what counts in the end",
        figure=bars(rows, "source", {"rate": "Says the reason that counts"}, "rate"),
        columns=[
            Column("source", "Source", of=f"{CHURNED}.reason_source"),
            Column("told", "Says something", "number", f"{CHURNED}.sources"),
            Column("right", "The reason that counts", "number", f"{CHURNED}.reason"),
            Column("rate", "Share", "rate", f"{CHURNED}.sources_agree"),
            Column("believed", "Is believed", "number", f"{CHURNED}.reason_source"),
        ],
        rows=rows,
        connect=SURVEYS,
        note="The first source that says something is believed; where it is alone, it is right"
        " by itself.",
    )


def _terms(copy: PublishedCopy) -> Choice | Chart:
    reasons = copy.rows(
        f"select reason, sum(answers) as answers from {TERMS} where period_type = 'all'"
        " group by reason order by reason = 'all' desc, answers desc, reason"
    )
    options = {
        "All reasons" if row["reason"] == "all" else words(row["reason"]): _term(
            copy, row["reason"]
        )
        for row in reasons
    }
    return Choice("Who left for", options) if options else _term(copy, "all")


def _term(copy: PublishedCopy, reason: str) -> Chart:
    rows = copy.rows(
        f"select term, answers, accounts from {TERMS} where period_type = 'all' and reason = ?"
        f" order by answers desc, term limit {MOST_TERMS}",
        [reason],
    )
    return Chart(
        title="Words in comments at leaving",
        figure=bars(rows, "term", {"answers": "Answers"}, "number"),
        columns=[
            Column("term", "Word", of=f"{TERMS}.term"),
            Column("answers", "Answers", "number", f"{TERMS}.answers"),
            Column("accounts", "Accounts", "number", f"{TERMS}.accounts"),
        ],
        rows=rows,
        connect="success: `survey_responses` with comments",
        note="Only words that at least three accounts wrote; the comments themselves stay behind.",
    )


def _by_kind(copy: PublishedCopy) -> Sequence[Row]:
    return worded(
        copy.rows(
            f"select * from {OFFERS} where period_type = 'all'"
            " order by offer_kind = 'all' desc, sessions desc, offer_kind"
        ),
        "offer_kind",
    )


def _saved(copy: PublishedCopy) -> Chart:
    rows = _by_kind(copy)
    series = {"acceptance_rate": "Offer taken", "save_rate": "Saved"}
    return Chart(
        title="What offers achieve in the dialogue",
        figure=bars(rows, "offer_kind", series, "rate"),
        columns=[
            Column("offer_kind", "Offer", of=f"{OFFERS}.offer_kind"),
            Column("sessions", "Sessions", "number", f"{OFFERS}.sessions"),
            Column("offers_accepted", "Taken", "number", f"{OFFERS}.offers_accepted"),
            *(Column(key, name, "rate", f"{OFFERS}.{key}") for key, name in series.items()),
            Column("saved_mrr", "MRR saved", "money", f"{OFFERS}.saved_mrr"),
            Column("discount_cost", "Discounts given", "money", f"{OFFERS}.discount_cost"),
        ],
        rows=rows,
        connect=SESSIONS,
        note="Saved: not cancelled, and still a customer 30 days later. Nobody was left without an"
        " offer at random, so what the offer itself did is not told.",
    )


def _still_here(copy: PublishedCopy) -> Chart:
    rows = _by_kind(copy)
    series = {f"accepted_here_rate_{age}_days": f"After {age} days" for age in (30, 90, 180)}
    return Chart(
        title="Still here, of those who took the offer",
        figure=bars(
            [row for row in rows if row["accepted_30_days_old"]], "offer_kind", series, "rate"
        ),
        columns=[
            Column("offer_kind", "Offer", of=f"{OFFERS}.offer_kind"),
            *(Column(key, name, "rate", f"{OFFERS}.{key}") for key, name in series.items()),
            *(
                Column(
                    f"accepted_{age}_days_old",
                    f"{age} days old",
                    "number",
                    f"{OFFERS}.accepted_{age}_days_old",
                )
                for age in (30, 90, 180)
            ),
        ],
        rows=rows,
        connect=SESSIONS,
        note="Of the sessions that are old enough, so each bar has a number of its own.",
    )


def _offers(copy: PublishedCopy) -> Listing:
    rows = worded(
        copy.rows(
            f"select * from {OFFERS} where period_type = 'quarter'"
            " order by period_start desc, offer_kind = 'all' desc, sessions desc, offer_kind"
        ),
        "offer_kind",
    )
    counts = {
        "sessions": "Sessions",
        "offers_shown": "Offers shown",
        "offers_accepted": "Taken",
        "saved_sessions": "Saved",
    }
    return Listing(
        title="Quarter by quarter",
        columns=[
            Column("period_start", "Quarter from", "date", f"{OFFERS}.period_start"),
            Column("offer_kind", "Offer", of=f"{OFFERS}.offer_kind", is_filter=True),
            *(Column(key, name, "number", f"{OFFERS}.{key}") for key, name in counts.items()),
            Column("save_rate", "Saved, share", "rate", f"{OFFERS}.save_rate"),
            Column("discount_cost", "Discounts given", "money", f"{OFFERS}.discount_cost"),
        ],
        rows=rows,
        connect=SESSIONS,
        page_size=6,
    )


def _accounts(copy: PublishedCopy) -> Listing:
    rows = worded(
        copy.rows(
            "select churned_accounts.*, coalesce(customers.account_name, account_id)"
            " as account_name, case when sources_agree then 'yes' when not sources_agree then 'no'"
            " else 'one source' end as agreement"
            f" from {CHURNED} left join customer_360.customers using (account_id)"
            " where has_left order by left_on desc, account_id"
        ),
        "reason",
        "reason_source",
    )
    return Listing(
        title="Who left",
        columns=[
            Column(
                "account_name", "Customer", of="customer_360.customers.account_name", link="page"
            ),
            Column("left_on", "Left", "date", f"{CHURNED}.left_on"),
            Column("reason", "Reason", of=f"{CHURNED}.reason", is_filter=True),
            Column("reason_source", "Who says so", of=f"{CHURNED}.reason_source", is_filter=True),
            Column("agreement", "Sources agree", of=f"{CHURNED}.sources_agree", is_filter=True),
            Column("mrr_lost", "MRR lost", "money", f"{CHURNED}.mrr_lost"),
            Column("tenure_months", "Month", "number", f"{CHURNED}.tenure_months"),
            Column("signals_before", "Seen before", of=f"{CHURNED}.signals_before"),
            Column("returned_on", "Came back", "date", f"{CHURNED}.returned_on"),
        ],
        rows=[{**row, "page": address_of(row["account_id"])} for row in rows],
        connect=SURVEYS,
        note="Month: of its time as a customer.",
    )
