"""The statistics of experiments: published values, a second computation, and how often they err."""

from collections.abc import Iterator
from typing import Any

import duckdb
import numpy as np
import pytest
from rendered_models import create, macro_sql
from scipy import stats

ALPHA = 0.05
VARIABLES = {"experiment_expected_units": 2000, "experiment_power": 0.8}
STATISTICS = (
    "int_experiments__beside_control",
    "int_experiments__conversion_differences",
    "int_experiments__revenue_differences",
    "int_experiments__decisive",
    "int_experiments__comparisons",
)
Row = dict[str, Any]


def compare(
    connection: duckdb.DuckDBPyConnection, days: duckdb.DuckDBPyRelation | str, **plan: Any
) -> None:
    """Runs the models of statistics on cumulated days, for experiments of one plan."""
    plan = {"metric": "registration", "alpha": ALPHA, "effect": None, "planned_units": None} | plan
    connection.execute(f"create or replace table int_experiments__days as select * from {days}")
    connection.execute(
        "create or replace table int_experiments__plans as select distinct experiment_id,"
        " $metric as metric, $alpha::double as alpha, $effect::double as minimum_detectable_effect"
        " from int_experiments__days",
        {name: plan[name] for name in ("metric", "alpha", "effect")},
    )
    connection.execute(
        "create or replace table int_experiments__variants as select distinct experiment_id,"
        " variant, is_control, $planned_units::integer as planned_units"
        " from int_experiments__days",
        {"planned_units": plan["planned_units"]},
    )
    for model in STATISTICS:
        create(connection, model, VARIABLES)


def days_of(*variants: tuple[float, ...]) -> str:
    """One day of one experiment; of each variant units, conversions, revenue and its squares."""
    rows = ", ".join(
        f"('x', 'v{number}', {number == 0}, date '2026-01-31', {units}, {conversions},"
        f" {revenue}::decimal(20, 6), {squares}::double)"
        for number, (units, conversions, revenue, squares) in enumerate(variants)
    )
    return (
        f"(values {rows}) as days (experiment_id, variant, is_control, measured_on,"
        " compared_units, conversions, revenue, revenue_squares)"
    )


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def value(call: str, **columns: float) -> float:
    """What a macro makes of columns with the given values."""
    row = ", ".join(
        f"cast({float(number)!r} as double) as {name}" for name, number in columns.items()
    )
    with duckdb.connect() as connection:
        found = connection.execute(f"select {macro_sql(call)} from (select {row})").fetchone()
    assert found is not None
    return float(found[0])


@pytest.mark.parametrize("probability", [1e-12, 1e-5, 0.001, 0.05, 0.2, 0.5, 0.8, 0.975, 0.9995])
def test_normal_quantiles_are_those_of_the_distribution(probability: float) -> None:
    found = value("normal_quantile('p')", p=probability)
    assert found == pytest.approx(stats.norm.ppf(probability), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 5, 7, 10, 11, 20, 40])
@pytest.mark.parametrize("tail", [0.9, 0.5, 0.1, 0.05, 0.01, 0.001])
def test_chi_square_tails_are_those_of_the_distribution(degrees: int, tail: float) -> None:
    statistic = float(stats.chi2.isf(tail, degrees))
    found = value("chi_square_p_value('x', 'k')", x=statistic, k=degrees)
    exact = degrees <= 10
    assert found == pytest.approx(tail, abs=2e-7 if exact else 0, rel=0 if exact else 0.07)


@pytest.mark.parametrize("degrees", [8, 18, 60, 500])
@pytest.mark.parametrize("tail", [0.9, 0.2, 0.05, 0.01])
def test_students_tails_and_quantiles_are_those_of_the_distribution(
    degrees: int, tail: float
) -> None:
    t = float(stats.t.isf(tail / 2, degrees))
    assert value("student_p_value('t', 'k')", t=t, k=degrees) == pytest.approx(tail, abs=2e-4)
    z = float(stats.norm.isf(tail / 2))
    assert value("student_quantile('z', 'k')", z=z, k=degrees) == pytest.approx(t, rel=1e-3)


@pytest.mark.parametrize(
    ("shown", "control", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_differences_have_newcombes_interval(
    warehouse: duckdb.DuckDBPyConnection,
    shown: tuple[int, int],
    control: tuple[int, int],
    low: float,
    high: float,
) -> None:
    """Method 10 in table II of Newcombe, Statistics in Medicine 17 (1998), 873-890."""
    compare(warehouse, days_of((control[1], control[0], 0, 0), (shown[1], shown[0], 0, 0)))
    found = warehouse.sql(
        "select difference_low, difference_high from int_experiments__conversion_differences"
    ).fetchone()
    assert found == pytest.approx((low, high), abs=5e-5)


def test_revenue_is_compared_as_by_welch(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Student's sleep data as in R's manual of t.test: t -1.8608, 17.776 degrees, p 0.07939."""
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    variants = [(10, 0, sum(one), sum(x * x for x in one)) for one in (second, first)]
    compare(warehouse, days_of(*variants), metric="revenue")
    found = warehouse.sql(
        "select difference, deviate, difference_low, difference_high, p_value"
        " from int_experiments__revenue_differences"
    ).fetchone()
    assert found is not None
    assert found[:2] == pytest.approx((-1.58, -1.8608), abs=5e-5)
    assert found[2:4] == pytest.approx((-3.3654832, 0.2054832), abs=1e-3)
    assert found[4] == pytest.approx(0.07939, abs=2e-4)


def test_what_nobody_did_has_no_p_value(warehouse: duckdb.DuckDBPyConnection) -> None:
    compare(warehouse, days_of((100, 0, 0, 0), (100, 0, 0, 0), (0, 0, 0, 0)), effect=0.5)
    found = warehouse.sql(
        "select p_value, adjusted_p_value, sequential_p_value, is_sufficient, required_units"
        " from int_experiments__comparisons"
    ).fetchall()
    assert found == [(None, None, None, False, None)] * 2


def test_mendels_peas_fit_nine_to_three_to_three_to_one(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """315, 108, 101 and 32 of 556: chi-square 0.470 with three degrees, a probability of 0.925."""
    warehouse.execute(
        "create table int_experiments__totals as"
        " select 'peas' as experiment_id, exposed_units, 556 * share / 16.0 as expected_units,"
        " false as is_unplanned from (values (315, 9), (108, 3), (101, 3), (32, 1))"
        " as peas (exposed_units, share)"
    )
    create(warehouse, "int_experiments__splits", VARIABLES)
    found = warehouse.sql(
        "select chi_square, p_value, has_mismatch from int_experiments__splits"
    ).fetchone()
    assert found == (
        pytest.approx(0.470, abs=5e-4),
        pytest.approx(0.925, abs=5e-4),
        False,
    )


def test_required_units_are_those_of_rs_manual(warehouse: duckdb.DuckDBPyConnection) -> None:
    """`power.prop.test(p1 = .50, p2 = .75, power = .90)` needs 76.7 of each."""
    compare(warehouse, days_of((100, 50, 0, 0), (100, 50, 0, 0)), effect=0.5)
    create(warehouse, "int_experiments__comparisons", VARIABLES | {"experiment_power": 0.9})
    found = warehouse.sql("select required_units from int_experiments__comparisons").fetchone()
    assert found == (77,)


def test_statistics_are_those_of_scipy(warehouse: duckdb.DuckDBPyConnection) -> None:
    """One day of several hundred experiments, each variant against its control."""
    draw = np.random.default_rng(5)
    units = draw.integers(300, 3000, (300, 2))
    shares = draw.uniform(0.05, 0.3, (300, 1)) * draw.choice([1, 1.2], (300, 2))
    conversions = draw.binomial(units, shares)
    days = ", ".join(
        f"('{number}', '{variant}', {variant == 0}, date '2026-01-31',"
        f" {units[number, variant]}, {conversions[number, variant]}, 0::decimal(20, 6), 0::double)"
        for number in range(300)
        for variant in (0, 1)
    )
    columns = (
        "(experiment_id, variant, is_control, measured_on, compared_units, conversions, revenue,"
        " revenue_squares)"
    )
    compare(warehouse, f"(values {days}) as days {columns}")
    found = warehouse.sql(
        "select int_experiments__comparisons.p_value, lift_low, lift_high"
        " from int_experiments__comparisons"
        " inner join int_experiments__conversion_differences"
        " using (experiment_id, variant, measured_on) order by experiment_id::integer"
    ).fetchall()
    for one, of, row in zip(conversions, units, found, strict=True):
        table = [one, of - one]
        expected = stats.chi2_contingency(table, correction=False).pvalue
        ratio = stats.contingency.relative_risk(one[1], of[1], one[0], of[0])
        lift = ratio.confidence_interval(0.95)
        assert row[0] == pytest.approx(expected, abs=1e-6)
        assert row[1:] == pytest.approx((lift.low - 1, lift.high - 1), rel=1e-4, abs=1e-5)


def test_several_variants_are_judged_as_by_holm(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Of three p-values the smallest is taken three times, the next twice, and none falls."""
    compare(
        warehouse,
        days_of((1000, 100, 0, 0), (1000, 130, 0, 0), (1000, 128, 0, 0), (1000, 101, 0, 0)),
    )
    rows = warehouse.sql(
        "select p_value, adjusted_p_value from int_experiments__comparisons order by variant"
    ).fetchall()
    (first, second, third), adjusted = zip(*rows, strict=True)
    assert adjusted == pytest.approx((3 * first, max(3 * first, 2 * second), third))
    assert first < second < third


def test_the_bound_weighs_what_is_learnt_against_what_was_planned(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """140 against 100 of 1000, half of the plan: Z is 0.04 / √(0.12 * 0.88 / 500), w 7.936 / 2."""
    compare(warehouse, days_of((1000, 100, 0, 0), (1000, 140, 0, 0)), planned_units=2000)
    weight = (2 * np.log(20) + np.log(1 + 2 * np.log(20))) / 2
    assert weight == pytest.approx(3.968, abs=5e-4)
    chi_square = 0.04**2 / (0.12 * 0.88 / 500)
    p_value = np.sqrt(1 + weight) * np.exp(-chi_square / 2 * weight / (1 + weight))
    error = np.sqrt(0.1 * 0.9 / 1000 + 0.14 * 0.86 / 1000)
    distance = error * np.sqrt((1 + weight) / weight * (2 * np.log(20) + np.log(1 + weight)))
    found = warehouse.sql(
        "select sequential_p_value, sequential_low, sequential_high"
        " from int_experiments__comparisons"
    ).fetchone()
    assert found == pytest.approx((p_value, 0.04 - distance, 0.04 + distance), abs=1e-9)


def test_the_bound_is_tightest_at_the_planned_size() -> None:
    """Howard et al. (2021): no other weight needs a deviate that is more than 1 % smaller."""
    planned = 2 * np.log(1 / ALPHA) + np.log(1 + 2 * np.log(1 / ALPHA))
    needed = {
        weight: value("sequential_deviate('w', 'a')", w=weight, a=ALPHA)
        for weight in (planned, *np.linspace(planned / 3, planned * 3, 17))
    }
    assert needed[planned] < 1.01 * min(needed.values())
    assert needed[planned] == pytest.approx(3.0, abs=0.1)


class Looks:
    """What somebody sees who looks every day at experiments of two variants.

    Args:
        connection: where the tables are made.
        experiments: how many there are.
        days: how long each of them runs, with about a hundred units a day and variant.
        lift: how many times control's rate the variant has.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        experiments: int,
        days: int,
        lift: float = 1,
    ) -> None:
        draw = np.random.default_rng(20260131)
        joined = draw.poisson(100, (experiments, 2, days)).cumsum(axis=2)
        share = draw.uniform(0.03, 0.3, (experiments, 1, 1)) * np.array([1, lift])[:, None]
        steps = np.diff(joined, axis=2, prepend=0)
        converted = draw.binomial(steps, share).cumsum(axis=2)
        number, variant, day = (axis.ravel() for axis in np.indices(joined.shape))
        columns = {
            "experiment_id": number,
            "variant": variant,
            "measured_on": day,
            "compared_units": joined.ravel(),
            "conversions": converted.ravel(),
        }
        connection.register("looks", columns)
        compare(
            connection,
            "(select *, variant = 0 as is_control, 0::decimal(20, 6) as revenue,"
            " 0::double as revenue_squares from looks)",
            planned_units=100 * days,
        )
        self.days = days
        self.connection = connection

    def share(self, condition: str) -> float:
        """Share of the experiments with a day of which the condition holds."""
        found = self.connection.sql(
            "select count(distinct experiment_id) filter (where is_sufficient and"
            f" {condition}) / count(distinct experiment_id) from int_experiments__comparisons"
        ).fetchone()
        assert found is not None
        return float(found[0])


def test_where_nothing_differs_five_percent_are_called_unless_somebody_peeks(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """3000 experiments of 28 days. A share of 5 % has a standard error of 0.4 points."""
    looks = Looks(warehouse, experiments=3000, days=28)
    at_the_end = looks.share(f"p_value < {ALPHA} and measured_on = {looks.days - 1}")
    peeking = looks.share(f"p_value < {ALPHA}")
    by_the_bound = looks.share(f"sequential_p_value < {ALPHA}")
    either = looks.share(
        f"(sequential_p_value < {ALPHA} or p_value < {ALPHA} and measured_on = {looks.days - 1})"
    )
    assert at_the_end == pytest.approx(ALPHA, abs=0.012)
    assert peeking > 4 * ALPHA
    assert 0.005 < by_the_bound < ALPHA
    assert by_the_bound <= either < 0.06


def test_the_bound_lets_most_real_effects_be_seen_early(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """A third more, as the demo's short form brings; half the plan is enough for most."""
    looks = Looks(warehouse, experiments=500, days=28, lift=1.33)
    assert looks.share(f"sequential_p_value < {ALPHA} and measured_on < {looks.days // 2}") > 0.5
    assert looks.share(f"sequential_p_value < {ALPHA}") > 0.75
