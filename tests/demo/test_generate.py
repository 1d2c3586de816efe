"""Writing a demo: the same again from the same seed, and never over somebody's data."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from demo import NotADemoFolder, generate


def checksums(folder: Path) -> dict[str, str]:
    """The digest of every file below a folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.parquet"))
    }


def test_same_seed_gives_the_same_files_whatever_the_threads(
    folder_of: Callable[[int], Path], tmp_path: Path
) -> None:
    generate(tmp_path / "raw", tmp_path / "truth", scale=0.1, seed=1, threads=1)
    assert checksums(tmp_path) == checksums(folder_of(1))


def test_another_seed_gives_another_company(folder_of: Callable[[int], Path]) -> None:
    one, other = checksums(folder_of(1)), checksums(folder_of(2))
    alike = {name for name in one if one[name] == other.get(name)}
    planted = {
        *("actions", "critical_months", "health_drivers", "key_features", "programs"),
        *("channels", "experiments", "landing_pages", "lead_drivers"),
    }
    # One of four sellers is the slow one, which may be the same.
    assert alike - {"truth/reps.parquet"} == {
        "raw/plans.parquet",
        *(f"truth/{name}.parquet" for name in planted),
    }


def test_a_folder_with_foreign_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    foreign = tmp_path / "raw" / "accounts.csv"
    foreign.parent.mkdir()
    foreign.write_text("account_id\n1\n")
    with pytest.raises(NotADemoFolder, match="not empty"):
        generate(foreign.parent, tmp_path / "truth", scale=0.01)
    assert [path.name for path in foreign.parent.iterdir()] == ["accounts.csv"]


def test_a_demo_replaces_an_earlier_one_and_keeps_other_files(tmp_path: Path) -> None:
    raw, truth = tmp_path / "raw", tmp_path / "truth"
    generate(raw, truth, scale=0.02, end=date(2026, 10, 31))
    (raw / "tasks_of_mine.csv").write_text("task_id\n")
    generate(raw, truth, scale=0.02, end=date(2026, 3, 10), truth=False)
    days = sorted(path.name for path in (raw / "usage_events").iterdir())
    assert days[-1] <= "day=2026-03-10"
    assert (raw / "tasks_of_mine.csv").exists()
    assert list(truth.iterdir()) == []


def test_a_history_may_end_within_a_month(tmp_path: Path) -> None:
    summary = generate(
        tmp_path / "raw", tmp_path / "truth", scale=0.1, end=date(2026, 3, 10), months=18
    )
    assert (summary.accounts, summary.as_of) == (100, date(2026, 3, 10))
    months = duckdb.sql(
        f"""
        select min(date_month) >= date '2024-10-01', max(date_month)
        from '{tmp_path}/truth/account_months.parquet'
        """
    ).fetchone()
    assert months == (True, date(2026, 3, 1))


@pytest.mark.parametrize(("scale", "months"), [(0, 24), (1, 6)])
def test_what_cannot_be_made_is_refused_before_anything_is_written(
    tmp_path: Path, scale: float, months: int
) -> None:
    with pytest.raises(ValueError, match=r"leaves no account|need 18 months"):
        generate(tmp_path / "raw", tmp_path / "truth", scale=scale, months=months)
    assert not (tmp_path / "raw").exists()
