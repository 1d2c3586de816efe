"""What seeds owe each other where dbt can't ask: those of connectors are off unless in use."""

import csv
import re
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]
SEEDS = PROJECT / "seeds"


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


@pytest.mark.parametrize(
    ("macro", "folder", "yaml_file", "model"),
    [
        ("risk_features", "risk", "_risk__intermediate", "int_risk__training_rows"),
        ("growth_features", "growth", "_growth__intermediate", "int_growth__training_rows"),
    ],
)
def test_what_a_model_looks_at_is_learnt_scored_and_said_in_words(
    macro: str, folder: str, yaml_file: str, model: str
) -> None:
    """Fitting reads the YAML, scoring the macro, reasons the seed: none may lack a feature."""
    text = (PROJECT / "macros" / "rules" / f"{macro}.sql").read_text()
    scored = re.findall(r"^    '(\w+)',$", text, re.MULTILINE)
    document = yaml.safe_load(
        (PROJECT / "models" / "intermediate" / folder / f"{yaml_file}.yml").read_text()
    )
    [described] = [each for each in document["models"] if each["name"] == model]
    assert scored
    assert described["config"]["meta"]["fits"]["features"] == scored
    worded = {(row["feature"], row["is_more"]) for row in read("risk_feature_labels")}
    assert {(feature, more) for feature in scored for more in ("true", "false")} <= worded


def read(seed: str) -> list[dict[str, str]]:
    with (SEEDS / f"{seed}.csv").open(newline="") as file:
        return list(csv.DictReader(file))
