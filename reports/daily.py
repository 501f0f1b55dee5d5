"""The daily report: after closing, every report of the day as one PDF and one XLSX in a folder.

Made by one process of the hall; what could not be made is tried again, also after a restart.
"""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path
from typing import Any

from sqlalchemy import select

from engine.rounds import Rounds
from journal.tables import days
from reports import REPORTS
from reports.question import Question
from reports.reading import reading, rows_of

log = logging.getLogger("reports")
EVERY = 30.0  # s between looks
BACK = 7  # closed days looked back at, and made where they are missing
FORMS = ("pdf", "xlsx")
NAME = re.compile(r"(\d{4}-\d\d-\d\d)\.(pdf|xlsx)")


def folder_of(house: Any) -> Path:
    """`storage.reports`, else reports/ beside the data."""
    named = house.settings["storage"].get("reports")
    base = house.folder or Path("data")
    return Path(base, named) if named else Path(base, "reports")


def made(folder: Path) -> list[tuple[str, int]]:
    """(file name, bytes) of the daily reports there, the newest first."""
    if not folder.is_dir():
        return []
    found = [(p.name, p.stat().st_size) for p in folder.iterdir() if NAME.fullmatch(p.name)]
    return sorted(found, reverse=True)


class Daily:
    """`house` as hall_server.py made it."""

    def __init__(self, house: Any) -> None:
        self._house = house

    def start(self) -> Rounds:
        return Rounds(self._house.engine, EVERY, self.round, log).start()

    def round(self) -> None:
        """Looks, if no other process of the hall does."""
        if self._house.journal.own("daily-report"):
            self.look()

    def look(self) -> list[str]:
        """Makes what is missing and forgets what is too old; the days made. Raises what the disk
        or the database says."""
        house = self._house
        keep = house.settings["storage"].get("report_days", 366)
        if not keep or house.live.plan is None:
            return []
        plan, folder, call = house.live.plan, folder_of(house), house.engine.call_native
        missing: list[str] = call(self._missing, plan, folder)
        lang = house.languages.names[0]
        for day in missing:
            asked = [Question(name, day, day, lang) for name in REPORTS]
            call(write, folder, day, house.rooms["workshop"].make(asked, *FORMS))
            log.info("daily report made", extra={"day": day})
        call(forget, folder, keep)
        return missing

    def _missing(self, plan: Any, folder: Path) -> list[str]:
        """The newest closed day that has none. One a look: after a week away the hall does not
        begin with a minute of paper."""
        with reading(self._house.journal.url, plan.hall_id) as store:
            closed = [
                row[0]
                for row in rows_of(store)(
                    select(days.c.day).where(days.c.hall_id == plan.hall_id, days.c.legs > 0)
                    .order_by(days.c.day.desc()).limit(BACK)
                )
            ]  # fmt: skip
        there = {name for name, _size in made(folder)}
        return [day for day in closed if not {f"{day}.{form}" for form in FORMS} <= there][:1]


def write(folder: Path, day: str, bodies: list[bytes]) -> None:
    """The day's files, in the order of FORMS."""
    folder.mkdir(parents=True, exist_ok=True)
    for form, body in zip(FORMS, bodies, strict=True):
        # whole or not at all: a half file would never be made again
        part = folder / f".{day}.{form}.part"
        with part.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        part.rename(folder / f"{day}.{form}")


def forget(folder: Path, keep: int) -> None:
    """All but the newest `keep` days."""
    there = made(folder)
    kept = sorted({name[:10] for name, _size in there})[-keep:]
    for name, _size in there:
        if name[:10] not in kept:
            (folder / name).unlink(missing_ok=True)
