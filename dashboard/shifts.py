"""Shifts: which counters were open when, and for which services, today. Rebuilt from the journal
after a restart."""

from __future__ import annotations

import logging
from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

log = logging.getLogger("dashboard")
OPENS = frozenset({"CounterOpened", "CounterUnpaused", "CounterTakenOver"})
SHUTS = frozenset({"CounterClosed", "CounterPaused"})
KINDS = (*sorted(OPENS), *sorted(SHUTS), "DayOpened")
MOST = 10_000  # changes kept of a day: 60 counters opening and pausing every three minutes
KEEPS: frozenset[str] = frozenset()  # an empty list is never opened with: the session goes on
Change = tuple[int, str, bool, frozenset[str] | None]  # at, counter, open, the session's services


class Shifts:
    """Heard by seq, so what is read from the disk and what is heard meanwhile fit together."""

    def __init__(self, house: Any) -> None:
        self._house = house
        self._changes: dict[int, Change] = {}  # by seq
        self._since = 0  # seq of the day's opening
        self._all: tuple[list[int], list[int]] | None = None  # of all counters, until one changes

    def load(self) -> None:
        """What was before this process began to listen."""
        events = self._house.journal.of_kinds(KINDS)
        with self._house.engine.turn():
            for event in events:
                self.hear(event, self._house.live)

    def hear(self, event: Any, hall: Any) -> None:
        if event.kind == "DayOpened" and event.seq > self._since:
            self._since = event.seq
            self._changes = {s: c for s, c in self._changes.items() if s > event.seq}
            self._all = None
        elif event.seq > self._since and (event.kind in OPENS or event.kind in SHUTS):
            if len(self._changes) < MOST:
                self._changes[event.seq] = (
                    event.at, event.counter, event.kind in OPENS, own_services(event),
                )  # fmt: skip
            self._all = None

    def open_at(
        self, times: Iterable[int], counters: set[str] | None = None, service: str = ""
    ) -> list[int]:
        """How many of the counters (None: all) were open at each of the times, ms UTC. `service`:
        beside `counters`, which have it in their lists, those count whose officer brought it, and
        those do not whose officer had other lists."""
        if counters is not None:
            marks, counts = self._steps(counters, service)
        else:
            if self._all is None:
                self._all = self._steps(None, "")
            marks, counts = self._all
        return [counts[bisect_right(marks, at)] for at in times]

    def _steps(self, counters: set[str] | None, service: str) -> tuple[list[int], list[int]]:
        """(times of changes, counters open before the first, after the first, …)."""
        here: set[str] = set()
        own: dict[str, frozenset[str] | None] = {}  # by counter, of the session there
        marks: list[int] = []
        counts = [0]
        for _, (at, counter, opens, services) in sorted(self._changes.items()):
            if opens and services is not KEEPS:
                own[counter] = services
            mine = own.get(counter)
            if service and mine is not None:
                counted = service in mine
            else:
                counted = counters is None or counter in counters
            if opens and counted:
                here.add(counter)
            else:
                here.discard(counter)
            marks.append(at)
            counts.append(len(here))
        return marks, counts


def own_services(event: Any) -> frozenset[str] | None:
    """The services of an opening's session, if it has lists of its own; KEEPS of other events."""
    if event.kind not in ("CounterOpened", "CounterTakenOver"):
        return KEEPS
    first = event.data.get("first")
    return None if first is None else frozenset((*first, *event.data.get("second", ())))
