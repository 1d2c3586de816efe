"""What the check asks a running Superset over its API: import, dashboards, charts' data."""

import json
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from typing import Any

from dashboards.superset.server import Server

LONGEST_ANSWER = 120


class Refused(Exception):
    """Superset answered with an error: the message has what it said."""


class Api:
    """An administrator's session.

    Args:
        server: a running Superset.

    Raises:
        Refused: if it does not let the administrator in.
    """

    def __init__(self, server: Server) -> None:
        self._url = server.url
        who = {"username": server.user, "password": server.password, "provider": "db"}
        token = self._send("/api/v1/security/login", json.dumps(who).encode(), "application/json")
        self._token = str(token["access_token"])

    _token = ""

    def import_assets(self, archive: bytes) -> None:
        """Imports a zip of assets, over what an earlier import has made.

        Raises:
            Refused: if Superset does not take them.
        """
        edge = uuid.uuid4().hex
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="bundle"; filename="saas360.zip"'
            "\r\nContent-Type: application/zip\r\n\r\n"
        )
        body = head.encode() + archive + f"\r\n--{edge}--\r\n".encode()
        self._send("/api/v1/assets/import/", body, f"multipart/form-data; boundary={edge}")

    def charts(self, dashboard: str) -> dict[str, int]:
        """Charts of a dashboard, by its slug: title to Superset's number."""
        answer = self._send(f"/api/v1/dashboard/{dashboard}/charts")
        return {chart["slice_name"]: chart["id"] for chart in answer["result"]}

    def rows(self, chart: int) -> list[dict[str, Any]]:
        """The rows that a chart draws.

        Raises:
            Refused: if the query failed.
        """
        answer = self._send(f"/api/v1/chart/{chart}/data/?force=true")
        result: Mapping[str, Any] = answer["result"][0]
        if result.get("error"):
            raise Refused(str(result["error"]))
        return list(result["data"])

    def _send(self, path: str, body: bytes | None = None, kind: str = "") -> dict[str, Any]:
        request = urllib.request.Request(f"{self._url}{path}", data=body)
        if kind:
            request.add_header("Content-Type", kind)
        if self._token:
            request.add_header("Authorization", f"Bearer {self._token}")
        try:
            with urllib.request.urlopen(request, timeout=LONGEST_ANSWER) as answer:
                content: dict[str, Any] = json.load(answer)
        except urllib.error.HTTPError as error:
            said = error.read().decode(errors="replace")[:2000]
            raise Refused(f"{path}: {error.code} {said}") from error
        return content
