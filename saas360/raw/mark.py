"""Notes which event files the models by day have taken, so that the next plan leaves them out."""

from saas360.contract import read_contract
from saas360.raw.ledger import insert, open_warehouse
from saas360.raw.load import LoadReport
from saas360.raw.plan import LoadPlan
from saas360.settings import Settings


def mark_aggregated(settings: Settings, done: LoadPlan | LoadReport) -> None:
    """Notes that the models by event day have taken every file of events in the plan.

    To be called only once they have succeeded: a run that is killed before repeats its days.

    Args:
        settings: where the warehouse is.
        done: the plan, or the report of the load, that the run went by.
    """
    plan = done.plan if isinstance(done, LoadReport) else done
    rows: list[tuple[object, ...]] = []
    contract = read_contract()
    for file in plan.event_files:
        days = plan.days.get(file.path)
        range_ = (days.first, days.newest) if days else (None, None)
        domain = contract[file.table].events_of
        rows.append((file.path, domain, file.size_bytes, file.modified_at, *range_, plan.rules))
    with open_warehouse(settings.ledger) as connection:
        connection.begin()
        connection.execute("create schema if not exists raw")
        connection.execute(
            "create or replace table raw.aggregated_files "
            "(path varchar, domain varchar, size_bytes bigint, modified_at timestamp, "
            "first_event_day date, last_event_day date, rules varchar)"
        )
        insert(connection, "raw.aggregated_files", rows)
        connection.commit()
