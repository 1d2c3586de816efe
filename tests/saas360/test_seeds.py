"""What seeds owe each other where dbt can't ask: those of connectors are off unless in use."""

import csv
from pathlib import Path

import pytest

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


@pytest.mark.parametrize("seed", ["vendor_channels", "segment_channels"])
def test_every_channel_that_a_connector_names_has_a_group(seed: str) -> None:
    grouped = {row["channel"] for row in read("channel_groups")}
    named = {row["channel"] for row in read(seed)}
    assert named
    assert named <= grouped


def read(seed: str) -> list[dict[str, str]]:
    with (SEEDS / f"{seed}.csv").open(newline="") as file:
        return list(csv.DictReader(file))
