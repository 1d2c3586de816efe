"""Tasks on their way to a real HTTP server that fails, waits and hangs up."""

import json
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from published_tasks import Published
from receiver import SECRET, Answer, Receiver, verified

from saas360.settings import PROJECT_DIR
from saas360.tasks.export import MissingSecretError, send
from saas360.tasks.ledger import FILE, opened
from saas360.tasks.published import all_tasks
from saas360.tasks.webhook import Delivery, Patience, WebhookError, deliver, sign

OPEN = ["t3", "t1", "t2", "t7"]  # by priority, then by what is at stake


def export(
    published: Published, receiver: Receiver, **given: object
) -> tuple[Delivery, list[float]]:
    """One export, and the seconds that it would have waited."""
    waits: list[float] = []
    settings = published.settings
    with opened(settings.data_dir, receiver.address) as ledger:
        done = deliver(
            all_tasks(settings.published), receiver.address, SECRET, ledger,
            sleep=waits.append, **given,  # type: ignore[arg-type]
        )  # fmt: skip
    return done, waits


def test_every_open_task_is_told_once_and_nothing_of_those_held_out(published, receiver):
    done, _ = export(published, receiver)
    assert done.sent == OPEN
    assert receiver.events() == [("opened", task_id) for task_id in OPEN]
    again, _ = export(published, receiver)
    assert (again.sent, again.unchanged) == ([], 4)
    assert len(receiver.requests) == 4


def test_body_says_what_to_do_for_whom_and_worth_how_much(published, receiver):
    export(published, receiver)
    body = json.loads(receiver.requests[0]["body"])
    assert body["event"] == "opened"
    task = body["task"]
    assert (task["kind"], task["account_name"], task["owner_id"]) == ("dunning", "Bolt", "o2")
    assert (task["value_mrr"], task["currency"]) == (70.0, "USD")
    assert (task["opened_on"], task["due_on"]) == ("2026-03-12", "2026-03-20")


def test_change_is_told_as_such_and_an_end_only_to_who_knows_the_task(published, receiver):
    export(published, receiver)
    published.change("step = 2 where task_id = 't1'")
    published.change("status = 'reason_ended', ended_on = '2026-03-15' where task_id = 't2'")
    published.change("status = 'waiting' where task_id = 't7'")
    done, _ = export(published, receiver)
    assert done.sent == ["t1", "t2", "t7"]
    assert receiver.events()[4:] == [("updated", "t1"), ("closed", "t2"), ("updated", "t7")]
    keys = [request["headers"]["Idempotency-Key"] for request in receiver.requests]
    assert len(set(keys)) == 7
    assert all(key.split(".")[0] in OPEN for key in keys)


def test_task_that_comes_to_be_held_out_is_not_mentioned_again(published, receiver):
    export(published, receiver)
    published.change("status = 'held_out', is_held_out = true where task_id = 't1'")
    done, _ = export(published, receiver)
    assert done.sent == []


def test_signature_is_checked_with_the_key_the_time_and_the_body(published, receiver):
    export(published, receiver)
    headers, body = receiver.requests[0]["headers"], receiver.requests[0]["body"]
    now = time.time()
    assert verified(SECRET, headers, body, now)
    assert not verified("another key", headers, body, now)
    assert not verified(SECRET, headers, body.replace(b"dunning", b"renewal"), now)
    assert not verified(SECRET, headers, body, now + 301)


def test_example_of_the_documentation_checks_signatures(published, receiver):
    text = (PROJECT_DIR / "docs" / "tasks.md").read_text()
    example: dict[str, Any] = {}
    exec(text.partition("```python\n")[2].partition("```")[0], example)
    export(published, receiver)
    headers, body = receiver.requests[0]["headers"], receiver.requests[0]["body"]
    assert example["is_genuine"](SECRET, headers, body)
    assert not example["is_genuine"](SECRET, headers, body + b" ")
    assert not example["is_genuine"](SECRET, {**headers, "X-Saas360-Timestamp": "1"}, body)


def test_signature_is_the_published_one_of_hmac_sha256():
    # printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac key
    assert sign("key", "1700000000", b'{"a":1}') == (
        "v1=a438e398bfafc57e4396bb7fc2304422f0f768e965d073ca313cb52e22e6ad03"
    )


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again_after_waits_that_double(published, receiver, status):
    receiver.answers = [Answer(status)] * 3
    done, waits = export(published, receiver)
    assert done.sent == OPEN
    assert waits == [1, 2, 4]
    keys = [request["headers"]["Idempotency-Key"] for request in receiver.requests]
    assert len(set(keys[:4])) == 1


def test_connection_that_breaks_is_tried_again_with_the_same_key(published, receiver):
    receiver.answers = [Answer(hangs_up=True)]
    done, waits = export(published, receiver)
    assert done.sent == OPEN
    assert waits == [1]
    first, second = receiver.requests[:2]
    assert first["headers"]["Idempotency-Key"] == second["headers"]["Idempotency-Key"]
    assert first["body"] == second["body"]


def test_retry_after_in_seconds_is_waited_for(published, receiver):
    receiver.answers = [Answer(429, {"Retry-After": "17"}), Answer(503, {"Retry-After": "0"})]
    _, waits = export(published, receiver)
    assert waits == [17, 2]


def test_retry_after_as_a_date_is_waited_for(published, receiver):
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    receiver.answers = [Answer(503, {"Retry-After": soon})]
    _, waits = export(published, receiver)
    assert 55 <= waits[0] <= 61


def test_retry_after_that_nobody_can_read_is_passed_over(published, receiver):
    receiver.answers = [Answer(503, {"Retry-After": "later"})]
    assert export(published, receiver)[1] == [1]


def test_who_asks_to_wait_for_an_hour_is_left_for_the_next_export(published, receiver):
    receiver.answers = [Answer(), Answer(429, {"Retry-After": "3600"})]
    with pytest.raises(WebhookError, match="asks to wait for 3600 s") as error:
        export(published, receiver)
    assert "1 delivered" in str(error.value)


def test_giving_up_says_what_was_delivered_and_the_next_export_goes_on_there(published, receiver):
    receiver.answers = [Answer(), *[Answer(503, text="down for maintenance")] * 3]
    with pytest.raises(WebhookError) as error:
        export(published, receiver, patience=Patience(attempts=3))
    message = str(error.value)
    assert "HTTP 503 (down for maintenance) at 3 attempts" in message
    assert "1 delivered, 0 had been before; 3 not delivered, from t1 on" in message
    assert "t0ken" not in message
    done, _ = export(published, receiver)
    assert (done.sent, done.unchanged) == (["t1", "t2", "t7"], 1)
    assert receiver.events() == [("opened", task_id) for task_id in OPEN]


def test_nobody_there_is_said_with_the_place_but_not_the_path(published, receiver):
    receiver.address = "http://127.0.0.1:9/hooks/t0ken"
    with pytest.raises(
        WebhookError, match=r"http://127.0.0.1:9: no answer .* at 2 attempts"
    ) as error:
        export(published, receiver, patience=Patience(attempts=2))
    assert "t0ken" not in str(error.value)


def test_task_that_is_refused_keeps_no_other_back_and_is_offered_again(published, receiver):
    receiver.answers = [Answer(), Answer(422, text="no such owner")]
    with pytest.raises(WebhookError, match=r"1 tasks were refused.*\n- t1: HTTP 422"):
        export(published, receiver)
    assert [task_id for _, task_id in receiver.events()] == ["t3", "t2", "t7"]
    assert export(published, receiver)[0].sent == ["t1"]


@pytest.mark.parametrize("status", [401, 403, 404, 302])
def test_wrong_address_or_key_stops_at_once(published, receiver, status):
    receiver.answers = [Answer(status, {"Location": receiver.address})]
    with pytest.raises(WebhookError, match=f"HTTP {status}"):
        export(published, receiver)
    assert len(receiver.requests) == 1


def test_ledger_is_kept_per_address_and_survives_a_line_half_written(published, receiver):
    export(published, receiver)
    ledger = published.settings.data_dir / FILE
    assert "t0ken" not in ledger.read_text()
    ledger.write_text(ledger.read_text() + '{"to": "')
    published.change("step = 2 where task_id = 't1'")
    assert export(published, receiver)[0].sent == ["t1"]
    assert export(published, receiver)[0].unchanged == 4
    receiver.address += "/other"
    assert export(published, receiver)[0].sent == OPEN


def test_send_reads_key_and_tasks_of_the_settings(published, receiver):
    assert send(published.settings, receiver.address, owners=["o1"]).sent == ["t1", "t2"]
    assert send(published.settings, receiver.address, kinds=["dunning"]).sent == ["t3"]
    without = published.settings.model_copy(update={"webhook_secret": None})
    with pytest.raises(MissingSecretError, match="SAAS360_WEBHOOK_SECRET"):
        send(without, receiver.address)
