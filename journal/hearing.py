"""Hearing others (PostgreSQL): NOTIFY wakes the writer as soon as another process has committed.

The writer's own look every second is the net below: nothing is lost if nobody hears anything.
"""

from __future__ import annotations

import os
import select
from typing import Any

from journal.postgres import CHANNEL, PostgresStore, connect
from journal.writer import LOOK, Writer

RETRY_SECONDS = 1.0
LISTENING_SECONDS = 30.0  # a connection that says nothing is looked at this often


class Hearing:
    """A native thread with a connection of its own. `close` ends both."""

    def __init__(self, writer: Writer, hall_id: str, epoch: str, engine: Any) -> None:
        assert isinstance(writer.store, PostgresStore)
        self._url = writer.store.url
        self._queue = writer.queue
        self._hall = hall_id
        self._epoch = epoch
        self._closed = False
        self._woken, self._wake = os.pipe()
        self._thread = engine.native(self._run, name=f"journal-hearing-{hall_id}")

    def close(self) -> None:
        """Blocks until the thread has ended: it must not be caught by the end of the process."""
        self._closed = True
        os.write(self._wake, b"x")
        self._thread.join(5)
        if not self._thread.is_alive():
            os.close(self._woken)
            os.close(self._wake)

    def _run(self) -> None:
        while not self._closed:
            try:
                connection = connect(self._url)
            except Exception:
                select.select([self._woken], [], [], RETRY_SECONDS)
                continue
            try:
                self._hear(connection)
            except Exception:
                select.select([self._woken], [], [], RETRY_SECONDS)
            finally:
                connection.close()

    def _hear(self, connection: Any) -> None:
        connection.cursor().execute(f"LISTEN {CHANNEL}")
        while not self._closed:
            select.select([connection, self._woken], [], [], LISTENING_SECONDS)
            connection.poll()
            notes = list(connection.notifies)
            connection.notifies.clear()
            for note in notes:
                hall, _, writer = note.payload.rsplit(":", 2)
                if hall == self._hall and writer != self._epoch:
                    self._queue.put(LOOK)
