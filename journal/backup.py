"""Backup and restore of the SQLite file: whole, online, and checked before anything is replaced.

On PostgreSQL the tools are its own: `pg_dump --format=custom` and `pg_restore --clean`, which keep
the journal as it is; `verify` afterwards.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import make_url

from journal import backups
from journal.locks import FileLocks
from journal.migrations import HEAD, VERSION_TABLE
from journal.opening import Damaged
from journal.sqlite import connect
from journal.verify import verify

PAGES = 2000  # copied at a time; the hall goes on writing meanwhile


class CannotBackUp(Exception):
    """Why a backup or a restore was not made; nothing was changed."""


def backup(url: str, file: str, progress: Callable[[int, int], None] | None = None) -> None:
    """Copies the database to `file` beside a running server, and remembers it as the newest.

    `progress(pages left, pages)`. Raises CannotBackUp, sqlite3.Error or OSError.
    """
    database = _sqlite(url)
    if not Path(database).exists():
        raise CannotBackUp(f"there is no database {database}")
    part = Path(f"{file}.part")
    part.unlink(missing_ok=True)
    source = connect(database, read_only=True)
    try:
        source.execute("BEGIN")  # one picture: otherwise each commit begins the copy anew
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        target = sqlite3.connect(part)
        try:
            source.backup(
                target, pages=PAGES,
                progress=None if progress is None else lambda _, left, all: progress(left, all),
            )  # fmt: skip
            target.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
            _sound(target, str(part))
        finally:
            target.close()
    finally:
        source.close()
    _sync(part)
    os.replace(part, file)
    _sync(Path(file).absolute().parent)
    backups.note(database, file)


def restore(url: str, file: str) -> str | None:
    """Puts a backup in the database's place. The old database is kept; its new name, if there was
    one. Refuses while a server runs, and a file that is not a sound journal (CannotBackUp)."""
    database = _sqlite(url)
    check_backup(file)
    Path(database).parent.mkdir(parents=True, exist_ok=True)
    locks = FileLocks(database, "")
    try:
        if not locks.alone():
            raise CannotBackUp("a server is running on this database: stop it first")
        return _replace(database, file)
    finally:
        locks.close()


def check_backup(file: str) -> None:
    """Raises CannotBackUp unless the file is a whole database with unbroken journals."""
    if not Path(file).is_file():
        raise CannotBackUp(f"there is no file {file}")
    try:
        connection = sqlite3.connect(Path(file).absolute().as_uri() + "?mode=ro", uri=True)
        try:
            _sound(connection, file)
            halls = [row[0] for row in connection.execute("SELECT hall_id FROM halls")]
            found = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()
        finally:
            connection.close()
        if found[0] > HEAD:
            raise CannotBackUp(f"{file} was written by a later version of this program")
        for hall in halls:
            verdict = verify(f"sqlite:///{file}", hall)
            if verdict.bad_seq is not None:
                raise CannotBackUp(f"{file}: hall {hall}: {verdict.why}")
    except (sqlite3.DatabaseError, Damaged) as error:
        raise CannotBackUp(f"{file} is not a sound journal: {error}") from error


def _sound(connection: sqlite3.Connection, file: str) -> None:
    said = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if said != "ok":
        raise CannotBackUp(f"{file} is damaged: {said}")


def _replace(database: str, file: str) -> str | None:
    part = Path(f"{database}.part")
    part.write_bytes(b"")
    with open(file, "rb") as source, open(part, "wb") as target:
        while chunk := source.read(1 << 20):
            target.write(chunk)
    _sync(part)
    kept = None
    if Path(database).exists():
        kept = f"{database}.before-restore-{time.strftime('%Y%m%d-%H%M%S')}"
        # with its log: what was committed last may only stand there
        for end in ("-wal", "-shm", ""):
            if Path(database + end).exists():
                os.replace(database + end, kept + end)
    else:
        for end in ("-wal", "-shm"):
            Path(database + end).unlink(missing_ok=True)
    os.replace(part, database)
    _sync(Path(database).absolute().parent)
    return kept


def _sync(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _sqlite(url: str) -> str:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        raise CannotBackUp(
            "this hall is on PostgreSQL: back up with `pg_dump --format=custom --file=FILE`, "
            "restore with `pg_restore --clean --if-exists --dbname=…`, then `verify`"
        )
    return parsed.database or ""
