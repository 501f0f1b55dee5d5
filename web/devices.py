"""The devices of the hall as they are now: their state, what they counted, how to try them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

log = logging.getLogger("web")


@dataclass(slots=True)
class Device:
    """A device as it is now. `since` and `error_at` are ms UTC; `error` the last one, kept."""

    id: str
    state: str = "unknown"  # ok | down | not_ready | unconfirmed | unknown
    why: str | None = None
    since: int = 0
    error: str | None = None
    error_at: int | None = None

    def json(self) -> dict[str, Any]:
        return {
            "id": self.id, "state": self.state, "why": self.why, "since": self.since,
            "error": self.error, "error_at": self.error_at,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hands:
    """What a station can do with a device of its own.

    `counters` gives what it counted since the start (frames, junk, prints …); `test` tries the
    device (a test slip, all digits of a board) and gives a word: done, or why not.
    """

    kind: str
    counters: Callable[[], dict[str, int]] | None = None
    test: Callable[[], str] | None = None


class Devices:
    """The live states of all devices. Not part of the journal: a restart begins with `unknown`."""

    STATES = ("ok", "down", "not_ready", "unconfirmed", "unknown")

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._known: dict[str, Device] = {}
        self._hands: dict[str, Hands] = {}
        self._listeners: list[Callable[[Device], None]] = []

    def set(self, id: str, state: str, why: str | None = None) -> None:
        """Tells a device's state; listeners hear of changes only. ValueError: no such state."""
        if state not in self.STATES:
            raise ValueError(f"device state {state}: unknown, allowed: {', '.join(self.STATES)}")
        device = self._known.setdefault(id, Device(id))
        if (device.state, device.why) == (state, why):
            return
        now = self._now()
        if device.state != state:
            device.since = now
        device.state, device.why = state, why
        if state not in ("ok", "unknown"):
            device.error, device.error_at = why or state, now
        for fn in self._listeners:
            try:
                fn(device)
            except Exception:
                log.exception("a listener to devices failed")

    def get(self, id: str) -> Device:
        return self._known.get(id) or Device(id)

    def all(self) -> dict[str, Device]:
        return dict(self._known)

    def listen(self, fn: Callable[[Device], None]) -> None:
        """`fn(device)` after each change of a state or its reason."""
        self._listeners.append(fn)

    def take_on(self, id: str, hands: Hands) -> None:
        """A station that drives the device says what can be asked of it; again after a change."""
        self._hands[id] = hands

    def let_go(self, id: str) -> None:
        """Nobody drives the device any more."""
        self._hands.pop(id, None)

    def kind(self, id: str) -> str:
        """What its station calls it; "other" while nobody drives it."""
        hands = self._hands.get(id)
        return hands.kind if hands is not None else "other"

    def counters(self, id: str) -> dict[str, int]:
        """What the device counted since the start; {} for one that counts nothing."""
        hands = self._hands.get(id)
        return hands.counters() if hands is not None and hands.counters is not None else {}

    def can_test(self, id: str) -> bool:
        hands = self._hands.get(id)
        return hands is not None and hands.test is not None

    def test(self, id: str) -> str:
        """Tries the device: done, or why not. KeyError: it has no test here."""
        hands = self._hands.get(id)
        if hands is None or hands.test is None:
            raise KeyError(id)
        return hands.test()
