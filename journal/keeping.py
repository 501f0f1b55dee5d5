"""Keeping: scheduled backups of the SQLite file, the old ones cleared away, an alert when the
newest is too old. One process does it. PostgreSQL is backed up by its own tools.
"""

from __future__ import annotations

import logging
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from journal import backups
from journal.backup import CannotBackUp, backup
from queueing.events import Event
from queueing.hall import Hall
from queueing.who import THE_HALL

log = logging.getLogger("journal")
ALERT = "backup"
NAME = "hall-%Y%m%d-%H%M%S.db"
ROOM = 2  # times the database's size must be free: a backup never fills the disk
SPARE = 500 * 1024 * 1024  # bytes left beside it
RETRY = 600.0  # s after one that failed
LATE = 2.0  # times the span, and the newest is too old


class Keeping:
    """Backs one journal up. `look` is for the loop, every few seconds."""

    def __init__(self, journal: Any, database: str, folder: Path, hours: int, days: int) -> None:
        self._journal = journal
        self._database = database
        self._folder = folder
        self._every = hours * 3600.0
        self._days = days
        self._begun = time.time()  # without any backup the span counts from here
        self._closed = False
        self._busy = False
        self._not_before = 0.0
        self._why: str | None = None
        journal.listen("backups", self._hear)

    def _hear(self, event: Event, hall: Hall) -> None:
        if event.kind == "DayClosed":
            self._closed = True

    def look(self) -> None:
        """Begins a backup if one is due; it is made beside everything else."""
        if self._busy or time.time() < self._not_before:
            return
        age = time.time() - (newest(self._database, self._folder) or self._begun)
        if self._closed or age >= self._every:
            self._busy, self._closed = True, False
            self._journal.engine.spawn(self._make)
        elif age < self._every * LATE:
            self._tell(None)

    def _make(self) -> None:
        try:
            self._journal.engine.call_native(make, self._database, self._folder, self._days)
            self._tell(None)
        except Exception as error:
            log.exception("no backup was made")
            self._not_before = time.time() + RETRY
            self._why = str(error)
            try:
                self._tell(self._why)
            except Exception:
                log.exception("that no backup was made was not written down")
        finally:
            self._busy = False

    def _tell(self, wrong: str | None) -> None:
        live = self._journal.live
        about = live.plan.hall_id if live.plan is not None else ""
        raised = (ALERT, about) in live.alerts
        if wrong is not None:
            self._do(
                lambda hall, now: hall.raise_alert(THE_HALL, now, ALERT, about, "warning", wrong)
            )
        elif raised:
            self._do(lambda hall, now: hall.clear_alert(THE_HALL, now, ALERT, about))

    def _do(self, act: Any) -> None:
        self._journal.do(act, caller="hall", route="backups")


def make(database: str, folder: Path, days: int, now: float | None = None) -> Path:
    """A backup in the folder, checked and complete, then the old ones cleared away. Raises
    CannotBackUp (no room), sqlite3.Error or OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    told = os.statvfs(folder)
    needed = ROOM * os.path.getsize(database) + SPARE
    if told.f_bavail * told.f_frsize < needed:
        raise CannotBackUp(f"{folder}: no room for a backup, {needed >> 20} MB should be free")
    moment = datetime.fromtimestamp(time.time() if now is None else now, UTC)
    file = folder / moment.strftime(NAME)
    backup(f"sqlite:///{database}", str(file))
    for old in to_clear(folder, days, moment.timestamp()):
        old.unlink(missing_ok=True)
    return file


def to_clear(folder: Path, days: int, now: float) -> list[Path]:
    """Those not kept: all of the last two days are, then each day's last for `days` days, then
    each month's last for a year. The newest always stays; other files are not touched."""
    there = sorted(
        ((_moment(file), file) for file in folder.glob("hall-*.db") if _moment(file) is not None),
        key=lambda pair: pair[0] or 0.0,
    )
    kept: set[Path] = set()
    last_of: dict[str, Path] = {}
    for at, file in there:
        assert at is not None
        age, moment = (now - at) / 86400, datetime.fromtimestamp(at, UTC)
        if age < 2:
            kept.add(file)
        elif age < days:
            last_of[f"{moment:%Y%m%d}"] = file
        elif age < 366:
            last_of[f"{moment:%Y%m}"] = file
    kept |= set(last_of.values())
    kept |= {file for _, file in there[-1:]}
    return [file for _, file in there if file not in kept]


def newest(database: str, folder: Path) -> float | None:
    """When the last backup was made, by the schedule or by hand; s since 1970 UTC."""
    known = backups.newest(database)
    times = [os.path.getmtime(known)] if known is not None else []
    times += [at for file in folder.glob("hall-*.db") if (at := _moment(file)) is not None]
    return max(times, default=None)


def _moment(file: Path) -> float | None:
    try:
        return datetime.strptime(file.name, NAME).replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None
