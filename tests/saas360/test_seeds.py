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


def test_every_way_in_which_a_payment_ends_a_contract_has_its_reason() -> None:
    named = {
        row["reason_code"]: row["reason"]
        for row in read("reason_taxonomy")
        if row["source"] == "payment"
    }
    decided_by = ("unpaid", "past_due", "ended_in_arrears", "failed_invoice")
    assert named == dict.fromkeys(decided_by, "payment_failed")


def test_every_reason_of_stripes_cancellation_is_in_the_taxonomy() -> None:
    feedback = {
        "customer_service", "low_quality", "missing_features", "other", "switched_service",
        "too_complex", "too_expensive", "unused",
    }  # fmt: skip
    named = {
        row["reason_code"]
        for row in read("reason_taxonomy")
        if row["source"] == "cancellation_session"
    }
    assert feedback <= named


def read(seed: str) -> list[dict[str, str]]:
    with (SEEDS / f"{seed}.csv").open(newline="") as file:
        return list(csv.DictReader(file))
