"""Model quality: how good every score is, beside what is simpler, and what it goes by."""

import math
from typing import Any

from dashboards.blocks import Block, Chart, Choice, Column, Listing, Page, Section
from dashboards.charts import bars, lines_by
from dashboards.copy import PublishedCopy, Row
from dashboards.pages.common import worded, words

MERITS, CALIBRATION = "quality.model_performance", "quality.model_calibration"
COEFFICIENTS, LISTS, DRIFT = (
    "quality.model_coefficients",
    "quality.model_lists",
    "quality.model_drift",
)
NAMES = {
    "churn_30_days": "Lost within 30 days",
    "churn_60_days": "Lost within 60 days",
    "churn_90_days": "Lost within 90 days",
    "rise_90_days": "MRR rises within 90 days",
    "lead_at_registration": "Lead won, at registration",
    "lead_after_week": "Lead won, after a week",
}
CONNECT = "billing: `subscriptions`; usage: `usage_events`; crm: `leads`"
NOT_YET = "No model was fitted yet: too few outcomes, or none old enough to be judged by."


def page(copy: PublishedCopy) -> Page:
    """The page."""
    models = _models(copy)
    return Page(
        slug="model_quality",
        title="Model quality",
        lead="Are the scores any good, better than something simpler, and still what they were?",
        has_months=False,
        sections=[
            Section(
                "In force",
                [_in_force(copy)],
                "All is judged on later rows than were learnt from, never on the same.",
            ),
            Section(
                "Against what is simpler",
                [*_by_model(copy, models, _beside_baselines), *_history(copy)],
                "0.5 is chance. A model that does not beat one number alone is not worth its"
                " trouble.",
            ),
            Section(
                "Can the probabilities be taken at their word?",
                [*_by_model(copy, models, _calibration), *_by_model(copy, models, _lists)],
            ),
            Section(
                "What they go by",
                [_coefficients(copy)],
                "What goes together, next to all the others; not what causes what.",
            ),
            Section("Versions and drift", [_versions(copy), _drift(copy)]),
        ],
    )


def _models(copy: PublishedCopy) -> list[str]:
    """Those in force, in the order of their names here."""
    found = [
        row["model"]
        for row in copy.rows(f"select distinct model from {MERITS} where is_in_force order by 1")
    ]
    known = list(NAMES)
    return sorted(found, key=lambda name: known.index(name) if name in known else len(known))


def _name(model: str) -> str:
    return NAMES.get(model, words(model))


def _by_model(copy: PublishedCopy, models: list[str], make: Any) -> list[Block]:
    """A block to choose a model in; one that says so where there is none."""
    if not models:
        return [make(copy, "none")]
    return [Choice("Score", {_name(model): make(copy, model) for model in models})]


def _in_force(copy: PublishedCopy) -> Listing:
    of = f"{MERITS}."
    rows = [
        row | {"name": _name(row["model"])}
        for row in copy.rows(
            f"select * from {MERITS} where is_in_force and is_all_periods and scorer = 'model'"
            " order by model"
        )
    ]
    return Listing(
        title="Each score's model",
        columns=[
            Column("name", "Score", of=of + "model"),
            Column("version", "Version", "number", of + "version"),
            Column("fitted_on", "Fitted on", "date", of + "fitted_on"),
            Column("fitted_rows", "Learnt from", "number", of + "fitted_rows"),
            Column("judged_rows", "Judged on", "number", of + "judged_rows"),
            Column("positives", "Outcomes", "number", of + "positives"),
            Column("auc", "AUC", "decimal", of + "auc"),
            Column("auc_low", "at least", "decimal", of + "auc_low"),
            Column("auc_high", "at most", "decimal", of + "auc_high"),
            Column("average_precision", "Precision", "decimal", of + "average_precision"),
            Column("lift_top_tenth", "Lift, top tenth", "decimal", of + "lift_top_tenth"),
            Column("amount_share_top_tenth", "Money in it", "rate", of + "amount_share_top_tenth"),
            Column("calibration_error", "Off by", "rate", of + "calibration_error"),
        ],
        rows=rows,
        connect=CONNECT,
    )


def _beside_baselines(copy: PublishedCopy, model: str) -> Chart:
    rows = worded(
        copy.rows(
            f"select * from {MERITS} where is_in_force and is_all_periods and model = ?"
            " order by scorer <> 'model', scorer",
            [model],
        ),
        "scorer",
    )
    for row in rows:
        row["scorer"] = "the model" if row["scorer"] == "model" else f"{row['scorer']} alone"
    return Chart(
        title=f"How well it ranks: {_name(model)}",
        figure=bars(rows, "scorer", {"auc": "AUC"}, "decimal", low="auc_low", high="auc_high"),
        columns=[
            Column("scorer", "Ranked by", of=f"{MERITS}.scorer"),
            Column("auc", "AUC", "decimal", f"{MERITS}.auc"),
            Column("auc_low", "at least", "decimal", f"{MERITS}.auc_low"),
            Column("auc_high", "at most", "decimal", f"{MERITS}.auc_high"),
            Column("average_precision", "Precision", "decimal", f"{MERITS}.average_precision"),
            Column("lift_top_tenth", "Lift", "decimal", f"{MERITS}.lift_top_tenth"),
            Column(
                "amount_share_top_tenth",
                "Money in the top tenth",
                "rate",
                f"{MERITS}.amount_share_top_tenth",
            ),
        ],
        rows=rows,
        connect=CONNECT,
        nothing=NOT_YET,
    )


def _history(copy: PublishedCopy) -> list[Block]:
    rows = [
        row | {"name": _name(row["model"])}
        for row in copy.rows(
            f"select model, fitted_on, auc, status from {MERITS}"
            " where is_all_periods and scorer = 'model' and auc is not null"
            " order by model, fitted_on, version"
        )
    ]
    return [
        Chart(
            title="How well each version ranks",
            figure=lines_by(rows, "fitted_on", "name", "auc", "decimal"),
            columns=[
                Column("name", "Score", of=f"{MERITS}.model"),
                Column("fitted_on", "Fitted on", "date", f"{MERITS}.fitted_on"),
                Column("auc", "AUC", "decimal", f"{MERITS}.auc"),
                Column("status", "State", of=f"{MERITS}.status"),
            ],
            rows=rows,
            connect=CONNECT,
            nothing=NOT_YET,
        )
    ]


def _calibration(copy: PublishedCopy, model: str) -> Chart:
    rows = copy.rows(
        f"select * from {CALIBRATION} where is_in_force and model = ? order by tenth", [model]
    )
    rows = [row | {"name": f"tenth {row['tenth']}"} for row in rows]
    series = {"expected_rate": "Expected", "observed_rate": "Came"}
    return Chart(
        title=f"Expected and came, by tenth of the scores: {_name(model)}",
        figure=bars(rows, "name", series, "rate"),
        columns=[
            Column("name", "Highest first", of=f"{CALIBRATION}.tenth"),
            *(Column(key, name, "rate", f"{CALIBRATION}.{key}") for key, name in series.items()),
            Column("observed_rate_low", "at least", "rate", f"{CALIBRATION}.observed_rate_low"),
            Column("observed_rate_high", "at most", "rate", f"{CALIBRATION}.observed_rate_high"),
            Column("judged_rows", "Rows", "number", f"{CALIBRATION}.judged_rows"),
        ],
        rows=rows,
        connect=CONNECT,
        nothing=NOT_YET,
    )


def _lists(copy: PublishedCopy, model: str) -> Chart:
    rows = [
        row
        | {
            "length": f"{row['list_length']} a list"
            if row["list_length"] is not None
            else f"{row['list_share']:.0%} of all"
        }
        for row in copy.rows(
            f"select * from {LISTS} where is_in_force and model = ?"
            " order by list_share nulls last, list_length",
            [model],
        )
    ]
    series = {"hit_rate": "Hits", "amount_share": "Share of the money"}
    return Chart(
        title=f"What lists of the highest scores held: {_name(model)}",
        figure=bars(rows, "length", series, "rate"),
        columns=[
            Column("length", "Length", of=f"{LISTS}.list_share"),
            Column("listed_rows", "Listed", "number", f"{LISTS}.listed_rows"),
            Column("hits", "Came", "number", f"{LISTS}.hits"),
            *(Column(key, name, "rate", f"{LISTS}.{key}") for key, name in series.items()),
        ],
        rows=rows,
        connect=CONNECT,
        nothing=NOT_YET,
    )


def _is_yes_or_no(row: Row) -> bool:
    """Whether a feature is 1 or 0: only then its variance follows from its mean."""
    mean, scale = float(row["mean"]), float(row["scale"])
    return 0 < mean < 1 and math.isclose(scale**2, mean * (1 - mean), rel_tol=1e-3)


def _in_words(row: Row) -> str:
    """What a coefficient says."""
    is_so = _is_yes_or_no(row)
    step = 1.0 if is_so else float(row["scale"])
    times = math.exp(float(row["coefficient"]) * step / float(row["scale"]))
    change = f"raises the odds by {times - 1:.0%}"
    if times < 1:
        change = f"lowers the odds by {1 - times:.0%}"
    return f"where it is so, it {change}" if is_so else f"each {step:.3g} more {change}"


def _coefficients(copy: PublishedCopy) -> Listing:
    rows = [
        row
        | {
            "name": _name(row["model"]),
            "feature_name": words(row["feature"]).replace("=", ": "),
            "in_words": _in_words(row),
            "is_clear": row["p_value"] is not None and float(row["p_value"]) < 0.05,  # noqa: PLR2004
        }
        for row in copy.rows(
            f"select * from {COEFFICIENTS} where is_in_force and feature <> 'intercept'"
            " order by model, p_value, abs(coefficient) desc, feature"
        )
    ]
    of = f"{COEFFICIENTS}."
    return Listing(
        title="What raises and what lowers each score",
        columns=[
            Column("name", "Score", of=of + "model", is_filter=True),
            Column("feature_name", "What it looks at", of=of + "feature"),
            Column("in_words", "What it says", of=of + "odds_ratio_per_scale"),
            Column("is_clear", "Clear", "flag", of + "p_value", is_filter=True),
            Column("coefficient", "Coefficient", "decimal", of + "coefficient"),
            Column("standard_error", "Error", "decimal", of + "standard_error"),
            Column("mean", "Mean", "decimal", of + "mean"),
        ],
        rows=rows,
        connect=CONNECT,
        nothing=NOT_YET,
        note="Clear: an effect this far from none would be chance in less than one of twenty.",
    )


def _versions(copy: PublishedCopy) -> Listing:
    rows = [
        row | {"name": _name(row["model"]), "status": words(row["status"])}
        for row in copy.rows(
            f"select * from {MERITS} where is_all_periods and scorer = 'model'"
            " order by fitted_on desc, model, version desc"
        )
    ]
    of = f"{MERITS}."
    return Listing(
        title="All versions, newest first",
        columns=[
            Column("name", "Score", of=of + "model", is_filter=True),
            Column("version", "Version", "number", of + "version"),
            Column("fitted_on", "Fitted on", "date", of + "fitted_on"),
            Column("status", "State", of=of + "status", is_filter=True),
            Column("fitted_rows", "Rows", "number", of + "fitted_rows"),
            Column("fitted_positives", "Outcomes", "number", of + "fitted_positives"),
            Column("auc", "AUC", "decimal", of + "auc"),
        ],
        rows=rows,
        connect=CONNECT,
        nothing=NOT_YET,
        page_size=10,
        is_wide=False,
    )


def _drift(copy: PublishedCopy) -> Chart:
    rows = [
        row | {"name": _name(row["model"])}
        for row in copy.rows(
            f"select * from {DRIFT} where feature = 'score' and stability_index is not null"
            " order by model, fitted_on, version"
        )
    ]
    return Chart(
        title="How far the scores have drifted, by version",
        figure=lines_by(rows, "fitted_on", "name", "stability_index", "decimal"),
        columns=[
            Column("name", "Score", of=f"{DRIFT}.model"),
            Column("fitted_on", "Fitted on", "date", f"{DRIFT}.fitted_on"),
            Column("stability_index", "Index", "decimal", f"{DRIFT}.stability_index"),
            Column("rows_now", "Rows", "number", f"{DRIFT}.rows_now"),
        ],
        rows=rows,
        connect=CONNECT,
        note="Above 0.25 it is another population: such a version is not put in force.",
        nothing="No version per month was fitted yet.",
    )
