"""Replay: the hall in memory, made anew from the journal."""

from __future__ import annotations

import gc
from collections.abc import Iterator

from journal import chain
from journal.reads import Reads
from journal.store import Head, Row, Store
from queueing.events import Event
from queueing.hall import Hall


class BrokenChain(Exception):
    """The journal was changed, or is damaged: `seq` is the first event that does not hold."""

    def __init__(self, seq: int, why: str) -> None:
        super().__init__(f"event {seq}: {why}")
        self.seq = seq
        self.why = why


def since_opening(store: Store, head: Head) -> tuple[Hall, Reads]:
    """The hall at `head`, from the last DayOpened and the settings in force then.

    Nothing open crosses a day; what lives on stands in DayOpened. The chain is checked as far as it
    is read. Raises BrokenChain.
    """
    collecting = gc.isenabled()
    gc.disable()  # nothing of what is made here is garbage: looking for it doubles the time
    try:
        return _since_opening(store, head)
    finally:
        if collecting:
            gc.enable()


def _since_opening(store: Store, head: Head) -> tuple[Hall, Reads]:
    hall, reads = Hall(), Reads(store.hall_id)
    start = max(head.day_seq - 1, 0)
    if head.day_settings_seq and head.day_settings_seq <= start:
        for events in store.events(head.day_settings_seq - 1, head.day_settings_seq):
            hall.apply_all(events)
    for events in checked(store, start, head):
        for event in events:
            hall.apply(event)
            reads.follow(event, hall, None)
    if hall.seq != head.seq:
        raise BrokenChain(hall.seq + 1, f"the journal ends here, the hall's row says {head.seq}")
    reads.mark()
    return hall, reads


def checked(store: Store, after: int, head: Head) -> Iterator[list[Event]]:
    """The events after < seq ≤ head.seq, each hash checked; the last must be the hall's."""
    previous, seq = chain.FIRST, after
    if after:
        before = next(store.read(after - 1, after), [])
        if not before:
            raise BrokenChain(after, "is missing")
        previous = before[0].hash
    for rows in store.read(after, head.seq):
        for row in rows:
            seq += 1
            check(row, seq, previous, store.hall_id)
            previous = row.hash
        yield store.with_personal(rows)
    if previous != head.hash:
        raise BrokenChain(seq, "is not the one that the hall's row ends with")


def check(row: Row, seq: int, previous: str, hall_id: str) -> None:
    """Raises BrokenChain unless the row is event `seq` and its hash follows from `previous`."""
    if row.seq != seq:
        raise BrokenChain(seq, "is missing")
    told = chain.link(
        previous, hall_id, row.seq, row.at, row.kind, row.ticket, row.counter, row.officer,
        row.device, row.data,
    )  # fmt: skip
    if told != row.hash:
        raise BrokenChain(seq, "its hash does not follow from what it says and the one before")
