"""The PostgreSQL store: the hall's row is locked, a batch is one round trip, NOTIFY tells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg2  # type: ignore[import-untyped]
from sqlalchemy.dialects.postgresql import psycopg2 as dialect

from journal.store import BUSY, DAMAGED, FULL, GONE, MISTAKE, Head, Store, Trouble, Writing

CHANNEL = "hall_journal"
ADVICE = "Restore the newest backup with pg_restore"
_DIALECT = dialect.dialect(paramstyle="format")  # type: ignore[no-untyped-call]
# A frozen process must not keep a hall's row for ever; a commit is on the platter when it returns.
SETTINGS = (
    "SET synchronous_commit = on; SET lock_timeout = 4000; SET statement_timeout = 30000; "
    "SET idle_in_transaction_session_timeout = 10000; SET timezone = 'UTC'"
)
_STATES = (
    (("53", "58"), FULL),
    (("XX001", "XX002"), DAMAGED),
    (("08", "57P", "25P03", "25006"), GONE),
    (("55P03", "57014", "40"), BUSY),
)


def connect(url: str) -> Any:
    """A connection in autocommit, as the journal uses it."""
    connection = psycopg2.connect(
        url, connect_timeout=3, application_name="hall", keepalives_idle=5, keepalives_interval=2,
        keepalives_count=3, tcp_user_timeout=8000,
    )  # fmt: skip
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(SETTINGS)
    except BaseException:
        connection.close()
        raise
    return connection


class PostgresStore(Store):
    """See Store."""

    def __init__(self, url: str, hall_id: str, writer: str) -> None:
        super().__init__(hall_id, writer, _DIALECT)
        self.url = url
        self._connection: Any = None
        self._cursor: Any = None
        self._seq = -1
        self._written = b""  # goes out with the commit, in one round trip

    def connect(self) -> None:
        self.close()
        self._connection = connect(self.url)
        self._cursor = self._connection.cursor()
        if not self.rows(self.sql.head, (self.hall_id,)):
            self._cursor.execute(self.sql.new_hall, (self.hall_id, *Head(), self.writer, None))

    def connect_reading(self) -> None:
        self.close()
        self._connection = connect(self.url)
        self._cursor = self._connection.cursor()
        self._cursor.execute("SET idle_in_transaction_session_timeout = 0")
        self._cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        self.head()

    def close(self) -> None:
        connection, self._connection, self._cursor = self._connection, None, None
        if connection is not None:
            try:
                connection.close()
            except psycopg2.Error:
                pass  # it was lost; there is nothing left to close

    @property
    def cursor(self) -> Any:
        if self._cursor is None:
            raise psycopg2.InterfaceError("the database is not connected")
        return self._cursor

    def rows(self, sql: str, values: Sequence[Any]) -> list[Any]:
        self.cursor.execute(sql, values)
        found: list[Any] = self.cursor.fetchall()
        return found

    def run(self, sql: str, values: Sequence[Any]) -> None:
        self.cursor.execute(sql, values)

    def binary(self, value: Any) -> Any:
        return psycopg2.Binary(value) if isinstance(value, bytes) else value

    def lock(self) -> Head:
        found = self.rows("BEGIN; " + self.sql.lock, (self.hall_id,))
        self._seq = found[0][0]
        return Head(*found[0])

    def write(self, writing: Writing) -> None:
        mogrify = self.cursor.mogrify
        parts = [mogrify(sql, values) for sql, values in self.statements(writing)]
        told = f"{self.hall_id}:{writing.head.seq}:{self.writer}"
        parts.append(mogrify(self.sql.notify, (CHANNEL, told)))
        self._written = b"; ".join(parts)

    def commit(self, writing: Writing) -> None:
        if writing.days:
            self.cursor.execute(self._written)
            self._written = b"SELECT 1"
            self.pack_days(writing)
        self.cursor.execute(self._written + b"; COMMIT")
        self._seq = writing.head.seq

    def rollback(self) -> None:
        self.cursor.execute("ROLLBACK")

    def somebody_wrote(self) -> bool:
        return self.head().seq != self._seq

    def make_room(self) -> None:
        self.cursor.execute(self.sql.room, (psycopg2.Binary(bytes(65536)), self.hall_id))
        self.cursor.execute(self.sql.room, (None, self.hall_id))

    def trouble(self, error: BaseException) -> Trouble:
        return trouble(error)

    def advice(self) -> str:
        return ADVICE


def trouble(error: BaseException) -> Trouble:
    """What an error of PostgreSQL's means for the hall."""
    said = " ".join(str(error).split())
    if not isinstance(error, psycopg2.Error):
        return Trouble(MISTAKE, said)
    state = error.pgcode
    if state is None:
        lost = isinstance(error, psycopg2.OperationalError | psycopg2.InterfaceError)
        return Trouble(GONE if lost else MISTAKE, f"the database is gone: {said}")
    for beginnings, kind in _STATES:
        if state.startswith(beginnings):
            if kind == DAMAGED:
                said += f". {ADVICE}"
            return Trouble(kind, f"PostgreSQL: {said}")
    return Trouble(MISTAKE, f"PostgreSQL: {said}")
