"""A published copy with a handful of tasks, which a test may change."""

from pathlib import Path

import duckdb

from saas360.settings import Settings

TASKS = """
create schema customer_360;
create table customer_360.customers as
select * from (values ('a1', '=Acme'), ('a2', 'Bolt')) as customers (account_id, account_name);
create table customer_360.customer_tasks as
select
    task_id, kind, 'why' as reason, account_id, lead_id, owner_id, 'key' as customer_tier,
    'Help' as play, 'Help (card)' as title, null::integer as step, priority,
    value::decimal(20, 6) as value_mrr, opened_on::date as opened_on, opened_on::date as updated_on,
    date '2026-03-20' as due_on, ended_on::date as ended_on, status, is_held_out,
    null::varchar as outcome, 1 as risk_decile, 'growth' as lifecycle_stage
from (values
    ('t1', 'dunning', 'a1', null, 'o1', 1, 50, '2026-03-10', null, 'open', false),
    ('t2', 'renewal', 'a1', null, 'o1', 2, 90, '2026-03-11', null, 'open', false),
    ('t3', 'dunning', 'a2', null, 'o2', 1, 70, '2026-03-12', null, 'open', false),
    ('t4', 'dunning', 'a2', null, 'o2', 1, 70, '2026-03-01', null, 'held_out', true),
    ('t5', 'renewal', 'a2', null, 'o2', 2, 70, '2026-03-01', null, 'waiting', false),
    ('t6', 'dunning', 'a2', null, 'o2', 1, 70, '2026-02-01', '2026-02-05', 'done', false),
    ('t7', 'lead_follow_up', null, 'l1', null, 3, null, '2026-03-14', null, 'open', false)
) as tasks (
    task_id, kind, account_id, lead_id, owner_id, priority, value, opened_on, ended_on, status,
    is_held_out
)
"""
MANIFEST = '{"run_id": "run-1", "as_of": "2026-03-15", "currency": "USD"}'


class Published:
    """A data folder with a published copy, whose tasks a test may change."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(data_dir=folder, webhook_secret="a key that both sides know")
        version = folder / "versions" / "run-1"
        version.mkdir(parents=True)
        self.settings.published.symlink_to(version)
        (version / "manifest.json").write_text(MANIFEST)
        self.execute(*TASKS.split(";\n"))

    def execute(self, *statements: str) -> None:
        """Changes what is published."""
        with duckdb.connect(str(self.settings.published / "saas360.duckdb")) as connection:
            for statement in statements:
                connection.execute(statement)

    def change(self, change: str) -> None:
        """Updates tasks, such as `status = 'done' where task_id = 't1'`."""
        self.execute(f"update customer_360.customer_tasks set {change}")
