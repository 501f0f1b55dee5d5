"""Bulk: whole days written at once into an empty journal, by a simulation or an import.

The same rules, rows and chain as the writer's, without its queue, its live hall and its waiting for
the disk. Only for a journal that nobody serves and that has no event yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from journal.deciding import Deciding
from journal.opening import prepare
from journal.reads import Reads
from journal.sqlite import SqliteStore
from journal.store import Head
from journal.stores import open_store
from journal.verb import Verb, nothing_to_say
from queueing.events import Event
from queueing.hall import Hall

# a verb that nobody waits for: what the rules can't apply is blamed on it
_NOBODY = Verb(lambda hall, now: [], nothing_to_say, "bulk", "", "", True, b"", None)


class NotEmpty(Exception):
    """The journal has events already: simulated days are not mixed with real ones."""


class Bulk:
    """`hall` is the hall as decided so far: ask it for events, give them to `add`, and `commit`
    now and then (a day at a time). Raises NotEmpty, Damaged, or the driver's errors."""

    def __init__(self, url: str, hall_id: str) -> None:
        prepare(url)
        self.hall = Hall()
        self._store = open_store(url, hall_id, "bulk")
        self._store.connect()
        if self._store.head() != Head():
            seq = self._store.head().seq
            self._store.close()
            raise NotEmpty(
                f"the journal of {hall_id} has {seq} events; give an empty --data folder"
            )
        if isinstance(self._store, SqliteStore):
            # the disk is waited for once, in close(): a half-made journal is thrown away anyway
            self._store.connection.execute("PRAGMA synchronous=OFF")
            self._store.connection.execute("PRAGMA cache_size=-65536")
        self._reads = Reads(hall_id)
        self._deciding = self._new(Head())

    def _new(self, head: Head) -> Deciding:
        return Deciding(self.hall, self._reads, head, {})

    def add(self, events: Sequence[Event]) -> None:
        """Applies the events a verb of `hall` has just led to, and keeps them for `commit`."""
        deciding = self._deciding
        deciding._apply(_NOBODY, list(events), deciding._seal(list(events)))

    def commit(self) -> None:
        """Writes what was added. Raises the driver's errors; the journal is then unfinished."""
        if not self._deciding.events:
            return
        self._store.lock()
        writing = self._deciding.finish()
        self._store.write(writing)
        self._store.commit(writing)
        self._deciding = self._new(writing.head)

    def close(self) -> None:
        """Commits, and waits until all of it is on the disk."""
        self.commit()
        if isinstance(self._store, SqliteStore):
            self._store.connection.execute("PRAGMA synchronous=FULL")
            self._store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._store.close()

    def __enter__(self) -> Bulk:
        return self

    def __exit__(self, *error: Any) -> None:
        if error[0] is None:
            self.close()
        else:
            self._store.close()
