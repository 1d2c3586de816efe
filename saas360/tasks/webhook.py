"""Tasks to another tool, one signed request per task and version.

A request may arrive twice, when an answer is lost: the header `Idempotency-Key` is the same then.
How a receiver checks the signature stands in docs/tasks.md.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from saas360.tasks.ledger import Ledger
from saas360.tasks.published import COLUMNS, OPEN, Task, Tasks, as_json

if TYPE_CHECKING:
    import urllib3

SIGNATURE, TIMESTAMP, KEY = "X-Saas360-Signature", "X-Saas360-Timestamp", "Idempotency-Key"
SIGNATURE_VERSION = "v1"
RETRIED = {408, 425, 429, *range(500, 600)}
SHOWN_OF_ANSWER = 200


class WebhookError(Exception):
    """Not all was delivered: the message says what was and what was not."""


class _RefusedError(Exception):
    """The other side does not want this task."""


class _UnreachableError(Exception):
    """The other side does not answer, or not now, or wants nothing from us at all."""


@dataclass(frozen=True)
class Patience:
    """How long to try.

    Attributes:
        attempts: requests per task, the first one included.
        first_wait: seconds before the second; each further wait is twice as long.
        longest_wait: seconds beyond which no wait grows, and no `Retry-After` is obeyed.
        timeout: seconds for a connection, and for an answer.
    """

    attempts: int = 6
    first_wait: float = 1.0
    longest_wait: float = 300.0
    timeout: float = 15.0


@dataclass(frozen=True)
class Message:
    """What is sent about a task: `opened`, `updated` or `closed`."""

    task_id: str
    version: str
    body: bytes

    @property
    def key(self) -> str:
        """The same whenever the task is sent in this version."""
        return f"{self.task_id}.{self.version}"


@dataclass
class Delivery:
    """What became of an export."""

    sent: list[str] = field(default_factory=list)
    unchanged: int = 0
    refused: dict[str, str] = field(default_factory=dict)


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature of a request: HMAC-SHA256 over `<timestamp>.<body>`, in hexadecimal digits."""
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"{SIGNATURE_VERSION}={digest.hexdigest()}"


def deliver(
    tasks: Tasks,
    address: str,
    secret: str,
    ledger: Ledger,
    *,
    patience: Patience | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Delivery:
    """Sends what is new or has changed since it was last sent there.

    Args:
        tasks: all tasks; those that are not open are sent only where they were sent before.
        address: `https://…`, or `http://…` inside a network that is trusted.
        secret: what both sides know, for the signature.
        ledger: what was sent there before; each delivery is written down at once.
        patience: how often and how long to try.
        sleep: waits so many seconds.

    Raises:
        WebhookError: some task could not be delivered; what was is in the ledger.
    """
    import urllib3

    patience = patience or Patience()
    done = Delivery()
    messages = list(changes(tasks, ledger.versions, done))
    with urllib3.PoolManager(timeout=urllib3.Timeout(patience.timeout), retries=False) as pool:
        for message in messages:
            try:
                _send(pool, message, address, secret, patience, sleep)
            except _RefusedError as error:
                done.refused[message.task_id] = str(error)
                continue
            except _UnreachableError as error:
                left = len(messages) - len(done.sent) - len(done.refused)
                raise WebhookError(
                    f"{place_of(address)}: {error}. {_summary(done)}; {left} not delivered,"
                    f" from {message.task_id} on. The next export goes on there."
                ) from None
            ledger.note(message.task_id, message.version)
            done.sent.append(message.task_id)
    if done.refused:
        refused = "\n".join(f"- {task_id}: {why}" for task_id, why in done.refused.items())
        raise WebhookError(
            f"{place_of(address)}: {len(done.refused)} tasks were refused. {_summary(done)}.\n"
            + refused
        )
    return done


def changes(tasks: Tasks, known: Mapping[str, str], done: Delivery) -> Iterator[Message]:
    """What the other side does not know yet; counts into `done` what it does."""
    for task in tasks.rows:
        is_known = task["task_id"] in known
        if task["status"] != OPEN and not is_known:
            continue
        version = version_of(task)
        if known.get(task["task_id"]) == version:
            done.unchanged += 1
            continue
        event = "opened" if not is_known else "updated" if task["ended_on"] is None else "closed"
        body = {"event": event, "version": version, "task": _content(task)}
        yield Message(task["task_id"], version, json.dumps(body, ensure_ascii=False).encode())


def version_of(task: Task) -> str:
    """A digest of what is said of a task: another one as soon as anything of it changes."""
    return hashlib.sha256(json.dumps(_content(task), sort_keys=True).encode()).hexdigest()[:16]


def place_of(address: str) -> str:
    """The part of an address that may be shown; the rest may hold a secret."""
    parts = urlsplit(address)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}"


def _content(task: Task) -> dict[str, object]:
    return {name: as_json(task[name]) for name in COLUMNS}


def _summary(done: Delivery) -> str:
    return f"{len(done.sent)} delivered, {done.unchanged} had been before"


def _send(
    pool: "urllib3.PoolManager",
    message: Message,
    address: str,
    secret: str,
    patience: Patience,
    sleep: Callable[[float], None],
) -> None:
    import urllib3

    problem = "no attempt was made"
    for attempt in range(patience.attempts):
        asked = None
        try:
            # Signed anew each time: a receiver refuses a signature that is old.
            answer = pool.request(
                "POST",
                address,
                body=message.body,
                headers=_headers(message, secret),
                redirect=False,
            )
        except urllib3.exceptions.HTTPError as error:
            problem = f"no answer ({type(error).__name__})"
        else:
            if 200 <= answer.status < 300:  # noqa: PLR2004  (HTTP's classes)
                return
            problem = _problem(answer)
            asked = _retry_after(answer)
        if attempt + 1 < patience.attempts:
            wait = patience.first_wait * 2**attempt
            if asked is not None and asked > patience.longest_wait:
                raise _UnreachableError(f"{problem}, and asks to wait for {asked:.0f} s")
            sleep(max(min(wait, patience.longest_wait), asked or 0))
    raise _UnreachableError(f"{problem} at {patience.attempts} attempts")


def _headers(message: Message, secret: str) -> dict[str, str]:
    timestamp = str(int(time.time()))
    return {
        "Content-Type": "application/json",
        "User-Agent": "saas360",
        KEY: message.key,
        TIMESTAMP: timestamp,
        SIGNATURE: sign(secret, timestamp, message.body),
    }


def _problem(answer: "urllib3.BaseHTTPResponse") -> str:
    """What to say of an answer that is worth another try.

    Raises:
        _RefusedError: this task is not wanted.
        _UnreachableError: nothing is, such as with a wrong address or secret.
    """
    text = " ".join(answer.data.decode(errors="replace").split())[:SHOWN_OF_ANSWER]
    problem = f"HTTP {answer.status}{f' ({text})' if text else ''}"
    if answer.status in RETRIED:
        return problem
    if answer.status in (400, 409, 413, 422):
        raise _RefusedError(problem)
    raise _UnreachableError(problem)


def _retry_after(answer: "urllib3.BaseHTTPResponse") -> float | None:
    """Seconds that the answer asks to wait, given as such or as a date; None if it does not."""
    import urllib3

    given = answer.headers.get("Retry-After")
    if not given:
        return None
    try:
        return urllib3.Retry().parse_retry_after(given)
    except urllib3.exceptions.InvalidHeader:
        return None
