"""Quality: what every gate saw, what was set aside, and how fresh all of it is."""

from dashboards.blocks import Card, Cards, Chart, Column, Listing, Page, Section, Words
from dashboards.charts import bars
from dashboards.copy import PublishedCopy, Row
from dashboards.pages.common import worded

RESULTS, QUARANTINE = "quality.validation_results", "quality.quarantined_rows"
OBSERVATIONS = "quality.data_observations"
LAYERS = ("raw", "staging", "customer_360", "metrics", "quality")
ANY = "any raw table"
LATEST = (
    f"run_id = (select arg_max(run_id, checked_at) from {RESULTS} as newest"
    " where newest.layer = results.layer and newest.table_name = results.table_name)"
)


def page(copy: PublishedCopy) -> Page:
    """The page."""
    results = worded(
        copy.rows(
            f"select * from {RESULTS} as results where {LATEST}"
            " order by success, severity, layer, table_name, rule"
        ),
        "rule",
    )
    results = [{**row, "result": _result(row)} for row in results]
    return Page(
        slug="quality",
        title="Quality",
        lead="Can the figures be trusted, what was left out of them, and how fresh are they?",
        has_months=False,
        sections=[
            Section("State", [_state(copy), _links(copy)]),
            Section("Gates", [_gates(results), _warnings(copy), _checks(results)]),
            Section(
                "What was set aside",
                [_quarantine(copy), _observations(copy)],
                "Rows in quarantine are in no figure; observations are odd, but counted.",
            ),
            Section("Freshness and size", [_freshness(results), _tables(copy)]),
        ],
    )


def _state(copy: PublishedCopy) -> Cards:
    gates = copy.manifest["gates"]
    rows = copy.row(f"select count(*) as rows from {QUARANTINE}")
    run = f"run {copy.manifest['run_id'][:8]}, published {copy.published_at:%Y-%m-%d %H:%M} UTC"
    return Cards(
        [
            Card("Data as of", copy.as_of, "date", f"{RESULTS}.as_of", note=run),
            Card("Checks passed", gates.get("passed"), "number", f"{RESULTS}.success"),
            Card("Checks that warned", gates.get("warned"), "number", f"{RESULTS}.severity"),
            Card("Rows in quarantine", rows.get("rows"), "number", QUARANTINE),
        ]
    )


def _links(copy: PublishedCopy) -> Words:
    """To what stands beside the pages; only where it is there."""
    if not copy.beside:
        return Words("Data Docs and dbt docs stand here after a build.")
    return Words("More of it:", copy.beside)


def _result(row: Row) -> str:
    if row["success"]:
        return "passed"
    return "warned" if row["severity"] == "warning" else "failed"


def _gates(results: list[Row]) -> Chart:
    rows = [
        {
            "layer": layer,
            "passed": sum(row["layer"] == layer and row["success"] for row in results),
            "warned": sum(row["layer"] == layer and not row["success"] for row in results),
        }
        for layer in LAYERS
        if any(row["layer"] == layer for row in results)
    ]
    return Chart(
        title="Expectations by layer, as last checked",
        figure=bars(rows, "layer", {"passed": "Passed", "warned": "Warned"}, "number"),
        columns=[
            Column("layer", "Layer", of=f"{RESULTS}.layer"),
            Column("passed", "Passed", "number", f"{RESULTS}.success"),
            Column("warned", "Warned", "number", f"{RESULTS}.success"),
        ],
        rows=rows,
        connect=ANY,
        note="A gate that fails stops what lies below it, so nothing failed is ever published.",
    )


def _warnings(copy: PublishedCopy) -> Listing:
    return Listing(
        title="Warnings of the last run",
        columns=[Column("check", "Check", of=f"{RESULTS}.rule")],
        rows=[{"check": check} for check in copy.manifest["gates"].get("warnings", [])],
        connect="nothing: no check warned",
        is_wide=False,
    )


def _checks(results: list[Row]) -> Listing:
    return Listing(
        title="Every expectation, as last checked",
        columns=[
            Column("result", "Result", of=f"{RESULTS}.success", is_filter=True),
            Column("severity", "Severity", of=f"{RESULTS}.severity", is_filter=True),
            Column("layer", "Layer", of=f"{RESULTS}.layer", is_filter=True),
            Column("table_name", "Table", of=f"{RESULTS}.table_name", is_filter=True),
            Column("rule", "Rule", of=f"{RESULTS}.rule"),
            Column("column_name", "Column", of=f"{RESULTS}.column_name"),
            Column("observed_value", "Seen", of=f"{RESULTS}.observed_value"),
            Column("failing_rows", "Failing", "number", f"{RESULTS}.failing_rows"),
        ],
        rows=results,
        connect=ANY,
    )


def _quarantine(copy: PublishedCopy) -> Listing:
    rows = copy.rows(
        f"select table_name, connector, reason, count(*) as rows from {QUARANTINE}"
        " group by all order by rows desc, table_name, reason"
    )
    return Listing(
        title="Rows in quarantine, by table and reason",
        columns=[
            Column("table_name", "Table", of=f"{QUARANTINE}.table_name", is_filter=True),
            Column("connector", "Connector", of=f"{QUARANTINE}.connector", is_filter=True),
            Column("reason", "Reason", of=f"{QUARANTINE}.reason"),
            Column("rows", "Rows", "number", QUARANTINE),
        ],
        rows=rows,
        connect="nothing: no row was set aside",
        is_wide=False,
    )


def _observations(copy: PublishedCopy) -> Listing:
    rows = copy.rows(f"select * from {OBSERVATIONS} order by share desc nulls last, observation")
    return Listing(
        title="What is odd without being wrong",
        columns=[
            Column("table_name", "Table", of=f"{OBSERVATIONS}.table_name", is_filter=True),
            Column("description", "Observation", of=f"{OBSERVATIONS}.description"),
            Column("rows_observed", "Rows", "number", f"{OBSERVATIONS}.rows_observed"),
            Column("rows_checked", "Of", "number", f"{OBSERVATIONS}.rows_checked"),
            Column("share", "Share", "rate", f"{OBSERVATIONS}.share"),
        ],
        rows=rows,
        connect=ANY,
        is_wide=False,
    )


def _freshness(results: list[Row]) -> Listing:
    rows = [row for row in results if row["rule"] == "is fresh"]
    return Listing(
        title="Are the raw tables fresh?",
        columns=[
            Column("table_name", "Table", of=f"{RESULTS}.table_name"),
            Column("result", "Result", of=f"{RESULTS}.success", is_filter=True),
            Column("message", "In words", of=f"{RESULTS}.message"),
        ],
        rows=rows,
        connect=ANY,
        is_wide=False,
    )


def _tables(copy: PublishedCopy) -> Listing:
    rows = [
        {
            "table": table,
            "rows": facts["rows"],
            "says": copy.definition(table).replace("`", "") if copy.has(table) else "",
        }
        for table, facts in sorted(copy.manifest["tables"].items())
    ]
    return Listing(
        title="Published tables",
        columns=[
            Column("table", "Table"),
            Column("rows", "Rows", "number"),
            Column("says", "What a row is"),
        ],
        rows=rows,
        connect=ANY,
    )
