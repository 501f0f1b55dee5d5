"""Scope: the part of the hall somebody looks after – an agency's services and counters, no others.

`Part` stands for the hall where pictures are made: what it does not narrow is the hall's own.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from dashboard.picture import dashboard_picture
from dashboard.rules import open_desks
from dashboard.today import today_picture
from queueing.who import Who


class PartPlan:
    """A plan with the agencies' services and counters only."""

    def __init__(self, plan: Any, agencies: Collection[str]) -> None:
        self._plan = plan
        self.services = {id: s for id, s in plan.services.items() if s.agency in agencies}
        self.counters = {id: c for id, c in plan.counters.items() if c.agency in agencies}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._plan, name)


class Part:
    """A hall with the agencies' services, counters and tickets, and the alerts about them."""

    def __init__(self, hall: Any, agencies: Collection[str]) -> None:
        self._hall = hall
        self.plan = PartPlan(hall.plan, agencies)
        self.counters = {id: hall.counters[id] for id in self.plan.counters if id in hall.counters}
        mine = {*self.plan.services, *self.plan.counters, *pads(hall.plan, self.plan.counters)}
        self.alerts = {key: a for key, a in hall.alerts.items() if a.about in mine}

    @property
    def tickets(self) -> dict[int, Any]:
        services = self.plan.services
        return {id: t for id, t in self._hall.tickets.items()
                if any(leg.service in services for leg in t.legs)}  # fmt: skip

    def __getattr__(self, name: str) -> Any:
        return getattr(self._hall, name)


def pads(plan: Any, counters: Collection[str]) -> list[str]:
    """The pads at those counters."""
    return [row["id"] for row in plan.settings["pads"] if row["counter"] in counters]


def topic_id(who: Who) -> str:
    """Empty for the whole hall, else the agencies: the id of their `dashboard` topic."""
    return ",".join(sorted(who.agencies)) if who.agencies is not None else ""


def may(who: Who, id: str) -> bool:
    """Whether somebody may watch `dashboard/<id>`: the whole hall, or agencies of theirs."""
    asked = {agency for agency in id.split(",") if agency}
    return who.agencies is None or (bool(asked) and asked <= who.agencies)


def may_today(hall: Any, who: Who, id: str) -> bool:
    """The same for `today/<service>` and `today/@<agencies>`."""
    if who.agencies is None:
        return True
    if id.startswith("@"):
        return may(who, id[1:])
    service = hall.plan.services.get(id)
    return service is not None and service.agency in who.agencies


def whole(who: Who, **path: Any) -> bool:
    """For what concerns the whole hall: not for those who look after a part of it."""
    return who.agencies is None


def known(hall: Any, id: str) -> list[str]:
    """The agencies of a topic's id. KeyError for one the settings do not know."""
    agencies = {row["id"] for row in hall.plan.settings["agencies"]}
    asked = id.split(",")
    if not agencies.issuperset(asked):
        raise KeyError(id)
    return asked


def picture(house: Any, hall: Any, id: str, now: int) -> dict[str, Any]:
    """The dashboard's picture of the whole hall ("") or of agencies' part, whose devices are the
    pads and boards at its counters."""
    if not id:
        return dashboard_picture(house, hall, now)
    part = Part(hall, known(hall, id))
    out = dashboard_picture(house, part, now, open_desks(hall))
    out["devices"] = [row for row in out["devices"] if row["counter"] in part.counters]
    out["webhook"] = out["backup"] = None
    return out


def today(hall: Any, shifts: Any, now: int, id: str) -> dict[str, Any]:
    """The day of the hall (""), of one service, or of agencies (@…)."""
    if not id.startswith("@"):
        return today_picture(hall, shifts, now, id)
    part = Part(hall, known(hall, id[1:]))
    return today_picture(part, shifts, now, "", part.plan.services)
