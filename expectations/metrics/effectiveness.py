"""What must hold of the marts that say whether something worked, and what a point is worth."""

from datetime import date

from expectations.facts import Facts
from expectations.rules import Rule, accepted, between, no_rows, not_null, unique

VERDICTS = ("better", "no difference found", "worse", "not enough data")
METHODS = ("random_hold_out", "matched")
SIDES = ("acted_on", "held_out", "left_alone")
HORIZONS = (30, 60, 90)
LEVERS = ("churn", "win_rate", "expansion")
# With a random hold-out from so many tasks on, the share held out should be near the rule's.
ENOUGH_DRAWN = 200
MOST_HELD_OUT = 0.6


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of each mart of effects."""
    return {
        "action_effectiveness": _actions(facts.as_of),
        "task_results": _tasks(facts.as_of),
        "program_engagement": _programs(facts.as_of),
        "what_if": _what_if(),
    }


def _actions(as_of: date) -> list[Rule]:
    key = ("kind", "play", "horizon_days")
    shares = (
        "done_in_time_rate", "reached_rate", "acted_on_result_rate", "left_alone_result_rate",
    )  # fmt: skip
    return [
        unique(*key),
        not_null("verdict", key=key),
        accepted("verdict", VERDICTS, severity="critical", key=key),
        accepted("method", METHODS, severity="critical", key=key),
        *(between(share, 0, 1, key=key, why="it is a share of tasks") for share in shares),
        *_stated("result_difference", key),
        no_rows(
            "money_only_where_a_difference_is_stated",
            "Net MRR is stated with its difference, and has its sign.",
            f"select {', '.join(key)}, result_difference, mrr_at_stake, net_mrr from {{batch}}"
            " where (net_mrr is null) <> (result_difference is null)"
            " or net_mrr * result_difference < 0 or mrr_at_stake < 0",
            column="net_mrr",
        ),
        no_rows(
            "nothing_is_worked_on_after_now",
            f"No task was opened after {as_of}.",
            f"select {', '.join(key)}, worked_from from {{batch}}"
            f" where worked_from > date '{as_of}'",
            column="worked_from",
        ),
        no_rows(
            "hold_outs_are_a_part",
            f"From {ENOUGH_DRAWN} tasks on, no more than {MOST_HELD_OUT:.0%} are held out.",
            f"select {', '.join(key)}, acted_on, left_alone from {{batch}}"
            f" where method = 'random_hold_out' and acted_on + left_alone >= {ENOUGH_DRAWN}"
            f" and left_alone > {MOST_HELD_OUT} * (acted_on + left_alone)",
            severity="warning",
            column="left_alone",
        ),
    ]


def _tasks(as_of: date) -> list[Rule]:
    key = ("task_id", "horizon_days")
    return [
        unique(*key),
        accepted("side", SIDES, severity="critical", key=key),
        not_null("has_result", key=key),
        between("value_mrr", 0, None, key=key),
        no_rows(
            "horizon_is_known",
            f"A horizon is one of {', '.join(map(str, HORIZONS))} days, and has come by {as_of}.",
            f"select {', '.join(key)}, horizon_on from {{batch}}"
            f" where horizon_days not in {HORIZONS} or horizon_on > date '{as_of}'",
            column="horizon_on",
        ),
        no_rows(
            "only_chance_holds_out",
            "What is held out was drawn by chance, and nobody was told of it.",
            f"select {', '.join(key)}, side, is_drawn, contacted_on from {{batch}}"
            " where side = 'held_out' and (not is_drawn or contacted_on is not null)",
            column="side",
        ),
    ]


def _programs(as_of: date) -> list[Rule]:
    key = ("period_type", "period_start", "program")
    return [
        unique(*key),
        accepted("verdict", VERDICTS, severity="critical", key=key),
        accepted("program_kind", ("help", "habit"), severity="critical", key=key),
        between("customer_reach", 0, 1, key=key, why="it is a share of the customers"),
        *_stated("retention_difference", key),
        no_rows(
            "periods_end_by_now",
            f"No period ends after {as_of}, or before it begins.",
            f"select {', '.join(key)}, period_end from {{batch}}"
            f" where period_end > date '{as_of}' or period_end < period_start",
            column="period_end",
        ),
        no_rows(
            "quarters_reach_no_fewer_than_their_months",
            "No month reaches more accounts than the quarter that it is in.",
            "select months.period_start, months.program, months.accounts_reached,"
            " quarters.accounts_reached as accounts_of_quarter"
            " from {batch} as months inner join {batch} as quarters"
            " on months.program = quarters.program"
            " and months.period_start between quarters.period_start and quarters.period_end"
            " where months.period_type = 'month' and quarters.period_type = 'quarter'"
            " and months.accounts_reached > quarters.accounts_reached",
            column="accounts_reached",
        ),
    ]


def _what_if() -> list[Rule]:
    key = ("lever", "change_points")
    rates = ("customer_churn_rate", "mrr_churn_rate", "win_rate")
    return [
        unique(*key),
        accepted("lever", LEVERS, severity="critical", key=key),
        between("change_points", -1, 1, key=key),
        *(between(rate, 0, 1.01, key=key, why="it is a share, and at most a point more")
          for rate in rates),
        between("expansion_rate", 0, None, key=key),
        between("customers_after_12_months", 0, None, key=key),
        no_rows(
            "each_lever_moves_mrr_its_own_way",
            "Less churn, more wins and more expansion never lower the MRR after twelve months.",
            f"select {', '.join(key)}, mrr_gained_12_months from {{batch}}"
            " where (case when lever = 'churn' then -change_points else change_points end)"
            " * mrr_gained_12_months < 0",
            column="mrr_gained_12_months",
        ),
    ]  # fmt: skip


def _stated(difference: str, key: tuple[str, ...]) -> list[Rule]:
    """A difference of two shares comes with its interval and a verdict that says the same."""
    columns = f"{', '.join(key)}, {difference}, {difference}_low, {difference}_high, verdict"
    return [
        between(difference, -1, 1, key=key, why="it is a difference of two shares"),
        no_rows(
            "difference_lies_in_its_interval",
            "A difference lies between the ends of its interval; there is none without them.",
            f"select {columns} from {{batch}}"
            f" where ({difference} is null) <> ({difference}_low is null)"
            f" or ({difference} is null) <> ({difference}_high is null)"
            f" or {difference} not between {difference}_low - 0.000001"
            f" and {difference}_high + 0.000001",
            column=difference,
        ),
        no_rows(
            "verdict_says_what_the_interval_says",
            "Better and worse are said where the interval leaves 0 out, and only there.",
            f"select {columns} from {{batch}}"
            f" where (verdict = 'better') <> coalesce({difference}_low > 0, false)"
            f" or (verdict = 'worse') <> coalesce({difference}_high < 0, false)"
            f" or (verdict = 'not enough data') <> ({difference} is null)",
            column="verdict",
        ),
    ]
