"""Faults of the events, people and weeks of use of an account."""

import pytest
from small_warehouse import Warehouse, failed

MARTS = """
create table customer_360.account_timeline as
select * from (values
    ('a1', 1, timestamp '2026-03-01 00:00:00', 'registered', 'Registered', 'a1', null),
    ('a1', 2, timestamp '2026-03-02 09:00:00', 'user_joined', 'User joined: admin', 'u1', null)
) as events (account_id, event_number, occurred_at, kind, title, reference_id, amount);
create table customer_360.account_people as
select 'a1' as account_id, 'product_user' as person_type, 'u1' as person_id,
    date '2026-03-01' as joined_on, null::date as deactivated_on,
    date '2026-03-02' as first_active_on, date '2026-03-03' as last_active_on,
    2 as active_days_28_days;
create table customer_360.account_usage as
select 'a1' as account_id, date '2026-03-08' as week_end, 2 as active_days,
    1 as weekly_active_users, 1 as monthly_active_users, 3 as events
"""
TABLES = ["account_timeline", "account_people", "account_usage"]


@pytest.fixture
def with_accounts(warehouse: Warehouse) -> Warehouse:
    """Beside the rest, an account with two events, a user and a week of use."""
    warehouse.execute(*MARTS.split(";\n"))
    return warehouse


def test_good_marts_of_accounts_pass(with_accounts: Warehouse) -> None:
    result = with_accounts.run("customer_360", tables=TABLES)
    assert {one.table_name for one in result.results} == set(TABLES)
    assert result.failures == [], result.message()


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("account_timeline set kind = 'rumour'", "kind_is_known"),
        ("account_timeline set event_number = 1", "account_id_and_event_number_are_unique"),
        (
            "account_timeline set event_number = 3 - event_number",
            "events_are_numbered_as_they_came",
        ),
        ("account_timeline set occurred_at = '2027-01-01'", "nothing_happens_after_as_of"),
        ("account_timeline set reference_id = 'u@x.example'", "events_hold_no_address"),
        ("account_people set person_id = 'u@x.example'", "people_hold_no_address"),
        ("account_people set last_active_on = '2026-03-01'", "people_are_known_up_to_as_of"),
        ("account_people set active_days_28_days = 29", "active_days_28_days_within_bounds"),
        ("account_usage set active_days = 8", "active_days_within_bounds"),
        ("account_usage set monthly_active_users = 0", "who_was_active_in_a_week_was_so_in_four"),
    ],
)
def test_impossible_number_blocks(with_accounts: Warehouse, fault: str, rule: str) -> None:
    with_accounts.execute(f"update customer_360.{fault}")
    table = fault.split(maxsplit=1)[0]
    failure = failed(with_accounts.run("customer_360", tables=[table]), table, rule)
    assert failure.severity == "critical"
