"""Judging a model on a later period than it was fitted on, again and again (rolling origin).

For each of the last periods a fit is made of what was known when the period began, and scores the
rows that were observed in it. What is published of a version are these scores' merits: the version
itself has learnt from all rows. (Tashman, "Out-of-sample tests of forecasting accuracy",
International Journal of Forecasting 16, 2000.)
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from saas360.fitting.judgement import (
    Listed,
    Tenth,
    amount_share_of_top_tenth,
    area_under_curve,
    average_precision,
    brier_score,
    calibration_error,
    lift_of_top_tenth,
    lists,
    tenths,
)
from saas360.fitting.logistic import Array, Fit, chosen_penalty, fit
from saas360.fitting.training import TrainingRows, concatenated

PERIODS = 4
MONTHS_PER_PERIOD = 3


@dataclass(frozen=True)
class Performance:
    """How a model did in one later period, or in all of them together (`is_all`).

    Attributes:
        period_from: first day on which judged rows were observed.
        period_to: last such day.
        trained_rows: rows learnt from; of all periods: those of the last one.
        amount_share_top_tenth: share of the positives' amount; None where rows have no amount.
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
    average_precision: float | None
    lift_top_tenth: float | None
    amount_share_top_tenth: float | None
    brier: float
    baseline_brier: float
    calibration_error: float


@dataclass(frozen=True)
class BaselinePerformance:
    """How one column alone did on the same rows, the higher the likelier."""

    baseline: str
    period_from: date
    is_all: bool
    auc: float | None
    auc_low: float | None
    auc_high: float | None
    average_precision: float | None
    lift_top_tenth: float | None
    amount_share_top_tenth: float | None


@dataclass(frozen=True)
class Judgement:
    """Each period's performance, then that of all together; the baselines', calibration, lists."""

    performance: list[Performance]
    baselines: list[BaselinePerformance]
    calibration: list[Tenth]
    lists: list[Listed]

    @property
    def overall(self) -> Performance | None:
        """All later periods together; None if there was none to judge by."""
        return next((each for each in self.performance if each.is_all), None)


@dataclass(frozen=True)
class Learnt:
    """A fit, and the rows that it was made from, without the features that could not be learnt."""

    rows: TrainingRows
    fit: Fit

    def scores(self, rows: TrainingRows) -> Array:
        """Probabilities of other rows."""
        return self.fit.scores(rows.with_features(self.rows.features).values)


FitBefore = Callable[[date], Learnt | None]


def fits_of(rows: TrainingRows, minimum: int, penalty: float | None = None) -> FitBefore:
    """Fits a model from what was known before a day; once per day that is asked for.

    Args:
        rows: all rows.
        minimum: as many positives and as many negatives, or no fit is made: the result is None.
        penalty: strength of the ridge penalty; None leaves it to the rows.
    """
    made: dict[date, Learnt | None] = {}

    def fit_before(day: date) -> Learnt | None:
        if day not in made:
            made[day] = learnt_from(rows.known_before(day), minimum, penalty)
        return made[day]

    return fit_before


def learnt_from(rows: TrainingRows, minimum: int, penalty: float | None) -> Learnt | None:
    """A fit of all these rows; None if they do not suffice."""
    if not rows.suffices(minimum):
        return None
    kept = rows.without_rare_features()
    strength = chosen_penalty(kept.values, kept.labels) if penalty is None else penalty
    return Learnt(kept, fit(kept.values, kept.labels, strength))


@dataclass(frozen=True)
class _Scored:
    """A later period's rows, with what was to be expected of them."""

    period_from: date
    rows: TrainingRows
    trained_rows: int
    scores: Array
    base_rates: Array
    baselines: dict[str, Array]

    @property
    def amounts(self) -> Array | None:
        return self.rows.amounts


def judge(
    rows: TrainingRows, as_of: date, baselines: Sequence[str], fit_before: FitBefore
) -> Judgement:
    """Fits once per period, on what was known by then, and compares with what came.

    Args:
        rows: all rows whose label is known.
        as_of: the day that counts as now.
        baselines: columns whose values alone are compared.
        fit_before: gives the fit of what was known before a day.
    """
    scored = list(_scored(rows, as_of, baselines, fit_before))
    if not scored:
        return Judgement([], [], [], [])
    together = _together(scored)
    amounts = together.amounts
    return Judgement(
        performance=[
            *(_performance(each, is_all=False) for each in scored),
            _performance(together, is_all=True),
        ],
        baselines=[
            *(line for each in scored for line in _alone(each, is_all=False)),
            *_alone(together, is_all=True),
        ],
        calibration=tenths(together.scores, together.rows.labels),
        lists=lists(
            together.scores,
            together.rows.labels,
            np.zeros(len(together.rows)) if amounts is None else amounts,
            together.rows.observed_on,
        ),
    )


def periods(as_of: date, last_observed: date) -> list[tuple[date, date]]:
    """First days, and the days after the last, of the last periods that have judged rows.

    Args:
        as_of: the day that counts as now.
        last_observed: last day of which labels are known; periods end with its month.
    """
    end = months_after(min(as_of, last_observed), 1)
    starts = [months_after(end, -MONTHS_PER_PERIOD * back) for back in range(PERIODS, 0, -1)]
    return list(zip(starts, [*starts[1:], end], strict=True))


def months_after(day: date, months: int) -> date:
    """The first day of the month so many months later."""
    total = day.year * 12 + day.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)


def _scored(
    rows: TrainingRows, as_of: date, baselines: Sequence[str], fit_before: FitBefore
) -> Iterator[_Scored]:
    for first, end in periods(as_of, max(rows.observed_on)) if len(rows) else []:
        later = rows.observed_within(first, end)
        learnt = fit_before(first) if len(later) else None
        if learnt is None:
            continue
        alone = {name: _values_alone(learnt.rows, later, name) for name in baselines}
        yield _Scored(
            period_from=first,
            rows=later,
            trained_rows=len(learnt.rows),
            scores=learnt.scores(later),
            base_rates=np.full(len(later), learnt.rows.labels.mean()),
            baselines={name: values for name, values in alone.items() if values is not None},
        )


def _values_alone(known: TrainingRows, later: TrainingRows, name: str) -> Array | None:
    """One column's values; the mean of what was known where one is missing."""
    before, values = known.column(name), later.column(name)
    if before is None or values is None or np.isnan(before).all():
        return None
    alone: Array = np.where(np.isnan(values), np.nanmean(before), values)
    return alone


def _together(scored: list[_Scored]) -> _Scored:
    shared = [
        name for name in scored[0].baselines if all(name in each.baselines for each in scored)
    ]
    return _Scored(
        period_from=scored[0].period_from,
        rows=concatenated([each.rows for each in scored]),
        trained_rows=scored[-1].trained_rows,
        scores=np.concatenate([each.scores for each in scored]),
        base_rates=np.concatenate([each.base_rates for each in scored]),
        baselines={
            name: np.concatenate([each.baselines[name] for each in scored]) for name in shared
        },
    )


def _performance(scored: _Scored, *, is_all: bool) -> Performance:
    labels = scored.rows.labels
    area = area_under_curve(scored.scores, labels)
    return Performance(
        period_from=scored.period_from,
        period_to=max(scored.rows.observed_on),
        is_all=is_all,
        trained_rows=scored.trained_rows,
        judged_rows=len(labels),
        positives=int(labels.sum()),
        auc=area.value,
        auc_low=area.low,
        auc_high=area.high,
        average_precision=average_precision(scored.scores, labels),
        lift_top_tenth=lift_of_top_tenth(scored.scores, labels),
        amount_share_top_tenth=_amount_share(scored, scored.scores),
        brier=brier_score(scored.scores, labels),
        baseline_brier=brier_score(scored.base_rates, labels),
        calibration_error=calibration_error(scored.scores, labels),
    )


def _alone(scored: _Scored, *, is_all: bool) -> Iterator[BaselinePerformance]:
    labels = scored.rows.labels
    for name, values in scored.baselines.items():
        area = area_under_curve(values, labels)
        yield BaselinePerformance(
            baseline=name,
            period_from=scored.period_from,
            is_all=is_all,
            auc=area.value,
            auc_low=area.low,
            auc_high=area.high,
            average_precision=average_precision(values, labels),
            lift_top_tenth=lift_of_top_tenth(values, labels),
            amount_share_top_tenth=_amount_share(scored, values),
        )


def _amount_share(scored: _Scored, scores: Array) -> float | None:
    if scored.amounts is None:
        return None
    return amount_share_of_top_tenth(scores, scored.rows.labels, scored.amounts)
