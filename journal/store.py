"""A store: one hall's tables over one connection.

The writer owns one, and lends it to the loop for `write`; others open their own. What goes wrong
is told apart by `trouble`: no room, damaged, gone, busy, or a mistake of the caller's.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Dialect

from journal import daybook
from journal.chain import FIRST
from journal.statements import MOST_ROWS, Statements
from queueing.events import Event

FULL, DAMAGED, GONE, BUSY, MISTAKE = "full", "damaged", "gone", "busy", "mistake"
STOPPING = frozenset({FULL, DAMAGED, GONE})
SLICE = 2000
"""Events read at a time."""

Values = tuple[Any, ...]
# json.loads without its looking for white space before and after: there is none
_scan = json.JSONDecoder().scan_once  # type: ignore[attr-defined]


class Head(NamedTuple):
    """How far a hall's journal has come."""

    seq: int = 0
    hash: str = FIRST
    settings_seq: int = 0  # the last SettingsChanged
    day_seq: int = 0  # the last DayOpened
    day_settings_seq: int = 0  # the settings in force when that day opened


class Row(NamedTuple):
    """An event as it stands in the table; `data` is its canonical JSON."""

    seq: int
    at: int
    kind: str
    ticket: int | None
    counter: str | None
    officer: str | None
    device: str | None
    data: str
    hash: str

    def event(self) -> Event:
        return Event(
            self.seq, self.at, self.kind, self.ticket, self.counter, self.officer, self.device,
            _scan(self.data, 0)[0],
        )  # fmt: skip


class StoredReply(NamedTuple):
    """What a key was answered; `body` is JSON."""

    caller: str
    route: str
    key: str
    body_hash: str
    first_seq: int
    last_seq: int
    status: int
    body: str | None


@dataclass(slots=True)
class Writing:
    """What one transaction writes. Rows of read tables by key: the last of a batch stands."""

    head: Head
    events: list[Values] = field(default_factory=list)
    personal: list[Values] = field(default_factory=list)
    replies: list[Values] = field(default_factory=list)
    reads: dict[str, dict[Any, Values]] = field(default_factory=dict)
    cut: list[tuple[int, int]] = field(default_factory=list)  # ticket, last interval that stays
    forget_before: int = 0  # replies to events before this one: their day is closed
    purge_at: int = 0  # personal texts due by then are deleted
    days: set[str] = field(default_factory=set)  # closed: their legs are packed for the reports


def note(writing: Writing, table: str, key: Any, row: Values) -> None:
    """A row of a read table to be written; the last one of a key stands."""
    rows = writing.reads.get(table)
    if rows is None:
        rows = writing.reads[table] = {}
    rows[key] = row


class Trouble(NamedTuple):
    """Why the store would not: `kind` is one of the constants above, `why` a sentence."""

    kind: str
    why: str


class Store(ABC):
    """One hall's tables. Every method may raise the driver's errors; `trouble` reads them."""

    def __init__(self, hall_id: str, writer: str, dialect: Dialect) -> None:
        self.hall_id = hall_id
        self.writer = writer
        self.sql = Statements(dialect)

    # what the two stores do differently
    @abstractmethod
    def connect(self) -> None:
        """(Re)opens the connection; the hall's row is there afterwards."""

    @abstractmethod
    def connect_reading(self) -> None:
        """(Re)opens the connection for reading one unchanging picture of the database."""

    @abstractmethod
    def close(self) -> None: ...

    @abstractmethod
    def rows(self, sql: str, values: Sequence[Any]) -> list[Any]: ...

    @abstractmethod
    def run(self, sql: str, values: Sequence[Any]) -> None: ...

    def binary(self, value: Any) -> Any:
        """Bytes as the driver takes them; anything else as it is."""
        return value

    @abstractmethod
    def lock(self) -> Head:
        """Begins the transaction that only one may have at a time, and says how far the hall is."""

    @abstractmethod
    def write(self, writing: Writing) -> None:
        """Writes within the transaction: on the loop, so it waits for no lock, disk or network."""

    @abstractmethod
    def commit(self, writing: Writing) -> None:
        """Commits what was written. After an error the outcome is unknown until `head` is read
        again."""

    @abstractmethod
    def rollback(self) -> None: ...

    @abstractmethod
    def somebody_wrote(self) -> bool:
        """True if others may have written since the last look (cheap; may err towards True)."""

    @abstractmethod
    def make_room(self) -> None:
        """Commits and takes back 64 KB: raises unless there is room to write again."""

    @abstractmethod
    def trouble(self, error: BaseException) -> Trouble: ...

    @abstractmethod
    def advice(self) -> str:
        """What to do about a damaged database: a sentence naming the backup."""

    def rest(self) -> None:  # noqa: B027 - most have nothing to do
        """Called when nothing is to be done: housekeeping that would delay a commit."""

    # what is the same on both
    def head(self) -> Head:
        found = self.rows(self.sql.head, (self.hall_id,))
        return Head(*found[0]) if found else Head()

    def read(self, after: int, upto: int) -> Iterator[list[Row]]:
        """The events after < seq ≤ upto in order, in slices."""
        for start in range(after, upto, SLICE):
            values = (self.hall_id, start, min(start + SLICE, upto))
            rows = [Row(*r) for r in self.rows(self.sql.events, values)]
            if rows:
                yield rows

    def events(self, after: int, upto: int) -> Iterator[list[Event]]:
        """As `read`, as events, the personal texts that are still there given back."""
        for rows in self.read(after, upto):
            yield self.with_personal(rows)

    def with_personal(self, rows: list[Row]) -> list[Event]:
        """Those rows, one after the other in seq, as events with their personal texts."""
        events = [row.event() for row in rows]
        first = rows[0].seq
        for seq, name, text, _salt in self.rows(
            self.sql.personal, (self.hall_id, first - 1, rows[-1].seq)
        ):
            events[seq - first].personal[name] = text
        return events

    def keys(self, after: int) -> dict[int, int]:
        """hash of (caller, route, key) -> first seq, of the replies to events after that seq."""
        return {
            hash((caller, route, key)): seq
            for caller, route, key, seq in self.rows(self.sql.keys, (self.hall_id, after))
        }

    def reply(self, seq: int) -> tuple[StoredReply, list[Event]] | None:
        """The reply to the verb whose first event has that seq, and all its events."""
        found = self.rows(self.sql.reply, (self.hall_id, seq))
        if not found:
            return None
        reply = StoredReply(*found[0])
        return reply, [e for part in self.events(seq - 1, reply.last_seq) for e in part]

    def pack_days(self, writing: Writing) -> None:
        """Inside the transaction, after its rows: packs the days it closed (20 µs a leg)."""
        for day in sorted(writing.days):
            visits, stretches, ratings = self.sql.of_day
            there = sorted(self.rows(visits, (self.hall_id, day)))
            ends = (there[0][0], there[-1][0]) if there else (0, 0)
            found = [self.rows(sql, (self.hall_id, *ends)) for sql in (stretches, ratings)]
            packed = daybook.pack(daybook.legs(there, *found))
            row = [self.hall_id, day, *(self.binary(v) for v in packed)]
            self.run(self.sql.insert["days"].sql(1), row)

    def statements(self, w: Writing) -> Iterator[tuple[str, list[Any]]]:
        """What a transaction writes, as (SQL, values): events first."""
        hall = self.hall_id
        yield from self._insert("events", w.events)
        yield from self.rows_of(w)
        if w.personal:
            yield from self._insert("personal", w.personal)
        if w.replies:
            yield from self._insert("replies", w.replies)
        if w.forget_before:
            yield self.sql.forget_replies, [hall, w.forget_before]
        if w.purge_at:
            yield self.sql.purge, [hall, w.purge_at]
        yield self.sql.advance, [*w.head, self.writer, hall]

    def rows_of(self, w: Writing) -> Iterator[tuple[str, list[Any]]]:
        """What of it goes into the read tables."""
        for ticket, no in w.cut:
            yield self.sql.cut_intervals, [self.hall_id, ticket, no]
        for name, rows in w.reads.items():
            yield from self._insert(name, list(rows.values()))

    def _insert(self, name: str, rows: list[Values]) -> Iterator[tuple[str, list[Any]]]:
        insert = self.sql.insert[name]
        for start in range(0, len(rows), MOST_ROWS):
            part = rows[start : start + MOST_ROWS]
            yield insert.sql(len(part)), [value for row in part for value in row]
