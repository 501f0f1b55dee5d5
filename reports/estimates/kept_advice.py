"""Kept advice: the staffing advice of a hall as the server has it – asked for, followed, read.

Each evening, when the day is closed, one process of the hall asks for next week's.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from engine.rounds import Rounds
from reports.estimates.advising import PROGRESS

log = logging.getLogger("estimates")
EVERY = 60.0  # s between looks whether next week's is due
STALE = 60  # s without news after which nobody is at it any more
KEPT = 60  # weeks kept
NAME = re.compile(r"(\d{4}-\d\d-\d\d)\.json")
Json = dict[str, Any]


def folder_of(house: Any) -> Path:
    """staffing/ beside the data, a folder a hall: several may keep their data together."""
    return Path(house.folder or "data") / "staffing" / str(house.live.plan.hall_id)


class KeptAdvice:
    """`ask`: begins the work in this server's estimates' process; False if there is none. The
    methods block for a file's time."""

    def __init__(self, house: Any, ask: Callable[[], bool]) -> None:
        self.house, self._ask = house, ask
        house.rooms["advice"] = self

    @property
    def folder(self) -> Path:
        return folder_of(self.house)

    def start(self) -> Rounds:
        return Rounds(self.house.engine, EVERY, self.round, log).start()

    def round(self) -> None:
        """Asks once a closed day, if no other process of the hall does."""
        hall = self.house.live
        if hall.plan is None or hall.day is not None or hall.last_day is None:
            return
        if self.house.journal.own("staffing-advice"):
            self.house.engine.call_native(self._look, hall.last_day)

    def _look(self, last_day: str) -> None:
        weeks = self.weeks()
        newest = self.read(weeks[0]) if weeks else None
        if newest is None or newest.get("after") != last_day:
            self.ask()
        for week in weeks[KEPT:]:
            (self.folder / f"{week}.json").unlink(missing_ok=True)

    def ask(self) -> bool:
        """Begins the work, if it is not under way already; False if it cannot be done here."""
        return self.progress() is not None or self._ask()

    def weeks(self) -> list[str]:
        """The Mondays of the weeks advised on, the newest first."""
        if not self.folder.is_dir():
            return []
        names = (NAME.fullmatch(path.name) for path in self.folder.iterdir())
        return sorted((found[1] for found in names if found), reverse=True)

    def made(self) -> int | None:
        """When the newest was made, ms UTC by the machine's clock; None: there is none."""
        times = [(self.folder / f"{week}.json").stat().st_mtime for week in self.weeks()]
        return int(max(times) * 1000) if times else None

    def read(self, week: str) -> Json | None:
        """A week's advice; None for one that there is not."""
        try:
            if date.fromisoformat(week).isoformat() != week:
                return None
            found: Json = json.loads((self.folder / f"{week}.json").read_text())
        except (ValueError, OSError):
            return None
        return found

    def progress(self) -> Json | None:
        """{done, of}; None if nobody is at it."""
        try:
            told: Json = json.loads((self.folder / PROGRESS).read_text())
        except (ValueError, OSError):
            return None
        if abs(time.time() - told["at"]) > STALE:
            return None
        return {"done": told["done"], "of": told["of"]}
