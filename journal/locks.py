"""Ownership: each device and each timer belongs to one process, whatever their number.

On SQLite a lock file beside the database, on PostgreSQL an advisory lock; both end with the
process. A server holds the database shared, so that `restore` can tell that one is running.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from abc import ABC, abstractmethod
from typing import Any

import psycopg2  # type: ignore[import-untyped]
from sqlalchemy import make_url

SERVING = "serving"


class Locks(ABC):
    """The locks one process holds in one hall. Methods block: call them off the loop."""

    @abstractmethod
    def own(self, name: str) -> bool:
        """True if `name` belongs to this process, now or already. Ask again from time to time."""

    @abstractmethod
    def serve(self) -> bool:
        """Says that this process serves the hall. False while a restore is under way."""

    @abstractmethod
    def alone(self) -> bool:
        """True if nobody serves any hall of this database; nobody can begin then."""

    @abstractmethod
    def close(self) -> None: ...


class FileLocks(Locks):
    """`flock` on small files beside the database."""

    def __init__(self, database: str, hall_id: str) -> None:
        self._database = database
        self._hall = hall_id
        self._held: dict[str, int] = {}

    def own(self, name: str) -> bool:
        told = hashlib.sha256(f"{self._hall}/{name}".encode()).hexdigest()[:16]
        return self._lock(f"{self._database}.own-{told}", fcntl.LOCK_EX)

    def serve(self) -> bool:
        return self._lock(f"{self._database}.serving", fcntl.LOCK_SH)

    def alone(self) -> bool:
        return self._lock(f"{self._database}.serving", fcntl.LOCK_EX)

    def _lock(self, path: str, kind: int) -> bool:
        if path in self._held:
            return True
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(fd, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return False
        self._held[path] = fd
        return True

    def close(self) -> None:
        for fd in self._held.values():
            os.close(fd)
        self._held.clear()


class AdvisoryLocks(Locks):
    """PostgreSQL's advisory locks, on a connection of their own: they live as long as it does."""

    def __init__(self, url: str, hall_id: str) -> None:
        self._url = url
        self._hall = hall_id
        self._connection: Any = None
        self._held: set[str] = set()

    def own(self, name: str) -> bool:
        return self._ask("pg_try_advisory_lock", f"own:{self._hall}/{name}")

    def serve(self) -> bool:
        return self._ask("pg_try_advisory_lock_shared", SERVING)

    def alone(self) -> bool:
        return self._ask("pg_try_advisory_lock", SERVING)

    def _ask(self, function: str, name: str) -> bool:
        key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        try:
            cursor = self._connect().cursor()
            if name in self._held:
                cursor.execute("SELECT 1")  # still connected, so still ours
                return True
            cursor.execute(f"SELECT {function}(%s)", (key,))
            got = bool(cursor.fetchone()[0])
        except psycopg2.Error:
            self.close()  # and with it goes everything that was held
            return False
        if got:
            self._held.add(name)
        return got

    def _connect(self) -> Any:
        if self._connection is None or self._connection.closed:
            from journal.postgres import connect

            self._held.clear()
            self._connection = connect(self._url)
        return self._connection

    def close(self) -> None:
        connection, self._connection = self._connection, None
        self._held.clear()
        if connection is not None:
            try:
                connection.close()
            except psycopg2.Error:
                pass  # it was lost


def open_locks(url: str, hall_id: str) -> Locks:
    """The locks that go with a database URL."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return FileLocks(parsed.database or "", hall_id)
    plain = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
    return AdvisoryLocks(plain, hall_id)
