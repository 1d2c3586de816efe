"""What is tried again, and what is not."""

import logging
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest
from dagster import Failure, RetryRequested

from orchestration.retries import retried_while_locked
from saas360.dbt import DbtError


@pytest.mark.parametrize(
    "error",
    [
        duckdb.IOException("IO Error: Could not set lock on file: Conflicting lock is held"),
        DbtError("Runtime Error: Could not set lock on file"),
        Failure("stg_plans was not built: could not set lock on file"),
    ],
)
def test_locked_database_is_waited_for(error: Exception):
    with pytest.raises(RetryRequested) as caught, retried_while_locked(context()):
        raise error
    assert caught.value.max_retries == 3
    assert 1 <= caught.value.seconds_to_wait <= 3


@pytest.mark.parametrize(
    "error",
    [Failure("Gate staging: 1 critical failure"), DbtError("no such model"), KeyboardInterrupt()],
)
def test_nothing_else_is_tried_again(error: BaseException):
    with pytest.raises(type(error)), retried_while_locked(context()):
        raise error


def context() -> Any:
    return SimpleNamespace(retry_number=0, log=logging.getLogger())
