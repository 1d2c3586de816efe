"""The contract is what the YAML says, with unique names."""

import pytest

from saas360.contract import read_contract


def test_types_keys_and_required_columns_come_from_the_yaml():
    invoices = read_contract()["invoices"]
    assert invoices.source == "billing"
    assert invoices.key == ("invoice_id",)
    assert invoices.column("total").data_type == "decimal(20, 6)"
    assert invoices.column("customer_id").required
    assert not invoices.column("total").required
    assert invoices.dates_the_data == "issued_at"
    assert not invoices.is_large


def test_the_loaders_own_source_is_no_raw_table():
    assert "loaded" not in read_contract()


def test_every_column_has_a_type():
    assert all(column.data_type for table in read_contract().values() for column in table.columns)


SOURCE = """
sources:
  - name: {source}
    schema: raw
    tables:
      - name: things
        config: {{meta: {{key: [thing_id], is_large: true, dates_the_data: seen_at}}}}
        columns:
          - {{name: thing_id, data_type: string, config: {{meta: {{required: true}}}}}}
          - {{name: seen_at, data_type: timestamp}}
"""


def test_flags_of_a_connectors_table(tmp_path):
    folder = tmp_path / "models" / "connectors" / "vendor"
    folder.mkdir(parents=True)
    (folder / "_vendor__sources.yml").write_text(SOURCE.format(source="vendor"))
    things = read_contract(tmp_path)["things"]
    assert (things.is_large, things.dates_the_data) == (True, "seen_at")


def test_two_sources_may_not_share_a_table_name(tmp_path):
    (tmp_path / "models").mkdir()
    for source in ("one", "two"):
        path = tmp_path / "models" / f"_{source}__sources.yml"
        path.write_text(SOURCE.format(source=source))
    with pytest.raises(ValueError, match=r"one\.things and two\.things"):
        read_contract(tmp_path)
