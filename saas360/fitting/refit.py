"""When a model must be fitted, and fitting it.

A training table says in its YAML which models it is for:

    config:
      meta:
        fits:
          features: int_leads__feature_values
          models: [lead_at_registration, lead_after_week]
          minimum: 30                     # as many positives, and as many others
          baseline: form_completeness     # the feature that a model must beat

Here: what is due, and what becomes of a fit. Not here: the arithmetic (`saas360.fitting.logistic`),
the files (`saas360.fitting.versions`).
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from saas360.fitting.versions import Status, Version, read_versions, register, write_version
from saas360.project import Node, Project
from saas360.settings import Settings
from saas360.warehouse import reading

if TYPE_CHECKING:
    from saas360.fitting.logistic import Fit
    from saas360.fitting.rolling import Judgement
    from saas360.fitting.training import TrainingRows

INTERCEPT = "intercept"
MARGIN = 0.05
"""A version whose area under the curve is so much below the last one's is refused."""


@dataclass(frozen=True)
class Recipe:
    """What a model is made of.

    Attributes:
        rows: its training table, as `schema.table`.
        features: the table of its features.
        minimum: as many positives and as many negatives, or it is not fitted.
        baseline: the feature that it is compared with.
        fingerprint: changes with the code that fits and with the SQL of rows and features.
        inputs: both tables, as the project knows them.
    """

    model: str
    rows: str
    features: str
    minimum: int
    baseline: str | None
    fingerprint: str
    inputs: tuple[Node, ...] = ()


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
    return Recipe(
        model=model,
        rows=f"{node.layer}.{node.name}",
        features=f"{features.layer}.{features.name}",
        minimum=int(_declared(node)["minimum"]),
        baseline=_declared(node).get("baseline"),
        fingerprint=_fingerprint(project, [node, features]),
        inputs=(node, features),
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
    from saas360.fitting.training import read_training_rows

    with reading(settings) as connection:
        rows = {
            each.model: read_training_rows(connection, each.rows, each.features, each.model)
            for each in chosen
        }
    versions = [_fit(settings, recipe, rows[recipe.model], as_of) for recipe in chosen]
    show(settings)
    return versions


def show(settings: Settings) -> None:
    """Makes the relations of schema `fitted` of what is kept; see `register`."""
    if settings.is_spark:
        with reading(settings) as connection:
            register(settings, connection)
    else:
        register(settings)


def _fit(settings: Settings, recipe: Recipe, rows: "TrainingRows", as_of: date) -> Version:
    earlier = read_versions(settings, recipe.model)

    def version(status: Status, penalty: float | None = None) -> Version:
        return Version(
            model=recipe.model,
            version=earlier[-1].version + 1 if earlier else 1,
            fitted_on=as_of,
            status=status,
            recipe=recipe.fingerprint,
            trained_from=min(rows.observed_on, default=None),
            trained_to=max(rows.observed_on, default=None),
            row_count=len(rows),
            positives=rows.positives,
            base_rate=round(rows.positives / len(rows), 9) if len(rows) else None,
            penalty=penalty,
        )

    if not rows.suffices(recipe.minimum):
        made = version("not_enough_data")
        if earlier and replace(earlier[-1], version=made.version) == made:
            return earlier[-1]  # nothing to add to what is noted
        write_version(settings, made, {})
        return made

    from saas360.fitting.logistic import chosen_penalty, fit
    from saas360.fitting.rolling import judge

    learnt = rows.without_rare_features()
    penalty = chosen_penalty(learnt.values, learnt.labels)
    judgement = judge(rows, as_of, recipe.minimum, recipe.baseline)
    former = [each for each in earlier if each.status == "in_force" and each.fitted_on <= as_of]
    is_worse = bool(former) and _is_worse(
        judgement, _area(settings, max(former, key=lambda each: (each.fitted_on, each.version)))
    )
    made = version("refused" if is_worse else "in_force", penalty)
    write_version(
        settings,
        made,
        {
            "model_coefficients": coefficient_rows(
                learnt, fit(learnt.values, learnt.labels, penalty)
            ),
            "model_performance": [_rounded(asdict(each)) for each in judgement.performance],
            "model_calibration": [_rounded(asdict(each)) for each in judgement.calibration],
        },
    )
    return made


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
    if overall is None or overall.auc is None or former is None:
        return False
    return overall.auc < former - MARGIN


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
