"""The caretaker: what must be seen to though nobody presses anything. One process of the hall.

Closes the day at its hour, watches the clock, has the journal anchored and backed up, says early
when the disk fills up.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from engine.rounds import Rounds
from queueing.who import THE_HALL
from web import guessing

log = logging.getLogger("hall")
EVERY = 3.0  # s
DISK = "disk"


class Caretaker:
    """`rounds` are those of the journal: its clock, anchors, backups (journal.rounds)."""

    def __init__(self, house: Any, *rounds: Callable[[], None]) -> None:
        self._house = house
        self._rounds = (self.look_at_day, *rounds, self.look_at_disk, self.look_at_guesses,
                        self.look_at_absent)  # fmt: skip

    def start(self) -> Rounds:
        return Rounds(self._house.engine, EVERY, self.look, log).start()

    def look(self) -> None:
        """All the rounds, if this process is the caretaker."""
        if self._house.journal.own("caretaker"):
            self.walk_once()

    def walk_once(self) -> None:
        """All the rounds; one that fails leaves the others."""
        for look in self._rounds:
            if self._house.state[0] != "open":
                return
            try:
                look()
            except Exception:
                log.exception("a round of the caretaker failed")

    def look_at_day(self) -> None:
        """A day that is over is closed at its hour, not at the next morning's first ticket."""
        house = self._house
        with house.engine.turn():
            hall = house.live
            over = hall.day is not None and bool(hall.roll_day(house.now()))
        if over:
            # the writer closes the day before it looks at any verb
            house.act(THE_HALL, lambda hall, now: [])

    def look_at_absent(self) -> None:
        """Marks who was called long ago and has not come, in a hall that wants it so."""
        house = self._house
        with house.engine.turn():
            absent = bool(house.live.mark_absent(THE_HALL, house.now()))
        if absent:
            house.act(THE_HALL, lambda hall, now: hall.mark_absent(THE_HALL, now))

    def look_at_guesses(self) -> None:
        """Alerts about passwords guessed end after an hour."""
        guessing.look(self._house)

    def look_at_disk(self) -> None:
        """Raises the alert below 500 MB, clears it when there is room again."""
        house = self._house
        health = house.journal.health()
        about = house.live.plan.hall_id
        raised = (DISK, about) in house.live.alerts
        if health["low_disk"] and not raised:
            left = f"{health['free_bytes'] // (1 << 20)} MB"
            house.act(
                THE_HALL,
                lambda hall, now: hall.raise_alert(THE_HALL, now, DISK, about, "critical", left),
            )
        elif raised and not health["low_disk"]:
            house.act(THE_HALL, lambda hall, now: hall.clear_alert(THE_HALL, now, DISK, about))
