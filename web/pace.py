"""The doors for sockets: a few at a time, so that a crowd does not stand in front of the calls.

A socket's beginning (its handshake, who it is, the first picture) costs the server milliseconds.
After a restart, or when a switch was off, hundreds begin at once; without doors every call, and
each of them, would wait for all the others.
"""

from __future__ import annotations

import collections
from typing import Any

STALE = 0.25  # s after which one that still has not asked for a picture no longer counts
LONGEST = 2.0  # s that one waits before it is sent away; pages try again after 2.5
PLACE = "hall.place"  # in the environ of a socket that has begun


class Doors:
    """Who may begin, in the order they came. One at a time is never kept waiting."""

    def __init__(self, engine: Any, at_once: int | None = None) -> None:
        self._engine = engine
        self._at_once = at_once or engine.at_once
        self._lock = engine.lock()
        self._inside: dict[Any, float] = {}  # since when, monotonic s
        self._waiting: collections.deque[Any] = collections.deque()

    def enter(self) -> Any:
        """A place, once it is one's turn; None where that takes too long."""
        began = self._engine.now_monotonic()
        place = self._engine.event()
        with self._lock:
            self._waiting.append(place)
            self._let_in(began)
        while not place.wait(STALE):
            with self._lock:
                now = self._engine.now_monotonic()
                self._let_in(now)
                if now - began > LONGEST and place in self._waiting:
                    self._waiting.remove(place)
                    return None
        return place

    def leave(self, place: Any) -> None:
        """It has begun, or is gone; more than once does no harm."""
        with self._lock:
            self._inside.pop(place, None)
            self._let_in(self._engine.now_monotonic())

    def _let_in(self, now: float) -> None:
        for place in [one for one, since in self._inside.items() if now - since > STALE]:
            del self._inside[place]
        while self._waiting and len(self._inside) < self._at_once:
            place = self._waiting.popleft()
            self._inside[place] = now
            place.set()


def sockets_or(sockets: Any, flask: Any, doors: Doors) -> Any:
    """WSGI: the sockets' path to one, by the doors where a socket begins, all else to the other."""

    def wsgi(environ: dict[str, Any], start_response: Any) -> Any:
        if not environ["PATH_INFO"].startswith("/socket.io/"):
            return flask(environ, start_response)
        if "sid=" in environ.get("QUERY_STRING", ""):
            return sockets(environ, start_response)
        place = environ[PLACE] = doors.enter()
        if place is None:
            start_response("503 Service Unavailable", [("Retry-After", "1")])
            return [b""]
        try:
            return sockets(environ, start_response)
        finally:
            doors.leave(place)

    return wsgi
