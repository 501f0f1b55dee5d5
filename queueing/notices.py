"""Notices: alerts that a person should look at, and what happened to people and devices.

People and devices live in people/; here their acts are only written down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from queueing.events import Event
from queueing.hall_state import HallState
from queueing.refusal import Refusal
from queueing.state import Alert
from queueing.who import PEOPLE, THE_HALL, Who

LEVELS = ("info", "warning", "critical")


class Notices(HallState):
    def raise_alert(
        self, who: Who, now: int, alert: str, about: str, level: str, detail: Any = None
    ) -> list[Event]:
        """[] if it is open already with the same level and detail."""
        if level not in LEVELS:
            raise Refusal("bad_request", f"a level is one of {', '.join(LEVELS)}")
        open_ = self.alerts.get((alert, about))
        if open_ is not None and open_.level == level and open_.detail == detail:
            return []
        data = {"alert": alert, "about": about, "level": level, "detail": detail}
        return [self.event(now, "AlertRaised", data, who=who)]

    def clear_alert(self, who: Who, now: int, alert: str, about: str) -> list[Event]:
        """[] if it is not open."""
        if (alert, about) not in self.alerts:
            return []
        return [self.event(now, "AlertCleared", {"alert": alert, "about": about}, who=who)]

    def acknowledge_alert(self, who: Who, now: int, alert: str, about: str) -> list[Event]:
        """[] if somebody has."""
        if who.role not in PEOPLE or who.officer is None:
            raise Refusal("not_allowed", "people acknowledge alerts")
        open_ = self.alerts.get((alert, about))
        if open_ is None:
            raise Refusal("unknown_alert", f"no alert {alert} about {about}")
        if open_.acknowledged_by is not None:
            return []
        return [self.event(now, "AlertAcknowledged", {"alert": alert, "about": about}, who=who)]

    def choose_what_if(self, who: Who, now: int, chosen: dict[str, Any]) -> list[Event]:
        """Somebody does what he asked about; `chosen`: the data of WhatIfChosen. Only noted: the
        counter is opened by who sits down there."""
        if who.role not in ("manager", "supervisor") or who.officer is None:
            raise Refusal("not_allowed", f"a {who.role} does not decide that")
        return [self.event(now, "WhatIfChosen", chosen, who=who)]

    def note_what_if(
        self, who: Who, now: int, chosen: int, services: list[str], p50: int | None, n: int
    ) -> list[Event]:
        """What came of the WhatIfChosen with that seq: `p50` in s of `n` waits that ended since."""
        if who.role != THE_HALL.role:
            raise Refusal("not_allowed", "the hall itself notes what it measured")
        data = {"chosen": chosen, "services": services, "p50": p50, "n": n}
        return [self.event(now, "WhatIfOutcome", data, who=who)]

    def device_enrolled(self, who: Who, now: int, id: str, kind: str) -> list[Event]:
        return [self.event(now, "DeviceEnrolled", {"id": id, "kind": kind}, who=who)]

    def device_revoked(self, who: Who, now: int, id: str) -> list[Event]:
        return [self.event(now, "DeviceRevoked", {"id": id}, who=who)]

    def officer_added(
        self, who: Who, now: int, name: str, role: str, counters: Iterable[str] | None,
        agencies: Iterable[str] | None = None,
    ) -> list[Event]:  # fmt: skip
        """`counters`: those he may open, and those of the `agencies`; both None: all."""
        data: dict[str, Any] = {
            "name": name,
            "role": role,
            "counters": sorted(counters) if counters is not None else None,
        }
        if agencies is not None:
            data["agencies"] = sorted(agencies)
        return [self.event(now, "OfficerAdded", data, who=who)]

    def officer_rights_changed(
        self, who: Who, now: int, name: str, role: str, counters: Iterable[str] | None,
        agencies: Iterable[str] | None = None,
    ) -> list[Event]:  # fmt: skip
        """As in `officer_added`."""
        (added,) = self.officer_added(who, now, name, role, counters, agencies)
        added.kind = "OfficerRightsChanged"
        return [added]

    def officer_lists_changed(
        self, who: Who, now: int, name: str, first: Iterable[str] | None, second: Iterable[str]
    ) -> list[Event]:
        """Lists that follow the officer from counter to counter, from the next opening on."""
        data = {
            "name": name, "first": None if first is None else list(first), "second": list(second)
        }  # fmt: skip
        return [self.event(now, "OfficerListsChanged", data, who=who)]

    def officer_disabled(self, who: Who, now: int, name: str) -> list[Event]:
        return [self.event(now, "OfficerDisabled", {"name": name}, who=who)]

    def officer_password_changed(self, who: Who, now: int, name: str) -> list[Event]:
        return [self.event(now, "OfficerPasswordChanged", {"name": name}, who=who)]

    def officer_totp_changed(self, who: Who, now: int, name: str, on: bool) -> list[Event]:
        """The second step at login, switched on by the officer or off."""
        return [self.event(now, "OfficerTotpChanged", {"name": name, "on": on}, who=who)]

    def officer_logged_out(self, who: Who, now: int) -> list[Event]:
        """Written so that every process of the hall drops the session."""
        return [self.event(now, "OfficerLoggedOut", {"name": who.officer}, who=who)]


def _alert_raised(hall: HallState, event: Event) -> None:
    data = event.data
    key = (data["alert"], data["about"])
    old = hall.alerts.get(key)
    if old is None or old.level != data["level"]:
        hall.alerts[key] = Alert(
            data["alert"],
            data["about"],
            data["level"],
            data["detail"],
            old.raised_at if old else event.at,
        )
    else:
        old.detail = data["detail"]


def _alert_cleared(hall: HallState, event: Event) -> None:
    hall.alerts.pop((event.data["alert"], event.data["about"]), None)


def _alert_acknowledged(hall: HallState, event: Event) -> None:
    alert = hall.alerts.get((event.data["alert"], event.data["about"]))
    if alert is not None:
        alert.acknowledged_by = event.officer


def _only_noted(hall: HallState, event: Event) -> None:
    """The journal is all that remembers it."""


APPLY: dict[str, Callable[[HallState, Event], None]] = {
    "AlertRaised": _alert_raised,
    "AlertCleared": _alert_cleared,
    "AlertAcknowledged": _alert_acknowledged,
    "OfficerAdded": _only_noted,
    "OfficerDisabled": _only_noted,
    "OfficerPasswordChanged": _only_noted,
    "OfficerRightsChanged": _only_noted,
    "OfficerListsChanged": _only_noted,
    "OfficerTotpChanged": _only_noted,
    "OfficerLoggedOut": _only_noted,
    "DeviceEnrolled": _only_noted,
    "DeviceRevoked": _only_noted,
    "WhatIfChosen": _only_noted,
    "WhatIfOutcome": _only_noted,
}
