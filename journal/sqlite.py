"""The SQLite store: one file beside config.yaml, WAL, synchronous=FULL.

A commit is on the platter when it returns (docs/journal.md says how that was tried).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.dialects import sqlite

from journal.backups import newest
from journal.store import BUSY, DAMAGED, FULL, GONE, MISTAKE, Head, Store, Trouble, Writing

BUSY_SECONDS = 4.0
CACHE_KB = 16_000
CHECKPOINT_PAGES = 4000  # a net only: the checkpoint is made when the writer rests
NOT_OPEN = "the database is not open"
_KINDS = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: FULL,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
    sqlite3.SQLITE_CANTOPEN: GONE,
    sqlite3.SQLITE_READONLY: GONE,
    sqlite3.SQLITE_PERM: GONE,
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
}


def connect(path: str, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection in autocommit, as the journal uses it. `path` empty or `:memory:` is refused."""
    if path in ("", ":memory:"):
        raise ValueError("storage.url: a journal in memory is no journal")
    if read_only:
        # after a crash the log must be recovered, which a connection opened read-only can't do
        mode = "rw" if os.access(path, os.W_OK) else "ro"
        uri = f"{Path(path).absolute().as_uri()}?mode={mode}"
        found = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
        found.execute("PRAGMA query_only=ON")
        return found
    found = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, cached_statements=512,
        check_same_thread=False,  # the writer's thread lends it to the loop
    )  # fmt: skip
    try:
        found.execute("PRAGMA journal_mode=WAL")
        found.execute("PRAGMA synchronous=FULL")
        found.execute(f"PRAGMA cache_size={-CACHE_KB}")
        found.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
    except BaseException:
        found.close()
        raise
    return found


class SqliteStore(Store):
    """See Store."""

    def __init__(self, path: str, hall_id: str, writer: str) -> None:
        super().__init__(hall_id, writer, sqlite.dialect(paramstyle="qmark"))
        self.path = path
        self._connection: sqlite3.Connection | None = None
        self._data_version = 0
        self._unrested = False

    def connect(self) -> None:
        self.close()
        self._connection = connect(self.path)
        if not self.rows(self.sql.head, (self.hall_id,)):
            new = (self.hall_id, *Head(), self.writer, None)
            self._connection.execute(self.sql.new_hall, new)

    def connect_reading(self) -> None:
        self.close()
        self._connection = connect(self.path, read_only=True)
        self._connection.execute("BEGIN")
        self.head()  # the picture is taken at the first read

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    @property
    def connection(self) -> sqlite3.Connection:
        if self._connection is None:
            raise sqlite3.OperationalError(NOT_OPEN)
        return self._connection

    def rows(self, sql: str, values: Sequence[Any]) -> list[Any]:
        return self.connection.execute(sql, values).fetchall()

    def run(self, sql: str, values: Sequence[Any]) -> None:
        self.connection.execute(sql, values)

    def lock(self) -> Head:
        self.connection.execute("BEGIN IMMEDIATE")
        return self.head()

    def write(self, writing: Writing) -> None:
        execute = self.connection.execute
        for sql, values in self.statements(writing):
            execute(sql, values)

    def commit(self, writing: Writing) -> None:
        if writing.days:
            self.pack_days(writing)
        self.connection.execute("COMMIT")
        self._unrested = True

    def rollback(self) -> None:
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")

    def somebody_wrote(self) -> bool:
        # changes with every commit by another connection, also of tables that are not ours
        found = self.connection.execute("PRAGMA data_version").fetchone()[0]
        changed, self._data_version = found != self._data_version, found
        return bool(changed)

    def make_room(self) -> None:
        self.connection.execute(self.sql.room, (bytes(65536), self.hall_id))
        self.connection.execute(self.sql.room, (None, self.hall_id))

    def rest(self) -> None:
        if self._unrested:
            self._unrested = False
            self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def trouble(self, error: BaseException) -> Trouble:
        return trouble(error, self.path)

    def advice(self) -> str:
        return advice(self.path)


def trouble(error: BaseException, path: str) -> Trouble:
    """What an error of SQLite's means for the hall."""
    code = getattr(error, "sqlite_errorcode", None)
    kind = _KINDS.get(code & 0xFF, MISTAKE) if code is not None else MISTAKE
    if str(error) in (NOT_OPEN, "Cannot operate on a closed database."):
        kind = GONE
    if kind == FULL:
        return Trouble(kind, f"the disk takes no more: {error} ({path})")
    if kind == DAMAGED:
        return Trouble(kind, f"the database {path} is damaged: {error}. {advice(path)}")
    return Trouble(kind, f"{error} ({path})")


def advice(path: str) -> str:
    """What to do about a damaged file."""
    backup = newest(path)
    if backup is None:
        return "No backup is known: `hall_server.py restore FILE` takes one made by `backup`"
    return f"Restore the newest backup: hall_server.py restore {backup} --tail"
