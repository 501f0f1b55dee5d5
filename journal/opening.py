"""Opening a journal: its tables brought up to date, one process at a time."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import sqlalchemy as sa

from journal import tables
from journal.migrations import migrate
from journal.rebuild import rebuild
from journal.sqlite import advice, connect
from journal.stores import open_store

MIGRATING = 0x68616C6C  # the advisory lock of whoever migrates
CHECKED_BYTES = 64 * 1024 * 1024  # a larger file is not read through at each start


class Damaged(Exception):
    """The database can't be trusted: nothing is written to it. The text names what to restore."""


def prepare(url: str) -> None:
    """Makes the file's folder and the tables where they are missing. Raises Damaged, TooNew, or
    the driver's errors."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        path = parsed.database or ""
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        check_file(path)
        engine = sa.create_engine(
            "sqlite://", creator=lambda: connect(path), poolclass=sa.pool.NullPool
        )
        begin = "BEGIN IMMEDIATE"
    else:
        engine = sa.create_engine(
            parsed.set(drivername="postgresql+psycopg2"), poolclass=sa.pool.NullPool
        )
        begin = f"SELECT pg_advisory_xact_lock({MIGRATING})"
    with engine.connect() as connection:
        connection.exec_driver_sql(begin)
        migrate(connection)
        connection.exec_driver_sql("COMMIT") if begin.startswith("B") else connection.commit()
        emptied = _emptied(connection)
    for hall_id in emptied:
        store = open_store(url, hall_id, "rebuild")
        store.connect()
        rebuild(store)
        store.close()


def check_file(path: str) -> None:
    """Reads the whole file through SQLite's own check, if it is there and not too large for that.
    Raises Damaged."""
    file = Path(path)
    if not file.exists():
        return
    try:
        connection = connect(path)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if file.stat().st_size <= CHECKED_BYTES:
                said = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
                if said != "ok":
                    raise Damaged(f"the database {path} is damaged: {said}. {advice(path)}")
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        raise Damaged(f"the database {path} is damaged: {error}. {advice(path)}") from error


def _emptied(connection: sa.Connection) -> list[str]:
    """Halls whose read tables a migration has emptied."""
    hall_id, visits, parts = tables.halls.c.hall_id, tables.tickets.c, tables.intervals.c
    statement = sa.select(hall_id).where(
        sa.exists().where(visits.hall_id == hall_id), ~sa.exists().where(parts.hall_id == hall_id)
    )
    return [str(row[0]) for row in connection.execute(statement)]
