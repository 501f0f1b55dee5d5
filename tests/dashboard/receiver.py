"""A receiver of alerts: a real HTTP server that keeps what it got and answers as it is told."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "bí mật của nơi nhận"


class Receiver:
    """`letters`: the bodies whose signature held, in order. `status`: what it answers."""

    def __init__(self) -> None:
        self.letters: list[dict[str, Any]] = []
        self.refused = 0
        self.status = 204
        self.came = threading.Condition()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver._take(self)

            def log_message(self, *said: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/alerts?room=7"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def _take(self, asked: BaseHTTPRequestHandler) -> None:
        body = asked.rfile.read(int(asked.headers["Content-Length"]))
        signed = asked.headers["X-Hall-Timestamp"].encode() + b"." + body
        right = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
        good = hmac.compare_digest(asked.headers["X-Hall-Signature"], f"sha256={right}")
        letter = json.loads(body)
        good = good and asked.headers["X-Hall-Delivery"] == letter["id"]
        with self.came:
            if not good:
                self.refused += 1
            elif self.status < 300:
                self.letters.append(letter)
            self.came.notify_all()
        asked.send_response(self.status if good else 401)
        if 300 <= self.status < 400:
            asked.send_header("Location", "/elsewhere")
        asked.send_header("Content-Length", "0")
        asked.end_headers()

    def wait(self, n: int, seconds: float = 20) -> list[dict[str, Any]]:
        """The letters, once there are n."""
        with self.came:
            assert self.came.wait_for(lambda: len(self.letters) >= n, seconds), self.letters
            return list(self.letters)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
