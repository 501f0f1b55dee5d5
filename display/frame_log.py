"""The frame log of a bus: its last frames, in and out, as one can read them."""

from __future__ import annotations

import logging
from collections import deque
from typing import Any, NamedTuple

from web.wire import time_json

log = logging.getLogger("display")
KEPT = 300  # frames


class Entry(NamedTuple):
    """`at` ms UTC; `way` out | in; `meaning` in English words."""

    at: int
    way: str
    data: bytes
    meaning: str


class FrameLog:
    """`aloud`: also as lines of the server's log."""

    def __init__(self, bus: str, aloud: bool = False) -> None:
        self._bus, self._aloud = bus, aloud
        self._entries: deque[Entry] = deque(maxlen=KEPT)

    def add(self, at: int, way: str, data: bytes, meaning: str) -> None:
        self._entries.append(Entry(at, way, data, meaning))
        if self._aloud:
            log.info("led %s %s %s: %s", self._bus, way, data.hex(" "), meaning)

    def last(self, limit: int) -> list[dict[str, Any]]:
        """The newest first."""
        entries = list(self._entries)[-limit:]
        return [
            {
                "at": time_json(e.at), "way": e.way, "hex": e.data.hex(" ").upper(),
                "meaning": e.meaning,
            }
            for e in reversed(entries)
        ]  # fmt: skip
