"""What must hold of health scores and of how they are judged."""

from expectations.facts import Facts
from expectations.rules import Rule, between, no_rows, not_null, unique

# The score's judgement is a coin's throw below this; from so many departures on, it says something.
NO_BETTER_THAN_CHANCE = 0.5
ENOUGH_DEPARTURES = 30


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of the score's judgement."""
    return {"health_judgement": _judgement()}


def account_rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of the weekly scores in `customer_360`."""
    return {"health_scores": _scores(facts)}


def _judgement() -> list[Rule]:
    key = ("quarter_start", "measure")
    return [
        unique(*key),
        between("auc", 0, 1, key=key, why="it is a probability"),
        between("lost_mrr_share_in_lowest_decile", 0, 1, key=key),
        no_rows(
            "no_more_lost_than_were_there",
            "No more customers left than there were.",
            f"select {', '.join(key)}, customers, churned_customers from {{batch}}"
            " where churned_customers > customers",
            column="churned_customers",
        ),
        no_rows(
            "score_ranks_better_than_chance",
            "Over all finished quarters the health score ranked churn better than chance.",
            "select measure, sum(churned_customers) as churned_customers,"
            " sum(auc * churned_customers) / sum(churned_customers) as mean_auc from {batch}"
            f" where measure = 'health_score' and is_complete and auc is not null group by measure"
            f" having sum(churned_customers) >= {ENOUGH_DEPARTURES}"
            " and sum(auc * churned_customers) / sum(churned_customers)"
            f" <= {NO_BETTER_THAN_CHANCE}",
            severity="warning",
            column="auc",
        ),
    ]


def _scores(facts: Facts) -> list[Rule]:
    key = ("account_id", "week_end")
    return [
        unique(*key),
        between("health_score", 0, 100, key=key, why="it is a score out of 100"),
        between("fatigue_score", 0, 100, key=key, why="it is a score out of 100"),
        no_rows(
            "every_score_has_a_band",
            "Every score lies in a band.",
            f"select {', '.join(key)}, health_score from {{batch}}"
            " where (health_score is null) <> (health_band is null)",
            column="health_band",
        ),
        no_rows(
            "no_week_after_now",
            f"No week ends after {facts.as_of}.",
            f"select {', '.join(key)} from {{batch}} where week_end > date '{facts.as_of}'",
            column="week_end",
        ),
        no_rows(
            "not_all_are_alike",
            "Among 50 and more customers of a week not all have one score.",
            "select week_end, count(*) as customers from {batch} where is_customer"
            " group by week_end having count(*) >= 50 and min(health_score) = max(health_score)",
            severity="warning",
            column="health_score",
        ),
        not_null("lifecycle_stage", key=key),
    ]
