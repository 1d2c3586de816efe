"""Who is who in the demo company is what was planted, and nothing beyond it."""

from typing import Any

import duckdb

from end_to_end.pipeline import DataFolder

# Kinds of records of which the truth has each one that is anybody's.
KNOWN = ("billing_customer", "lead")


def _raw(demo: DataFolder, sql: str) -> list[tuple[Any, ...]]:
    """Asks the raw files, with `{raw}` and `{truth}` for their folders."""
    return duckdb.sql(sql.format(raw=demo.raw, truth=demo.truth)).fetchall()


def _planted(demo: DataFolder) -> set[tuple[Any, ...]]:
    """Records, their accounts and the rules that tie them; internal accounts left out."""
    return set(
        _raw(
            demo,
            "select entity_type, entity_id, account_id, rule"
            " from read_parquet('{truth}/identities.parquet')"
            " where account_id not in"
            " (select account_id from read_parquet('{raw}/accounts.parquet') where is_internal)",
        )
    )


def test_every_planted_record_is_tied_by_its_rule(demo: DataFolder) -> None:
    planted = _planted(demo)
    assert {rule for *_, rule in planted} == {
        "account_id", "opportunity", "account_domain", "name_and_country"
    }  # fmt: skip
    found = set(
        demo.published(
            "select entity_type, entity_id, account_id, rule from customer_360.identities"
            " where is_matched"
        )
    )
    assert planted <= found


def test_nobody_else_is_tied(demo: DataFolder) -> None:
    planted = {row for row in _planted(demo) if row[0] in KNOWN}
    found = demo.published(
        "select entity_type, entity_id, account_id, rule from customer_360.identities"
        f" where is_matched and entity_type in {KNOWN}"
    )
    assert set(found) == planted


def test_a_foreign_domain_is_a_conflict_that_the_id_wins(demo: DataFolder) -> None:
    expected = _raw(
        demo,
        "select distinct customers.customer_id, customers.account_id, strangers.account_id"
        " from read_parquet('{raw}/billing_customers.parquet') as customers"
        " inner join read_parquet('{raw}/accounts.parquet') as strangers"
        " on customers.domain = strangers.domain and customers.account_id != strangers.account_id"
        " where not strangers.is_internal",
    )
    assert expected
    found = demo.published(
        "select entity_id, winning_account_id, candidate_account_id"
        " from customer_360.identity_conflicts"
        " where entity_type = 'billing_customer' and not is_winner"
        " and reason = 'explicit_id_decided'"
    )
    assert set(found) == set(expected)


def test_coverage_counts_the_planted_records(demo: DataFolder) -> None:
    planted = _planted(demo)
    expected = {
        (kind, rule): sum(row[0] == kind and row[3] == rule for row in planted)
        for kind in KNOWN
        for rule in {row[3] for row in planted if row[0] == kind}
    }
    found = demo.published(
        "select entity_type, rule, matched_entities from metrics.identity_coverage"
        f" where rule != 'all' and entity_type in {KNOWN}"
    )
    assert {(kind, rule): matched for kind, rule, matched in found} == expected
    whole = demo.published(
        "select entity_type, matched_rate from metrics.identity_coverage where rule = 'all'"
        " and entity_type in ('billing_customer', 'converted_lead', 'workspace')"
    )
    assert dict(whole) == {"billing_customer": 1, "converted_lead": 1, "workspace": 1}


def test_no_address_of_a_person_is_published(demo: DataFolder) -> None:
    for table in ("identities", "identity_conflicts"):
        [(found,)] = demo.published(
            f"select count(*) from customer_360.{table}"
            " where entity_id like '%@%' or matched_value like '%@%'"
        )
        assert found == 0
