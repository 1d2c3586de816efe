"""A real HTTP server that takes tasks as another tool would: it checks what it is sent."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "a key that both sides know"


@dataclass
class Answer:
    """What the receiver says once: a status, headers, or nothing at all."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hangs_up: bool = False
    text: str = ""


@dataclass
class Receiver:
    """What came, and what is to be answered next; without anything planned, 200.

    Attributes:
        kept: tasks as the receiver has them: the newest body per idempotency key.
        requests: every request that came, repeated ones too.
    """

    address: str = ""
    answers: list[Answer] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)

    def events(self) -> list[tuple[str, str]]:
        """Event and task of what was kept, in the order in which it came."""
        return [(body["event"], body["task"]["task_id"]) for body in self.kept.values()]


def verified(secret: str, headers: Any, body: bytes, now: float, tolerance: float = 300) -> bool:
    """Whether a request is the sender's, as docs/tasks.md says to check it."""
    timestamp = headers["X-Saas360-Timestamp"]
    if abs(now - int(timestamp)) > tolerance:
        return False
    expected = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return hmac.compare_digest(f"v1={expected.hexdigest()}", headers["X-Saas360-Signature"])


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a free port of this machine."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.requests.append({"headers": dict(self.headers), "body": body})
            answer = receiver.answers.pop(0) if receiver.answers else Answer()
            if answer.hangs_up:
                self.close_connection = True
                self.connection.close()
                return
            if answer.status == 200:
                receiver.kept.setdefault(self.headers["Idempotency-Key"], json.loads(body))
            self.send_response(answer.status)
            for name, value in {**answer.headers, "Content-Length": str(len(answer.text))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.text.encode())

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    receiver.address = f"http://127.0.0.1:{server.server_address[1]}/hooks/t0ken"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
