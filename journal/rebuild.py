"""Rebuild: the read tables made anew from the events, after a migration that emptied them."""

from __future__ import annotations

from sqlalchemy import delete

from journal.reads import Reads
from journal.store import Head, Store, Writing
from journal.tables import READ_TABLES
from queueing.hall import Hall


def rebuild(store: Store) -> int:
    """Empties the hall's read tables and fills them again, in one transaction; how many events.

    `store` is connected, and nobody else writes. Raises the driver's errors, nothing is then done.
    """
    head = store.lock()
    hall, reads = Hall(), Reads(store.hall_id)
    for table in READ_TABLES:
        sql, values = store.sql.compiled(delete(table).where(table.c.hall_id == store.hall_id))
        store.run(sql, values)
    for events in store.events(0, head.seq):
        writing = Writing(Head())
        for event in events:
            hall.apply(event)
            reads.follow(event, hall, writing)
        reads.mark()
        for sql, values in store.rows_of(writing):
            store.run(sql, values)
        store.pack_days(writing)
    store.run("COMMIT", ())
    return head.seq
