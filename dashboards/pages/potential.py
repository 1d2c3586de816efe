"""Potential: who may grow within 90 days, by which step, and how good the list was so far."""

from dashboards.blocks import Card, Cards, Chart, Choice, Column, Listing, Page, Section
from dashboards.charts import bars
from dashboards.copy import PublishedCopy, Row
from dashboards.pages.addresses import address_of
from dashboards.pages.common import BILLING, bands, reference_text, worded

POTENTIAL, CUSTOMERS = "customer_360.expansion_potential", "customer_360.customers"
QUALITY = "metrics.expansion_list_quality"
JOURNEYS, CONDITIONS = "metrics.upgrade_journeys", "metrics.upgrade_preconditions"
REASONS = ("reason_1", "reason_2", "reason_3")
ORDERS = {
    "probability": "likeliest first, as the list is",
    "expected_mrr": "largest expected rise first",
    "mrr": "largest customers first",
}
LIST = f"""
select
    potential.*, customers.account_name, customers.owner_id
from {POTENTIAL} as potential
left join {CUSTOMERS} as customers using (account_id)
where potential.is_latest
order by potential.potential_rank
"""


def page(copy: PublishedCopy) -> Page:
    """The page."""
    everyone = copy.rows(LIST)
    listed = [row for row in everyone if row["is_listed"]]
    return Page(
        slug="potential",
        title="Potential",
        lead="Who may grow within 90 days, what is their next step, and can the list be trusted?",
        has_months=False,
        sections=[
            Section("This week", [_cards(copy, everyone, listed)]),
            Section("The list", [_list(listed)], _scored(everyone)),
            Section(
                "How good such lists were",
                [_hits(copy), _amounts(copy)],
                "Each month's list, scored by a model that had learnt from earlier months only,"
                " against what was there 90 days later.",
            ),
            Section(
                "How customers move up",
                [_journeys(copy), _usual(copy), _conditions(copy)],
                "What goes before an upgrade need not be its cause.",
            ),
        ],
    )


def _scored(everyone: list[Row]) -> str:
    if not everyone:
        return ""
    by = (
        "by a model fitted before the month began"
        if everyone[0]["scored_by"] == "model"
        else "by what is usual before the next step: too few customers have grown to fit a model"
    )
    return f"The likeliest tenth, scored on {everyone[0]['week_end']:%Y-%m-%d} {by}."


def _cards(copy: PublishedCopy, everyone: list[Row], listed: list[Row]) -> Cards:
    tenth = copy.row(
        f"select * from {QUALITY}"
        " where is_all_periods and ranked_by = 'probability' and list_share = 0.1"
    )
    expected = [float(row["expected_expansion_mrr"] or 0) for row in everyone]
    return Cards(
        [
            Card("Customers on the list", len(listed), "number", f"{POTENTIAL}.is_listed"),
            Card(
                "Expected expansion of all",
                sum(expected) if expected else None,
                "money",
                f"{POTENTIAL}.expected_expansion_mrr",
                note="MRR, within 90 days",
            ),
            Card(
                "Hits of past lists",
                tenth.get("hit_rate"),
                "rate",
                f"{QUALITY}.hit_rate",
                note=f"of the likeliest tenth; of all customers {tenth['base_rate']:.1%} grew"
                if tenth.get("base_rate") is not None
                else "of the likeliest tenth",
                band=reference_text(copy, "expansion_list_hit_rate"),
            ),
            Card(
                "Growth that was listed",
                tenth.get("amount_share"),
                "rate",
                f"{QUALITY}.amount_share",
                note="of all that customers grew by",
                band=reference_text(copy, "expansion_list_amount_share"),
            ),
        ]
    )


def _list(listed: list[Row]) -> Listing:
    of = f"{POTENTIAL}."
    rows = [
        row
        | {
            "account_name": row["account_name"] or row["account_id"],
            "address": address_of(row["account_id"]),
            "step": _step(row),
            "reasons": "; ".join(row[key] for key in REASONS if row[key]),
        }
        for row in worded(listed, "customer_tier", "lifecycle_stage", "plan_tier")
    ]
    return Listing(
        title="Most likely to grow first",
        columns=[
            Column("account_name", "Account", of=f"{CUSTOMERS}.account_name", link="address"),
            Column("potential_rank", "Rank", "number", of + "potential_rank"),
            Column("owner_id", "Owner", of=f"{CUSTOMERS}.owner_id", is_filter=True),
            Column("customer_tier", "Tier", of=of + "customer_tier", is_filter=True),
            Column("plan_tier", "Plan", of=of + "plan_tier", is_filter=True),
            Column("mrr", "MRR", "money", of + "mrr"),
            Column(
                "rise_probability_90_days",
                "Probability",
                "rate",
                of + "rise_probability_90_days",
            ),
            Column("expected_expansion_mrr", "Expected", "money", of + "expected_expansion_mrr"),
            Column("next_step_kind", "Kind", of=of + "next_step_kind", is_filter=True),
            Column("step", "Next step", of=of + "next_step"),
            Column("reasons", "Why", of=of + "reason_1"),
        ],
        rows=rows,
        connect=BILLING,
        nothing="Nobody is on this week's list.",
    )


def _step(row: Row) -> str:
    """The next step in words, with what speaks for it among the usual preconditions."""
    if row["next_step"] is None:
        return ""
    step = f"more seats on {row['next_step']}" if row["next_step_kind"] == "seats" else (
        str(row["next_step"])
    )  # fmt: skip
    met = row["preconditions_met_names"]
    return f"{step} (meets: {met})" if met else step


def _length(row: Row) -> str:
    if row["list_length"] is not None:
        return f"{row['list_length']} customers"
    return f"{row['list_share']:.0%} of all"


def _merits(copy: PublishedCopy, order: str) -> list[Row]:
    rows = copy.rows(
        f"select * from {QUALITY} where is_all_periods and ranked_by = ?"
        " order by list_share nulls last, list_length",
        [order],
    )
    return [row | {"length": _length(row)} for row in rows]


def _hits(copy: PublishedCopy) -> Choice:
    return Choice(
        "Order", {name: _merit(copy, order, "hit_rate") for order, name in ORDERS.items()}
    )


def _amounts(copy: PublishedCopy) -> Choice:
    return Choice(
        "Order", {name: _merit(copy, order, "amount_share") for order, name in ORDERS.items()}
    )


def _merit(copy: PublishedCopy, order: str, measure: str) -> Chart:
    rows = _merits(copy, order)
    is_hits = measure == "hit_rate"
    interval = {"low": "hit_rate_low", "high": "hit_rate_high"} if is_hits else {}
    title = "Share of the listed that grew" if is_hits else "Share of all growth that was listed"
    reference = "expansion_list_hit_rate" if is_hits else "expansion_list_amount_share"
    return Chart(
        title=f"{title}: {ORDERS[order]}",
        figure=bars(
            rows,
            "length",
            {measure: "Listed that grew" if is_hits else "Growth listed"},
            "rate",
            bands=bands(copy, reference) if rows else (),
            **interval,
        ),
        columns=[
            Column("length", "Length", of=f"{QUALITY}.list_share"),
            Column("listed", "Listed", "number", f"{QUALITY}.listed"),
            Column("hits", "Grew", "number", f"{QUALITY}.hits"),
            Column("hit_rate", "Hit rate", "rate", f"{QUALITY}.hit_rate"),
            Column("base_rate", "Of all customers", "rate", f"{QUALITY}.base_rate"),
            Column("lift", "Times as often", "decimal", f"{QUALITY}.lift"),
            Column("amount_share", "Growth listed", "rate", f"{QUALITY}.amount_share"),
        ],
        rows=rows,
        connect=BILLING,
        note="The line is what a published list reached, at a length that it does not tell.",
        nothing="No list is old enough to be judged, or no model was fitted yet.",
    )


def _journeys(copy: PublishedCopy) -> Listing:
    rows = copy.rows(f"select * from {JOURNEYS} order by accounts desc, kind, from_offer, to_offer")
    of = f"{JOURNEYS}."
    return Listing(
        title="Upgrade paths",
        columns=[
            Column("kind", "Kind", of=of + "kind", is_filter=True),
            Column("from_offer", "From", of=of + "from_offer", is_filter=True),
            Column("to_offer", "To", of=of + "to_offer", is_filter=True),
            Column("accounts", "Customers", "number", of + "accounts"),
            Column("share_of_accounts", "Of all on it", "rate", of + "share_of_accounts"),
            Column("median_days_at_from", "Median days", "number", of + "median_days_at_from"),
            Column("median_mrr_gained", "Median MRR won", "money", of + "median_mrr_gained"),
            Column("mrr_gained", "MRR won", "money", of + "mrr_gained"),
            Column("usual_precondition_names", "Usual before", of=of + "usual_precondition_names"),
        ],
        rows=rows,
        connect=BILLING,
    )


def _path(row: Row) -> str:
    if row["kind"] == "seats":
        return f"more seats on {row['from_offer']}"
    if row["kind"] == "module":
        return f"{row['to_offer']} beside {row['from_offer']}"
    return f"{row['from_offer']} to {row['to_offer']}"


def _usual(copy: PublishedCopy) -> Chart:
    rows = [
        row | {"name": f"{row['condition_name']}, before {_path(row)}"}
        for row in copy.rows(f"select * from {CONDITIONS} where is_usual order by lift_low desc")
    ]
    series = {"share_of_upgraders": "Those who moved up", "share_of_compared": "All on the plan"}
    return Chart(
        title="What is usual before an upgrade",
        figure=bars(rows, "name", series, "rate"),
        columns=[
            Column("name", "Condition", of=f"{CONDITIONS}.condition_name"),
            *(Column(key, name, "rate", f"{CONDITIONS}.{key}") for key, name in series.items()),
            Column("lift", "Times as often", "decimal", f"{CONDITIONS}.lift"),
        ],
        rows=rows,
        connect=BILLING,
        note="Share that met it at one of the last eight week ends.",
        nothing="Nothing is clearly commoner before an upgrade, or too few moved up.",
        is_wide=True,
    )


def _conditions(copy: PublishedCopy) -> Listing:
    rows = [
        row | {"path": _path(row)}
        for row in copy.rows(
            f"select * from {CONDITIONS} where is_sufficient"
            " order by is_usual desc, lift_low desc nulls last, kind, from_offer, to_offer"
        )
    ]
    of = f"{CONDITIONS}."
    return Listing(
        title="All that was compared",
        columns=[
            Column("path", "Upgrade", of=of + "to_offer", is_filter=True),
            Column("condition_name", "Condition", of=of + "condition_name", is_filter=True),
            Column("is_usual", "Usual", "flag", of + "is_usual", is_filter=True),
            Column("upgraders", "Moved up", "number", of + "upgraders"),
            Column("share_of_upgraders", "Of them met it", "rate", of + "share_of_upgraders"),
            Column("share_of_compared", "Of all met it", "rate", of + "share_of_compared"),
            Column("lift", "Times as often", "decimal", of + "lift"),
            Column("lift_low", "at least", "decimal", of + "lift_low"),
            Column("lift_high", "at most", "decimal", of + "lift_high"),
            Column("adjusted_p_value", "p", "decimal", of + "adjusted_p_value"),
        ],
        rows=rows,
        connect=BILLING,
        nothing="No path was taken by enough customers to compare them.",
        page_size=10,
    )
