"""Advising: next week's counters worked out by the estimates' process while it has time.

Asked by the file `advise` in the estimates' folder. How far it is stands in `progress.json` of the
folder of the advice kept, each advice in a file of its week there, whole or not at all.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from reports.estimates.advice import Progress, advise
from reports.estimates.questions import put
from reports.estimates.watch import Watch

log = logging.getLogger("estimates")
ASK = "advise"
PROGRESS = "progress.json"
TOLD = 1.0  # s between two looks at the progress


class Advising:
    """`folder`: where it is asked; `keep`: where advice is kept, None: nowhere."""

    def __init__(
        self, folder: Path, keep: Path | None, watch: Watch, now: Callable[[], int]
    ) -> None:
        self.folder, self.keep, self.watch, self.now = folder, keep, watch, now
        self._work: Iterator[None] | None = None
        self._progress = Progress()
        self._told = -TOLD

    def step(self) -> bool:
        """A part of the work, about a second at most; False: there is nothing to do."""
        if self.keep is None:
            return False
        if self._work is None and not self._begin():
            return False
        try:
            next(self._work or iter(()), None)
            result = self._progress.result
            if result is not None:
                result["after"] = self.watch.hall.last_day
                put(self.keep / f"{result['week']}.json", result)
                self._end()
            else:
                self._tell()
        except Exception:
            log.exception("no advice could be given")
            self._end()
        return True

    def _begin(self) -> bool:
        asked = self.folder / ASK
        if not asked.exists() or self.watch.hall.plan is None or self.keep is None:
            return False
        asked.unlink(missing_ok=True)
        self.keep.mkdir(parents=True, exist_ok=True)
        self._progress, self._told = Progress(), -TOLD
        plan = self.watch.hall.settled()
        self._work = advise(list(self.watch.days), plan, self.now(), self._progress)
        return True

    def _tell(self) -> None:
        at = time.monotonic()
        if self.keep is not None and at >= self._told + TOLD:
            self._told = at
            told = {"at": int(time.time()), "done": self._progress.done, "of": self._progress.of}
            put(self.keep / PROGRESS, told)

    def _end(self) -> None:
        self._work = None
        if self.keep is not None:
            (self.keep / PROGRESS).unlink(missing_ok=True)
