"""MetricFlow says what the marts say: every metric, by month and by a dimension, against SQL."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from math import isclose
from typing import Any

import duckdb
import pytest

from end_to_end.pipeline import DataFolder
from saas360.settings import PROJECT_DIR

pytest.importorskip("metricflow", reason="uv sync --extra semantic")

ALL = "segment_type = 'all'"
SURVEYS = "segment_type = 'all' and window_months = 1 and survey_type = "
SELLERS = "window_quarters = 1 and member_type = 'all' and segment_type = 'all'"

Marts = dict[str, tuple[str, str, str]]
# Table of the metric's column: time column, grain, and the rows that are the company's.
TABLES: Marts = {
    "metrics.monthly_revenue": ("date_month", "month", ALL),
    "metrics.monthly_recurring_revenue": ("date_month", "month", "true"),
    "metrics.account_months": ("date_month", "month", "true"),
    "metrics.engagement": ("week_end", "day", ALL),
    "metrics.support_performance": ("date_month", "month", ALL),
    "metrics.payment_performance": ("date_month", "month", ALL),
    "metrics.dunning": ("date_trunc('month', first_failed_on)", "month", "true"),
    "metrics.receivables": ("date_month", "month", ALL),
    "metrics.churn_by_kind": ("date_month", "month", ALL),
    "metrics.monthly_finance": ("date_month", "month", "true"),
    "metrics.channel_performance": ("date_month", "month", ALL),
    "metrics.unit_economics": ("date_month", "month", ALL),
    "metrics.sales_capability": ("date_quarter", "quarter", SELLERS),
    "metrics.web_sessions": ("session_date", "day", "true"),
}
# Metrics that one column of one row does not give: grain, and their values by time.
COHORTS = f"from metrics.retention_cohorts where {ALL} group by 1"
FEATURES = f"from metrics.feature_adoption where {ALL} group by 1"
HEALTH = "from customer_360.health_scores where is_customer group by 1"
BEGUN = "from customer_360.onboarding group by 1"
STEPS = "from metrics.onboarding_funnel group by 1"
VARIANTS = "from metrics.experiments group by 1"
WEB = "from metrics.web_sessions group by 1"
SQL: dict[str, tuple[str, str]] = {
    "months": ("month", f"select date_month, 1 from metrics.monthly_revenue where {ALL}"),
    "customers_at_month_starts": (
        "month",
        f"select date_month, customers_start from metrics.monthly_revenue where {ALL}",
    ),
    **{
        name: ("month", f"select date_month, {value} from metrics.monthly_revenue where {ALL}")
        for name, value in {
            "mrr_at_month_starts": "mrr_start",
            "mrr_lost": "-churned_mrr - contraction_mrr",
            "mrr_won": "new_mrr + expansion_mrr + reactivation_mrr",
            "net_mrr_lost": "-churned_mrr - contraction_mrr - expansion_mrr - reactivation_mrr",
            "mrr_retained": "mrr_start + expansion_mrr + contraction_mrr + churned_mrr",
            "mrr_kept": "mrr_start + contraction_mrr + churned_mrr",
        }.items()
    },
    "users_active_on_a_mean_day": (
        "day",
        f"select week_end, stickiness * monthly_active_users from metrics.engagement where {ALL}",
    ),
    "accounts_using_features": ("month", f"select date_month, sum(accounts_using) {FEATURES}"),
    "customers_offered_features": ("month", f"select date_month, sum(customers) {FEATURES}"),
    "feature_events": ("month", f"select date_month, sum(events) {FEATURES}"),
    "feature_reach": (
        "month",
        f"select date_month, sum(accounts_using) / sum(customers) {FEATURES}",
    ),
    "seats_at_month_ends": (
        "month",
        f"select date_month, seats from metrics.support_performance where {ALL}",
    ),
    "customer_tickets_times_100": (
        "month",
        f"select date_month, 100 * customer_tickets from metrics.support_performance where {ALL}",
    ),
    **{
        name: (
            "month",
            f"select date_month, {value} from metrics.survey_scores where {SURVEYS} '{survey}'",
        )
        for name, survey, value in (
            ("nps", "nps", "nps"),
            ("nps_responses", "nps", "responses"),
            ("nps_balance_times_100", "nps", "100 * (promoters - detractors)"),
            ("csat_responses", "csat", "responses"),
            ("csat_score_sum", "csat", "csat_mean * responses"),
            ("csat_satisfied", "csat", "satisfied"),
            ("csat_mean", "csat", "csat_mean"),
            ("satisfied_rate", "csat", "satisfied_rate"),
        )
    },
    "scored_customers": ("day", f"select week_end, count(health_score) {HEALTH}"),
    "health_points": ("day", f"select week_end, sum(health_score) {HEALTH}"),
    "mean_health_score": ("day", f"select week_end, avg(health_score) {HEALTH}"),
    "customers_at_risk": ("day", f"select week_end, count_if(health_band = 'at_risk') {HEALTH}"),
    "mrr_at_risk": (
        "day",
        f"select week_end, coalesce(sum(mrr) filter (health_band = 'at_risk'), 0) {HEALTH}",
    ),
    "at_risk_rate": (
        "day",
        "select week_end, count_if(health_band = 'at_risk') / nullif(count(health_score), 0)"
        f" {HEALTH}",
    ),
    "onboarding_steps_due": ("month", f"select cohort_month, sum(accounts) {STEPS}"),
    "onboarding_steps_reached": ("month", f"select cohort_month, sum(reached) {STEPS}"),
    "onboarding_reached_rate": (
        "month",
        f"select cohort_month, sum(reached) / sum(accounts) {STEPS}",
    ),
    "accounts_onboarded": ("month", f"select cohort_month, max(accounts) {STEPS}"),
    "accounts_with_value": (
        "month",
        f"select date_trunc('month', began_on), count(reached_value_on) {BEGUN}",
    ),
    "accounts_stalled": (
        "month",
        f"select date_trunc('month', began_on), count_if(is_stalled) {BEGUN}",
    ),
    "value_reached_rate": (
        "month",
        f"select date_trunc('month', began_on), count(reached_value_on) / count(*) {BEGUN}",
    ),
    "failed_invoices": (
        "month",
        "select date_trunc('month', first_failed_on), count(*) from metrics.dunning group by 1",
    ),
    "recovered_share": (
        "month",
        "select date_trunc('month', first_failed_on), sum(recovered_amount)::double"
        " / nullif(sum(amount_due), 0) from metrics.dunning group by 1",
    ),
    "leads_won_in_time": (
        "month",
        "select date_month, round(win_rate * decided_leads) from metrics.channel_performance"
        f" where {ALL}",
    ),
    "gross_profit_acquired": (
        "month",
        f"select date_month, new_mrr * gross_margin from metrics.unit_economics where {ALL}",
    ),
    "closed_deals": (
        "quarter",
        "select date_quarter, won_deals + lost_deals from metrics.sales_capability"
        f" where {SELLERS}",
    ),
    "experiment_units": ("day", f"select starts_on, sum(compared_units) {VARIANTS}"),
    "experiment_conversions": ("day", f"select starts_on, sum(conversions) {VARIANTS}"),
    "experiment_conversion_rate": (
        "day",
        f"select starts_on, sum(conversions) / sum(compared_units) {VARIANTS}",
    ),
    "bounce_rate": ("day", f"select session_date, sum(bounces) / nullif(sum(sessions), 0) {WEB}"),
    "prospect_registration_rate": (
        "day",
        f"select session_date, sum(registrations) / nullif(sum(prospect_sessions), 0) {WEB}",
    ),
    "cohort_customers": ("month", f"select cohort_month, sum(customers) {COHORTS}"),
    "cohort_customers_retained": (
        "month",
        f"select cohort_month, sum(retained_customers) {COHORTS}",
    ),
    "cohort_mrr": ("month", f"select cohort_month, sum(mrr) {COHORTS}"),
    "cohort_mrr_retained": ("month", f"select cohort_month, sum(retained_mrr) {COHORTS}"),
    "logo_retention": (
        "month",
        f"select cohort_month, sum(retained_customers) / sum(customers) {COHORTS}",
    ),
    "revenue_retention": (
        "month",
        f"select cohort_month, sum(retained_mrr)::double / nullif(sum(mrr), 0) {COHORTS}",
    ),
}
SEGMENTS = (
    "plan_tier", "billing_interval", "industry", "size_band", "country", "channel", "customer_tier",
)  # fmt: skip


def declared_metrics() -> list[str]:
    """The names in the YAML, so that a metric without an expected value is a test that fails."""
    import yaml

    files = sorted((PROJECT_DIR / "models" / "marts").rglob("_*__semantic.yml"))
    return [
        metric["name"]
        for path in files
        for metric in yaml.safe_load(path.read_text(encoding="utf-8")).get("metrics", [])
    ]


@dataclass(frozen=True)
class Layer:
    """MetricFlow over the published copy."""

    manifest: dict[str, Any]
    engine: Any
    connection: duckdb.DuckDBPyConnection

    def query(self, metrics: list[str], by: list[str]) -> list[tuple[Any, ...]]:
        from metricflow.engine.metricflow_engine import MetricFlowQueryRequest

        request = MetricFlowQueryRequest.create(metric_names=metrics, group_by_names=by)
        sql = self.engine.explain(request).sql_statement.sql.rstrip().rstrip(";")
        # MetricFlow has an order of columns of its own.
        return self.connection.execute(
            f"select {', '.join([*by, *metrics])} from ({sql})"
        ).fetchall()

    def metric(self, name: str) -> dict[str, Any]:
        return next(one for one in self.manifest["metrics"] if one["name"] == name)

    def expected(self, name: str) -> tuple[str, str]:
        if name in SQL:
            return SQL[name]
        column = self.metric(name)["config"]["meta"]["column"]
        table, _, column = column.rpartition(".")
        time, grain, rows = TABLES[table]
        several = table in (
            "metrics.monthly_recurring_revenue",
            "metrics.account_months",
            "metrics.dunning",
            "metrics.receivables",
            "metrics.churn_by_kind",
            "metrics.web_sessions",
        )
        value = f"sum({column})" if several else f"any_value({column})"
        return grain, f"select {time}, {value} from {table} where {rows} group by 1"


@pytest.fixture(scope="module")
def layer(demo: DataFolder) -> Layer:
    from metricflow.engine.metricflow_engine import MetricFlowEngine
    from metricflow.protocols.sql_client import SqlEngine
    from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
    from metricflow_semantics.model.dbt_manifest_parser import (
        parse_manifest_from_dbt_generated_manifest,
    )
    from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

    class Dialect:
        sql_engine_type = SqlEngine.DUCKDB
        sql_plan_renderer = DuckDbSqlPlanRenderer()

    text = (demo.path / "dbt" / "target" / "semantic_manifest.json").read_text()
    lookup = SemanticManifestLookup(
        parse_manifest_from_dbt_generated_manifest(manifest_json_string=text)
    )
    connection = duckdb.connect()
    published = demo.path / "published" / "saas360.duckdb"
    connection.execute(f"attach '{published}' as warehouse (read_only)")
    connection.execute("use warehouse")
    return Layer(json.loads(text), MetricFlowEngine(lookup, Dialect()), connection)  # type: ignore[arg-type]


def assert_equal(found: dict[Any, Any], expected: dict[Any, Any]) -> None:
    # A mart has no row where there is nothing, MetricFlow none or a null: both say nothing.
    for key in found.keys() | expected.keys():
        one, other = found.get(key), expected.get(key)
        if not one and not other:
            continue
        assert one is not None, f"{key}: MetricFlow has nothing, the mart {other}"
        assert other is not None, f"{key}: MetricFlow has {one}, the mart nothing"
        assert isclose(float(one), float(other), rel_tol=5e-5, abs_tol=1e-5), (
            f"{key}: {one} {other}"
        )


def days(rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    return {str(row[0])[:10]: row[-1] for row in rows if row[0] is not None}


@pytest.mark.parametrize("name", declared_metrics())
def test_a_metric_equals_its_mart(layer: Layer, name: str) -> None:
    grain, sql = layer.expected(name)
    expected = days(layer.connection.execute(sql).fetchall())
    found = days(layer.query([name], [f"metric_time__{grain}"]))
    assert any(value is not None for value in expected.values())
    assert_equal(found, expected)


def test_every_metric_of_the_manifest_is_tried(layer: Layer) -> None:
    assert {one["name"] for one in layer.manifest["metrics"]} == set(declared_metrics())


@pytest.mark.parametrize("segment_type", SEGMENTS)
def test_a_metric_of_revenue_equals_its_mart_in_every_segment(
    layer: Layer, segment_type: str
) -> None:
    names = [
        one["name"]
        for one in layer.manifest["metrics"]
        if one["config"]["meta"].get("column", "").startswith("metrics.monthly_revenue.")
        and one["name"] != "customer_lifetime_value"
    ]
    columns = [layer.metric(name)["config"]["meta"]["column"].rpartition(".")[2] for name in names]
    rows = layer.query(names, ["metric_time__month", f"account__{segment_type}"])
    found = {
        (str(row[0])[:10], row[1], name): value
        for row in rows
        for name, value in zip(names, row[2:], strict=True)
    }
    expected = {
        (str(row[0]), row[1], name): value
        for row in layer.connection.execute(
            f"select date_month, segment, {', '.join(columns)} from metrics.monthly_revenue"
            f" where segment_type = '{segment_type}'"
        ).fetchall()
        for name, value in zip(names, row[2:], strict=True)
    }
    assert len(expected) > 500
    assert_equal(found, expected)


def test_lifetime_value_of_a_lasting_segment_equals_the_mart(layer: Layer) -> None:
    rows = layer.query(["customer_lifetime_value"], ["metric_time__month", "account__plan_tier"])
    found = {(str(row[0])[:10], row[1]): row[2] for row in rows if row[1] != "free"}
    expected = {
        (str(row[0]), row[1]): row[2]
        for row in layer.connection.execute(
            "select date_month, segment, customer_lifetime_value from metrics.monthly_revenue"
            " where segment_type = 'plan_tier' and segment <> 'free'"
        ).fetchall()
    }
    assert any(expected.values())
    assert_equal(found, expected)


def test_lifetime_value_is_refused_without_time(layer: Layer) -> None:
    with pytest.raises(Exception, match="time offset"):
        layer.query(["customer_lifetime_value"], ["account__plan_tier"])


def test_lifetime_value_of_a_whole_quarter_is_null(layer: Layer) -> None:
    found = days(layer.query(["customer_lifetime_value"], ["metric_time__quarter"]))
    assert found["2026-07-01"] is None


def test_a_quarters_mrr_is_that_of_its_last_month(layer: Layer) -> None:
    found = days(layer.query(["mrr"], ["metric_time__quarter"]))
    expected = days(
        layer.connection.execute(
            "select date_trunc('quarter', date_month), max_by(mrr_end, date_month)"
            f" from metrics.monthly_revenue where {ALL} group by 1"
        ).fetchall()
    )
    assert len(found) > 4
    assert_equal(found, expected)


def test_a_quarters_churn_rate_is_what_was_lost_over_the_starts_of_its_months(
    layer: Layer,
) -> None:
    found = days(layer.query(["customer_churn_rate"], ["metric_time__quarter"]))
    expected = days(
        layer.connection.execute(
            "select date_trunc('quarter', date_month), sum(churned_customers)"
            " / nullif(sum(customers_start), 0) from metrics.monthly_revenue"
            f" where {ALL} group by 1"
        ).fetchall()
    )
    assert_equal(found, expected)


def test_a_definition_is_the_sentence_of_the_published_column(layer: Layer) -> None:
    read: Callable[..., Any] = layer.connection.execute
    comments = {
        f"{schema}.{table}.{column}": comment
        for schema, table, column, comment in read(
            "select schema_name, table_name, column_name, comment from duckdb_columns()"
            " where database_name = 'warehouse'"
        ).fetchall()
    }
    compared = 0
    for metric in layer.manifest["metrics"]:
        column = metric["config"]["meta"].get("column")
        if column:
            assert metric["description"].split() == comments[column].split(), metric["name"]
            compared += 1
    assert compared > 90


def test_a_metric_without_a_column_is_described_where_it_is_defined(layer: Layer) -> None:
    assert all(metric["description"].strip() for metric in layer.manifest["metrics"])
