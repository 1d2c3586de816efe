"""What must hold of the lead models and of what is made of their scores."""

from expectations import models
from expectations.facts import Facts
from expectations.rules import Rule, between, no_rows, not_null, unique

ENOUGH_WON = 30
WORST_CALIBRATION = 0.1


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of the models' merits and coefficients."""
    return {
        "lead_model_performance": _performance(),
        "lead_model_calibration": models.calibration(),
        "lead_model_coefficients": models.coefficients(),
    }


def account_rules() -> dict[str, list[Rule]]:
    """The rules of scores, routing and targets in `customer_360`."""
    return {
        "lead_scores": _scores(),
        "lead_score_reasons": _reasons(),
        "lead_routing": _routing(),
        "target_companies": _targets(),
    }


def _performance() -> list[Rule]:
    key = ("model", "version", "is_all_periods", "period_from")
    judged = f"is_in_force and is_all_periods and won_leads >= {ENOUGH_WON}"
    return [
        unique(*key),
        between("auc", 0, 1, key=key, why="it is a probability"),
        no_rows(
            "model_in_force_beats_its_baselines",
            "On later leads a model ranks better than chance and than form completeness alone.",
            f"select {', '.join(key)}, auc, auc_low, form_completeness_auc from {{batch}}"
            f" where {judged} and (auc_low <= base_rate_auc or auc <= form_completeness_auc)",
            severity="warning",
            column="auc",
        ),
        no_rows(
            "model_in_force_is_calibrated",
            f"What a model expects is within {WORST_CALIBRATION:.0%} of what came, and better than"
            " one rate for all.",
            f"select {', '.join(key)}, calibration_error, brier_score, base_rate_brier_score"
            f" from {{batch}} where {judged} and (calibration_error > {WORST_CALIBRATION}"
            " or brier_score >= base_rate_brier_score)",
            severity="warning",
            column="calibration_error",
        ),
        no_rows(
            "newest_fit_is_not_refused",
            "The newest fit of a model was not worse than the one before.",
            "select own.model, own.version, own.fitted_on from {batch} as own"
            " inner join (select model, max(version) as version from {batch} group by model)"
            " as newest on own.model = newest.model and own.version = newest.version"
            " where own.status = 'refused' and own.is_all_periods",
            severity="warning",
            column="status",
        ),
    ]


def _scores() -> list[Rule]:
    key = ("lead_id",)
    return [
        unique(*key),
        between("score", 0, 1, key=key, why="it is a probability"),
        no_rows(
            "a_score_has_a_grade",
            "A lead has a score and a grade, or neither and a reason.",
            "select lead_id, score, grade, not_scored_because from {batch}"
            " where (score is null) <> (grade is null)"
            " or (score is null) <> (not_scored_because is not null)",
            column="grade",
        ),
    ]


def _reasons() -> list[Rule]:
    key = ("lead_id", "feature")
    return [unique(*key), not_null("contribution", key=key)]


def _routing() -> list[Rule]:
    key = ("lead_id",)
    return [
        unique(*key),
        between("suggested_expected_rate", 0, 1, key=key, why="it is a share of the leads"),
        no_rows(
            "the_second_choice_is_another",
            "The best and the second choice are two people.",
            "select lead_id, suggested_owner_id from {batch}"
            " where suggested_owner_id = second_owner_id",
            column="second_owner_id",
        ),
    ]


def _targets() -> list[Rule]:
    key = ("account_id",)
    return [unique(*key), between("fit", 0, None, key=key, why="it is a product of shares")]
