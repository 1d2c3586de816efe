"""On months that it has not seen the model of churn beats what is simpler; chance finds nothing."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from end_to_end.pipeline import DataFolder
from saas360.fitting.rolling import fits_of, judge
from saas360.fitting.training import TrainingRows, read_wide_rows
from saas360.settings import Settings
from saas360.warehouse import reading

pytestmark = pytest.mark.slow

MODELS = ("churn_30_days", "churn_60_days", "churn_90_days")
NOW = date(2026, 10, 1)


@pytest.mark.parametrize("model", MODELS)
def test_the_model_in_force_beats_both_baselines(large_demo: DataFolder, model: str) -> None:
    merits = {
        scorer: (area, low, precision)
        for scorer, area, low, precision in large_demo.published(
            "select scorer, auc, auc_low, average_precision from quality.model_performance"
            f" where model = '{model}' and is_in_force and is_all_periods"
        )
    }
    _, low, precision = merits.pop("model")
    assert set(merits) == {"health_loss", "usage_drop"}
    assert all(low > area for area, _, _ in merits.values())
    assert all(precision > alone for _, _, alone in merits.values())


@pytest.fixture(scope="module")
def rows(large_demo: DataFolder) -> TrainingRows:
    """What the model of ninety days learns from."""
    [(features,)] = large_demo.published(
        "select list(feature order by feature) from quality.model_coefficients"
        " where model = 'churn_90_days' and is_in_force and feature <> 'intercept'"
    )
    with reading(Settings(data_dir=large_demo.path)) as connection:
        return read_wide_rows(
            connection,
            "intermediate.int_risk__training_rows",
            "is_lost_90_days",
            "known_on_90_days",
            features,
            {"amount": "amount"},
        ).known_before(NOW)


def test_shuffled_losses_cannot_be_foretold(rows: TrainingRows) -> None:
    """If they could, the features would know what comes."""
    areas = []
    for seed in range(5):
        labels = np.random.default_rng(seed).permutation(rows.labels)
        shuffled = replace(rows, labels=labels)
        overall = judge(shuffled, NOW, (), fits_of(shuffled, 30, 100)).overall
        assert overall is not None
        assert overall.auc is not None
        areas.append(overall.auc)
    assert np.mean(areas) == pytest.approx(0.5, abs=0.02)


def test_reasons_add_up_to_the_score(large_demo: DataFolder) -> None:
    """1 / (1 + exp(-(intercept + parts))), unless a shorter time is likelier."""
    [(customers, off)] = large_demo.published(
        """
        select count(*), count(*) filter (abs(by_hand - loss_probability_90_days) > 1e-6)
        from (
            select account_id, 1 / (1 + exp(-(any_value(intercept) + sum(contribution)))) as by_hand
            from customer_360.churn_risk_reasons
            inner join (
                select version as model_version, coefficient as intercept
                from quality.model_coefficients
                where model = 'churn_90_days' and feature = 'intercept'
            ) using (model_version)
            group by account_id
        )
        inner join customer_360.churn_risk using (account_id)
        where is_latest and loss_probability_60_days < loss_probability_90_days
        """
    )
    assert customers > 100
    assert off == 0


def test_what_goes_before_departures_in_the_demo_speaks_for_them(large_demo: DataFolder) -> None:
    """demo/README.md: NPS falls, tickets rise, the champion falls silent, cards fail."""
    coefficients = dict(
        large_demo.published(
            "select feature, coefficient from quality.model_coefficients"
            " where model = 'churn_90_days' and is_in_force"
        )
    )
    assert coefficients["nps"] < 0
    for feature in ("tickets_per_10_seats", "champion_quiet", "failed_attempts_90_days"):
        assert coefficients[feature] > 0, feature
