"""What must hold of the marts of experiments."""

from expectations.facts import Facts
from expectations.rules import Rule, between, no_rows, not_null, unique

NAMES_SHOWN = 20


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of each mart of experiments."""
    return {"experiments": _experiments(), "experiment_days": _days()}


def _experiments() -> list[Rule]:
    key = ("experiment_id", "variant")
    shares = (
        "planned_share",
        "conversion_rate",
        "p_value",
        "adjusted_p_value",
        "sequential_p_value",
        "conversion_p_value",
        "revenue_p_value",
        "sample_ratio_p_value",
    )
    return [
        unique(*key),
        *(between(share, 0, 1, key=key) for share in shares),
        no_rows(
            "there_is_one_control",
            "Each experiment has one control, and that one alone is compared with nothing.",
            "select experiment_id, count(*) filter (where is_control) as controls from {batch}"
            " group by experiment_id"
            " having count(*) filter (where is_control) <> 1"
            " or count(*) filter (where is_control and difference is not null) > 0",
            column="is_control",
        ),
        no_rows(
            "shares_add_up",
            "The planned shares of an experiment add up to 1.",
            "select experiment_id, sum(planned_share) as shares from {batch}"
            " group by experiment_id having abs(sum(planned_share) - 1) > 1e-9",
            column="planned_share",
        ),
        no_rows(
            "units_add_up",
            "Who takes part is compared or in progress, and only who is compared converts.",
            f"select {', '.join(key)}, exposed_units, compared_units, conversions from {{batch}}"
            " where exposed_units <> compared_units + units_in_progress"
            " or conversions > compared_units",
            column="exposed_units",
        ),
        no_rows(
            "difference_lies_in_its_interval",
            "A difference lies between the ends of its interval.",
            f"select {', '.join(key)}, difference, relative_lift, revenue_difference from {{batch}}"
            " where difference not between difference_low and difference_high"
            " or relative_lift not between relative_lift_low and relative_lift_high"
            " or revenue_difference"
            " not between revenue_difference_low and revenue_difference_high",
            column="difference",
        ),
        no_rows(
            "no_verdict_while_peeking",
            "Nothing is ruled out while an experiment runs, nor shown where its split is broken.",
            f"select {', '.join(key)}, is_peeking, verdict from {{batch}}"
            " where is_peeking and verdict in ('no_effect_shown', 'not_enough_data')"
            " or has_sample_ratio_mismatch and verdict not in ('control', 'broken_split')",
            column="verdict",
        ),
        no_rows(
            "every_experiment_is_written_down",
            "Every experiment that somebody sees has its plan in the seed experiment_plans.",
            "select experiment_id, min(starts_on) as starts_on from {batch}"
            " where not is_written_down group by experiment_id order by experiment_id",
            severity="warning",
            column="experiment_id",
            sample_size=NAMES_SHOWN,
        ),
        no_rows(
            "every_exposure_names_its_unit",
            "Every exposure names the visitor or account that the experiment is about.",
            f"select {', '.join(key)}, unit, exposures_without_unit from {{batch}}"
            " where exposures_without_unit > 0",
            severity="warning",
            column="exposures_without_unit",
        ),
    ]


def _days() -> list[Rule]:
    key = ("experiment_id", "variant", "measured_on")
    shares = ("conversion_rate", "p_value", "sequential_p_value")
    return [
        unique(*key),
        not_null("measured_on", key=key),
        *(between(share, 0, 1, key=key) for share in shares),
        no_rows(
            "counts_only_grow",
            "What has been counted by a day is still counted on the next.",
            "select experiment_id, variant, measured_on, compared_units, exposed_units from ("
            " select *, lag(exposed_units) over days as earlier_exposed,"
            " lag(compared_units) over days as earlier_compared from {batch}"
            " window days as (partition by experiment_id, variant order by measured_on)"
            ") as beside_earlier"
            " where exposed_units < earlier_exposed or compared_units < earlier_compared",
            column="compared_units",
        ),
    ]
