"""Models with a version per month: what each knew, how they are judged, when one is refused."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from saas360.fitting import refit
from saas360.fitting.drift import stability_index
from saas360.fitting.judgement import amount_share_of_top_tenth, average_precision, lists
from saas360.fitting.refit import Recipe
from saas360.fitting.rolling import months_after
from saas360.fitting.training import NEVER, TrainingRows, read_wide_rows
from saas360.fitting.versions import Version, folder, read_versions
from saas360.settings import Settings

FIRST = date(2025, 1, 31)
LATEST = date(2026, 6, 20)
RECIPE = Recipe(
    model="loss",
    rows="intermediate.rows",
    features="intermediate.rows",
    minimum=30,
    baselines=("silence",),
    fingerprint="f1",
    penalty=10,
    every_month=True,
)


def array(*values: float) -> Any:
    return np.array(values, dtype=float)


def some_rows(months: int = 17, accounts: int = 150, seed: int = 3) -> TrainingRows:
    """Month ends of accounts; the silent are likelier to leave, which is known 60 days later."""
    random = np.random.default_rng(seed)
    count = months * accounts
    silence, noise, luck = random.random((3, count))
    ends = [date.fromordinal(months_after(FIRST, n + 1).toordinal() - 1) for n in range(months)]
    observed = [ends[place // accounts] for place in range(count)]
    known = [date.fromordinal(day.toordinal() + 60) for day in observed]
    labels = (luck < 0.4 * silence).astype(float)
    labels[[day > LATEST for day in known]] = np.nan
    return TrainingRows(
        subjects=[f"a{place:06d}" for place in range(count)],
        observed_on=observed,
        known_on=[day if day <= LATEST else NEVER for day in known],
        labels=labels,
        features=["silence", "noise"],
        values=np.column_stack([silence, noise]),
        beside={"silence": silence, "amount": np.full(count, 100.0)},
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


def fitted(settings: Settings, rows: TrainingRows, as_of: date = LATEST) -> list[Version]:
    return list(refit._fit(settings, RECIPE, rows, as_of))


def kept(settings: Settings, version: Version, table: str, columns: str = "*") -> list[Any]:
    path = folder(settings) / version.model / version.folder_name / f"{table}.parquet"
    with duckdb.connect() as connection:
        return connection.execute(f"select {columns} from '{path}' order by all").fetchall()


def test_each_month_has_a_version_of_what_was_known_before_it(settings: Settings) -> None:
    rows = some_rows()
    made = fitted(settings, rows)
    # January's labels are known on the first of April: too late for April's version.
    months = [date(2025, month, 1) for month in range(5, 13)]
    months += [date(2026, month, 1) for month in range(1, 7)]
    assert [each.fitted_on for each in made] == months
    assert [each.version for each in made] == list(range(1, len(made) + 1))
    for each in made:
        known = rows.known_before(each.fitted_on)
        assert (each.row_count, each.positives) == (len(known), known.positives)
        assert each.trained_to == max(known.observed_on)


def test_what_comes_later_changes_no_earlier_version(tmp_path: Path) -> None:
    early, late = Settings(data_dir=tmp_path / "early"), Settings(data_dir=tmp_path / "late")
    rows = some_rows()
    first = fitted(early, rows.observed_within(FIRST, date(2025, 12, 1)), date(2025, 11, 15))
    later = replace(
        rows,
        labels=np.where(
            [day >= date(2025, 11, 1) for day in rows.known_on], 1 - rows.labels, rows.labels
        ),
    )
    second = fitted(late, later)[: len(first)]
    assert first == second
    for each in first:
        for table in ("model_coefficients", "model_performance", "model_drift"):
            assert kept(early, each, table) == kept(late, each, table)


def test_months_that_have_a_version_keep_it(settings: Settings) -> None:
    made = fitted(settings, some_rows(), date(2026, 5, 3))
    again = fitted(settings, some_rows(), LATEST)
    assert [each.fitted_on for each in again] == [date(2026, 6, 1)]
    assert read_versions(settings) == [*made, *again]
    assert fitted(settings, some_rows(), LATEST) == []


def test_a_version_is_judged_beside_its_baselines(settings: Settings) -> None:
    version = fitted(settings, some_rows())[-1]
    [model] = kept(settings, version, "model_performance", "auc, is_all, judged_rows")[-1:]
    baselines = kept(settings, version, "model_baselines", "baseline, is_all, auc")
    assert {name for name, _, _ in baselines} == {"silence"}
    # Noise adds nothing: the model is its one driver.
    [alone] = [auc for _, is_all, auc in baselines if is_all]
    assert model[0] == pytest.approx(alone, abs=0.02)


def test_scores_of_another_population_are_not_put_in_force(settings: Settings) -> None:
    rows = some_rows()
    silent_now = np.array([date(2026, 5, 1) <= day < date(2026, 6, 1) for day in rows.observed_on])
    values = rows.values.copy()
    values[silent_now, 0] = 1 + values[silent_now, 0]  # a feed that broke
    *before, last = fitted(settings, replace(rows, values=values))
    assert {each.status for each in before} == {"in_force"}
    assert last.status == "drifted"
    drift = dict(kept(settings, last, "model_drift", "feature, stability_index"))
    assert drift["silence"] > 0.25
    assert drift["noise"] < 0.25


def test_the_stability_index_is_the_sum_over_bins() -> None:
    """Half of then is 0 and half is 1; now a quarter and three: (.25 - .5) ln .5 + .25 ln 1.5."""
    then, now = array(*[0] * 500, *[1] * 500), array(*[0] * 250, *[1] * 750)
    expected = -0.25 * np.log(0.5) + 0.25 * np.log(1.5)
    assert stability_index(then, now) == pytest.approx(expected, abs=2e-3)
    assert stability_index(then, then) == 0
    assert stability_index(then, now[:99]) is None


def test_missing_values_are_a_bin_of_their_own() -> None:
    then = array(*range(1000))
    now = np.where(then < 500, np.nan, then)
    index = stability_index(then, now)
    assert index is not None
    assert index > 1


def test_average_precision_is_the_mean_precision_at_each_positive() -> None:
    """Positives on places 1 and 3: (1/1 + 2/3) / 2."""
    scores, labels = array(0.9, 0.8, 0.7, 0.6), array(1, 0, 1, 0)
    assert average_precision(scores, labels) == pytest.approx(5 / 6)
    assert average_precision(scores, array(0, 0, 0, 0)) is None


def test_the_top_tenths_share_is_of_what_was_lost() -> None:
    """Of 20 rows two are the top tenth; one of them was lost with 30, another row with 10."""
    scores = array(*range(20))
    labels, amounts = np.zeros(20), np.full(20, 1000.0)
    labels[[19, 0]] = 1
    amounts[[19, 0]] = 30, 10
    assert amount_share_of_top_tenth(scores, labels, amounts) == 0.75
    assert amount_share_of_top_tenth(scores, np.zeros(20), amounts) is None


def test_each_day_has_a_list_of_its_own() -> None:
    """Ten rows on each of two days; only the second day's first is a hit."""
    scores = array(*range(10), *range(100, 110))
    labels, amounts = np.zeros(20), np.full(20, 5.0)
    labels[[0, 19]] = 1
    days = [date(2026, 1, 4)] * 10 + [date(2026, 1, 11)] * 10
    found = {
        each.list_share or each.list_length: each for each in lists(scores, labels, amounts, days)
    }
    tenth = found[0.1]
    assert (tenth.lists, tenth.listed_rows, tenth.hits) == (2, 2, 1)
    assert (tenth.hit_rate, tenth.amount_share) == (0.5, 0.5)
    assert (found[10].listed_rows, found[10].hits, found[10].hit_rate) == (20, 2, 0.1)


def test_wide_rows_are_read_with_those_that_nobody_can_label_yet() -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema intermediate")
        connection.execute(
            """
            create table intermediate.rows as
            from (values
                ('b', date '2026-01-31', date '2026-03-02', true, 2, null, 10.5::decimal(20, 6)),
                ('a', date '2026-05-31', date '2026-07-01', null, 1, 0.5, 7)
            ) as rows (subject_id, observed_on, known_on_30, is_lost_30, logins, nps, mrr)
            """
        )
        rows = read_wide_rows(
            connection,
            "intermediate.rows",
            "is_lost_30",
            "known_on_30",
            ["logins", "nps"],
            {"amount": "mrr"},
        )
    assert rows.subjects == ["a", "b"]
    assert rows.known_on == [NEVER, date(2026, 3, 2)]
    assert np.isnan(rows.labels[0])
    assert rows.labels[1] == 1
    assert rows.values.tolist()[0] == [1, 0.5]
    assert np.isnan(rows.values[1, 1])
    assert rows.beside["amount"].tolist() == [7, 10.5]
    assert len(rows.known_before(date(2026, 7, 1))) == 1
