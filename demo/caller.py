"""A caller: one HTTP client as a page or a device is one, that asks again with the same key."""

from __future__ import annotations

import http.client
import json
import threading
import time
import uuid
from typing import Any
from urllib.parse import urlsplit

TRIES = 8
PATIENCE = 5.0  # s: the longest wait between two tries


class Gone(Exception):
    """The hall does not answer any more."""


class Caller:
    """Speaks to one hall, one request at a time (any thread). `token`: whose key it shows."""

    def __init__(self, url: str, token: str | None = None) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self.token = token
        self._lock = threading.Lock()
        self._line: http.client.HTTPConnection | None = None

    def get(self, path: str) -> tuple[int, Any]:
        return self._ask("GET", path, None, None, self.token)

    def post(self, path: str, body: Any = None, token: str | None = None) -> tuple[int, Any]:
        """(status, JSON). The same Idempotency-Key whatever happens on the way: one deed. Raises
        Gone after some tries without an answer."""
        return self._ask("POST", path, body or {}, uuid.uuid4().hex, token or self.token)

    def close(self) -> None:
        with self._lock:
            self._hang_up()

    def _ask(
        self, method: str, path: str, body: Any, key: str | None, token: str | None
    ) -> tuple[int, Any]:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = json.dumps(body).encode() if method == "POST" else None
        with self._lock:
            for attempt in range(TRIES):
                wait = min(PATIENCE, 0.2 * 2**attempt)
                try:
                    status, answer, after = self._once(method, f"/api/v1{path}", data, headers)
                except (OSError, http.client.HTTPException):
                    self._hang_up()
                else:
                    if status not in (429, 503):
                        return status, answer
                    wait = min(PATIENCE, after or wait)
                time.sleep(wait)
        raise Gone(f"{method} {path}: no answer after {TRIES} tries")

    def _once(
        self, method: str, path: str, data: bytes | None, headers: dict[str, str]
    ) -> tuple[int, Any, float]:
        if self._line is None:
            self._line = http.client.HTTPConnection(self.host, self.port, timeout=10)
        self._line.request(method, path, data, headers)
        reply = self._line.getresponse()
        raw = reply.read()
        after = reply.getheader("Retry-After") or ""
        answer = json.loads(raw) if raw else None
        return reply.status, answer, float(after) if after.isdigit() else 0.0

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()
