"""Judging a model on a later period than it was fitted on, again and again (rolling origin).

For each of the last periods a fit is made of what was known when the period began, and scores the
rows that were observed in it. What is published of a version are these scores' merits: the version
itself has learnt from all rows. (Tashman, "Out-of-sample tests of forecasting accuracy",
International Journal of Forecasting 16, 2000.)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from saas360.fitting.judgement import (
    Tenth,
    area_under_curve,
    brier_score,
    calibration_error,
    lift_of_top_tenth,
    tenths,
)
from saas360.fitting.logistic import Array, chosen_penalty, fit
from saas360.fitting.training import TrainingRows

PERIODS = 4
MONTHS_PER_PERIOD = 3


@dataclass(frozen=True)
class Performance:
    """How a model did in one later period, or in all of them together (`is_all`).

    Attributes:
        period_from: first day on which judged rows were observed.
        period_to: last such day.
        trained_rows: rows learnt from; of all periods: those of the last one.
        baseline_auc: area of one feature alone, as declared; None if there is none.
        baseline_brier: Brier score of the share of positives among the rows learnt from.
    """

    period_from: date
    period_to: date
    is_all: bool
    trained_rows: int
    judged_rows: int
    positives: int
    auc: float | None
    auc_low: float | None
    auc_high: float | None
    baseline_auc: float | None
    lift_top_tenth: float | None
    brier: float
    baseline_brier: float
    calibration_error: float


@dataclass(frozen=True)
class Judgement:
    """All periods' performance, then that of all together; and its calibration."""

    performance: list[Performance]
    calibration: list[Tenth]

    @property
    def overall(self) -> Performance | None:
        """All later periods together; None if there was none to judge by."""
        return next((each for each in self.performance if each.is_all), None)


@dataclass(frozen=True)
class _Scored:
    """A later period's rows, with what was to be expected of them."""

    period_from: date
    period_to: date
    trained_rows: int
    scores: Array
    base_rates: Array
    baseline: Array | None
    labels: Array


def judge(rows: TrainingRows, as_of: date, minimum: int, baseline: str | None) -> Judgement:
    """Fits once per period, on what was known by then, and compares with what came.

    Args:
        rows: all rows whose label is known.
        as_of: the day that counts as now.
        minimum: as many positives and as many negatives, or no fit is made.
        baseline: the feature whose value alone is compared.
    """
    scored = list(_scored(rows, as_of, minimum, baseline))
    if not scored:
        return Judgement([], [])
    together = _together(scored)
    performance = [_performance(each, is_all=False) for each in scored]
    return Judgement(
        [*performance, _performance(together, is_all=True)],
        tenths(together.scores, together.labels),
    )


def periods(as_of: date, last_observed: date) -> list[tuple[date, date]]:
    """First days, and the days after the last, of the last periods that have judged rows.

    Args:
        as_of: the day that counts as now.
        last_observed: last day of which labels are known; periods end with its month.
    """
    end = _months_after(min(as_of, last_observed), 1)
    starts = [_months_after(end, -MONTHS_PER_PERIOD * back) for back in range(PERIODS, 0, -1)]
    return list(zip(starts, [*starts[1:], end], strict=True))


def _months_after(day: date, months: int) -> date:
    """The first day of the month so many months later."""
    total = day.year * 12 + day.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)


def _scored(
    rows: TrainingRows, as_of: date, minimum: int, baseline: str | None
) -> Iterator[_Scored]:
    for first, end in periods(as_of, max(rows.observed_on)) if len(rows) else []:
        known = rows.taken(np.array([day < first for day in rows.known_on], dtype=bool))
        later = rows.taken(np.array([first <= day < end for day in rows.observed_on], dtype=bool))
        if not known.suffices(minimum) or not len(later):
            continue
        known = known.without_rare_features()
        judged = later.with_features(known.features)
        yield _Scored(
            period_from=first,
            period_to=max(later.observed_on),
            trained_rows=len(known),
            scores=fit(
                known.values, known.labels, chosen_penalty(known.values, known.labels)
            ).scores(judged.values),
            base_rates=np.full(len(later), known.labels.mean()),
            baseline=_alone(known, later, baseline),
            labels=later.labels,
        )


def _alone(known: TrainingRows, later: TrainingRows, feature: str | None) -> Array | None:
    """One feature's values; the mean of what was known where one is missing."""
    if feature is None or feature not in known.features:
        return None
    mean = np.nanmean(known.with_features([feature]).values)
    values = later.with_features([feature]).values[:, 0]
    alone: Array = np.where(np.isnan(values), mean, values)
    return alone


def _together(scored: list[_Scored]) -> _Scored:
    with_baseline = [each.baseline for each in scored if each.baseline is not None]
    return _Scored(
        period_from=scored[0].period_from,
        period_to=scored[-1].period_to,
        trained_rows=scored[-1].trained_rows,
        scores=np.concatenate([each.scores for each in scored]),
        base_rates=np.concatenate([each.base_rates for each in scored]),
        baseline=np.concatenate(with_baseline) if len(with_baseline) == len(scored) else None,
        labels=np.concatenate([each.labels for each in scored]),
    )


def _performance(scored: _Scored, *, is_all: bool) -> Performance:
    area = area_under_curve(scored.scores, scored.labels)
    alone = None
    if scored.baseline is not None:
        alone = area_under_curve(scored.baseline, scored.labels).value
    return Performance(
        period_from=scored.period_from,
        period_to=scored.period_to,
        is_all=is_all,
        trained_rows=scored.trained_rows,
        judged_rows=len(scored.labels),
        positives=int(scored.labels.sum()),
        auc=area.value,
        auc_low=area.low,
        auc_high=area.high,
        baseline_auc=alone,
        lift_top_tenth=lift_of_top_tenth(scored.scores, scored.labels),
        brier=brier_score(scored.scores, scored.labels),
        baseline_brier=brier_score(scored.base_rates, scored.labels),
        calibration_error=calibration_error(scored.scores, scored.labels),
    )
