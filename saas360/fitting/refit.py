"""When a model must be fitted, and fitting it.

A training table says in its YAML which models it is for:

    config:
      meta:
        fits:
          features: int_leads__feature_values
          models: [lead_at_registration, lead_after_week]
          minimum: 30                     # as many positives, and as many others
          baselines: [form_completeness]  # what a model must beat, each alone

A wide one names its own columns instead, and a label per model:

          features: [active_days, nps]
          models:
            churn_90_days: {label: is_lost_90_days, known_on: known_on_90_days}
          amount: mrr                     # what is lost with a positive row
          penalty: 100                    # strength of the ridge penalty; else the rows choose
          every_month: true               # a version for each month of the history

Here: what is due, and what becomes of a fit. Not here: the arithmetic (`saas360.fitting.logistic`),
the files (`saas360.fitting.versions`).
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from saas360.fitting.versions import (
    Rows,
    Status,
    Version,
    read_versions,
    register,
    write_version,
)
from saas360.project import Node, Project
from saas360.settings import Settings
from saas360.warehouse import reading

if TYPE_CHECKING:
    from saas360.fitting.drift import Drift
    from saas360.fitting.logistic import Fit
    from saas360.fitting.rolling import FitBefore, Judgement, Learnt
    from saas360.fitting.training import TrainingRows

INTERCEPT = "intercept"
MARGIN = 0.05
"""A version whose area under the curve is so much below the last one's is refused, if that area is
above the new one's interval too: few rows make areas jump by chance."""


@dataclass(frozen=True)
class Wide:
    """Where a model finds its rows in a wide training table.

    Attributes:
        label: column of labels.
        known_on: column of the days on which they are known.
        features: columns to learn from.
        amount: column of what is lost or won with a positive row.
    """

    label: str
    known_on: str
    features: tuple[str, ...]
    amount: str | None


@dataclass(frozen=True)
class Recipe:
    """What a model is made of.

    Attributes:
        rows: its training table, as `schema.table`.
        features: the table of its features; its own where that is wide.
        minimum: as many positives and as many negatives, or it is not fitted.
        baselines: the columns that it is compared with.
        fingerprint: changes with the code that fits and with the SQL of rows and features.
        inputs: both tables, as the project knows them.
        wide: None where features have a row each.
        penalty: strength of the ridge penalty; None leaves it to the rows.
        every_month: whether each month has a version, made of what was known before it.
    """

    model: str
    rows: str
    features: str
    minimum: int
    baselines: tuple[str, ...]
    fingerprint: str
    inputs: tuple[Node, ...] = ()
    wide: Wide | None = None
    penalty: float | None = None
    every_month: bool = False


def recipes(project: Project) -> list[Recipe]:
    """The models that the project's training tables are for."""
    return [
        _recipe(project, node, model)
        for node in project.training_tables
        for model in _declared(node)["models"]
    ]


def _declared(node: Node) -> Mapping[str, Any]:
    assert node.fits is not None
    return node.fits


def _recipe(project: Project, node: Node, model: str) -> Recipe:
    features = project.features_of(node)
    declared = _declared(node)
    return Recipe(
        model=model,
        rows=f"{node.layer}.{node.name}",
        features=f"{features.layer}.{features.name}",
        minimum=int(declared["minimum"]),
        baselines=tuple(declared.get("baselines", ())),
        fingerprint=_fingerprint(project, [node, features]),
        inputs=tuple({each.unique_id: each for each in (node, features)}.values()),
        wide=_wide(declared, model) if features is node else None,
        penalty=declared.get("penalty"),
        every_month=bool(declared.get("every_month", False)),
    )


def _wide(declared: Mapping[str, Any], model: str) -> Wide:
    columns = declared["models"][model]
    return Wide(
        label=columns["label"],
        known_on=columns["known_on"],
        features=tuple(declared["features"]),
        amount=declared.get("amount"),
    )


def _fingerprint(project: Project, nodes: Sequence[Node]) -> str:
    """Of the code here, the training tables' SQL, and that of the models beside them."""
    entries = project.manifest["nodes"]
    folders = {str(Path(entries[node.unique_id]["original_file_path"]).parent) for node in nodes}
    beside = [
        entry["raw_code"]
        for entry in entries.values()
        if entry["resource_type"] == "model"
        and str(Path(entry["original_file_path"]).parent) in folders
    ]
    code = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("*.py")]
    text = json.dumps([sorted(beside), sorted(code), [node.fits for node in nodes]])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def due(
    settings: Settings, project: Project, as_of: date, is_changed: Callable[[Node], bool]
) -> list[Recipe]:
    """The models without a version for the month of as_of, or made by other code or features.

    What was tried in vain for want of data is tried again as soon as the data change.

    Args:
        settings: where the versions lie.
        project: says which models there are.
        as_of: the day that counts as now.
        is_changed: whether a table will be another than it was.
    """
    return [
        recipe
        for recipe in recipes(project)
        if not any(
            _serves(version, recipe, as_of, is_changed)
            for version in read_versions(settings, recipe.model)
        )
    ]


def _serves(
    version: Version, recipe: Recipe, as_of: date, is_changed: Callable[[Node], bool]
) -> bool:
    if version.recipe != recipe.fingerprint:
        return False
    if not as_of.replace(day=1) <= version.fitted_on <= as_of:
        return False
    return version.status != "not_enough_data" or not any(map(is_changed, recipe.inputs))


def refit(settings: Settings, chosen: Sequence[Recipe], as_of: date) -> list[Version]:
    """Fits models, keeps the versions and shows them to the warehouse.

    Args:
        settings: where warehouse and versions lie; on DuckDB nobody may have the file open.
        chosen: what to fit.
        as_of: the day that counts as now.
    """
    with reading(settings) as connection:
        rows = {each.model: _rows(connection, each) for each in chosen}
    versions = [made for each in chosen for made in _fit(settings, each, rows[each.model], as_of)]
    show(settings)
    return versions


def refit_month(settings: Settings, chosen: Sequence[Recipe], month: date) -> list[Version]:
    """Fits the versions of one month anew, from what was known before its first day.

    Args:
        settings: where warehouse and versions lie; on DuckDB nobody may have the file open.
        chosen: models with a version for each month.
        month: its first day.
    """
    from saas360.fitting.rolling import fits_of

    versions = []
    with reading(settings) as connection:
        rows = {each.model: _rows(connection, each) for each in chosen}
    for each in chosen:
        fit_before = fits_of(rows[each.model], each.minimum, each.penalty)
        versions.append(_attempt(settings, each, rows[each.model], month, fit_before))
    show(settings)
    return versions


def _rows(connection: Any, recipe: Recipe) -> "TrainingRows":
    from saas360.fitting.training import AMOUNT, read_training_rows, read_wide_rows

    if recipe.wide is None:
        return read_training_rows(connection, recipe.rows, recipe.features, recipe.model)
    beside = {name: name for name in recipe.baselines}
    if recipe.wide.amount:
        beside[AMOUNT] = recipe.wide.amount
    return read_wide_rows(
        connection,
        recipe.rows,
        recipe.wide.label,
        recipe.wide.known_on,
        recipe.wide.features,
        beside,
    )


def show(settings: Settings) -> None:
    """Makes the relations of schema `fitted` of what is kept; see `register`."""
    if settings.is_spark:
        with reading(settings) as connection:
            register(settings, connection)
    else:
        register(settings)


def _fit(
    settings: Settings, recipe: Recipe, rows: "TrainingRows", as_of: date
) -> Iterator[Version]:
    """Makes the version of as_of, or those of all months up to its own that lack one."""
    from saas360.fitting.rolling import fits_of

    if not recipe.every_month:
        yield _attempt(settings, recipe, rows, as_of, fits_of(rows, recipe.minimum, recipe.penalty))
        return
    fit_before = fits_of(rows, recipe.minimum, recipe.penalty)
    this_month = as_of.replace(day=1)
    made = {
        each.fitted_on
        for each in read_versions(settings, recipe.model)
        if each.recipe == recipe.fingerprint and each.status != "not_enough_data"
    }
    for month in _months(rows, this_month):
        if month in made or (month < this_month and fit_before(month) is None):
            continue
        yield _attempt(settings, recipe, rows, month, fit_before)


def _months(rows: "TrainingRows", last: date) -> Iterator[date]:
    """First days of the months after the first observed row, as far as the last one."""
    from saas360.fitting.rolling import months_after

    month = months_after(min(rows.observed_on, default=last), 1)
    while month < last:
        yield month
        month = months_after(month, 1)
    yield last


def _attempt(
    settings: Settings,
    recipe: Recipe,
    rows: "TrainingRows",
    fitted_on: date,
    fit_before: "FitBefore",
) -> Version:
    """One version, of all rows whose label is known, or was known before the month's first day."""
    from saas360.fitting.drift import has_drifted
    from saas360.fitting.rolling import judge, learnt_from

    known = rows.known_before(fitted_on) if recipe.every_month else rows
    earlier = read_versions(settings, recipe.model)

    def version(status: Status, penalty: float | None = None) -> Version:
        return Version(
            model=recipe.model,
            version=earlier[-1].version + 1 if earlier else 1,
            fitted_on=fitted_on,
            status=status,
            recipe=recipe.fingerprint,
            trained_from=min(known.observed_on, default=None),
            trained_to=max(known.observed_on, default=None),
            row_count=len(known),
            positives=known.positives,
            base_rate=round(known.positives / len(known), 9) if len(known) else None,
            penalty=penalty,
        )

    learnt = (
        fit_before(fitted_on)
        if recipe.every_month
        else learnt_from(known, recipe.minimum, recipe.penalty)
    )
    if learnt is None:
        made = version("not_enough_data")
        if earlier and replace(earlier[-1], version=made.version) == made:
            return earlier[-1]  # nothing to add to what is noted
        write_version(settings, made, {})
        return made

    judgement = judge(known, fitted_on, recipe.baselines, fit_before)
    drift = _drift(learnt, rows, fitted_on) if recipe.every_month else []
    former = [each for each in earlier if each.status == "in_force" and each.fitted_on <= fitted_on]
    is_worse = bool(former) and _is_worse(
        judgement, _area(settings, max(former, key=lambda each: (each.fitted_on, each.version)))
    )
    made = version(
        "refused" if is_worse else "drifted" if has_drifted(drift) else "in_force",
        learnt.fit.penalty,
    )
    write_version(settings, made, _tables(learnt, judgement, drift))
    return made


def _drift(learnt: "Learnt", rows: "TrainingRows", fitted_on: date) -> list["Drift"]:
    """Of the month before, next to what was learnt from: of each feature, and of the scores."""
    import numpy as np

    from saas360.fitting.drift import SCORE, drifts
    from saas360.fitting.rolling import months_after

    now = rows.observed_within(months_after(fitted_on, -1), fitted_on)
    features = learnt.rows.features
    values = now.with_features(features).values
    return drifts(
        [SCORE, *features],
        np.column_stack([learnt.scores(learnt.rows), learnt.rows.values]),
        np.column_stack([learnt.scores(now), values]),
    )


def _tables(
    learnt: "Learnt", judgement: "Judgement", drift: Sequence["Drift"]
) -> Mapping[str, Rows]:
    """What is published of a version, by table."""
    tables: dict[str, Sequence[Any]] = {
        "model_performance": judgement.performance,
        "model_baselines": judgement.baselines,
        "model_calibration": judgement.calibration,
        "model_lists": judgement.lists,
        "model_drift": drift,
    }
    return {
        "model_coefficients": coefficient_rows(learnt.rows, learnt.fit),
        **{name: [_rounded(asdict(row)) for row in rows] for name, rows in tables.items()},
    }


def coefficient_rows(learnt: "TrainingRows", learned: "Fit") -> list[dict[str, Any]]:
    """Rows of `model_coefficients`: the intercept, of mean 0 and scale 1, and the features."""
    import numpy as np

    intercept = {
        "feature": INTERCEPT,
        "mean": 0.0,
        "scale": 1.0,
        "coefficient": learned.intercept,
        "standard_error": learned.intercept_error,
        "row_count": len(learnt),
    }
    given = np.count_nonzero(np.nan_to_num(learnt.values), axis=0)
    known = np.count_nonzero(~np.isnan(learnt.values), axis=0)
    return [
        intercept,
        *(
            {
                "feature": feature,
                "mean": float(learned.means[place]),
                "scale": float(learned.scales[place]),
                "coefficient": float(learned.coefficients[place]),
                "standard_error": float(learned.standard_errors[place]),
                "row_count": int(given[place] if "=" in feature else known[place]),
            }
            for place, feature in enumerate(learnt.features)
        ),
    ]


def _is_worse(judgement: "Judgement", former: float | None) -> bool:
    overall = judgement.overall
    if overall is None or overall.auc is None or overall.auc_high is None or former is None:
        return False
    return overall.auc < former - MARGIN and overall.auc_high < former


def _area(settings: Settings, version: Version) -> float | None:
    """The area under the curve that a version had in all its later periods."""
    import duckdb

    from saas360.fitting.versions import folder

    path = folder(settings) / version.model / version.folder_name / "model_performance.parquet"
    with duckdb.connect() as connection:
        found = connection.execute(
            "select auc from read_parquet(?) where is_all", [str(path)]
        ).fetchone()
    return found[0] if found else None


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: round(value, 9) if isinstance(value, float) else value for name, value in row.items()
    }
