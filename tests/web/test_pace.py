"""Sockets begin a few at a time, so that a crowd does not stand in front of the calls."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

import engine
from web import pace
from web.pace import Doors, sockets_or


@pytest.fixture
def threads() -> Any:
    return engine.make("threading")


def app(name: str) -> Callable[..., list[bytes]]:
    def wsgi(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [name.encode()]

    return wsgi


def test_a_few_are_inside_and_the_others_come_in_their_order(threads: Any) -> None:
    doors = Doors(threads, at_once=2)
    first, second = doors.enter(), doors.enter()
    came: list[int] = []
    got: list[Any] = []

    def come(n: int) -> None:
        got.append(doors.enter())
        came.append(n)

    waiting = []
    for n in (3, 4):
        waiting.append(threading.Thread(target=come, args=(n,)))
        waiting[-1].start()
        while len(doors._waiting) < n - 2:
            time.sleep(0.001)
    assert came == []
    doors.leave(first)
    waiting[0].join(5)
    assert came == [3], "one went, one came"
    doors.leave(first)
    assert came == [3], "it went once"
    doors.leave(second)
    waiting[1].join(5)
    assert came == [3, 4] and None not in got


def test_one_that_says_nothing_does_not_hold_the_door(threads: Any) -> None:
    doors = Doors(threads, at_once=1)
    assert doors.enter() is not None, "it never asks for a picture"
    assert doors.enter() is not None


def test_who_would_wait_too_long_is_sent_away(
    threads: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    doors = Doors(threads, at_once=1)
    page = sockets_or(app("socket"), app("page"), doors)
    said: list[str] = []

    def ask(path: str, query: str = "EIO=4&transport=websocket") -> bytes:
        environ = {"PATH_INFO": path, "QUERY_STRING": query}
        return b"".join(page(environ, lambda status, head: said.append(status)))

    assert ask("/socket.io/") == b"socket" and doors._inside == {}, "it is over"
    monkeypatch.setattr(pace, "LONGEST", -1.0)
    monkeypatch.setattr(doors, "_let_in", lambda now: None)
    assert ask("/socket.io/") == b"" and said[-1] == "503 Service Unavailable"
    assert not doors._waiting
    assert ask("/socket.io/", "EIO=4&transport=polling&sid=x") == b"socket"
    assert ask("/api/v1/hall") == b"page"
