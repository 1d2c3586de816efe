"""An account's scores: how likely it leaves, how likely it grows, and what speaks for either."""

from collections.abc import Sequence
from typing import Any

from dashboards.blocks import Block, Card, Cards, Chart, Column, Listing
from dashboards.charts import BLUE, RED, lines
from dashboards.copy import Row
from dashboards.pages.account_data import Data

RISK, POTENTIAL = "customer_360.churn_risk", "customer_360.expansion_potential"
LEADS = "customer_360.lead_scores"
REASONS = ("reason_1", "reason_2", "reason_3")
CONNECT = "billing: `subscriptions`, `subscription_items` and `plans`"
NO_MODEL = "no model was fitted yet"


def scores(data: Data) -> list[Block]:
    """Today's scores, their reasons, and how the two of a customer went."""
    risk, potential, lead = (_newest(data[name]) for name in ("risk", "potential", "lead_score"))
    blocks: list[Block] = [_cards(risk, potential, lead), _reasons(risk, potential, lead)]
    if weeks := data["score_weeks"]:
        blocks.append(_weeks(weeks))
    return blocks


def _newest(rows: Sequence[Row]) -> Row:
    return rows[0] if rows else {}


def _cards(risk: Row, potential: Row, lead: Row) -> Cards:
    step = potential.get("next_step")
    kind = potential.get("next_step_kind")
    return Cards(
        [
            Card(
                "Lost within 90 days",
                risk.get("loss_probability_90_days"),
                "rate",
                f"{RISK}.loss_probability_90_days",
                note=_place(risk, "risk_rank", "has cancelled"),
            ),
            Card("MRR at risk", risk.get("mrr_at_risk"), "money", f"{RISK}.mrr_at_risk"),
            Card(
                "Grows within 90 days",
                potential.get("rise_probability_90_days"),
                "rate",
                f"{POTENTIAL}.rise_probability_90_days",
                note=_place(potential, "potential_rank", ""),
            ),
            Card(
                "Next step",
                f"more seats on {step}" if kind == "seats" else step,
                "text",
                f"{POTENTIAL}.next_step",
                note=f"meets: {met}" if (met := potential.get("preconditions_met_names")) else "",
            ),
            Card(
                "Score as a lead",
                lead.get("score"),
                "rate",
                f"{LEADS}.score",
                note=f"grade {lead['grade']}" if lead.get("grade") else "",
            ),
        ]
    )


def _place(row: Row, rank: str, without: str) -> str:
    """Its place in the newest week, and that no model made it where none did."""
    if not row:
        return ""
    if row[rank] is None:
        return without
    listed = ", on the list" if row["is_listed"] else ""
    by = "" if row["scored_by"] == "model" else f"; {NO_MODEL}"
    return f"place {row[rank]:,} in the week up to {row['week_end']}{listed}{by}"


def _reasons(risk: Row, potential: Row, lead: Row) -> Listing:
    named: list[tuple[str, Row]] = [
        ("Lost within 90 days", risk),
        ("Grows within 90 days", potential),
        ("Score as a lead", lead),
    ]
    rows: list[dict[str, Any]] = [
        {"score": name, "place": place, "reason": row[key]}
        for name, row in named
        for place, key in enumerate(REASONS, start=1)
        if row and row[key]
    ]
    return Listing(
        title="What speaks for each score",
        columns=[
            Column("score", "Score", is_filter=True),
            Column("place", "Place", "number"),
            Column("reason", "Reason", of=f"{RISK}.reason_1"),
        ],
        rows=rows,
        connect=CONNECT,
        nothing="It has no score, or nothing speaks for one.",
        is_wide=False,
        page_size=9,
    )


def _weeks(rows: Sequence[Row]) -> Chart:
    series = {"risk": "Lost within 90 days", "rise": "Grows within 90 days"}
    return Chart(
        title="Scores by week",
        figure=lines(rows, "week_end", series, "rate", colors=[RED, BLUE]),
        columns=[
            Column("risk", series["risk"], "rate", f"{RISK}.loss_probability_90_days"),
            Column("rise", series["rise"], "rate", f"{POTENTIAL}.rise_probability_90_days"),
        ],
        rows=rows,
        connect=CONNECT,
        note="Each week by the model that was in force then.",
        is_lean=True,
    )
