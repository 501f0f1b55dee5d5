"""Anchoring: one process signs, every five minutes, at a day's closing and after 20 numbers, how
far the journal has come, and says aloud when an earlier anchor no longer fits it.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from journal.anchors import Anchors, Line
from journal.signing import NoKey, Signer, find
from journal.stores import open_store
from queueing.events import Event
from queueing.hall import Hall
from queueing.who import THE_HALL

log = logging.getLogger("journal")
EVERY = 300.0  # s
NUMBERS = 20  # of one series given out since the last anchor: then it is time for another
ALERT = "anchors"


class Anchoring:
    """Anchors one journal. `look` is for the loop, every few seconds."""

    def __init__(self, journal: Any, file: Path, key: Path) -> None:
        self._journal = journal
        self._anchors = Anchors(file)
        self._key = key
        self._next = 0.0  # monotonic seconds: when the next is due
        self._seq = -1  # of the last anchor
        self._numbers: dict[str, int] = {}  # in the last anchor
        self._closed: str | None = None  # a day that ended since
        self._compared = False
        journal.listen("anchors", self._hear)

    def _hear(self, event: Event, hall: Hall) -> None:
        if event.kind == "DayClosed":
            self._closed = event.data["date"]

    def look(self) -> None:
        """Writes an anchor if one is due. What goes wrong stands as an alert."""
        engine, live = self._journal.engine, self._journal.live
        numbers = numbers_of(live)
        many = any(n - self._numbers.get(s, 0) >= NUMBERS for s, n in numbers.items())
        if engine.now_monotonic() < self._next and not many and self._closed is None:
            return
        closed, day, now = self._closed, live.day, self._journal.now()
        self._next = engine.now_monotonic() + EVERY
        try:
            wrong = engine.call_native(self._write, numbers, day, closed, now)
        except (OSError, NoKey) as error:
            log.error("no anchor was written", exc_info=error)
            wrong = str(error)
        else:
            self._numbers = numbers
            if self._closed == closed:
                self._closed = None
        self._tell(wrong)

    def _write(
        self, numbers: dict[str, int], day: str | None, closed: str | None, now: int
    ) -> str | None:
        """Natively. What is wrong with the last anchor of before, if it is the first look."""
        journal, wrong = self._journal, None
        if not self._compared:
            wrong = unlike(self._anchors.last(journal.hall_id), journal.url, journal.hall_id)
            self._compared = wrong is None
        head = journal.head
        if head.seq != self._seq or closed is not None:
            self._anchors.append(
                self._find, "closed" if closed else "anchor", at=now, hall=journal.hall_id,
                seq=head.seq, hash=head.hash, day=closed or day, numbers=numbers,
            )  # fmt: skip
            self._seq = head.seq
        return wrong

    def _find(self) -> Signer:
        return find(self._key, make=True)

    def _tell(self, wrong: str | None) -> None:
        live = self._journal.live
        about = live.plan.hall_id if live.plan is not None else ""
        if wrong is not None:
            self._do(
                lambda hall, now: hall.raise_alert(THE_HALL, now, ALERT, about, "critical", wrong)
            )
        elif (ALERT, about) in live.alerts:
            self._do(lambda hall, now: hall.clear_alert(THE_HALL, now, ALERT, about))

    def _do(self, act: Any) -> None:
        self._journal.do(act, caller="hall", route="anchors")


def numbers_of(hall: Hall) -> dict[str, int]:
    """The last n that each series has given out today."""
    return {series: n - 1 for series, n in sorted(hall.next_n.items())} if hall.day else {}


def unlike(last: Line | None, url: str, hall_id: str) -> str | None:
    """Why the journal is not the one that was anchored last, None if it is."""
    if last is None or last["seq"] == 0:
        return None
    store = open_store(url, hall_id)
    store.connect_reading()
    try:
        if store.head().seq < last["seq"]:
            return f"the journal ends at {store.head().seq}, an anchor stands at {last['seq']}"
        row = next(store.read(last["seq"] - 1, last["seq"]))[0]
        if row.hash != last["hash"]:
            return f"event {last['seq']} is not the one that was anchored"
        return None
    finally:
        store.close()
