"""The rows that a model learns from, as dbt made them on either engine.

A training table has one row per model and subject: `model`, `subject_id`, `observed_on` (up to
which day its features look), `known_on` (the day on which its label was known) and `is_positive`.
Its features stand in a second table, one row per model, subject and feature: `feature`, `value`. A
feature named `group=level` is 1 where it has a row and 0 elsewhere; any other is missing where it
has none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from saas360.fitting.logistic import Array

LEAST_ROWS = 20
"""A level that fewer rows have, or lack, is no feature: its rows are like those of no level."""
LEVEL = "="


@dataclass(frozen=True)
class TrainingRows:
    """Rows whose label is known, in the order of their subjects.

    Attributes:
        features: names of the columns of `values`.
        values: NaN where a value is missing.
        labels: 1.0 or 0.0.
    """

    subjects: list[str]
    observed_on: list[date]
    known_on: list[date]
    labels: Array
    features: list[str]
    values: Array

    def __len__(self) -> int:
        return len(self.subjects)

    @property
    def positives(self) -> int:
        """Number of rows labelled 1."""
        return int(self.labels.sum())

    def suffices(self, minimum: int) -> bool:
        """Whether both labels occur so often, and there is something to learn from."""
        rarer = min(self.positives, len(self) - self.positives)
        return rarer >= minimum and bool(self.without_rare_features().features)

    def taken(self, chosen: Any) -> "TrainingRows":
        """The rows of a mask."""
        places = np.flatnonzero(chosen)
        return replace(
            self,
            subjects=[self.subjects[place] for place in places],
            observed_on=[self.observed_on[place] for place in places],
            known_on=[self.known_on[place] for place in places],
            labels=self.labels[places],
            values=self.values[places],
        )

    def with_features(self, features: Sequence[str]) -> "TrainingRows":
        """The same rows with these columns only; all must be there."""
        places = [self.features.index(feature) for feature in features]
        return replace(self, features=list(features), values=self.values[:, places])

    def without_rare_features(self) -> "TrainingRows":
        """Leaves out what can't be learnt: constants, rare levels, a group's commonest level.

        The commonest level is what the others are compared with: all levels and an intercept would
        say one thing twice. Of equally common ones it is the first by name.
        """
        with np.errstate(invalid="ignore"):
            varies = [_varies(column) for column in self.values.T]
        counts = {
            name: int(np.nansum(column))
            for name, column in zip(self.features, self.values.T, strict=True)
            if LEVEL in name
        }
        commonest: dict[str, str] = {}
        for name in sorted(counts, key=lambda each: (-counts[each], each)):
            commonest.setdefault(name.split(LEVEL)[0], name)
        kept = [
            name
            for name, does_vary in zip(self.features, varies, strict=True)
            if does_vary
            and name not in commonest.values()
            and (name not in counts or LEAST_ROWS <= counts[name] <= len(self) - LEAST_ROWS)
        ]
        return self.with_features(kept)


def _varies(column: Array) -> bool:
    given = column[~np.isnan(column)]
    return len(given) > 0 and given.min() < given.max()


def read_training_rows(connection: Any, rows: str, features: str, model: str) -> TrainingRows:
    """Reads one model's rows from the warehouse.

    Args:
        connection: after PEP 249.
        rows: the training table, as `schema.table`.
        features: the table of its features.
        model: the model's name.
    """
    of_model = f"where rows_of_model.model = '{model}'"
    found = _fetched(
        connection,
        "select subject_id, observed_on, known_on, is_positive"
        f" from {rows} as rows_of_model {of_model} order by subject_id",
    )
    given = _fetched(
        connection,
        "select features.subject_id, features.feature, features.value"
        f" from {features} as features inner join {rows} as rows_of_model"
        " on features.subject_id = rows_of_model.subject_id"
        f" and features.model = rows_of_model.model {of_model}",
    )
    return arranged(found, given)


def arranged(
    found: Sequence[tuple[str, date, date, bool]], given: Sequence[tuple[str, str, float | None]]
) -> TrainingRows:
    """Rows and features as arrays.

    Args:
        found: subject, observed on, known on and label per row.
        given: subject, feature and value.
    """
    found = sorted(found, key=lambda row: row[0])
    place = {row[0]: number for number, row in enumerate(found)}
    names = sorted({feature for _, feature, _ in given})
    column = {name: number for number, name in enumerate(names)}
    values = np.full((len(found), len(names)), np.nan)
    values[:, [LEVEL in name for name in names]] = 0.0
    for subject, feature, value in given:
        if value is not None:
            values[place[subject], column[feature]] = value
    return TrainingRows(
        subjects=[row[0] for row in found],
        observed_on=[_day(row[1]) for row in found],
        known_on=[_day(row[2]) for row in found],
        labels=np.array([float(row[3]) for row in found]),
        features=names,
        values=values,
    )


def _day(value: date | str) -> date:
    """A Thrift server gives dates as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _fetched(connection: Any, sql: str) -> list[Any]:
    cursor = connection.cursor()
    cursor.execute(sql)
    fetched: list[Any] = cursor.fetchall()
    return fetched
