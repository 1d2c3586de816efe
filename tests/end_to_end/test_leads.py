"""Lead scores can be recomputed by hand, and what was planted is found."""

import math

import duckdb
import pytest

from end_to_end.pipeline import DataFolder


def test_scores_are_those_of_the_published_coefficients(demo: DataFolder) -> None:
    coefficients = {
        (model, version, feature): (mean, scale, coefficient)
        for model, version, feature, mean, scale, coefficient in demo.published(
            "select model, version, feature, mean, scale, coefficient"
            " from metrics.lead_model_coefficients"
        )
    }
    log_odds: dict[str, float] = {}
    for lead, model, version, feature, value in demo.published(
        "select lead_id, model, version, feature, value from customer_360.lead_score_reasons"
    ):
        mean, scale, coefficient = coefficients[model, version, feature]
        part = 0.0 if value is None else coefficient * (value - mean) / scale
        log_odds[lead] = log_odds.get(lead, 0.0) + part
    scores = dict(demo.published("select lead_id, score from customer_360.lead_scores"))
    assert len(scores) > 300
    assert scores.keys() == log_odds.keys()
    for lead, score in scores.items():
        assert score == pytest.approx(1 / (1 + math.exp(-log_odds[lead])), abs=1e-7)


def test_later_leads_are_ranked_better_than_by_chance(demo: DataFolder) -> None:
    found = demo.published(
        "select auc_low, lift_top_tenth from metrics.lead_model_performance"
        " where is_in_force and is_all_periods"
    )
    assert len(found) == 2
    for auc_low, lift in found:
        assert auc_low > 0.6
        assert lift > 1.5


def test_planted_drivers_raise_the_score(demo: DataFolder) -> None:
    found = demo.published(
        "select feature, coefficient, p_value from metrics.lead_model_coefficients"
        " where is_in_force and feature in ('form_completeness', 'company_mail')"
    )
    assert len(found) == 4
    for feature, coefficient, p_value in found:
        assert coefficient > 0, feature
        assert p_value < 0.001, feature


def test_what_means_nothing_is_not_found_to_mean_much(demo: DataFolder) -> None:
    """Bonferroni over the levels: a false alarm in one of a hundred companies."""
    p_values = [
        p_value
        for (p_value,) in demo.published(
            "select p_value from metrics.lead_model_coefficients"
            " where is_in_force and feature_group in ('country', 'contact_method')"
        )
    ]
    assert p_values
    assert min(p_values) > 0.01 / len(p_values)


def test_targets_never_bought(demo: DataFolder) -> None:
    targets = demo.published("select account_id from customer_360.target_companies")
    assert targets
    with duckdb.connect() as connection:
        won = connection.execute(
            f"select account_id from '{demo.path}/truth/leads.parquet' where is_won"
        ).fetchall()
    assert not set(targets) & set(won)
