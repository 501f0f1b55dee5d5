"""Outages: alerts about lines and boards that are down, kept in step with the hall's own list, so
that a restart or a lost write mends itself at the next look.
"""

from __future__ import annotations

import logging
from typing import Any

from queueing.who import THE_HALL

log = logging.getLogger("display")
ALERT, LEVEL = "device_down", "warning"
LOOK = 5.0  # s between looks without news
FOR_SURE = 2.0  # s of being down before an alert: an adapter may only be plugged in anew


class Outages:
    """One task. `known()` gives the ids of all lines and boards of the settings."""

    def __init__(self, house: Any, known: Any) -> None:
        self._house, self._engine, self._known = house, house.engine, known
        self._down: dict[str, tuple[str, float] | None] = {}  # id -> why and since
        self._wake = house.engine.event()
        self._stopped = False

    def start(self) -> None:
        self._engine.spawn(self._run)

    def stop(self) -> None:
        self._stopped = True
        self._wake.set()

    def told(self, id: str, down: str | None) -> None:
        """`down`: why, None if it is not."""
        before = self._down.get(id)
        since = before[1] if before else self._engine.now_monotonic()
        self._down[id] = (down, since) if down is not None else None
        self._wake.set()

    def forget(self, id: str) -> None:
        """It is no longer there: what it was told for ends."""
        if id in self._down:
            self.told(id, None)

    def _run(self) -> None:
        while not self._stopped:
            self._wake.clear()
            try:
                wait = self._look()
            except Exception as error:
                log.warning("led alerts: %s", error)
                wait = LOOK
            if not self._stopped:
                self._wake.wait(wait)

    def _look(self) -> float:
        """Raises and clears what differs. Gives the seconds until the next look."""
        now, wait = self._engine.now_monotonic(), LOOK
        with self._house.engine.turn():
            known = self._known()
            open_ = {
                about: alert.detail
                for (name, about), alert in self._house.live.alerts.items()
                if name == ALERT
            }
        for id, down in list(self._down.items()):
            if down is not None and now - down[1] < FOR_SURE:
                wait = min(wait, FOR_SURE - (now - down[1]))
            elif down is not None and open_.get(id) != down[0]:
                self._raise(id, down[0])
            elif down is None and id in open_:
                self._clear(id)
        for about in open_:
            if ":" in about and about not in known:  # a board that is no longer there
                self._clear(about)
        return wait

    def _raise(self, id: str, why: str) -> None:
        self._house.act(
            THE_HALL, lambda hall, now: hall.raise_alert(THE_HALL, now, ALERT, id, LEVEL, why)
        )

    def _clear(self, id: str) -> None:
        self._house.act(THE_HALL, lambda hall, now: hall.clear_alert(THE_HALL, now, ALERT, id))
