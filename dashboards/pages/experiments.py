"""Experiments, of the pricing page: what they showed, how sure that is, and how it came."""

from dashboards.blocks import Block, Chart, Choice, Column, Listing, Section
from dashboards.charts import BLUE, GREY, bars, lines, lines_by
from dashboards.copy import PublishedCopy, Row
from dashboards.pages.common import worded

EXPERIMENTS, DAYS = "metrics.experiments", "metrics.experiment_days"
TRIED = "marketing: `experiment_exposures`, and a plan in `seeds/experiment_plans.csv`"
FEWEST_UNITS = 200
MOST_EXPERIMENTS = 6
BOUNDS = {"difference": "Difference", "difference_low": "from", "difference_high": "to"}


def section(copy: PublishedCopy) -> Section:
    """The page's section about experiments."""
    rows = worded(
        copy.rows("select * from metrics.experiments order by experiment_id, is_control desc"),
        "verdict",
    )
    days = copy.rows(
        "select experiment_days.*, coalesce(experiments.experiment_name, experiment_id) as name,"
        " experiments.is_control, experiments.starts_on from metrics.experiment_days"
        " left join metrics.experiments using (experiment_id, variant)"
        " where experiment_days.compared_units >= ?"
        " order by starts_on desc, experiment_id, is_control desc, variant, measured_on",
        [FEWEST_UNITS],
    )
    return Section(
        "Experiments",
        [_results(rows), _differences(rows), *_by_day(days)],
        "Go by the verdict: who looks every day and stops at the first small p finds effects that"
        " are none.",
    )


def _results(rows: list[Row]) -> Listing:
    rates = {"conversion_rate": "Conversion"} | BOUNDS
    ps = {
        "adjusted_p_value": "p",
        "sequential_p_value": "p, many looks",
        "sample_ratio_p_value": "p of the split",
    }
    return Listing(
        title="What experiments showed",
        columns=[
            Column("experiment_name", "Experiment", of=f"{EXPERIMENTS}.experiment_name"),
            Column("variant", "Variant", of=f"{EXPERIMENTS}.variant"),
            Column("verdict", "Verdict", of=f"{EXPERIMENTS}.verdict", is_filter=True),
            Column("compared_units", "Compared", "number", f"{EXPERIMENTS}.compared_units"),
            Column("required_units", "Required", "number", f"{EXPERIMENTS}.required_units"),
            *(Column(key, name, "rate", f"{EXPERIMENTS}.{key}") for key, name in rates.items()),
            *(Column(key, name, "decimal", f"{EXPERIMENTS}.{key}") for key, name in ps.items()),
            Column(
                "has_sample_ratio_mismatch",
                "Split is broken",
                "flag",
                f"{EXPERIMENTS}.has_sample_ratio_mismatch",
            ),
        ],
        rows=rows,
        connect=TRIED,
    )


def _differences(rows: list[Row]) -> Chart:
    """Lines in the names of bars leave the drawing its width on phones."""
    tried = [
        {**row, "bar": f"{row['experiment_name']}<br>{row['variant']}: {row['verdict']}"}
        for row in rows
        if not row["is_control"]
    ]
    return Chart(
        title="Conversion less control's, with its interval",
        figure=bars(
            tried,
            "bar",
            {"difference": "Difference"},
            "rate",
            low="difference_low",
            high="difference_high",
        ),
        columns=[
            Column("experiment_name", "Experiment", of=f"{EXPERIMENTS}.experiment_name"),
            Column("variant", "Variant", of=f"{EXPERIMENTS}.variant"),
            *(Column(key, name, "rate", f"{EXPERIMENTS}.{key}") for key, name in BOUNDS.items()),
        ],
        rows=tried,
        connect=TRIED,
        note="An interval that includes zero shows no effect; one of a broken split shows nothing.",
        is_wide=True,
    )


def _by_day(days: list[Row]) -> list[Block]:
    """A drawing for each of the newest experiments: lines of all in one would show nothing."""
    names = list(dict.fromkeys(row["name"] for row in days))[:MOST_EXPERIMENTS]
    variants = dict.fromkeys(
        (row["name"], row["variant"])
        for row in days
        if row["name"] in names and not row["is_control"]
    )
    rates = {name: _rates(name, [row for row in days if row["name"] == name]) for name in names}
    differences = {
        f"{name}: {variant}": _difference(
            name, [row for row in days if (row["name"], row["variant"]) == (name, variant)]
        )
        for name, variant in variants
    }
    return [Choice("Experiment", chosen) for chosen in (rates, differences) if chosen]


def _rates(name: str, rows: list[Row]) -> Chart:
    return Chart(
        title=f"{name}: conversion so far",
        figure=lines_by(rows, "measured_on", "variant", "conversion_rate", "rate", daily=True),
        columns=[
            Column("measured_on", "Day", "date", f"{DAYS}.measured_on"),
            Column("variant", "Variant", of=f"{DAYS}.variant"),
            Column("compared_units", "Compared", "number", f"{DAYS}.compared_units"),
            Column("conversion_rate", "Conversion", "rate", f"{DAYS}.conversion_rate"),
        ],
        rows=rows,
        connect=TRIED,
        note=f"From the day on which {FEWEST_UNITS} of a variant could be compared.",
    )


def _difference(name: str, rows: list[Row]) -> Chart:
    return Chart(
        title=f"{name}: difference so far",
        figure=lines(
            rows,
            "measured_on",
            BOUNDS,
            "rate",
            dashed=["difference_low", "difference_high"],
            colors=[BLUE, GREY, GREY],
            daily=True,
        ),
        columns=[
            Column("measured_on", "Day", "date", f"{DAYS}.measured_on"),
            *(Column(key, label, "rate", f"{DAYS}.{key}") for key, label in BOUNDS.items()),
            Column("sequential_p_value", "p, many looks", "decimal", f"{DAYS}.sequential_p_value"),
        ],
        rows=rows,
        connect=TRIED,
        note="Dotted: the interval of one look.",
    )
