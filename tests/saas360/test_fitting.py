"""Fitting logistic models: the arithmetic, what is judged, what is kept, and when it is due."""

import json
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from parsed_project import parsed

from saas360.fitting import refit, versions
from saas360.fitting.judgement import (
    area_under_curve,
    brier_score,
    calibration_error,
    lift_of_top_tenth,
    tenths,
)
from saas360.fitting.logistic import chosen_penalty, fit
from saas360.fitting.refit import Recipe, coefficient_rows, due, recipes, show
from saas360.fitting.rolling import Judgement, fits_of, judge, periods
from saas360.fitting.training import TrainingRows, arranged
from saas360.fitting.versions import Version, declared_tables, read_versions, write_version
from saas360.project import Project
from saas360.settings import Settings

AS_OF = date(2026, 6, 30)
HOURS = [
    *(0.50, 0.75, 1.00, 1.25, 1.50, 1.75, 1.75, 2.00, 2.25, 2.50),
    *(2.75, 3.00, 3.25, 3.50, 4.00, 4.25, 4.50, 4.75, 5.00, 5.50),
]
PASSED = [0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1]


def array(*values: float) -> Any:
    return np.array(values, dtype=float)


def some_rows(count: int = 400, seed: int = 7, *, shuffled: bool = False) -> TrainingRows:
    """A row a day; who fills in the form is won, the weekday means nothing."""
    random = np.random.default_rng(seed)
    form = random.random(count)
    labels = (random.random(count) < 1 / (1 + np.exp(3 - 6 * form))).astype(float)
    if shuffled:
        random.shuffle(labels)
    first = AS_OF.toordinal() - 60 - count
    days = [date.fromordinal(first + number) for number in range(count)]
    return arranged(
        [
            (f"s{number:05d}", day, date.fromordinal(day.toordinal() + 60), bool(label))
            for number, (day, label) in enumerate(zip(days, labels, strict=True))
        ],
        [
            each
            for number in range(count)
            for each in [
                (f"s{number:05d}", "form", float(form[number])),
                (f"s{number:05d}", f"weekday={number % 7}", 1.0),
            ]
        ],
    )


def recipe(**given: Any) -> Recipe:
    return Recipe(
        **{
            "model": "leads",
            "rows": "intermediate.rows",
            "features": "intermediate.features",
            "minimum": 30,
            "baselines": ("form",),
            "fingerprint": "f1",
            **given,
        }
    )


def judged(rows: TrainingRows) -> Judgement:
    return judge(rows, AS_OF, ("form",), fits_of(rows, 30))


def fitted(settings: Settings, chosen: Recipe, rows: TrainingRows, as_of: date) -> Version:
    """The one version that is made."""
    [made] = refit._fit(settings, chosen, rows, as_of)
    return made


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


def version(**given: Any) -> Version:
    return Version(
        **{
            "model": "leads",
            "version": 1,
            "fitted_on": AS_OF,
            "status": "in_force",
            "recipe": "f1",
            "trained_from": date(2025, 1, 1),
            "trained_to": date(2026, 1, 1),
            "row_count": 100,
            "positives": 40,
            "base_rate": 0.4,
            "penalty": 1.0,
            **given,
        }
    )


def test_hours_of_study_are_fitted_as_published() -> None:
    """The worked example of Wikipedia's "Logistic regression": 20 students and an exam."""
    learned = fit(array(*HOURS)[:, None], array(*PASSED), penalty=0)
    slope = learned.coefficients[0] / learned.scales[0]
    assert slope == pytest.approx(1.5046, abs=5e-5)
    assert learned.intercept - slope * learned.means[0] == pytest.approx(-4.0777, abs=5e-5)
    assert learned.standard_errors[0] / learned.scales[0] == pytest.approx(0.6287, abs=5e-5)
    assert learned.scores(array(2)[:, None])[0] == pytest.approx(0.25, abs=0.01)
    assert learned.scores(array(4)[:, None])[0] == pytest.approx(0.87, abs=0.01)


def test_two_groups_have_the_log_of_their_odds() -> None:
    """3 of 4 against 1 of 4: odds 3 and 1/3, so the effect of the group is the log of 9."""
    group = array(1, 1, 1, 1, 0, 0, 0, 0)[:, None]
    learned = fit(group, array(1, 1, 1, 0, 1, 0, 0, 0), penalty=0)
    assert learned.coefficients[0] / learned.scales[0] == pytest.approx(math.log(9), abs=1e-7)
    # Woolf: the root of the sum of the reciprocals of the four counts.
    error = math.sqrt(1 / 3 + 1 + 1 + 1 / 3)
    assert learned.standard_errors[0] / learned.scales[0] == pytest.approx(error, abs=1e-7)


def test_a_penalty_pulls_coefficients_towards_nothing() -> None:
    values, labels = array(*HOURS)[:, None], array(*PASSED)
    sizes = [abs(fit(values, labels, penalty).coefficients[0]) for penalty in (0, 1, 10, 100)]
    assert sizes == sorted(sizes, reverse=True)
    # At the best fit the likelihood rises as fast as the penalty: sum of (y - p) x = penalty b.
    learned = fit(values, labels, 10)
    standardised = (values[:, 0] - learned.means[0]) / learned.scales[0]
    slope = ((labels - learned.scores(values)) * standardised).sum()
    assert slope == pytest.approx(10 * learned.coefficients[0], abs=1e-6)


def test_a_missing_value_counts_as_the_mean() -> None:
    values = array(1, 2, math.nan, 3)[:, None]
    learned = fit(values, array(0, 1, 1, 0), penalty=1)
    assert learned.means[0] == 2
    assert learned.scores(array(math.nan)[:, None]) == learned.scores(array(2)[:, None])


def test_the_same_rows_give_the_same_coefficients() -> None:
    rows = some_rows().without_rare_features()
    first, second = (fit(rows.values, rows.labels, 1) for _ in range(2))
    assert first.coefficients.tolist() == second.coefficients.tolist()
    assert all(round(each, 9) == each for each in first.coefficients.tolist())


def test_what_means_nothing_gets_a_stronger_penalty() -> None:
    real, noise = (some_rows(shuffled=shuffled).without_rare_features() for shuffled in (0, 1))
    assert chosen_penalty(noise.values, noise.labels) > chosen_penalty(real.values, real.labels)


def test_area_counts_pairs() -> None:
    """3 won and 2 lost: of 6 pairs 4 are in order and one is even, 4.5 ÷ 6."""
    area = area_under_curve(array(0.9, 0.5, 0.3, 0.5, 0.2), array(1, 1, 1, 0, 0))
    assert area.value == pytest.approx(4.5 / 6)
    # DeLong: shares of the won 1, 0.75, 0.5 and of the lost 0.5, 1: variances 1/16 ÷ 3 and 1/8 ÷ 2.
    error = math.sqrt(1 / 16 / 3 + 1 / 8 / 2)
    assert area.low == pytest.approx(max(0.75 - 1.959963984540054 * error, 0))
    assert area.high == 1


def test_area_of_one_label_is_not_known() -> None:
    assert area_under_curve(array(0.1, 0.2), array(1, 1)).value is None


def test_lift_and_calibration_by_tenths() -> None:
    """20 rows: the top two are both won, of the others two of 18: lift 1 ÷ 0.2."""
    scores = array(*(1 - place / 20 for place in range(20)))
    labels = array(1, 1, *[0] * 16, 1, 1)
    assert lift_of_top_tenth(scores, labels) == pytest.approx(5)
    first, *_, last = tenths(scores, labels)
    assert (first.judged_rows, first.positives) == (2, 2)
    assert (first.expected_rate, first.observed_rate) == (pytest.approx(0.975), 1)
    assert (last.expected_rate, last.observed_rate) == (pytest.approx(0.075), 1)
    # Gaps: 0.025, then the eight tenths without any, 0.875 down to 0.175, then 0.925.
    gaps = [0.025, *(0.875 - step / 10 for step in range(8)), 0.925]
    assert calibration_error(scores, labels) == pytest.approx(sum(gaps) / 10)


def test_brier_score_is_the_mean_squared_distance() -> None:
    assert brier_score(array(0.9, 0.2), array(1, 0)) == pytest.approx((0.01 + 0.04) / 2)


def test_periods_end_with_the_last_month_of_which_labels_are_known() -> None:
    assert periods(AS_OF, date(2026, 5, 1)) == [
        (date(2025, 6, 1), date(2025, 9, 1)),
        (date(2025, 9, 1), date(2025, 12, 1)),
        (date(2025, 12, 1), date(2026, 3, 1)),
        (date(2026, 3, 1), date(2026, 6, 1)),
    ]


def test_a_driver_is_found_on_later_rows() -> None:
    judgement = judged(some_rows())
    overall = judgement.overall
    assert overall is not None
    assert overall.auc is not None
    assert overall.auc_low is not None
    assert overall.auc_low > 0.7
    [alone] = [each.auc for each in judgement.baselines if each.is_all]
    assert alone == pytest.approx(overall.auc, abs=0.1)
    assert overall.brier < overall.baseline_brier


def test_shuffled_labels_are_no_better_than_a_coin() -> None:
    areas = []
    for seed in range(8):
        overall = judged(some_rows(seed=seed, shuffled=True)).overall
        assert overall is not None
        areas.append(overall.auc)
    assert np.mean(areas) == pytest.approx(0.5, abs=0.05)


def test_a_period_is_judged_by_what_was_known_before_it() -> None:
    """Rows that are known from the period's first day on may be anything."""
    rows = some_rows()
    first = judged(rows).performance[0]
    known = array(*(day < first.period_from for day in rows.known_on)).astype(bool)
    assert first.trained_rows == known.sum()
    later = array(*(day > first.period_to for day in rows.observed_on)).astype(bool)
    labels = np.where(later, 1 - rows.labels, rows.labels)
    assert judged(replace(rows, labels=labels)).performance[0] == first


def test_too_few_rows_are_not_judged() -> None:
    assert judged(some_rows(40)).overall is None


def test_rare_levels_constants_and_the_commonest_level_are_no_features() -> None:
    count = 100
    found = [(f"s{n:03d}", AS_OF, AS_OF, n % 2 == 0) for n in range(count)]
    given: list[tuple[str, str, float | None]] = []
    for n in range(count):
        level = "rare" if n < 10 else "usual" if n < 70 else "some"
        given += [(f"s{n:03d}", f"channel={level}", 1.0), (f"s{n:03d}", "constant", 1.0)]
        given += [(f"s{n:03d}", "number", float(n))] if n % 3 else []
    rows = arranged(found, given)
    assert rows.without_rare_features().features == ["channel=some", "number"]
    number = rows.with_features(["number"]).values[:, 0]
    assert math.isnan(number[0])
    assert number[1] == 1


def test_a_score_is_computed_by_hand_from_the_coefficients() -> None:
    rows = some_rows().without_rare_features()
    learned = fit(rows.values, rows.labels, 1)
    published = coefficient_rows(rows, learned)
    assert published[0]["feature"] == "intercept"
    linear = 0.0
    for row in published:
        is_intercept = row["feature"] == "intercept"
        value = 1.0 if is_intercept else rows.values[5, rows.features.index(row["feature"])]
        linear += row["coefficient"] * (value - row["mean"]) / row["scale"]
    assert 1 / (1 + math.exp(-linear)) == pytest.approx(learned.scores(rows.values)[5], abs=1e-12)


def test_a_version_is_kept_and_read_back(settings: Settings) -> None:
    write_version(settings, version(), {})
    write_version(settings, version(version=2), {})
    assert read_versions(settings) == [version(), version(version=2)]


def test_a_fit_that_is_killed_leaves_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_version(settings, version(), {})
    kept = sorted(versions.folder(settings).rglob("*"))
    calls: list[Path] = []
    original = versions._write_parquet

    def write(connection: Any, path: Path, *rest: Any) -> None:
        calls.append(path)
        if len(calls) == 3:
            raise KeyboardInterrupt
        original(connection, path, *rest)

    monkeypatch.setattr(versions, "_write_parquet", write)
    with pytest.raises(KeyboardInterrupt):
        write_version(settings, version(version=2), {})
    assert sorted(versions.folder(settings).rglob("*")) == kept
    write_version(settings, version(version=2), {})
    assert [each.version for each in read_versions(settings)] == [1, 2]
    assert not (settings.data_dir / "fitted_unfinished").exists()


def test_a_note_of_too_little_data_gives_way_to_the_next_version(settings: Settings) -> None:
    write_version(settings, version(status="not_enough_data"), {})
    write_version(settings, version(version=2), {})
    write_version(settings, version(version=3, status="not_enough_data"), {})
    assert [each.version for each in read_versions(settings)] == [2, 3]


def test_versions_are_tables_of_the_declared_types(settings: Settings) -> None:
    made = fitted(settings, recipe(), some_rows(), AS_OF)
    show(settings)
    with duckdb.connect(str(settings.warehouse)) as warehouse:
        for name, columns in declared_tables().items():
            described = warehouse.execute(f"describe fitted.{name}").fetchall()
            assert [row[0] for row in described] == list(columns)
            is_empty = name == "model_drift"  # of models with a version per month only
            assert bool(warehouse.execute(f"from fitted.{name}").fetchall()) != is_empty
        found = warehouse.execute("select base_rate from fitted.model_versions").fetchone()
    assert found == (made.base_rate,)


def test_without_versions_the_tables_are_empty(settings: Settings) -> None:
    show(settings)
    with duckdb.connect(str(settings.warehouse)) as warehouse:
        assert warehouse.execute("select * from fitted.model_coefficients").fetchall() == []


def test_too_few_wins_are_noted_and_noted_once(settings: Settings) -> None:
    made = fitted(settings, recipe(minimum=300), some_rows(), AS_OF)
    assert (made.status, made.row_count) == ("not_enough_data", 400)
    assert fitted(settings, recipe(minimum=300), some_rows(), AS_OF) == made
    assert len(read_versions(settings)) == 1


def test_nothing_to_learn_from_is_not_enough(settings: Settings) -> None:
    made = fitted(settings, recipe(), arranged([], []), AS_OF)
    assert (made.status, made.row_count, made.base_rate) == ("not_enough_data", 0, None)


def test_a_version_that_does_worse_is_refused(settings: Settings) -> None:
    assert fitted(settings, recipe(), some_rows(), AS_OF).status == "in_force"
    worse = fitted(settings, recipe(), some_rows(shuffled=True), AS_OF)
    assert (worse.status, worse.version) == ("refused", 2)
    # It is the one in force that the next one is compared with.
    assert fitted(settings, recipe(), some_rows(shuffled=True), AS_OF).status == "refused"
    assert fitted(settings, recipe(), some_rows(), AS_OF).status == "in_force"


@pytest.fixture(scope="module")
def project() -> Project:
    return Project(json.loads((parsed() / "manifest.json").read_bytes()))


@pytest.mark.parametrize(
    ("as_of", "changes", "is_due"),
    [
        (date(2026, 6, 30), {}, False),
        (date(2026, 7, 1), {}, True),
        (date(2026, 6, 29), {}, True),  # fitted later than this "now"
        (date(2026, 6, 30), {"recipe": "other"}, True),
        (date(2026, 6, 30), {"status": "refused"}, False),
        (date(2026, 6, 30), {"status": "not_enough_data"}, False),
    ],
)
def test_a_fit_is_due_once_a_month_and_when_its_recipe_changes(
    tmp_path: Path, project: Project, as_of: date, changes: dict[str, Any], is_due: bool
) -> None:
    settings = Settings(data_dir=tmp_path)
    unchanged: Callable[[Any], bool] = lambda _: False  # noqa: E731
    wanted = recipes(project)
    assert [each.model for each in due(settings, project, as_of, unchanged)] == [
        each.model for each in wanted
    ]
    for each in wanted:
        own = {"model": each.model, "recipe": each.fingerprint, **changes}
        write_version(settings, version(**own), {})
    assert bool(due(settings, project, as_of, unchanged)) == is_due


def test_what_lacked_data_is_tried_again_when_they_change(tmp_path: Path, project: Project) -> None:
    settings = Settings(data_dir=tmp_path)
    for each in recipes(project):
        own = {"model": each.model, "recipe": each.fingerprint, "status": "not_enough_data"}
        write_version(settings, version(**own), {})
    assert len(due(settings, project, AS_OF, lambda _: True)) == len(recipes(project))
