"""Kinds: the events of a few kinds, read from the disk, for what the live hall does not remember.

A day's journal is long and what is asked for is little: the database leaves out the rest.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from journal import tables
from journal.store import Row, Store
from queueing.events import Event


def of_kinds(store: Store, kinds: Sequence[str], after: int | None, limit: int) -> list[Event]:
    """The first `limit` events of those kinds after seq `after` (None: of the last day opened), in
    order, without personal texts. `store` is connected."""
    events = tables.events.c
    if after is None:
        after = max(store.head().day_seq - 1, 0)
    statement = (
        select(
            events.seq, events.at, events.kind, events.ticket_id, events.counter_id,
            events.officer_id, events.device_id, events.data, events.hash,
        )
        .where(
            events.hall_id == store.hall_id,
            events.seq > after,
            or_(*(events.kind == kind for kind in kinds)),
        )
        .order_by(events.seq)
        .limit(limit)
    )  # fmt: skip
    return [Row(*row).event() for row in store.rows(*store.sql.compiled(statement))]
