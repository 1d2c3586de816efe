"""Trying again, and only where that helps: something else has the database open.

Not a `RetryPolicy`: that would also try again what a person stopped, and every fault of a model.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
from dagster import AssetExecutionContext, Failure, RetryRequested

from saas360.dbt import DbtError

MOST_RETRIES = 3
FIRST_DELAY_SECONDS = 2.0
LOCKED = ("could not set lock", "conflicting lock", "database is locked")


@contextmanager
def retried_while_locked(context: AssetExecutionContext) -> Iterator[None]:
    """Has a step tried again, after a while that doubles each time, if the database was locked.

    Raises:
        RetryRequested: the database is locked. Anything else passes through.
    """
    try:
        yield
    except (duckdb.Error, DbtError, Failure) as error:
        if not is_locked(error):
            raise
        delay = FIRST_DELAY_SECONDS * 2**context.retry_number * random.uniform(0.5, 1.5)
        context.log.warning(f"The warehouse is locked; trying again in {delay:.0f} s.")
        raise RetryRequested(max_retries=MOST_RETRIES, seconds_to_wait=delay) from error


def is_locked(error: Exception) -> bool:
    """Whether an error says that something else has the database open."""
    text = (error.description or "") if isinstance(error, Failure) else str(error)
    return any(sign in text.lower() for sign in LOCKED)
