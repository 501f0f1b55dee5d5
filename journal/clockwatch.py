"""The clock's watch: is event time still what the wall says? One process asks every few seconds.

A difference of more than 2 s is noted and raised as an alert; staff confirm it, or it is adopted by
itself when no ticket is open. Event time never goes back before the last event: what can't be taken
back at once is accepted, and taken back when the hall has stood still for long enough.
"""

from __future__ import annotations

from typing import Any

from queueing.hall import Hall
from queueing.ticket import OPEN
from queueing.who import THE_HALL, Who

TOLERATED_MS = 2000
ALERT = "clock"


class ClockWatch:
    """Watches one journal's clock. On the loop."""

    def __init__(self, journal: Any) -> None:
        self._journal = journal
        self._accepted = 0  # ms the wall stays away after the last confirmation

    def look(self) -> None:
        """Notes, raises, adopts or clears as needed; nothing if all is well."""
        off = self._journal.clock.drift() - self._accepted
        live: Hall = self._journal.live
        if abs(off) <= TOLERATED_MS:
            if (ALERT, live_id(live)) in live.alerts and live.clock_off is None:
                self._do(lambda hall, now: hall.clear_alert(THE_HALL, now, ALERT, live_id(hall)))
            self._take_back(live)
        elif not any(ticket.state in OPEN for ticket in live.tickets.values()):
            if off < 0:  # before the event that says so, or that would be the last event
                self._journal.clock.adopt(live.at)
            self.confirm(THE_HALL, off)
        elif live.clock_off is None or abs(live.clock_off - off) > TOLERATED_MS:
            self._do(lambda hall, now: hall.clock_jumped(THE_HALL, now, off))
            detail = {"by": off}
            self._do(
                lambda hall, now: hall.raise_alert(
                    THE_HALL, now, ALERT, live_id(hall), "warning", detail
                )
            )

    def confirm(self, who: Who, by: int | None = None) -> Any:
        """The wall clock is right: event time follows as far as it may. The journal's Reply."""
        if by is None:
            by = self._journal.clock.drift()
        reply = self._do(lambda hall, now: hall.confirm_clock(who, now, by))
        self._accepted = min(0, self._journal.clock.drift())
        self._do(lambda hall, now: hall.clear_alert(THE_HALL, now, ALERT, live_id(hall)))
        return reply

    def _take_back(self, live: Hall) -> None:
        """A wall clock that was put back: event time follows while nobody is in the hall."""
        if self._accepted < 0 and not any(t.state in OPEN for t in live.tickets.values()):
            self._journal.clock.adopt(live.at)
            self._accepted = min(0, self._journal.clock.drift())

    def _do(self, act: Any) -> Any:
        return self._journal.do(act, caller="hall", route="clock")


def live_id(hall: Hall) -> str:
    return hall.plan.hall_id if hall.plan is not None else ""
