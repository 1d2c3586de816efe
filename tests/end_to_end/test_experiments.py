"""What is published of experiments is what was planted, and what a second computation finds."""

import duckdb
import pytest

from end_to_end.experiment_truth import (
    ExperimentTruth,
    conversion_statistics,
    sample_ratio_p_value,
)
from end_to_end.pipeline import DataFolder

TREATMENTS = {"signup_form": "short", "pricing_layout": "cards", "checkout_badges": "badges"}


@pytest.fixture(scope="module")
def truth(demo: DataFolder) -> ExperimentTruth:
    return ExperimentTruth(demo)


def test_counts_are_those_of_the_raw_files(demo: DataFolder, truth: ExperimentTruth) -> None:
    expected = truth.variants()
    assert len(expected) == 6
    assert sum(variant.registrations for variant in expected.values()) > 50
    found = demo.published(
        "select experiment_id, variant, compared_units, registrations, customers,"
        " contaminated_units, revenue::double, units_outside_plan from metrics.experiments"
    )
    assert {row[:2] for row in found} == expected.keys()
    for experiment, name, *counts in found:
        variant = expected[experiment, name]
        assert counts == [
            variant.units,
            variant.registrations,
            variant.customers,
            variant.contaminated,
            pytest.approx(sum(variant.revenues), abs=1e-4),
            0,
        ], (experiment, name)


def test_statistics_are_those_of_a_second_computation(
    demo: DataFolder, truth: ExperimentTruth
) -> None:
    expected = truth.variants()
    for experiment in ("signup_form", "pricing_layout"):
        shown = expected[experiment, TREATMENTS[experiment]]
        control = expected[experiment, "control"]
        found = demo.published(
            "select difference, difference_low, difference_high, p_value, sample_ratio_p_value"
            f" from metrics.experiments where experiment_id = '{experiment}' and not is_control"
        )
        assert list(found[0]) == pytest.approx(
            [
                *conversion_statistics(
                    shown.registrations, shown.units, control.registrations, control.units
                ),
                sample_ratio_p_value([shown.units, control.units]),
            ],
            abs=2e-6,
        )


def test_nothing_is_found_where_nothing_was_planted(demo: DataFolder) -> None:
    """A tenth of the company is too small to show the planted effect; it must not rule it out."""
    found = demo.published(
        "select experiment_id, verdict, is_peeking, is_written_down,"
        " has_sample_ratio_mismatch and experiment_id <> 'checkout_badges'"
        " from metrics.experiments where not is_control"
    )
    assert {row[0] for row in found} == set(TREATMENTS)
    for experiment, verdict, *flags in found:
        assert flags == [False, True, False], experiment
        assert experiment != "pricing_layout" or verdict == "not_enough_data"
    (ends,) = demo.published(
        "select relative_lift_low, relative_lift_high from metrics.experiments"
        " where experiment_id = 'signup_form' and variant = 'short'"
    )
    assert ends[0] < 0.35 < ends[1]


@pytest.mark.slow
def test_what_was_planted_is_found_and_nothing_else(large_demo: DataFolder) -> None:
    with duckdb.connect() as connection:
        planted = connection.execute(
            "select experiment_id, has_effect, has_sample_ratio_mismatch"
            f" from '{large_demo.truth}/experiments.parquet' where variant <> 'control'"
        ).fetchall()
    expected = {
        experiment: "broken_split" if is_broken else "effect" if has_effect else "no_effect_shown"
        for experiment, has_effect, is_broken in planted
    }
    assert set(expected) == set(TREATMENTS)
    found = large_demo.published(
        "select experiment_id, verdict from metrics.experiments where not is_control"
    )
    assert dict(found) == expected
    (ends,) = large_demo.published(
        "select relative_lift_low, relative_lift_high from metrics.experiments"
        " where experiment_id = 'signup_form' and not is_control"
    )
    assert 0 < ends[0] < 0.35 < ends[1]
