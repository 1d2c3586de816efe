"""The project under plain dbt: with no data at all, and with rules that nobody knows."""

import pytest

from saas360.dbt import DbtError


def test_everything_builds_without_any_data_and_every_unit_test_passes(dbt):
    built = dbt("build")

    assert built.returncode == 0, built.output[-3000:]
    unit_tests = [key for key in built.statuses if key.startswith("unit_test.")]
    assert len(unit_tests) >= 25
    # An exposure is listed, and nothing is done for it.
    assert set(built.statuses.values()) <= {"success", "pass", "no-op"}


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("mrr_discounts", "sometimes"),
        ("mrr_past_due", -3),
        *(
            pytest.param(*each, marks=pytest.mark.exhaustive)
            for each in [
                ("mrr_past_due", "-3"),
                ("mrr_metered", "some"),
                ("customer_grain", "family"),
                ("reactivation_window_days", "long"),
                ("gross_margin", 80),
                ("attribution_direct_visits", "some"),
                ("win_window_days", -1),
            ]
        ),
    ],
)
def test_a_rule_with_a_value_nobody_knows_is_an_error_before_a_model_runs(dbt, variable, value):
    model = {
        "mrr_discounts": "int_billing__discounts",
        "mrr_past_due": "int_billing__subscription_slices",
        "mrr_metered": "int_billing__metered_amounts",
        "customer_grain": "int_crm__customer_accounts",
        "reactivation_window_days": "int_revenue__customer_spells",
        "gross_margin": "monthly_revenue",
        "attribution_direct_visits": "int_marketing__touches",
        "win_window_days": "int_marketing__leads",
    }[variable]
    compiled = dbt("compile", "--select", model, variables={variable: value})

    assert compiled.returncode != 0
    assert f"The var {variable} is '{value}'. It takes:" in compiled.output


def test_no_model_runs_while_any_rule_is_unknown(dbt):
    run = dbt("run", "--select", "stg_crm__owners", variables={"cac_lag_months": "some"})

    assert run.returncode != 0
    assert "The var cac_lag_months is 'some'. It takes: a number of months." in run.output
    assert "stg_crm__owners" not in run.output


def test_an_unknown_connector_is_named_with_those_that_exist(dbt):
    with pytest.raises(DbtError, match=r"no connector 'acme'\. Known: files, ravenstack, stripe"):
        dbt("parse", variables={"connectors": {"crm": ["acme"]}})
