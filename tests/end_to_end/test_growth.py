"""What the demo planted before purchases is found, and the list of who may grow is worth it."""

from typing import Any

import pytest

from end_to_end.pipeline import DataFolder

pytestmark = pytest.mark.slow

# What demo/README.md, "Before they buy more", says shows before a purchase.
PLANTED = {
    "seats": {"limit_nearly_reached"},
    "plan": {"feature=automations", "feature=integrations"},
    "module": {"feature=report_exports"},
}
NOT_PLANTED = {"promoter", "content_with_support", "half_a_year", "active_every_working_day"}


def usual(demo: DataFolder) -> dict[str, set[str]]:
    """Conditions that are called usual before a step, by kind."""
    found: dict[str, set[str]] = {kind: set() for kind in PLANTED}
    for kind, condition in demo.published(
        "select kind, condition from metrics.upgrade_preconditions where is_usual"
    ):
        found[kind].add(condition)
    return found


@pytest.mark.parametrize("kind", PLANTED)
def test_what_shows_before_a_purchase_is_found(large_demo: DataFolder, kind: str) -> None:
    assert usual(large_demo)[kind] >= PLANTED[kind]


def test_what_was_not_planted_is_not_found(large_demo: DataFolder) -> None:
    assert not set().union(*usual(large_demo).values()) & NOT_PLANTED


def test_who_bought_the_add_on_is_on_its_path(large_demo: DataFolder) -> None:
    ((bought,),) = _asked(
        large_demo,
        "select count(distinct account_id) from read_parquet($approaches)"
        " where kind = 'analytics' and is_followed",
    )
    ((found,),) = large_demo.published(
        "select accounts from metrics.upgrade_journeys"
        " where kind = 'module' and from_offer = 'any plan' and to_offer = 'Analytics'"
    )
    assert 0 < bought <= found


def test_the_list_hits_several_times_as_often_as_the_lot(large_demo: DataFolder) -> None:
    merits = {
        share: (hit_rate, base_rate, amount_share)
        for share, hit_rate, base_rate, amount_share in large_demo.published(
            "select list_share, hit_rate, base_rate, amount_share"
            " from metrics.expansion_list_quality"
            " where is_all_periods and ranked_by = 'probability' and list_share is not null"
        )
    }
    hit_rate, base_rate, amount_share = merits[0.1]
    assert hit_rate > 3 * base_rate
    assert amount_share > 0.3
    rates = [merits[share][0] for share in sorted(merits)]
    assert rates == sorted(rates, reverse=True)  # the longer the list, the fewer hits on it


def test_the_model_beats_what_is_simpler_at_the_top_of_its_list(large_demo: DataFolder) -> None:
    merits = {
        scorer: (precision, area)
        for scorer, precision, area in large_demo.published(
            "select scorer, average_precision, auc from quality.model_performance"
            " where model = 'rise_90_days' and is_in_force and is_all_periods"
        )
    }
    precision, area = merits.pop("model")
    assert set(merits) == {"saturation", "health_score"}
    assert precision > 1.2 * max(alone for alone, _ in merits.values())
    assert area > 0.7


def test_a_week_is_scored_by_a_model_that_had_seen_none_of_its_outcomes(
    large_demo: DataFolder,
) -> None:
    (late,) = large_demo.published(
        "select count(*) from customer_360.expansion_potential as potential"
        " inner join (select distinct model, version, fitted_on from quality.model_performance"
        " where model = 'rise_90_days') as versions"
        " on potential.model_version = versions.version"
        " where versions.fitted_on > potential.week_end"
    )
    assert late == (0,)


def _asked(demo: DataFolder, sql: str) -> list[tuple[Any, ...]]:
    import duckdb

    with duckdb.connect() as connection:
        parameters = {"approaches": str(demo.truth / "approaches.parquet")}
        return connection.execute(sql, parameters).fetchall()
