"""Whether what a model is asked about is still like what it has learnt from.

The measure is the population stability index: with p and q the shares of then and of now that
fall into a bin, the sum of (q - p) * ln(q / p). Scorecard practice calls less than 0.1 stable and
more than 0.25 another population (Siddiqi, "Credit Risk Scorecards", 2006). Bins are the tenths of
then, and one for missing values; half a row is added to each, so that an empty one does not count
for infinity.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from saas360.fitting.logistic import Array

LIMIT = 0.25
"""A model whose scores have drifted further is not put in force."""
LEAST_ROWS = 100
"""Of fewer rows nothing is said: their shares are chance."""
SCORE = "score"


@dataclass(frozen=True)
class Drift:
    """How far one feature, or the score, has moved.

    Attributes:
        feature: its name; `score` for the model's own result.
        rows_now: rows of the month before the fit.
        stability_index: the index; None where there are too few rows.
        missing_then: share of rows learnt from that lack it.
        missing_now: share of rows of now that lack it.
    """

    feature: str
    rows_now: int
    stability_index: float | None
    missing_then: float
    missing_now: float


def drifts(features: Sequence[str], then: Array, now: Array) -> list[Drift]:
    """Of each feature.

    Args:
        features: names of the columns.
        then: rows learnt from, a column per feature, NaN where one is missing.
        now: rows of now, likewise.
    """
    return [
        Drift(
            feature=feature,
            rows_now=len(now),
            stability_index=stability_index(then[:, place], now[:, place]),
            missing_then=float(np.isnan(then[:, place]).mean()),
            missing_now=float(np.isnan(now[:, place]).mean()) if len(now) else 0.0,
        )
        for place, feature in enumerate(features)
    ]


def stability_index(then: Array, now: Array) -> float | None:
    """The index of one column; None where there are too few rows of either."""
    if min(len(then), len(now)) < LEAST_ROWS:
        return None
    known = then[~np.isnan(then)]
    edges = np.unique(np.quantile(known, np.arange(1, 10) / 10)) if len(known) else np.array([])
    shares_then, shares_now = (_shares(values, edges) for values in (then, now))
    return float(((shares_now - shares_then) * np.log(shares_now / shares_then)).sum())


def has_drifted(found: Sequence[Drift]) -> bool:
    """Whether the scores are those of another population."""
    return any(
        each.feature == SCORE and each.stability_index is not None and each.stability_index > LIMIT
        for each in found
    )


def _shares(values: Array, edges: Array) -> Array:
    """Of values per bin: up to each edge, above the last, and missing."""
    missing = np.isnan(values)
    bins = np.searchsorted(edges, values[~missing], "left")
    counts = np.bincount(bins, minlength=len(edges) + 1).astype(np.float64)
    counts = np.append(counts, missing.sum()) + 0.5
    shares: Array = counts / counts.sum()
    return shares
