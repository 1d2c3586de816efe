"""A logistic regression on standardised features, with a ridge penalty.

    score = 1 / (1 + exp(-(intercept + sum of coefficient * (value - mean) / scale)))

A missing value counts as the mean. Here: fitting and scoring arrays. Not here: how good a fit is
(`saas360.fitting.judgement`), where rows come from (`saas360.fitting.training`).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

PENALTIES = (1.0, 3.0, 10.0, 30.0, 100.0)
"""Among which the data choose; 1 is a prior of standardised coefficients with variance 1."""
FOLDS = 5
DIGITS = 9
"""To which coefficients are rounded, so that who copies them scores the same."""


@dataclass(frozen=True)
class Fit:
    """What was learnt.

    Attributes:
        means: each feature's mean over the rows that have it.
        scales: its standard deviation, missing values counting as the mean; never 0.
        coefficients: of the standardised features.
        standard_errors: of the coefficients.
        intercept: log odds of a row whose every feature is at its mean.
        intercept_error: its standard error.
        penalty: strength of the ridge penalty with which it was fitted.
    """

    means: Array
    scales: Array
    coefficients: Array
    standard_errors: Array
    intercept: float
    intercept_error: float
    penalty: float

    def scores(self, values: Array) -> Array:
        """Probabilities of rows.

        Args:
            values: a row per subject, a column per feature, NaN where one is missing.
        """
        linear = self.intercept + _standardised(values, self.means, self.scales) @ self.coefficients
        return _logistic(linear)


def fit(values: Array, labels: Array, penalty: float) -> Fit:
    """Fits by penalised maximum likelihood.

    Standard errors are the roots of the diagonal of the inverse of the observed information, the
    penalty's part included (le Cessie and van Houwelingen, "Ridge estimators in logistic
    regression", Applied Statistics 41, 1992); without a penalty they are the usual ones.

    Args:
        values: a row per subject, a column per feature, NaN where one is missing. No column may be
            constant.
        labels: 1.0 or 0.0 per row; both must occur.
        penalty: half of it times the sum of squared coefficients is taken off the likelihood;
            0 for none. The intercept is never penalised.
    """
    from sklearn.linear_model import LogisticRegression

    means: Array = np.asarray(np.round(np.nanmean(values, axis=0), DIGITS), dtype=np.float64)
    filled = np.where(np.isnan(values), means, values)
    scales = np.round(filled.std(axis=0), DIGITS)
    standardised = (filled - means) / scales
    model = LogisticRegression(
        C=1 / penalty if penalty else np.inf,
        solver="newton-cholesky",  # ends at the last digits, wherever it began
        tol=1e-10,
        max_iter=1000,
    ).fit(standardised, labels)
    coefficients = np.round(model.coef_[0], DIGITS)
    intercept = float(np.round(model.intercept_[0], DIGITS))
    errors = _standard_errors(standardised, coefficients, intercept, penalty)
    return Fit(means, scales, coefficients, errors[1:], intercept, float(errors[0]), penalty)


def chosen_penalty(values: Array, labels: Array) -> float:
    """The penalty with which rows foretell others best: few rows want a strong one.

    Every fifth row is left out in turn and foretold from the rest; the smallest mean log loss wins.
    Nothing is drawn by lot: rows in the same order get the same penalty.

    Args:
        values: as for `fit`.
        labels: 1.0 or 0.0 per row.
    """
    fold = np.arange(len(labels)) % FOLDS

    def loss(penalty: float) -> float:
        total = 0.0
        for number in range(FOLDS):
            rest, out = fold != number, fold == number
            if labels[rest].min() == labels[rest].max():
                return 0.0  # too few to tell: the weakest
            varies = _spread(values[rest]) > 0
            learned = fit(values[rest][:, varies], labels[rest], penalty)
            chance = learned.scores(values[out][:, varies])
            total -= float(np.log(np.where(labels[out] == 1, chance, 1 - chance)).sum())
        return total

    return min(PENALTIES, key=loss)


def _spread(values: Array) -> Array:
    """Largest less smallest value of each column; 0 where none is known."""
    known = ~np.isnan(values)
    largest = np.where(known, values, -np.inf).max(axis=0)
    smallest = np.where(known, values, np.inf).min(axis=0)
    spread: Array = np.where(known.any(axis=0), largest, 0.0) - np.where(
        known.any(axis=0), smallest, 0.0
    )
    return spread


def _standard_errors(
    standardised: Array, coefficients: Array, intercept: float, penalty: float
) -> Array:
    chance = _logistic(intercept + standardised @ coefficients)
    design = np.column_stack([np.ones(len(standardised)), standardised])
    information = design.T @ (design * (chance * (1 - chance))[:, None])
    information[1:, 1:] += penalty * np.eye(len(coefficients))
    errors = np.round(np.sqrt(np.diag(np.linalg.inv(information))), DIGITS)
    return np.asarray(errors, dtype=np.float64)


def _standardised(values: Array, means: Array, scales: Array) -> Array:
    return np.where(np.isnan(values), 0.0, (values - means) / scales)


def _logistic(linear: Array) -> Array:
    chance: Array = 1 / (1 + np.exp(-linear))
    return chance
