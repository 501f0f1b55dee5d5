"""Escalating: an alert nobody sees to goes to the next one up; how far the outside was told.

Only the hall itself does either; one process of it has the timers.
"""

from __future__ import annotations

from collections.abc import Callable

from queueing.events import Event
from queueing.hall_state import HallState
from queueing.refusal import Refusal
from queueing.who import Who


class Escalating(HallState):
    def escalate_alert(self, who: Who, now: int, alert: str, about: str, to: str) -> list[Event]:
        """`to`: a role. [] if somebody sees to it, or it went there already."""
        if who.role != "hall":
            raise Refusal("not_allowed", "only the hall escalates alerts")
        open_ = self.alerts.get((alert, about))
        if open_ is None:
            raise Refusal("unknown_alert", f"no alert {alert} about {about}")
        if open_.acknowledged_by is not None or open_.escalated_to == to:
            return []
        data = {"alert": alert, "about": about, "to": to}
        return [self.event(now, "AlertEscalated", data, who=who)]

    def tell_alerts(self, who: Who, now: int, upto: int) -> list[Event]:
        """The webhook's receiver knows of all alert events up to seq `upto`. [] if it did."""
        if who.role != "hall":
            raise Refusal("not_allowed", "only the hall tells alerts")
        if not self.told < upto <= self.seq:
            return []
        return [self.event(now, "AlertsTold", {"upto": upto}, who=who)]


def _escalated(hall: HallState, event: Event) -> None:
    alert = hall.alerts.get((event.data["alert"], event.data["about"]))
    if alert is not None:
        alert.escalated_to = event.data["to"]


def _told(hall: HallState, event: Event) -> None:
    hall.told = event.data["upto"]


APPLY: dict[str, Callable[[HallState, Event], None]] = {
    "AlertEscalated": _escalated,
    "AlertsTold": _told,
}
