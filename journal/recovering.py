"""Recovering: what a restored backup does not know is taken from the old database and the anchors.

Events of the old file whose hashes follow from the backup's last are genuine, whatever happened to
the rest of it: `tail` takes them over. Numbers that were given out today and stay lost become a
block of handwritten numbers: nobody gets them again, and staff enter the slips still in the hall.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from journal.deciding import Deciding, follow_head
from journal.reads import Reads
from journal.replay import BrokenChain, check, since_opening
from journal.sqlite import SqliteStore
from journal.store import SLICE, Head, Row, Writing
from journal.verb import Verb, nothing_to_say
from queueing.events import Event
from queueing.hall import Hall
from queueing.plan import Series
from queueing.who import THE_HALL

MARGIN = 50
"""Numbers of a series that may have been given out since the last anchor (anchoring.NUMBERS, what
is issued in the seconds until the round comes by, and some)."""
STAFF = frozenset({
    "OfficerAdded", "OfficerDisabled", "OfficerPasswordChanged", "OfficerTotpChanged",
    "OfficerRightsChanged", "OfficerListsChanged", "DeviceEnrolled", "DeviceRevoked",
})  # fmt: skip
_NOBODY = Verb(lambda hall, now: [], nothing_to_say, "restore", "", "", True, b"", None)


@dataclass(slots=True)
class Recovered:
    """What became of one hall: events taken over; those found but left; was the old file read to
    its end; the numbers put aside, first and last of each run; what happened to people and devices
    since; the head it goes on from; is it known which numbers were given out today."""

    taken: int = 0
    left: int = 0
    whole: bool = False
    numbers: list[tuple[str, str]] = field(default_factory=list)
    staff: list[str] = field(default_factory=list)
    head: Head = field(default_factory=Head)
    known: bool = True


class GivenOut:
    """What lost events gave out on their last day: the last n of each series, blocks by hand."""

    def __init__(self, day: str | None) -> None:
        self.day = day
        self.last: dict[str, int] = {}
        self.blocks: list[tuple[str, int, list[str]]] = []

    def note(self, event: Event) -> None:
        data = event.data
        if event.kind == "DayOpened":
            self.__init__(data["date"])  # type: ignore[misc]
        elif event.kind == "NumbersLeased":
            self.blocks.append((data["series"], data["first"], data["numbers"]))
        elif "n" in data and "series" in data and data.get("lease") is None:
            self.least(data["series"], data["n"])

    def least(self, series: str, n: int) -> None:
        self.last[series] = max(n, self.last.get(series, 0))


def recover(
    part: str, old: str | None, hall_id: str, anchored: dict[str, Any] | None, *,
    tail: bool, printed: Iterable[str] = (), now: int,
) -> Recovered:  # fmt: skip
    """Mends the restored file `part` before it takes the place of `old`. `anchored`: the hall's
    newest anchor {seq, day, numbers}, if there is one; `printed`: the newest slips somebody found;
    `now`: ms UTC. Raises sqlite3.Error, ValueError for a slip of no series."""
    out = Recovered()
    store = SqliteStore(part, hall_id, "restore")
    store.connect()
    try:
        out.head = store.head()
        hall, reads = since_opening(store, out.head)
        given = GivenOut(hall.day or hall.last_day)
        seq = out.head.seq
        old_file = Old(old, hall_id)
        for rows, replies in old_file.after(out.head):
            events = [row.event() for row, _ in rows]
            seq = events[-1].seq
            if tail:
                out.head = _take_over(store, hall, reads, out.head, rows, events, replies)
                out.taken += len(events)
            else:
                out.left += len(events)
                for event in events:
                    given.note(event)
            out.staff += [
                f"{e.kind} {e.data.get('name') or e.data.get('id')}"
                for e in events if e.kind in STAFF
            ]  # fmt: skip
        out.whole = old_file.whole and (anchored is None or anchored["seq"] <= seq)
        _put_aside(store, hall, reads, given, anchored, tuple(printed), max(now, hall.at), out)
    finally:
        store.connection.execute("PRAGMA journal_mode=DELETE")
        store.close()
    return out


def _take_over(
    store: SqliteStore, hall: Hall, reads: Reads, head: Head, rows: Rows, events: list[Event],
    replies: list[tuple[Any, ...]],
) -> Head:  # fmt: skip
    writing = Writing(follow_head(head, events)._replace(seq=events[-1].seq, hash=rows[-1][0].hash))
    for (row, personal), event in zip(rows, events, strict=True):
        event.personal.update({name: text for name, text, *_ in personal})
        hall.apply(event)
        reads.follow(event, hall, writing)
        writing.events.append((store.hall_id, *row))
        writing.personal += [(store.hall_id, row.seq, *text) for text in personal]
    writing.replies += [(store.hall_id, *reply) for reply in replies]
    reads.mark()
    _commit(store, writing)
    return writing.head


def _commit(store: SqliteStore, writing: Writing) -> None:
    store.lock()
    store.write(writing)
    store.commit(writing)


def _put_aside(
    store: SqliteStore, hall: Hall, reads: Reads, given: GivenOut, anchored: dict[str, Any] | None,
    printed: tuple[str, ...], now: int, out: Recovered,
) -> None:  # fmt: skip
    """Today's numbers that may be in somebody's hand become blocks of handwritten numbers."""
    if hall.plan is None:
        return
    today = hall.plan.hours.local_date(now)
    if hall.last_day == today and hall.day is None:
        return  # closed: they begin anew tomorrow
    every = {s.series.id: s.series for s in hall.plan.services.values()}
    if given.day != today:
        given = GivenOut(today)
    if anchored is not None and anchored.get("day") == today:
        for series, n in (anchored.get("numbers") or {}).items():
            given.least(series, n)
    if not out.whole:
        began = hall.day == today or bool(given.last)
        out.known = bool(given.last or printed) or not began
        for id, series in every.items() if began else ():
            n = max(given.last.get(id, 0), hall.next_n.get(id, series.first) - 1)
            given.least(id, n + MARGIN)
    for number in printed:
        given.least(*_read(number, every.values()))
    if not given.last and not given.blocks:
        return
    deciding = Deciding(hall, reads, out.head, {})
    opened = hall.roll_day(now)
    if opened:
        deciding._add(_NOBODY, opened)
    blocks = list(given.blocks)
    for id, last in given.last.items():
        if id in every:
            series = every[id]
            first = hall.next_n.get(id, series.first)
            last = min(last, series.last or last)
            blocks.append((id, first, [series.number(n) for n in range(first, last + 1)]))
    for id, first, numbers in blocks:
        for begin, run in _runs(hall, first, numbers):
            data = {"series": id, "first": begin, "numbers": run}
            deciding._add(_NOBODY, [hall.event(now, "NumbersLeased", data, who=THE_HALL)])
            out.numbers.append((run[0], run[-1]))
    if deciding.events:
        writing = deciding.finish()
        _commit(store, writing)
        out.head = writing.head


def _runs(hall: Hall, first: int, numbers: list[str]) -> list[tuple[int, list[str]]]:
    """The stretches of `numbers` that nobody has, each with its place in the series."""
    runs: list[tuple[int, list[str]]] = []
    for n, number in enumerate(numbers, first):
        if number in hall.numbers or number in hall.leased:
            continue
        if runs and runs[-1][0] + len(runs[-1][1]) == n:
            runs[-1][1].append(number)
        else:
            runs.append((n, [number]))
    return runs


def _read(number: str, every: Iterable[Series]) -> tuple[str, int]:
    for series in every:
        digits = number.strip().upper().removeprefix(series.letters)
        if digits.isascii() and digits.isdigit() and series.number(int(digits)) == number.upper():
            return series.id, int(digits)
    raise ValueError(f"{number}: no series of this hall has such numbers")


Rows = list[tuple[Row, list[tuple[Any, ...]]]]
"""Events as they stand, each with its personal texts (name, text, salt, purge_at)."""


class Old:
    """The file that is replaced, as far as it can be read."""

    def __init__(self, path: str | None, hall_id: str) -> None:
        self._path = path
        self._hall = hall_id
        self.whole = False  # after `after`: it was read to its end

    def after(self, head: Head) -> Iterator[tuple[Rows, list[tuple[Any, ...]]]]:
        """Its events after `head` that follow from it, in slices, with the replies to their keys.
        Stops at the first that can't be read or does not follow."""
        if self._path is None:
            return
        store = SqliteStore(self._path, self._hall, "restore")
        try:
            store.connect_reading()
            if head.seq:
                before = next(store.read(head.seq - 1, head.seq), [])
                if not before or before[0].hash != head.hash:
                    return  # another journal, or another past
            seq, previous, step = head.seq, head.hash, SLICE
            while True:
                good: Rows = []
                try:
                    rows = next(store.read(seq, seq + step), [])
                    for row in rows:
                        check(row, seq + 1, previous, self._hall)
                        seq, previous = row.seq, row.hash
                        good.append((row, _beside(store, _PERSONAL, self._hall, seq)))
                except (sqlite3.Error, BrokenChain, TypeError, ValueError):
                    if good:
                        yield good, self._replies(store, good)
                    if step == 1:
                        return
                    step = 1  # what stands before the damage, one by one
                    continue
                if not good:
                    self.whole = store.head().seq == seq
                    return
                yield good, self._replies(store, good)
        except (sqlite3.Error, OSError):
            return
        finally:
            store.close()

    def _replies(self, store: SqliteStore, rows: Rows) -> list[tuple[Any, ...]]:
        return _beside(store, _REPLIES, self._hall, rows[0][0].seq, rows[-1][0].seq)


_PERSONAL = (
    "SELECT field, text, salt, purge_at FROM personal WHERE hall_id = ? AND seq = ? ORDER BY field"
)
_REPLIES = (
    "SELECT first_seq, caller, route, key, body_hash, last_seq, status, body FROM replies "
    "WHERE hall_id = ? AND last_seq BETWEEN ? AND ?"
)


def _beside(store: SqliteStore, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    try:
        return [tuple(row) for row in store.rows(sql, values)]
    except sqlite3.Error:
        return []  # the events matter more
