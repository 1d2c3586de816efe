"""The catalogue of stories and the notation in which it is written."""

from __future__ import annotations

import duckdb
import pytest

from demo.catalogue import COUPONS, STORIES
from demo.stories import Step, read_steps


def test_a_step_says_which_subscription_what_and_when() -> None:
    assert read_steps("2.begin:customer2/up@5-12~20") == [
        Step(subscription=2, verb="begin", argument="customer2/up", months=5, days=-12, spread=20)
    ]


def test_a_step_without_a_date_is_refused() -> None:
    with pytest.raises(ValueError, match="not a step: 'begin'"):
        read_steps("begin")


def test_shares_make_a_hundred() -> None:
    assert sum(story.share for story in STORIES) == 100


def test_every_coupon_is_used_and_every_used_coupon_exists() -> None:
    used = {
        step.argument
        for story in STORIES
        for step in read_steps(story.steps)
        if step.verb == "coupon"
    }
    assert used == {coupon.code for coupon in COUPONS}


def test_a_hundred_accounts_live_every_story(company: duckdb.DuckDBPyConnection) -> None:
    counted = company.execute("select story, count(*) from truth.stories group by all").fetchall()
    assert dict(counted) == {story.name: story.share for story in STORIES}
