"""Where nothing is wrong, no gate complains."""

import pytest
from small_warehouse import Warehouse


@pytest.mark.parametrize("layer", ["raw", "staging", "metrics", "customer_360"])
def test_good_warehouse_passes(warehouse: Warehouse, layer: str) -> None:
    result = warehouse.run(layer)
    assert result.results
    assert result.failures == [], result.message()
    assert result.success
    assert {one.rule for one in result.results} >= {"row_count"}


def test_every_rule_is_described_and_named_once_per_table(warehouse: Warehouse) -> None:
    for layer in ("raw", "staging", "metrics", "customer_360"):
        results = warehouse.run(layer).results
        assert all(one.description.rstrip(")").endswith(".") for one in results)
        assert len({(one.table_name, one.rule) for one in results}) == len(results)


def test_tables_without_rows_are_left_out_before_the_marts(warehouse: Warehouse) -> None:
    tables = {one.table_name for one in warehouse.run("raw").results}
    assert "plans" in tables
    assert "refunds" not in tables  # exists, but nothing arrived


def test_only_the_tables_asked_for(warehouse: Warehouse) -> None:
    tables = {one.table_name for one in warehouse.run("raw", tables=["plans", "tickets"]).results}
    assert tables == {"plans"}


def test_layer_without_a_suite_passes(warehouse: Warehouse) -> None:
    assert warehouse.run("intermediate").success
