"""What must hold of fitted models: of what they are made, and of how good they are."""

from expectations.rules import Rule, between, no_rows, not_null, unique

ENOUGH_POSITIVES = 30
WORST_CALIBRATION = 0.1
MOST_MISSING_MORE = 0.3


def rules() -> dict[str, list[Rule]]:
    """The rules of the tables about fitted models in `quality`."""
    return {
        "model_performance": _performance(),
        "model_coefficients": coefficients(),
        "model_calibration": calibration(),
        "model_lists": _lists(),
        "model_drift": _drift(),
    }


def _performance() -> list[Rule]:
    key = ("model", "version", "scorer", "is_all_periods", "period_from")
    judged = f"is_in_force and is_all_periods and positives >= {ENOUGH_POSITIVES}"
    return [
        unique(*key),
        between("auc", 0, 1, key=key, why="it is a probability"),
        between("average_precision", 0, 1, key=key, why="it is a mean of shares"),
        between("amount_share_top_tenth", 0, 1, key=key, why="it is a share"),
        no_rows(
            "models_in_force_rank_better_than_chance_and_than_each_baseline",
            "On later rows a model in force ranks better than chance, and at the top of its list"
            " better than each baseline.",
            f"""
            select own.model, own.version, own.auc_low, own.average_precision, baselines.scorer,
                baselines.average_precision as baseline_average_precision
            from (select * from {{batch}} where {judged} and scorer = 'model') as own
            left join (select * from {{batch}} where is_all_periods and scorer <> 'model')
                as baselines
                on own.model = baselines.model and own.version = baselines.version
            where own.auc_low <= 0.5 or own.average_precision <= baselines.average_precision
            """,
            severity="warning",
            column="auc",
        ),
        no_rows(
            "models_in_force_are_calibrated",
            f"What a model in force expects is within {WORST_CALIBRATION:.0%} of what came.",
            f"select {', '.join(key)}, calibration_error from {{batch}}"
            f" where {judged} and scorer = 'model' and calibration_error > {WORST_CALIBRATION}",
            severity="warning",
            column="calibration_error",
        ),
        no_rows(
            "newest_versions_are_in_force",
            "The newest version of a model was neither worse than the one before nor asked about"
            " another population than it learnt from.",
            "select own.model, own.version, own.fitted_on, own.status from {batch} as own"
            " inner join (select model, max(version) as version from {batch} group by model)"
            " as newest on own.model = newest.model and own.version = newest.version"
            " where own.status in ('refused', 'drifted') and own.is_all_periods"
            " and own.scorer = 'model'",
            severity="warning",
            column="status",
        ),
    ]


def coefficients() -> list[Rule]:
    """Of a table of coefficients, whichever models it is about."""
    key = ("model", "version", "feature")
    return [
        unique(*key),
        not_null("coefficient", key=key),
        between("p_value", 0, 1, key=key, why="it is a probability"),
        no_rows(
            "scales_are_positive",
            "A feature that does not vary is none.",
            f"select {', '.join(key)}, scale from {{batch}} where scale <= 0",
            column="scale",
        ),
    ]


def calibration() -> list[Rule]:
    """Of a table of tenths, whichever models it is about."""
    key = ("model", "version", "tenth")
    return [
        unique(*key),
        between("tenth", 1, 10, key=key),
        between("expected_rate", 0, 1, key=key, why="it is a mean of probabilities"),
        between("observed_rate", 0, 1, key=key, why="it is a share"),
    ]


def _lists() -> list[Rule]:
    key = ("model", "version", "list_share", "list_length")
    return [
        unique(*key),
        between("hit_rate", 0, 1, key=key, why="it is a share"),
        between("amount_share", 0, 1, key=key, why="it is a share"),
        no_rows(
            "no_more_hits_than_listed",
            "No list has more hits than rows.",
            f"select {', '.join(key)}, hits, listed_rows from {{batch}} where hits > listed_rows",
            column="hits",
        ),
    ]


def _drift() -> list[Rule]:
    key = ("model", "version", "feature")
    return [
        unique(*key),
        no_rows(
            "no_input_has_gone_missing",
            "What a model in force looks at is not missing now where it was known before.",
            f"select {', '.join(key)}, missing_then, missing_now from {{batch}} where is_in_force"
            f" and missing_now > missing_then + {MOST_MISSING_MORE}",
            severity="warning",
            column="missing_now",
        ),
    ]
