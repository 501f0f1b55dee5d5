"""Beats: the loops of the agent say that they live; systemd is told only while all of them do."""

from __future__ import annotations

import os
import socket
import threading
import time

USUAL = 20.0  # seconds a loop may be silent


class Beats:
    """Who beat last when, and how long each may be silent. For any threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until: dict[str, float] = {}

    def beat(self, name: str, next_within: float = USUAL) -> None:
        with self._lock:
            self._until[name] = time.monotonic() + next_within

    def gone(self, name: str) -> None:
        """It ended, and should have."""
        with self._lock:
            self._until.pop(name, None)

    def late(self) -> list[str]:
        """The loops that should have beaten by now."""
        now = time.monotonic()
        with self._lock:
            return [name for name, until in self._until.items() if until < now]


def notify(*words: str) -> bool:
    """Tells systemd (READY=1, WATCHDOG=1, STATUS=…). False: it did not start this program."""
    where = os.environ.get("NOTIFY_SOCKET")
    if not where:
        return False
    if where.startswith("@"):
        where = "\0" + where[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        try:
            sock.connect(where)
            sock.sendall("\n".join(words).encode())
        except OSError:
            return False
    return True


def watchdog_every() -> float:
    """Seconds between two WATCHDOG=1: a third of what systemd allows; 5 without a watchdog."""
    allowed = int(os.environ.get("WATCHDOG_USEC", "0"))
    return allowed / 3_000_000 if allowed else 5.0
