"""Trials: somebody tries a device from the dashboard – a test slip, all digits, a press.

A test may take as long as a person needs to press a button, so it runs beside the request; what
came of it stands in the devices' picture.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from web.wire import time_json

log = logging.getLogger("dashboard")
KEPT = 256  # keys of requests already done


@dataclass(slots=True)
class Trial:
    """One test of one device. `word`: done, or why not; None while it runs. `at` ms UTC."""

    device: str
    by: str
    at: int
    word: str | None = None

    def json(self) -> dict[str, Any]:
        return {"at": time_json(self.at), "by": self.by, "word": self.word}


class Trials:
    """The last trial of each device. Not part of the journal: a restart forgets them; the log
    keeps who tried what."""

    def __init__(self, house: Any, changed: Callable[[], None]) -> None:
        self._house, self._changed = house, changed
        self._last: dict[str, Trial] = {}
        self._keys: OrderedDict[tuple[str, str, str], Trial] = OrderedDict()

    def last(self, device: str) -> Trial | None:
        return self._last.get(device)

    def begin(self, device: str, by: str, key: str | None) -> Trial | None:
        """The trial under way; None: another one is. The same key gives the same trial."""
        known = self._keys.get((by, device, key)) if key else None
        if known is not None:
            return known
        running = self._last.get(device)
        if running is not None and running.word is None:
            return None
        trial = self._last[device] = Trial(device, by, self._house.now())
        if key:
            self._keys[by, device, key] = trial
            while len(self._keys) > KEPT:
                self._keys.popitem(last=False)
        log.info("device %s is tried", device, extra={"officer": by})
        self._house.engine.spawn(self._run, trial)
        self._changed()
        return trial

    def _run(self, trial: Trial) -> None:
        try:
            word = self._house.devices.test(trial.device)
        except KeyError:
            word = "no_test"  # let go meanwhile
        except Exception:
            log.exception("the test of %s failed", trial.device)
            word = "failed"
        trial.word = word
        log.info("device %s was tried: %s", trial.device, word, extra={"officer": trial.by})
        self._changed()
