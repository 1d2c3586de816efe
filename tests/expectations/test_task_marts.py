"""Faults of tasks and of what gave rise to them."""

import pytest
from small_warehouse import Warehouse, failed, names

MARTS = """
create schema seeds;
create table seeds.task_rules as
select 'dunning' as kind, 'payment_failing' as reason, 'customers' as applies_to,
    0.3e0 as hold_out_share, null::date as hold_out_from, null::date as hold_out_to;
alter table customer_360.customers add column became_customer_on date;
alter table customer_360.customers add column churned_on date;
update customer_360.customers set became_customer_on = '2026-01-01';
create table customer_360.customer_tasks as
select
    task_id, 'dunning' as kind, 'payment_failing' as reason, account_id, null::varchar as lead_id,
    'Help to pay' as title, 1 as priority, 10.0e0 as value_mrr, date '2026-03-10' as opened_on,
    date '2026-03-11' as updated_on, null::date as ended_on, status, is_held_out,
    null::varchar as outcome, null::date as completed_on
from (values ('t1', 'a1', 'open', false), ('t2', 'a2', 'held_out', true))
    as tasks (task_id, account_id, status, is_held_out);
create table customer_360.task_triggers as
select 't1' as task_id, 1 as trigger_number, 'dunning' as kind, date '2026-03-10' as opened_on,
    date '2026-03-10' as began_on, date '2026-03-11' as seen_on
"""
TABLES = ["customer_tasks", "task_triggers"]


@pytest.fixture
def with_tasks(warehouse: Warehouse) -> Warehouse:
    """Beside the rest, two tasks, one of them held out."""
    warehouse.execute(*MARTS.split(";\n"))
    return warehouse


def test_good_tasks_pass(with_tasks: Warehouse) -> None:
    result = with_tasks.run("customer_360", tables=TABLES)
    assert {one.table_name for one in result.results} == set(TABLES)
    assert result.failures == [], result.message()


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("customer_tasks set kind = 'errand'", "kind_is_known"),
        ("customer_tasks set status = 'lost'", "status_is_known"),
        ("customer_tasks set outcome = 'perhaps'", "outcome_is_known"),
        ("customer_tasks set task_id = 't1'", "task_id_is_unique"),
        ("customer_tasks set account_id = 'a1'", "one_open_task_per_subject_and_reason"),
        ("customer_tasks set completed_on = '2026-03-16'", "tasks_are_dated_up_to_as_of"),
        ("customer_tasks set status = 'waiting'", "who_is_held_out_is_not_asked_for"),
        ("customer_tasks set title = 'Call u@x.example'", "titles_hold_no_address"),
        ("customer_tasks set account_id = 'stranger'", "open_tasks_are_for_customers"),
        ("task_triggers set began_on = '2026-03-09'", "signs_are_known_up_to_as_of"),
    ],
)
def test_impossible_task_blocks(with_tasks: Warehouse, fault: str, rule: str) -> None:
    with_tasks.execute(f"update customer_360.{fault}")
    table = fault.split(maxsplit=1)[0]
    failure = failed(with_tasks.run("customer_360", tables=[table]), table, rule)
    assert failure.severity == "critical"


def test_who_has_left_has_no_open_task(with_tasks: Warehouse) -> None:
    with_tasks.execute(
        "update customer_360.customers set churned_on = '2026-03-12' where account_id = 'a1'"
    )
    result = with_tasks.run("customer_360", tables=["customer_tasks"])
    failure = failed(result, "customer_tasks", "open_tasks_are_for_customers")
    assert [row["account_id"] for row in failure.sample] == ["a1"]


def test_share_held_out_is_looked_at_once_there_are_enough_tasks(with_tasks: Warehouse) -> None:
    rule = "customer_tasks.share_held_out_is_the_one_asked_for"
    one_in_ten = (
        "insert into customer_360.customer_tasks by name select 'x' || n as task_id, 'dunning' as"
        " kind, 'payment_failing' as reason, 'l' || n as lead_id, 'Help' as title, 1 as priority,"
        " date '2026-02-01' as opened_on, date '2026-02-01' as updated_on,"
        " 'reason_ended' as status, n % 10 = 0 as is_held_out"
        " from range({}) as numbers (n)"
    )
    with_tasks.execute(one_in_ten.format(90))
    assert rule not in names(with_tasks.run("customer_360", tables=["customer_tasks"]).failures)
    # 0.3 of 201 may be off by four times 0.032; 0.1 is off by 0.2.
    with_tasks.execute(one_in_ten.format("100, 210"))
    result = with_tasks.run("customer_360", tables=["customer_tasks"])
    failure = failed(result, "customer_tasks", "share_held_out_is_the_one_asked_for")
    assert failure.severity == "warning"
