"""What must hold of the marts of growth: upgrade paths, who may grow, and how good the list is."""

from expectations.facts import Facts
from expectations.rules import Rule, accepted, between, no_rows, not_null, unique

KINDS = ("plan", "module", "seats")
SCORERS = ("model", "signals")
ORDERS = ("probability", "expected_mrr", "mrr")
ENOUGH_HITS = 30
"""Of fewer nothing is said: how good a list is would be chance."""


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of upgrade paths and of the lists' merits."""
    return {
        "upgrade_journeys": _journeys(),
        "upgrade_preconditions": _preconditions(),
        "expansion_list_quality": _list_quality(),
    }


def account_rules() -> dict[str, list[Rule]]:
    """The rules of the weekly list in `customer_360`."""
    return {"expansion_potential": _potential()}


def _journeys() -> list[Rule]:
    key = ("kind", "from_offer", "to_offer")
    return [
        unique(*key),
        accepted("kind", KINDS, severity="critical", key=key),
        between("share_of_accounts", 0, 1, key=key, why="it is a share of who was on the plan"),
        between("median_mrr_gained", 0, None, key=key, why="an upgrade raises what is paid"),
        no_rows(
            "seats_stay_on_the_plan",
            "More seats are on the same plan, everything else leads elsewhere.",
            f"select {', '.join(key)} from {{batch}}"
            " where (from_offer = to_offer) <> (kind = 'seats')",
            column="to_offer",
        ),
    ]


def _preconditions() -> list[Rule]:
    key = ("kind", "from_offer", "to_offer", "condition")
    shares = ("share_of_upgraders", "share_of_compared", "p_value", "adjusted_p_value")
    return [
        unique(*key),
        *(between(share, 0, 1, key=key) for share in shares),
        no_rows(
            "lift_lies_in_its_interval",
            "A lift lies between the ends of its interval.",
            f"select {', '.join(key)}, lift, lift_low, lift_high from {{batch}}"
            " where lift not between lift_low and lift_high",
            column="lift",
        ),
        no_rows(
            "small_samples_have_no_verdict",
            "Where too few took the step, nothing is called usual.",
            f"select {', '.join(key)}, upgraders from {{batch}}"
            " where not is_sufficient and (is_usual or p_value is not null)",
            column="is_usual",
        ),
    ]


def _list_quality() -> list[Rule]:
    key = ("ranked_by", "list_share", "list_length", "date_quarter")
    return [
        unique(*key),
        accepted("ranked_by", ORDERS, severity="critical", key=key),
        between("hit_rate", 0, 1, key=key, why="it is a share of who was listed"),
        between("amount_share", 0, 1, key=key, why="it is a part of all growth"),
        no_rows(
            "lists_are_parts_of_all",
            "Nobody is listed who might not have been, and no hit is more than a rise.",
            f"select {', '.join(key)}, listed, hits from {{batch}}"
            " where listed > customers or hits > listed or hits > risen_customers",
            column="listed",
        ),
        no_rows(
            "the_list_beats_the_lot",
            "The tenth with the highest probability grows more often than customers drawn by lot.",
            f"select {', '.join(key)}, hit_rate, base_rate from {{batch}}"
            " where ranked_by = 'probability' and is_all_periods and list_share = 0.1"
            f" and risen_customers >= {ENOUGH_HITS} and hit_rate <= base_rate",
            severity="warning",
            column="hit_rate",
        ),
    ]


def _potential() -> list[Rule]:
    key = ("account_id", "week_end")
    return [
        unique(*key),
        not_null("account_id", key=key),
        accepted("scored_by", SCORERS, severity="critical", key=key),
        between("rise_probability_90_days", 0, 1, key=key, why="it is a probability"),
        between("expected_expansion_mrr", 0, None, key=key, why="a rise is no fall"),
        between("potential_decile", 1, 10, key=key),
        no_rows(
            "ranks_of_a_week_are_one_to_all",
            "The customers of a week have the ranks from 1 to their number.",
            "select week_end, count(*) as customers, max(potential_rank) as highest"
            " from {batch} group by week_end"
            " having count(distinct potential_rank) <> count(*)"
            " or max(potential_rank) <> count(*)",
            column="potential_rank",
        ),
        no_rows(
            "one_week_is_the_latest",
            "The latest week is the newest one, and no other.",
            "select account_id, week_end from {batch}"
            " where is_latest <> (week_end = (select max(week_end) from {batch}))",
            column="is_latest",
        ),
    ]
