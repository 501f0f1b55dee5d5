"""Audit: the events somebody asks for, newest first, found without reading the whole journal.

Time never goes back from one event to the next, so a span of time is a span of seq, found by
halving. Pages go by seq. A question that few events answer is not looked for through all of a year
at once: after BUDGET events the answer says how far it looked. Calls by hand and tickets with
priority have indexes of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select, text

from journal.migrations import AUDIT_HAND, AUDIT_PRIORITY
from journal.sqlite import SqliteStore
from journal.store import Row, Store
from journal.stores import open_store
from journal.tables import events, intervals, tickets

BUDGET = 200_000  # events looked at for one answer
STEP = 20_000  # at a time
TICKETS = 50  # of one number, newest first
VISIT_MS = 48 * 3600 * 1000  # no visit is longer
VIEWS = {"hand": AUDIT_HAND, "priority": AUDIT_PRIORITY}


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for; None: whatever it is. Times ms UTC, `since` ≤ at < `until`; `days` local
    dates, first and last, for a ticket's number; `counters`: only what happened there; `view`:
    hand | priority, in the place of `kinds`."""

    since: int | None = None
    until: int | None = None
    days: tuple[str, str] = ("0000", "9999")
    officer: str | None = None
    device: str | None = None
    counter: str | None = None
    number: str | None = None
    kinds: tuple[str, ...] | None = None
    counters: frozenset[str] | None = None
    view: str | None = None


@dataclass(slots=True)
class Found:
    """`rows` newest first, `numbers` of their tickets by id; `next`: ask again before that seq,
    None at the end; `back_to`: ms UTC of the oldest event looked at."""

    rows: list[Row]
    numbers: dict[int, str]
    next: int | None = None
    back_to: int | None = None


def search(url: str, hall_id: str, asked: Question, before: int | None, limit: int) -> Found:
    """At most `limit` events before that seq. Raises the driver's errors."""
    store = open_store(url, hall_id)
    store.connect_reading()
    try:
        found = _search(store, asked, before, limit)
        found.numbers = _numbers(store, {row.ticket for row in found.rows if row.ticket})
        return found
    finally:
        store.close()


def hand_share(
    url: str, hall_id: str, since: int, until: int, counters: frozenset[str] | None = None
) -> tuple[int, int]:
    """(calls by hand, all calls) of the tickets issued in that span of time; ms UTC. `counters`: to
    these only."""
    store = open_store(url, hall_id)
    store.connect_reading()
    try:
        first, last = seq_at(store, since), seq_at(store, until)
        walks = intervals.c
        sql, values = store.sql.compiled(
            select(walks.hand, walks.counter).where(
                walks.hall_id == hall_id, walks.ticket >= first, walks.ticket < last,
                walks.kind == "walking", walks.rule.is_not(None),
            )
        )  # fmt: skip
        hands = [
            bool(hand) for hand, counter in store.rows(sql, values)
            if counters is None or counter in counters
        ]  # fmt: skip
        return sum(hands), len(hands)
    finally:
        store.close()


def seq_at(store: Store, at: int) -> int:
    """The first seq at that time or later; the last one's successor if there is none."""
    low, high = 1, store.head().seq + 1
    while low < high:
        middle = (low + high) // 2
        row = next(store.read(middle - 1, middle))[0]
        if row.at < at:
            low = middle + 1
        else:
            high = middle
    return low


def _search(store: Store, asked: Question, before: int | None, limit: int) -> Found:
    last = store.head().seq
    low = 1 if asked.since is None else seq_at(store, asked.since)
    top = last + 1 if asked.until is None else seq_at(store, asked.until)
    top = min(top, before if before is not None else top)
    if asked.number is not None:
        rows = _of_tickets(store, asked, low, top, limit)
        return _page(rows, limit, None, None)
    wanted = _conditions(store.hall_id, asked)
    rows = []
    step = last + 1 if asked.view else STEP  # with an index of its own
    end = max(low, 1 if asked.view else top - BUDGET)
    while top > end and len(rows) <= limit:
        bottom = max(end, top - step)
        rows += _select(store, [*wanted, *_between(bottom, top)], limit + 1 - len(rows), asked.view)
        top = bottom
    back_to = next(store.read(top - 1, top))[0].at if low < top <= last else None
    return _page(rows, limit, top if top > low else None, back_to)


def _page(rows: list[Row], limit: int, further: int | None, back_to: int | None) -> Found:
    if len(rows) > limit:
        return Found(rows[:limit], {}, rows[limit - 1].seq, rows[limit - 1].at)
    return Found(rows, {}, further, back_to)


def _select(
    store: Store, wanted: list[ColumnElement[bool]], limit: int, view: str | None = None
) -> list[Row]:
    e = events.c
    asked = select(
        e.seq, e.at, e.kind, e.ticket_id, e.counter_id, e.officer_id, e.device_id, e.data, e.hash,
    ).where(*wanted).order_by(e.seq.desc()).limit(limit)  # fmt: skip
    sql, values = store.sql.compiled(asked)
    if view is not None and isinstance(store, SqliteStore):  # else it would read the whole table
        sql = sql.replace("FROM events", f"FROM events INDEXED BY events_{view}", 1)
    return [Row(*row) for row in store.rows(sql, values)]


def _between(bottom: int, top: int) -> list[ColumnElement[bool]]:
    return [events.c.seq >= bottom, events.c.seq < top]


def _conditions(hall_id: str, asked: Question) -> list[ColumnElement[bool]]:
    e, out = events.c, [events.c.hall_id == hall_id]
    for column, value in (
        (e.officer_id, asked.officer), (e.device_id, asked.device), (e.counter_id, asked.counter),
    ):  # fmt: skip
        if value is not None:
            out.append(column == value)
    if asked.kinds is not None:
        out.append(or_(*(e.kind == kind for kind in asked.kinds)) if asked.kinds else _NOTHING)
    if asked.counters is not None:
        allowed = (e.counter_id == id for id in sorted(asked.counters))
        out.append(or_(*allowed) if asked.counters else _NOTHING)
    if asked.view is not None:
        out.append(and_(text(f"({VIEWS[asked.view]})")))
    return out


_NOTHING = events.c.seq < 0


def _of_tickets(store: Store, asked: Question, low: int, top: int, limit: int) -> list[Row]:
    t = tickets.c
    sql, values = store.sql.compiled(
        select(t.id, t.issued_at)
        .where(
            t.hall_id == store.hall_id, t.number == asked.number, t.day >= asked.days[0],
            t.day <= asked.days[1],
        )
        .order_by(t.day.desc())
        .limit(TICKETS)
    )  # fmt: skip
    rows: list[Row] = []
    wanted = _conditions(store.hall_id, asked)
    for id, issued_at in store.rows(sql, values):
        if len(rows) > limit:
            break
        span = _between(max(low, id), min(top, seq_at(store, issued_at + VISIT_MS)))
        rows += _select(store, [*wanted, *span, events.c.ticket_id == id], limit + 1 - len(rows))
    return sorted(rows, key=lambda row: -row.seq)


def _numbers(store: Store, ids: set[int]) -> dict[int, str]:
    """The tickets' numbers, as they are now."""
    t, out, every = tickets.c, {}, sorted(ids)
    for start in range(0, len(every), 200):
        sql, values = store.sql.compiled(
            select(t.id, t.number).where(
                t.hall_id == store.hall_id, or_(*(t.id == id for id in every[start : start + 200]))
            )
        )
        out.update({id: number for id, number in store.rows(sql, values)})
    return out
