"""Faults of the typed rows, above all those that make revenue wrong."""

import pytest
from small_warehouse import AS_OF, Warehouse, failed, names

from expectations.history import record


def test_currency_without_rate_blocks_with_file_column_and_value(warehouse: Warehouse) -> None:
    warehouse.execute(
        "insert into raw.plans (plan_id, currency, unit_amount, _file)"
        " values ('suisse', 'CHF', 12, 'plans/2026.csv')",
        "insert into staging.stg_billing__plans (plan_id, currency, unit_amount, connector)"
        " values ('suisse', 'CHF', 12, 'files')",
    )
    failure = failed(warehouse.run("staging"), "stg_billing__plans", "currency_has_exchange_rate")
    assert (failure.severity, failure.failing_rows, failure.column) == ("critical", 1, "currency")
    message = failure.message()
    assert "stg_billing__plans" in message
    assert "1 row" in message
    assert "plan_id=suisse, currency=CHF" in message
    assert "_file=plans/2026.csv" in message


def test_rate_in_the_other_direction_will_do(warehouse: Warehouse) -> None:
    warehouse.execute(
        "update staging.stg_billing__plans set currency = 'CHF'",
        "insert into staging.stg_reference__exchange_rates"
        " (rate_date, from_currency, to_currency, rate) values ('2026-01-01', 'USD', 'CHF', 0.9)",
    )
    assert warehouse.run("staging").success


def test_without_any_rate_only_the_reporting_currency_passes(warehouse: Warehouse) -> None:
    warehouse.execute(
        "delete from staging.stg_reference__exchange_rates",
        "update staging.stg_billing__plans set currency = 'EUR'",
    )
    failure = failed(warehouse.run("staging"), "stg_billing__plans", "currency_has_exchange_rate")
    assert failure.severity == "critical"
    euros = warehouse.run("staging", variables={"reporting_currency": "EUR"})
    assert "stg_billing__plans.currency_has_exchange_rate" not in names(euros.failures)


def test_overlapping_versions_block(warehouse: Warehouse) -> None:
    warehouse.execute(
        "update staging.stg_billing__subscription_items set valid_to = '2026-02-02'"
        " where valid_to is not null"
    )
    failure = failed(
        warehouse.run("staging"), "stg_billing__subscription_items", "versions_do_not_overlap"
    )
    assert (failure.severity, failure.failing_rows) == ("critical", 1)
    assert failure.sample[0]["subscription_item_id"] == "i1"
    assert failure.sample[0]["_file"] == "subscription_items.csv"


def test_two_open_versions_overlap(warehouse: Warehouse) -> None:
    warehouse.execute("update staging.stg_billing__subscription_items set valid_to = null")
    failed(warehouse.run("staging"), "stg_billing__subscription_items", "versions_do_not_overlap")


def test_version_that_holds_for_no_time_overlaps_nothing(warehouse: Warehouse) -> None:
    warehouse.execute(
        "insert into staging.stg_billing__subscription_items"
        " (subscription_item_id, valid_from, valid_to)"
        " values ('i1', '2026-01-15', '2026-01-15')"
    )
    assert warehouse.run("staging").success


def test_subscription_of_no_customer_blocks(warehouse: Warehouse) -> None:
    warehouse.execute("update staging.stg_billing__subscriptions set customer_id = 'c9'")
    failure = failed(warehouse.run("staging"), "stg_billing__subscriptions", "customer_exists")
    assert (failure.severity, failure.failing_rows) == ("critical", 2)
    assert "customer_id=c9" in failure.message()
    assert "_file=subscriptions.csv" in failure.message()


def test_without_customers_a_subscription_needs_none(warehouse: Warehouse) -> None:
    warehouse.execute("delete from staging.stg_billing__customers")
    assert warehouse.run("staging").success


def test_rows_of_another_connector_name_it_instead_of_a_file(warehouse: Warehouse) -> None:
    warehouse.execute(
        "update staging.stg_billing__subscriptions set customer_id = 'c9', connector = 'stripe'"
    )
    failure = failed(warehouse.run("staging"), "stg_billing__subscriptions", "customer_exists")
    assert failure.sample[0]["connector"] == "stripe"
    assert "_file" not in failure.sample[0]


def test_duplicate_and_missing_keys_block(warehouse: Warehouse) -> None:
    warehouse.execute(
        "insert into staging.stg_billing__plans (plan_id) values ('basic'), (null)",
    )
    result = warehouse.run("staging")
    twice = failed(result, "stg_billing__plans", "plan_id_is_unique")
    assert twice.sample == [{"plan_id": "basic", "rows_with_it": "2"}]
    assert failed(result, "stg_billing__plans", "plan_id_is_given").failing_rows == 1


@pytest.mark.parametrize(
    ("fault", "table", "rule", "severity"),
    [
        ("stg_billing__discounts set percent_off = 120", "stg_billing__discounts",
         "percent_off_within_bounds", "critical"),
        ("stg_billing__subscription_items set quantity = -1", "stg_billing__subscription_items",
         "quantity_within_bounds", "critical"),
        ("stg_billing__plans set unit_amount = -1", "stg_billing__plans",
         "unit_amount_within_bounds", "critical"),
        ("stg_billing__discounts set duration = 'twice'", "stg_billing__discounts",
         "duration_is_known", "warning"),
        ("stg_billing__plans set currency = '$$'", "stg_billing__plans",
         "currency_is_a_code", "warning"),
        ("stg_reference__exchange_rates set rate = 0", "stg_reference__exchange_rates",
         "rate_is_positive", "critical"),
    ],
)  # fmt: skip
def test_impossible_values(
    warehouse: Warehouse, fault: str, table: str, rule: str, severity: str
) -> None:
    warehouse.execute(f"update staging.{fault}")
    failure = failed(warehouse.run("staging", tables=[table]), table, rule)
    assert failure.severity == severity
    assert failure.sample


@pytest.mark.parametrize("day", ["1970-01-01", "2036-04-01"])
def test_implausible_date_warns_and_names_the_column(warehouse: Warehouse, day: str) -> None:
    warehouse.execute(f"update staging.stg_billing__invoices set issued_at = '{day}'")
    failure = failed(warehouse.run("staging"), "stg_billing__invoices", "dates_are_plausible")
    assert failure.severity == "warning"
    assert failure.sample[0]["column_name"] == "issued_at"
    assert (failure.sample[0]["found"] or "").startswith(day)


def test_table_that_grew_beyond_three_times_warns(warehouse: Warehouse) -> None:
    record(warehouse.settings, warehouse.run("staging").results, as_of=AS_OF)
    insert = "insert into staging.stg_billing__plans (plan_id) select 'p' || range from range(3)"
    warehouse.execute(insert)
    failure = failed(warehouse.run("staging"), "stg_billing__plans", "row_count")
    assert (failure.severity, failure.observed_value) == ("warning", "4")
