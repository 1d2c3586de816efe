"""Faults of the marts of who is who."""

import pytest
from small_warehouse import Warehouse, failed, names

MARTS = """
create table staging.stg_crm__accounts as select 'a1' as account_id;
create table customer_360.identities as
select *, cast(null as varchar) as customer_account_id, account_id is not null as is_matched,
    false as has_conflict
from (values
    ('crm_account', 'a1', 'a1', 'account_id', 1.0e0, false, null),
    ('billing_customer', 'c1', 'a1', 'account_domain', 0.9e0, false, 'acme.com'),
    ('billing_customer', 'c2', 'a1', 'override', 1.0e0, true, null),
    ('billing_customer', 'c3', null, 'override', 1.0e0, true, null),
    ('lead', 'l1', null, null, null, false, null)
) as ties (entity_type, entity_id, account_id, rule, confidence, is_override, matched_value);
create table customer_360.identity_conflicts as
select * from (values
    ('billing_customer', 'c1', 'a1', 'account_domain', 'a1', 'most_addresses_decided'),
    ('billing_customer', 'c3', 'a1', 'account_id', null, 'override_decided'),
    ('lead', 'l1', 'a1', 'account_domain', null, 'domain_of_several_accounts')
) as conflicts (
    entity_type, entity_id, candidate_account_id, rule, winning_account_id, reason
) cross join (select 'acme.com' as matched_value);
create table metrics.identity_coverage as
select * from (values
    ('billing_customer', 'all', 100, 0, 98, 0.98e0, 0.98e0, 0.5e0),
    ('billing_customer', 'account_id', 100, 0, 98, 0.98e0, null, null),
    ('workspace', 'all', 19, 0, 1, 0.95e0, 0.95e0, 0.5e0),
    ('lead', 'all', 9, 0, 1, 0.11e0, null, null)
) as coverage (
    entity_type, rule, entities, left_out_entities, matched_entities, matched_rate, warn_below,
    block_below
)
"""


@pytest.fixture
def with_identities(warehouse: Warehouse) -> Warehouse:
    """Beside the rest, records of which nearly all are tied."""
    warehouse.execute(*MARTS.split(";\n"))
    return warehouse


@pytest.mark.parametrize("layer", ["metrics", "customer_360"])
def test_good_marts_of_identities_pass(with_identities: Warehouse, layer: str) -> None:
    result = with_identities.run(layer)
    tables = {one.table_name for one in result.results}
    assert (
        tables
        >= {
            "metrics": {"identity_coverage"},
            "customer_360": {"identities", "identity_conflicts"},
        }[layer]
    )
    assert result.failures == [], result.message()


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("metrics.identity_coverage set matched_rate = 1.1", "matched_rate_within_bounds"),
        ("metrics.identity_coverage set matched_rate = 0.49 where entity_type = 'billing_customer'",
         "ties_did_not_fall_away"),
        ("customer_360.identities set confidence = 1.1", "confidence_within_bounds"),
        ("customer_360.identities set matched_value = 'ann@acme.com' where entity_id = 'c1'",
         "no_address_stands_here"),
    ],
)  # fmt: skip
def test_impossible_number_blocks(with_identities: Warehouse, fault: str, rule: str) -> None:
    with_identities.execute(f"update {fault}")
    layer, table = fault.split(maxsplit=1)[0].split(".")
    failure = failed(with_identities.run(layer, tables=[table]), table, rule)
    assert failure.severity == "critical"


@pytest.mark.parametrize(
    ("fault", "failing"),
    [
        ("metrics.identity_coverage set matched_rate = 0.97 where entity_type = 'billing_customer'",
         "identity_coverage.enough_are_tied"),
        ("metrics.identity_coverage set matched_rate = 0.1 where entity_type = 'workspace'",
         "identity_coverage.enough_are_tied"),
        ("customer_360.identities set account_id = 'slip' where entity_id = 'c2'",
         "identities.overrides_name_accounts"),
        ("customer_360.identity_conflicts set winning_account_id = null,"
         " reason = 'evidence_is_split' where entity_id = 'c1'",
         "identity_conflicts.conflicts_were_decided"),
    ],
)  # fmt: skip
def test_what_a_person_should_look_at_warns(
    with_identities: Warehouse, fault: str, failing: str
) -> None:
    with_identities.execute(f"update {fault}")
    result = with_identities.run(fault.split(".", maxsplit=1)[0])
    assert names(result.failures) == [failing]
    assert result.success


def test_without_a_crm_nothing_is_judged(with_identities: Warehouse) -> None:
    with_identities.execute(
        "update metrics.identity_coverage set matched_rate = 0",
        "delete from staging.stg_crm__accounts",
    )
    result = with_identities.run("metrics", tables=["identity_coverage"])
    assert result.failures == [], result.message()
