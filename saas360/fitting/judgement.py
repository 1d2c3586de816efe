"""How good scores are, on rows that were not learnt from.

Here: measures of scores and labels. Not here: which rows are learnt from and which are judged
(`saas360.fitting.rolling`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from saas360.fitting.logistic import Array

NORMAL_95 = 1.959963984540054
TENTHS = 10
LIST_SHARES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3)
"""Lengths of a list, as shares of all who might be on it."""
LIST_LENGTHS = (10, 25, 50)
"""And as numbers of them."""


@dataclass(frozen=True)
class Area:
    """The area under the ROC curve with its 95 % interval; None where only one label occurs."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Tenth:
    """Rows of alike scores: how many of them were positive, and how many were to be expected."""

    tenth: int
    judged_rows: int
    positives: int
    expected_rate: float
    observed_rate: float


@dataclass(frozen=True)
class Listed:
    """What a list of the highest scores of each day would have held.

    Attributes:
        list_share: its length as a share of the day's rows; None where it is a number.
        list_length: its length as a number of rows; None where it is a share.
        lists: days of which there was one.
        listed_rows: rows on all lists together.
        hits: those of them that were positive.
        hit_rate: hits over listed rows.
        amount_share: amount of the hits over that of all positive rows; None if they have none.
    """

    list_share: float | None
    list_length: int | None
    lists: int
    listed_rows: int
    hits: int
    hit_rate: float
    amount_share: float | None


def area_under_curve(scores: Array, labels: Array) -> Area:
    """How often a positive row scores higher than a negative one; half where they are equal.

    The interval is DeLong's (DeLong, DeLong and Clarke-Pearson, Biometrics 44, 1988), cut at 0
    and 1.

    Args:
        scores: the higher, the likelier.
        labels: 1.0 or 0.0 per score.
    """
    positive, negative = scores[labels == 1], scores[labels == 0]
    if not len(positive) or not len(negative):
        return Area(None, None, None)
    of_positives = _share_below(negative, positive)
    of_negatives = 1 - _share_below(positive, negative)
    area = float(of_positives.mean())
    variance = _variance(of_positives) / len(positive) + _variance(of_negatives) / len(negative)
    half = NORMAL_95 * float(np.sqrt(variance))
    return Area(area, max(area - half, 0.0), min(area + half, 1.0))


def _share_below(others: Array, own: Array) -> Array:
    """For each of `own`, the share of `others` that is smaller; equal ones count half."""
    ordered = np.sort(others)
    below = np.searchsorted(ordered, own, "left") + np.searchsorted(ordered, own, "right")
    share: Array = below / (2 * len(others))
    return share


def _variance(shares: Array) -> float:
    return float(shares.var(ddof=1)) if len(shares) > 1 else 0.0


def tenths(scores: Array, labels: Array) -> list[Tenth]:
    """Rows by score in ten parts of one size (give or take a row), the highest scores first.

    Args:
        scores: probabilities.
        labels: 1.0 or 0.0 per score.
    """
    order = np.argsort(-scores, kind="stable")
    return [
        Tenth(
            tenth=number,
            judged_rows=len(part),
            positives=int(labels[part].sum()),
            expected_rate=float(scores[part].mean()),
            observed_rate=float(labels[part].mean()),
        )
        for number, part in enumerate(np.array_split(order, TENTHS), start=1)
        if len(part)
    ]


def lift_of_top_tenth(scores: Array, labels: Array) -> float | None:
    """The share of positives in the tenth of the highest scores, over that of all rows."""
    if not labels.any():
        return None
    return tenths(scores, labels)[0].observed_rate / float(labels.mean())


def calibration_error(scores: Array, labels: Array) -> float:
    """Mean distance between expected and observed rates of the tenths, weighted by rows."""
    parts = tenths(scores, labels)
    gaps = sum(part.judged_rows * abs(part.expected_rate - part.observed_rate) for part in parts)
    return gaps / len(scores)


def brier_score(scores: Array, labels: Array) -> float:
    """Mean squared distance of scores from labels (Brier, Monthly Weather Review 78, 1950)."""
    return float(np.mean((scores - labels) ** 2))


def average_precision(scores: Array, labels: Array) -> float | None:
    """Mean share of positives among the rows down to each positive one; None without any."""
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(labels, scores)) if labels.any() else None


def amount_share_of_top_tenth(scores: Array, labels: Array, amounts: Array) -> float | None:
    """Which share of the positives' amount is in the tenth of the highest scores.

    Args:
        scores: the higher, the likelier.
        labels: 1.0 or 0.0 per score.
        amounts: what is lost or won with a positive row; NaN counts as nothing.
    """
    won = np.nan_to_num(amounts) * labels
    if not won.sum() > 0:
        return None
    order = np.argsort(-scores, kind="stable")
    return float(won[np.array_split(order, TENTHS)[0]].sum() / won.sum())


def lists(scores: Array, labels: Array, amounts: Array, days: Sequence[date]) -> list[Listed]:
    """What lists of several lengths would have held; each day has its own list.

    Args:
        scores: the higher, the likelier.
        labels: 1.0 or 0.0 per score.
        amounts: what is lost or won with a positive row; NaN counts as nothing.
        days: the day on which each row was scored.
    """
    won = np.nan_to_num(amounts) * labels
    place = np.zeros(len(scores), dtype=np.int64)
    size = np.zeros(len(scores), dtype=np.int64)
    numbered = np.array([day.toordinal() for day in days])
    for number in np.unique(numbered):
        rows = np.flatnonzero(numbered == number)
        place[rows[np.argsort(-scores[rows], kind="stable")]] = np.arange(len(rows))
        size[rows] = len(rows)
    lengths = [(share, None, place < np.ceil(share * size)) for share in LIST_SHARES]
    numbers = [(None, length, place < length) for length in LIST_LENGTHS]
    return [
        Listed(
            list_share=share,
            list_length=length,
            lists=len(set(days)),
            listed_rows=int(on_list.sum()),
            hits=int(labels[on_list].sum()),
            hit_rate=float(labels[on_list].mean()),
            amount_share=float(won[on_list].sum() / won.sum()) if won.sum() > 0 else None,
        )
        for share, length, on_list in [*lengths, *numbers]
    ]
