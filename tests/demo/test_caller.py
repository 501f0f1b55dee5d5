"""The demo's HTTP client asks again with the same key, so that one choice stays one deed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from demo import caller
from demo.caller import Caller, Gone


class Hall(ThreadingHTTPServer):
    """Answers what it is told to, and keeps what it was asked. An answer None: the line is cut."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[tuple[int, Any, dict[str, str]] | None] = []
        self.asked: list[tuple[str, str | None, str | None, Any]] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Hall

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        key, who = self.headers["Idempotency-Key"], self.headers["Authorization"]
        self.server.asked.append((self.path, key, who, body))
        answer = self.server.answers.pop(0)
        if answer is None:
            self.close_connection = True
            return
        status, said, headers = answer
        raw = b"" if said is None else json.dumps(said).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(raw))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def hall(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    monkeypatch.setattr(caller, "PATIENCE", 0.01)
    server = Hall()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_cut_reply_is_asked_for_again_with_the_same_key(hall: Hall) -> None:
    hall.answers = [None, (201, {"id": 7}, {})]
    assert Caller(hall.url, "k").post("/tickets", {"service": "x"}) == (201, {"id": 7})
    assert len(hall.asked) == 2
    assert hall.asked[0] == hall.asked[1]
    assert hall.asked[0][0] == "/api/v1/tickets"
    assert hall.asked[0][2:] == ("Bearer k", {"service": "x"})


def test_a_full_or_stopped_hall_is_asked_again(hall: Hall) -> None:
    hall.answers = [(429, {}, {"Retry-After": "1"}), (503, {}, {}), (200, {"ok": 1}, {})]
    assert Caller(hall.url).post("/x")[0] == 200
    assert len({key for _, key, _, _ in hall.asked}) == 1


def test_each_choice_has_a_key_of_its_own(hall: Hall) -> None:
    hall.answers = [(204, None, {}), (204, None, {})]
    asking = Caller(hall.url)
    assert asking.post("/x") == (204, None)
    asking.post("/x")
    assert len({key for _, key, _, _ in hall.asked}) == 2


def test_a_no_is_an_answer(hall: Hall) -> None:
    hall.answers = [(409, {"code": "not_open"}, {})]
    assert Caller(hall.url).post("/x") == (409, {"code": "not_open"})


def test_a_hall_that_is_gone_is_given_up(hall: Hall) -> None:
    hall.answers = [None] * caller.TRIES
    with pytest.raises(Gone):
        Caller(hall.url).post("/x")
