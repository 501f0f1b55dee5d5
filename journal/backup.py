"""Backup and restore of the SQLite file: whole, online, and checked before anything is replaced.

On PostgreSQL the tools are its own: `pg_dump --format=custom` and `pg_restore --clean`, which keep
the journal as it is; `verify` afterwards.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import make_url

from journal import backups
from journal.anchors import Anchors
from journal.locks import FileLocks
from journal.migrations import HEAD, VERSION_TABLE
from journal.opening import Damaged, prepare
from journal.places import Places
from journal.recovering import Recovered, recover
from journal.signing import NoKey, find
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


@dataclass(slots=True)
class Restored:
    """`kept`: the old database's new name, if there was one; what was recovered, by hall; `notes`:
    what could not be done, as sentences."""

    kept: str | None = None
    halls: dict[str, Recovered] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def restore(
    url: str, file: str, where: Places | None = None, *, tail: bool = False,
    printed: Iterable[str] = (),
) -> Restored:  # fmt: skip
    """Puts a backup in the database's place; the old database is kept. `tail`: with what happened
    since and can still be read. Numbers given out since are not given again today; `printed`: the
    newest slips somebody found. Refuses while a server runs, and a file that is not a sound journal
    (CannotBackUp)."""
    database = _sqlite(url)
    check_backup(file)
    Path(database).parent.mkdir(parents=True, exist_ok=True)
    locks = FileLocks(database, "")
    try:
        if not locks.alone():
            raise CannotBackUp("a server is running on this database: stop it first")
        out = Restored()
        part = _copied(database, file)
        try:
            _recover(part, database, where, tail, printed, out)
            _sync(Path(part))
        except ValueError as error:
            raise CannotBackUp(str(error)) from None
        out.kept = _put_in_place(database, part)
        if where is not None:
            _say_restored(where, out)
        return out
    finally:
        locks.close()


def _recover(
    part: str, database: str, where: Places | None, tail: bool, printed: Iterable[str],
    out: Restored,
) -> None:  # fmt: skip
    now = time.time_ns() // 1_000_000
    old = database if Path(database).exists() else None
    prepare(f"sqlite:///{part}")
    for hall in halls_of(part):
        anchored = Anchors(where.anchors).last(hall) if where is not None else None
        out.halls[hall] = recover(
            part, old, hall, anchored, tail=tail, printed=printed, now=now
        )  # fmt: skip


def _say_restored(where: Places, out: Restored) -> None:
    """A signed line, or what was lost would look like a tail that somebody cut."""
    try:
        if not where.anchors.exists():
            return
        now = time.time_ns() // 1_000_000
        for hall, found in out.halls.items():
            Anchors(where.anchors).append(
                lambda: find(where.key), "restored", at=now, hall=hall, seq=found.head.seq,
                hash=found.head.hash, day=None, numbers={},
            )  # fmt: skip
    except (OSError, NoKey) as error:
        out.notes.append(f"the anchors do not know of it, and verify will call it a cut: {error}")


def check_backup(file: str) -> None:
    """Raises CannotBackUp unless the file is a whole database with unbroken journals."""
    if not Path(file).is_file():
        raise CannotBackUp(f"there is no file {file}")
    try:
        connection = sqlite3.connect(Path(file).absolute().as_uri() + "?mode=ro", uri=True)
        try:
            _sound(connection, file)
            found = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()
        finally:
            connection.close()
        if found[0] > HEAD:
            raise CannotBackUp(f"{file} was written by a later version of this program")
        with tempfile.TemporaryDirectory(prefix="hall-backup-") as folder:
            looked_at = file
            if found[0] < HEAD:  # of an earlier program: brought up to date in a copy
                looked_at = shutil.copy(file, folder)
                prepare(f"sqlite:///{looked_at}")
            for hall in halls_of(looked_at):
                verdict = verify(f"sqlite:///{looked_at}", hall)
                if verdict.bad_seq is not None:
                    raise CannotBackUp(f"{file}: hall {hall}: {verdict.why}")
    except (sqlite3.DatabaseError, Damaged) as error:
        raise CannotBackUp(f"{file} is not a sound journal: {error}") from error


def _sound(connection: sqlite3.Connection, file: str) -> None:
    said = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if said != "ok":
        raise CannotBackUp(f"{file} is damaged: {said}")


def halls_of(file: str) -> list[str]:
    """The halls in a database file."""
    connection = sqlite3.connect(Path(file).absolute().as_uri() + "?mode=ro", uri=True)
    try:
        return [row[0] for row in connection.execute("SELECT hall_id FROM halls ORDER BY hall_id")]
    finally:
        connection.close()


def _copied(database: str, file: str) -> str:
    """The backup once more, beside the database, to be mended before it takes its place."""
    part = Path(f"{database}.part")
    for end in ("-wal", "-shm", "-journal"):
        Path(f"{part}{end}").unlink(missing_ok=True)
    with open(file, "rb") as source, open(part, "wb") as target:
        while chunk := source.read(1 << 20):
            target.write(chunk)
    return str(part)


def _put_in_place(database: str, part: str) -> str | None:
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
