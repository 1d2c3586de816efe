"""Any combination of the revenue rules: the identities hold, and MRR is that of a second opinion.

Eleven rules have some ten thousand combinations. Those tried here are few, and yet each value of
each rule meets each value of each other rule in one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, product
from pathlib import Path
from typing import Any

import duckdb
import pytest
from raw_revenue import Billing, Rules, rows

from demo import generate
from saas360.raw import load
from saas360.settings import Settings

pytestmark = pytest.mark.slow

AS_OF = "2026-10-31"
CAPABILITIES = ("revenue", "retention", "plans", "payments", "finance", "history")
VALUES: dict[str, tuple[Any, ...]] = {
    "mrr_discounts": ("recurring", "forever", "all", "none"),
    "mrr_metered": ("exclude", "include"),
    "mrr_past_due": ("keep", 14),
    "mrr_unpaid": ("exclude", "keep"),
    "mrr_paused": ("exclude", "keep"),
    "mrr_cancellation": ("period_end", "requested"),
    "mrr_free": ("contraction", "churn"),
    "reactivation_window_days": (None, 30),
    "customer_grain": ("account", "ultimate_parent"),
    "reporting_currency": ("USD", "EUR"),
    "reporting_timezone": ("UTC", "Pacific/Auckland"),
}
IN_CI = 5
KNOWN_TO_THE_SECOND_OPINION = Rules.__dataclass_fields__.keys()


def covering() -> list[dict[str, Any]]:
    """Few combinations in which every two values of two rules meet, chosen greedily."""
    pairs = {
        frozenset([(first, left), (second, right)])
        for first, second in combinations(VALUES, 2)
        for left, right in product(VALUES[first], VALUES[second])
    }
    chosen = []
    while pairs:
        rules: dict[str, Any] = {}
        for name, values in VALUES.items():
            rules[name] = max(
                reversed(values),
                key=lambda value: (
                    sum(frozenset([(name, value), item]) in pairs for item in rules.items())
                    or sum((name, value) in pair for pair in pairs) / 1000
                ),
            )
        met = {frozenset(pair) for pair in combinations(rules.items(), 2)}
        if not met & pairs:
            rules |= dict(next(iter(sorted(pairs, key=str))))
            met = {frozenset(pair) for pair in combinations(rules.items(), 2)}
        pairs -= met
        chosen.append(rules)
    return chosen


@pytest.fixture(scope="module")
def company(dbt, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo company's data folder, staged."""
    folder = tmp_path_factory.mktemp("demo")
    generate(folder / "raw", folder / "truth", scale=0.1, seed=4, truth=False)
    load(Settings(data_dir=folder))
    staged = dbt("run", "--select", "+path:models/staging", data_dir=folder)
    assert staged.returncode == 0, staged.output[-3000:]
    return folder


def in_turn() -> list[Any]:
    """The first of them, in which every value is met, in CI; the rest where all is asked for."""
    combined = covering()
    return [
        *combined[:IN_CI],
        *(pytest.param(rules, marks=pytest.mark.exhaustive) for rules in combined[IN_CI:]),
    ]


@pytest.fixture(
    scope="module", params=in_turn(), ids=lambda rules: "-".join(map(str, rules.values()))
)
def built(request, dbt, company: Path) -> Iterator[tuple[dict[str, Any], Any]]:
    """The company's revenue under a combination, its data tests passed."""
    run = dbt(
        "build",
        "--exclude-resource-type",
        "unit_test",
        "--select",
        *(f"+path:models/marts/metrics/{capability}" for capability in CAPABILITIES),
        "--exclude",
        "path:models/staging",
        "--indirect-selection",
        "buildable",
        variables={"as_of": AS_OF, **request.param},
        data_dir=company,
    )
    assert run.returncode == 0, run.output[-3000:]
    with duckdb.connect(str(company / "warehouse.duckdb"), read_only=True) as connection:
        yield request.param, connection


def test_identities_hold_and_mrr_is_that_of_the_second_opinion(built) -> None:
    variables, connection = built
    rules = Rules(
        **{name: value for name, value in variables.items() if name in KNOWN_TO_THE_SECOND_OPINION}
    )
    billing = Billing.read(connection, rules)
    rates = rows(connection, "from raw.exchange_rates order by rate_date")
    differing = []
    months = rows(
        connection,
        "select *, least(last_day(date_month), date '2026-10-31') as day"
        " from metrics.monthly_recurring_revenue",
    )
    for month in months:
        newest = {"USD": Decimal(1)} | {
            rate["from_currency"]: rate["rate"]
            for rate in rates
            if rate["rate_date"] <= month["day"]
        }
        balances = billing.mrr(month["account_id"], rules.last_instant(month["day"]))
        in_dollars = sum(amount * newest[currency] for currency, amount in balances.items())
        expected = in_dollars / newest[variables["reporting_currency"]]
        if abs(expected - month["mrr"]) > Decimal("0.0001"):
            differing.append((month["account_id"], month["day"], expected, month["mrr"]))

    assert len(months) > 1000
    assert differing == []


def test_every_value_is_met_in_ci() -> None:
    first_ones = covering()[:IN_CI]
    for name, values in VALUES.items():
        assert {rules[name] for rules in first_ones} == set(values)


def test_every_two_values_of_two_rules_meet() -> None:
    tried = covering()
    for first, second in combinations(VALUES, 2):
        met = {(rules[first], rules[second]) for rules in tried}
        assert met == set(product(VALUES[first], VALUES[second]))
