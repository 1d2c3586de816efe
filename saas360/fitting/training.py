"""The rows that a model learns from, as dbt made them on either engine.

A training table has one row per model and subject: `model`, `subject_id`, `observed_on` (up to
which day its features look), `known_on` (the day on which its label was known) and `is_positive`.
Its features stand in a second table, one row per model, subject and feature: `feature`, `value`. A
feature named `group=level` is 1 where it has a row and 0 elsewhere; any other is missing where it
has none.

A wide one has one row per subject, a column per feature, and for each model a column with its label
and one with the day on which that is known; where a label is null, nobody can know it yet.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from saas360.fitting.logistic import Array

LEAST_ROWS = 20
"""A level that fewer rows have, or lack, is no feature: its rows are like those of no level."""
LEVEL = "="
AMOUNT = "amount"
NEVER = date.max
ROWS_AT_ONCE = 100_000


@dataclass(frozen=True)
class TrainingRows:
    """Rows in the order of their subjects.

    Attributes:
        known_on: `date.max` of a row whose label nobody can know yet.
        labels: 1.0 or 0.0; NaN of such a row.
        features: names of the columns of `values`.
        values: NaN where a value is missing.
        beside: columns that are no features: `amount`, what is lost or won with a positive row, and
            baselines.
    """

    subjects: list[str]
    observed_on: list[date]
    known_on: list[date]
    labels: Array
    features: list[str]
    values: Array
    beside: Mapping[str, Array] = field(default_factory=dict)

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
            beside={name: column[places] for name, column in self.beside.items()},
        )

    def known_before(self, day: date) -> "TrainingRows":
        """The rows whose label was known before a day."""
        return self.taken(np.array([known < day for known in self.known_on], dtype=bool))

    def observed_within(self, first: date, end: date) -> "TrainingRows":
        """The rows that were observed from a day on and before another."""
        return self.taken(np.array([first <= day < end for day in self.observed_on], dtype=bool))

    def column(self, name: str) -> Array | None:
        """A feature, or a column beside them; None if there is none of that name."""
        if name in self.beside:
            return self.beside[name]
        if name not in self.features:
            return None
        column: Array = self.values[:, self.features.index(name)]
        return column

    @property
    def amounts(self) -> Array | None:
        """What is lost or won with each row, if it is positive; None where nothing is."""
        return self.beside.get(AMOUNT)

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


def concatenated(parts: Sequence[TrainingRows]) -> TrainingRows:
    """Rows of the same columns, one part after the other."""
    return replace(
        parts[0],
        subjects=[subject for part in parts for subject in part.subjects],
        observed_on=[day for part in parts for day in part.observed_on],
        known_on=[day for part in parts for day in part.known_on],
        labels=np.concatenate([part.labels for part in parts]),
        values=np.concatenate([part.values for part in parts]),
        beside={
            name: np.concatenate([part.beside[name] for part in parts]) for name in parts[0].beside
        },
    )


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


def read_wide_rows(
    connection: Any,
    rows: str,
    label: str,
    known_on: str,
    features: Sequence[str],
    beside: Mapping[str, str],
) -> TrainingRows:
    """Reads the rows of a wide training table, those with an unknown label too.

    Args:
        connection: after PEP 249.
        rows: the table, as `schema.table`.
        label: the model's column of labels.
        known_on: its column of days on which they are known.
        features: the columns to learn from.
        beside: other columns to take along, by the name under which they are known here.
    """
    numbers = [f"cast({label} as integer)", *features, *beside.values()]
    cursor = connection.cursor()
    cursor.execute(
        f"select subject_id, observed_on, {known_on}, {', '.join(numbers)}"
        f" from {rows} order by subject_id"
    )
    subjects: list[str] = []
    days: list[tuple[date, date]] = []
    arrays: list[Array] = [np.empty((0, len(numbers)))]
    for part in _in_parts(cursor):
        subjects += [row[0] for row in part]
        days += [(_day(row[1]), _day(row[2]) if row[3] is not None else NEVER) for row in part]
        arrays.append(np.array([row[3:] for row in part], dtype=np.float64))
    values = np.concatenate(arrays)
    last = 1 + len(features)
    return TrainingRows(
        subjects=subjects,
        observed_on=[observed for observed, _ in days],
        known_on=[known for _, known in days],
        labels=values[:, 0],
        features=list(features),
        values=values[:, 1:last],
        beside={name: values[:, last + place] for place, name in enumerate(beside)},
    )


def _in_parts(cursor: Any) -> Iterator[Sequence[Any]]:
    while part := cursor.fetchmany(ROWS_AT_ONCE):
        yield part


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
