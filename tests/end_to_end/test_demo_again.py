"""A demo over an earlier one of another company leaves nothing of that one."""

from pathlib import Path

import duckdb
import pytest

from end_to_end.pipeline import DataFolder

SCALE = 0.03


@pytest.mark.exhaustive
def test_another_company_in_the_same_folder_is_built_from_nothing(tmp_path: Path) -> None:
    again = DataFolder(tmp_path)
    for seed in (2, 3):
        outcome = again.demo(scale=SCALE, seed=seed)
        assert outcome.status == 0, outcome.output
    events = duckdb.sql(f"select sum(events) from '{again.truth}/usage_days.parquet'").fetchone()
    used = again.warehouse(
        "select sum(events) from intermediate.int_usage__daily_events"
        " where rejection_reason is null"
    )
    assert events is not None
    assert used == [events]
    restated = "select count(*) from metrics.reported_monthly_revenue where mrr_difference <> 0"
    assert again.published(restated) == [(0,)]
