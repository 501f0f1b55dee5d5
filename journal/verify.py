"""Verify: does the journal hold? Its chain, its personal texts, and its read tables rebuilt beside.

Reads one unchanging picture of the database, beside a running server if there is one.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, create_engine, select

from journal import chain
from journal.opening import Damaged
from journal.reads import Reads
from journal.replay import BrokenChain, check
from journal.sqlite import SqliteStore
from journal.store import DAMAGED, GONE, SLICE, Head, Row, Store, Writing
from journal.stores import open_store
from journal.tables import READ_TABLES, alerts, days, devices, metadata, shifts, tickets
from queueing.events import Event
from queueing.hall import Hall

MOST = 20
"""Differences named; more are not looked for."""
_BY_NAME = (devices, shifts, alerts)  # small, and not in the order of seq


@dataclass(slots=True)
class Verdict:
    """What was found. `bad_seq` is the first event that does not hold, `differences` sentences
    about read tables, `hall` the hall replayed from the first event (None if that broke)."""

    events: int = 0
    bad_seq: int | None = None
    why: str | None = None
    differences: list[str] = field(default_factory=list)
    hall: Hall | None = None

    @property
    def holds(self) -> bool:
        return self.bad_seq is None and not self.differences


def verify(
    url: str,
    hall_id: str,
    look: Callable[[Event], None] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Verdict:
    """Checks the whole journal of a hall. `look` sees every event, `progress` (seq, last seq).

    Raises Damaged if the database can't be read.
    """
    store = open_store(url, hall_id)
    try:
        return _verify(store, look, progress)
    except Exception as error:
        trouble = store.trouble(error)
        if trouble.kind in (DAMAGED, GONE):
            raise Damaged(trouble.why) from error
        raise


def _verify(
    store: Store,
    look: Callable[[Event], None] | None,
    progress: Callable[[int, int], None] | None,
) -> Verdict:
    store.connect_reading()
    verdict = Verdict()
    with tempfile.TemporaryDirectory(prefix="hall-verify-") as folder:
        shadow = _shadow(folder, store.hall_id)
        try:
            _replay(store, shadow, verdict, look, progress)
            if verdict.bad_seq is None:
                verdict.differences = [d for _, d in zip(range(MOST), _compare(store, shadow))]  # noqa: B905
        finally:
            shadow.close()
            store.close()
    return verdict


def _shadow(folder: str, hall_id: str) -> SqliteStore:
    path = os.path.join(folder, "shadow.db")
    engine = create_engine(f"sqlite:///{path}")
    metadata.create_all(engine)
    engine.dispose()
    shadow = SqliteStore(path, hall_id, "verify")
    shadow.connect()
    shadow.connection.execute("PRAGMA synchronous=OFF")
    return shadow


def _replay(
    store: Store,
    shadow: SqliteStore,
    verdict: Verdict,
    look: Callable[[Event], None] | None,
    progress: Callable[[int, int], None] | None,
) -> None:
    head = store.head()
    hall, reads = Hall(), Reads(store.hall_id)
    previous, seq = chain.FIRST, 0
    try:
        for rows in store.read(0, max(head.seq, _last(store))):
            writing = Writing(Head())
            hidden = _salted(store, rows)
            for row in rows:
                seq += 1
                check(row, seq, previous, store.hall_id)
                if seq > head.seq:
                    raise BrokenChain(seq, f"stands after the last, {head.seq}")
                previous = row.hash
                event = row.event()
                _check_personal(event, hidden.get(seq, {}))
                try:
                    hall.apply(event)
                    reads.follow(event, hall, writing)
                except Exception as error:
                    raise BrokenChain(seq, f"can't be applied: {error!r}") from error
                verdict.events = seq
                if look is not None:
                    look(event)
            reads.mark()
            for sql, values in shadow.statements(writing):
                shadow.connection.execute(sql, values)
            shadow.pack_days(writing)
            if progress is not None:
                progress(seq, head.seq)
        if seq != head.seq:
            raise BrokenChain(seq + 1, f"is missing, the last is {head.seq}")
        if previous != head.hash:
            raise BrokenChain(seq, "is not the one that the hall's row ends with")
    except BrokenChain as broken:
        verdict.bad_seq, verdict.why = broken.seq, str(broken)
        return
    verdict.hall = hall


def _last(store: Store) -> int:
    found = store.rows(store.sql.last, (store.hall_id,))
    return int(found[0][0] or 0)


def _salted(store: Store, rows: list[Row]) -> dict[int, dict[str, str]]:
    """Salted hashes of the personal texts that are still there, by seq and field."""
    out: dict[int, dict[str, str]] = {}
    values = (store.hall_id, rows[0].seq - 1, rows[-1].seq)
    for seq, name, text, salt in store.rows(store.sql.personal, values):
        out.setdefault(seq, {})[name] = chain.salted(salt, text)
    return out


def _check_personal(event: Event, hidden: dict[str, str]) -> None:
    told = event.data.get("personal", {})
    for name, hashed in hidden.items():
        if told.get(name) != hashed:
            raise BrokenChain(event.seq, f"the text of {name!r} is not the one it was written with")


def _compare(store: Store, shadow: Store) -> Iterator[str]:
    """Each row of the read tables that is not as it should be, as a sentence."""
    upto = store.head().seq
    for table in READ_TABLES:
        keys = [c.name for c in table.primary_key][1:]
        columns = [c.name for c in table.columns]
        by = None if table in _BY_NAME else table.c["id" if table is tickets else keys[0]]
        steps: list[Any] = [0] if by is None else list(range(0, upto, SLICE))
        ranges = [(start, start + SLICE) for start in steps]
        if table is days:  # a column of bytes each: one at a time
            by = table.c.day
            ranges = [(day, day) for day in sorted({*_days(store), *_days(shadow)})]
        for after, last in ranges:
            there, due = (_rows(s, table, keys, by, after, last) for s in (store, shadow))
            for key in sorted(there.keys() | due.keys(), key=repr):
                a, b = there.get(key), due.get(key)
                if a != b:
                    name = f"{table.name} {', '.join(map(str, key))}"
                    if a is None or b is None:
                        yield f"{name} {'is missing' if a is None else 'should not be there'}"
                    else:
                        yield f"{name}: " + "; ".join(
                            f"{c} is {_shown(x)}, should be {_shown(y)}"
                            for c, x, y in zip(columns, a, b, strict=True)
                            if x != y
                        )


def _days(store: Store) -> list[str]:
    sql, values = store.sql.compiled(select(days.c.day).where(days.c.hall_id == store.hall_id))
    return [row[0] for row in store.rows(sql, values)]


def _shown(value: Any) -> str:
    return json.dumps(value) if not isinstance(value, bytes) else "other bytes"


def _rows(
    store: Store, table: Table, keys: list[str], by: Any, after: Any, upto: Any
) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    statement = select(table).where(table.c.hall_id == store.hall_id)
    if by is not None:
        statement = statement.where(by == upto if after == upto else (by > after) & (by <= upto))
    sql, values = store.sql.compiled(statement)
    columns = [c.name for c in table.columns]
    at = [columns.index(k) for k in keys]
    return {
        tuple(row[i] for i in at): tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)
        for row in store.rows(sql, values)
    }
