"""Faults of what arrives."""

from small_warehouse import AS_OF, Warehouse, failed, names

from expectations.history import record


def test_missing_column_blocks_and_is_named(warehouse: Warehouse) -> None:
    warehouse.execute("alter table raw.plans drop column unit_amount")
    failure = failed(warehouse.run("raw"), "plans", "columns_are_there")
    assert failure.severity == "critical"
    assert "unit_amount" in failure.message()


def test_further_columns_are_ignored(warehouse: Warehouse) -> None:
    warehouse.execute("alter table raw.plans add column colour varchar")
    assert warehouse.run("raw").failures == []


def test_type_that_does_not_fit_blocks_and_is_shown(warehouse: Warehouse) -> None:
    warehouse.execute("alter table raw.invoices alter column issued_at type varchar")
    failure = failed(warehouse.run("raw"), "invoices", "column_types_fit")
    assert failure.severity == "critical"
    assert failure.sample == [
        {"column_name": "issued_at", "declared": "timestamp", "found": "VARCHAR"}
    ]


def test_some_missing_keys_warn_and_show_their_file(warehouse: Warehouse) -> None:
    warehouse.execute(
        "insert into raw.subscriptions (subscription_id, started_at, _file)"
        " values ('s3', '2026-03-01', 'subscriptions/late.csv')"
    )
    result = warehouse.run("raw")
    failure = failed(result, "subscriptions", "customer_id_is_given")
    assert (failure.severity, failure.failing_rows) == ("warning", 1)
    assert "subscriptions/late.csv" in failure.message()
    assert "s3" in failure.message()
    assert result.success


def test_mostly_missing_keys_block(warehouse: Warehouse) -> None:
    warehouse.execute("update raw.subscriptions set customer_id = null")
    failure = failed(warehouse.run("raw"), "subscriptions", "customer_id_is_given")
    assert (failure.severity, failure.failing_rows) == ("critical", 2)


def test_stale_data_warns_with_its_newest_time(warehouse: Warehouse) -> None:
    warehouse.execute("update raw.usage_events set occurred_at = timestamp '2026-03-11 08:00'")
    result = warehouse.run("raw")
    failure = failed(result, "usage_events", "is_fresh")
    assert failure.severity == "warning"
    assert "2026-03-11 08:00" in failure.message()
    assert "invoices.is_fresh" not in names(result.failures)


def test_table_that_halved_warns(warehouse: Warehouse) -> None:
    more = "insert into raw.plans (plan_id, _file) select 'p' || range, 'plans.csv' from range(9)"
    warehouse.execute(more)
    record(warehouse.settings, warehouse.run("raw").results, as_of=AS_OF)
    warehouse.execute("delete from raw.plans where plan_id not in ('basic', 'p1', 'p2', 'p3')")
    failure = failed(warehouse.run("raw"), "plans", "row_count")
    assert (failure.severity, failure.observed_value) == ("warning", "4")
    assert "10 rows" in failure.description


def test_table_that_became_empty_blocks_until_it_is_accepted(warehouse: Warehouse) -> None:
    record(warehouse.settings, warehouse.run("raw").results, as_of=AS_OF)
    warehouse.execute("delete from raw.discounts")
    failure = failed(warehouse.run("raw"), "discounts", "row_count")
    assert (failure.severity, failure.observed_value) == ("critical", "0")
    assert "accept_empty: [discounts]" in failure.message()
    assert warehouse.run("raw", variables={"accept_empty": ["discounts"]}).success


def test_large_tables_are_never_scanned(warehouse: Warehouse) -> None:
    rules = {one.rule for one in warehouse.run("raw", tables=["usage_events"]).results}
    assert rules == {"row_count", "columns_are_there", "column_types_fit", "is_fresh"}
