"""Standing: what lasts in the hall – who sits where, what is wrong – as rows of read tables.

Followed beside the visits, and taken back with them when a batch fails.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from journal.store import Writing, note
from queueing.events import Event
from queueing.hall import Hall


class Shift(NamedTuple):
    """One row of `shifts` without its hall: a counter session, or a pause in it."""

    counter: str
    began_at: int
    kind: str  # open | pause
    officer: str
    day: str
    ended_at: int | None = None
    reason: str | None = None


class Wrong(NamedTuple):
    """One row of `alerts` without its hall."""

    alert: str
    about: str
    raised_at: int
    level: str
    cleared_at: int | None = None


class Standing:
    """The shifts and alerts of one hall that have not ended."""

    def __init__(self, hall_id: str) -> None:
        self.hall_id = hall_id
        self.shifts: dict[tuple[str, str], Shift] = {}  # (counter, kind)
        self.wrong: dict[tuple[str, str], Wrong] = {}  # (alert, about)
        self._before: tuple[dict[Any, Shift], dict[Any, Wrong]] | None = None

    def mark(self) -> None:
        self._before = None

    def revert(self) -> None:
        if self._before is not None:
            self.shifts, self.wrong = self._before
        self._before = None

    def follow(self, event: Event, hall: Hall, writing: Writing | None) -> None:
        """After hall.apply(event), for the kinds of FOLLOWED."""
        if self._before is None:
            self._before = dict(self.shifts), dict(self.wrong)
        kind, counter, at = event.kind, event.counter or "", event.at
        who, day = event.officer or "", hall.last_day or ""
        if kind == "DayOpened":
            self.shifts = {}
            self.wrong = {
                key: Wrong(a.alert, a.about, a.raised_at, a.level) for key, a in hall.alerts.items()
            }
        elif kind in _ALERTS:
            self._alert(event, hall, writing)
        elif kind == "CounterPaused":
            why = event.data["reason"]
            self._begin(writing, Shift(counter, at, "pause", who, day, None, why))
        elif kind == "CounterUnpaused":
            self._end(writing, counter, "pause", at)
        else:
            self._end(writing, counter, "pause", at)
            self._end(writing, counter, "open", at)
            if kind != "CounterClosed":
                self._begin(writing, Shift(counter, at, "open", who, day))

    def _begin(self, writing: Writing | None, shift: Shift) -> None:
        self.shifts[shift.counter, shift.kind] = shift
        self._note_shift(writing, shift)

    def _end(self, writing: Writing | None, counter: str, kind: str, at: int) -> None:
        shift = self.shifts.pop((counter, kind), None)
        if shift is not None:
            self._note_shift(writing, shift._replace(ended_at=at))

    def _note_shift(self, writing: Writing | None, shift: Shift) -> None:
        if writing is not None:
            note(writing, "shifts", shift[:3], (self.hall_id, *shift))

    def _alert(self, event: Event, hall: Hall, writing: Writing | None) -> None:
        key = (event.data["alert"], event.data["about"])
        if event.kind == "AlertRaised":
            a = hall.alerts[key]
            row = Wrong(a.alert, a.about, a.raised_at, a.level)
            self.wrong[key] = row
        else:
            old = self.wrong.pop(key, None)
            if old is None:
                return
            row = old._replace(cleared_at=event.at)
        if writing is not None:
            note(writing, "alerts", row[:3], (self.hall_id, *row))


_ALERTS = frozenset({"AlertRaised", "AlertCleared"})
FOLLOWED = _ALERTS | {
    "DayOpened", "CounterOpened", "CounterClosed", "CounterTakenOver", "CounterPaused",
    "CounterUnpaused",
}  # fmt: skip
