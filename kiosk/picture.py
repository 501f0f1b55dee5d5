"""Pictures of the kiosk: what its page shows, live and as long as the settings stand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from itertools import islice
from typing import Any

from languages import Languages
from queueing.plan import Plan, Service
from web.wire import time_json

FIRST = 8  # services on the first screen
JOBS = 8  # slips of this kiosk told about: as many as can lie between two citizens, and more
RECENT = 180_000  # ms
TIMES = {  # seconds
    "idle": 60,  # without a touch: "more time?"
    "idle_large": 120,  # the same for those who use a mode of help: large, low, spoken
    "more": 20,  # for the answer
    "hold": 30,  # a number stays on the screen
    "hold_failed": 60,  # the same when there is no slip
    "ghost": 0.35,  # after a new screen: a touch still meant the one before it
}


def why_closed(hall: Any, service: Service, is_open: tuple[bool, str | None]) -> str | None:
    """The code of the refusal that taking a ticket for this service would meet now, or None."""
    if not is_open[0]:
        return is_open[1] or "hall_closed"
    if service.id in hall.closed_services:
        return "service_closed"
    if service.quota is not None and not hall.plan.open_always:
        total = hall.totals.get(service.id)
        if total is not None and total.issued >= service.quota:
            return "quota_reached"
    return None


def service_json(hall: Any, service: Service, is_open: tuple[bool, str | None]) -> dict[str, Any]:
    """A service as it is now, without its name."""
    why = why_closed(hall, service, is_open)
    return {
        "waiting": hall.waiting_count(service.id),
        "open": why is None,
        "why": why,
        "reason": hall.closed_services.get(service.id),
    }


def kiosk_picture(
    hall: Any, kiosk: str, now: int, device: Any, state: str, version: str
) -> dict[str, Any]:
    """The topic `kiosk/<id>`: services with waiting count, open or why not; printer; hall open.

    `device` is the printer as the house knows it, None where the kiosk has none; `state` the
    journal's; `version` the page data's. KeyError: no such kiosk.
    """
    plan: Plan = hall.plan
    offered = plan.kiosks[kiosk].services
    is_open = hall.is_open(now)
    hours = plan.hours
    closed = None if is_open[0] else hours.why_closed(hours.local(now).date())
    return {
        "state": state,
        "hall": {
            "open": is_open[0],
            "why": is_open[1],
            "reason": closed,
            "opens_at": None
            if is_open[0]
            else time_json(opens_at(plan, hall.times.end if hall.stopped else now)),
        },
        "locked": hall.locked_kiosks.get(kiosk),
        "stopped": hall.stopped,
        "services": {s: service_json(hall, plan.services[s], is_open) for s in offered},
        "first": most_used(hall, offered),
        "printer": {"state": device.state, "why": device.why}
        if device is not None
        else {"state": "none", "why": None},
        "jobs": list(islice(recent_jobs(hall, kiosk, now), JOBS)),
        "version": version,
    }


def opens_at(plan: Plan, now: int) -> int | None:
    """ms UTC from which tickets are given again: some minutes before the next day's opening."""
    opening = plan.hours.next_opening(now)
    if opening is None:
        return None
    early = opening - plan.hours.tickets_before_opening * 60_000
    return early if early > now else opening


def most_used(hall: Any, offered: Iterable[str]) -> list[str]:
    """The first screen's services: by tickets today, then as in config.yaml; open ones first."""
    totals = hall.totals

    def key(service: str) -> tuple[bool, int, int]:
        total = totals.get(service)
        closed = service in hall.closed_services
        return closed, -(total.issued if total else 0), hall.plan.services[service].order

    return sorted(offered, key=key)[:FIRST]


def recent_jobs(hall: Any, kiosk: str, now: int) -> Iterable[dict[str, Any]]:
    """This kiosk's slips of the last minutes, newest first. `elsewhere`: the name of the printer
    that stands in for the kiosk's own."""
    places = {row["id"]: row["name"] for row in hall.plan.settings["printers"]}
    own = hall.plan.kiosks[kiosk].printer
    for job in reversed(hall.jobs.values()):
        if now - job.at > RECENT:
            return
        ticket = hall.tickets.get(job.ticket)
        if ticket is not None and ticket.kiosk == kiosk:
            yield {
                "ticket": job.ticket,
                "number": ticket.number,
                "state": job.state,
                "why": job.why,
                "elsewhere": None if job.printer == own else places.get(job.printer),
            }


def page_data(plan: Plan, kiosk: str) -> dict[str, Any]:
    """What a kiosk's page needs of the settings; KeyError: no such kiosk."""
    offered = [plan.services[s] for s in plan.kiosks[kiosk].services]
    rows = {row["id"]: row for row in plan.settings["counters"]}
    zones = {row["id"]: row["name"] for row in plan.settings["zones"]}
    counters: dict[str, list[dict[str, Any]]] = {s.id: [] for s in offered}
    for counter in plan.counters.values():
        row = rows[counter.id]
        for service in counter.first:
            if service in counters:
                counters[service].append(
                    {
                        "name": counter.name,
                        "zone": zones.get(counter.zone, {}),
                        "floor": row.get("floor"),
                    }
                )
    agencies = [
        {"id": row["id"], "name": row["name"], "services": mine}
        for row in plan.settings["agencies"]
        if (mine := [s.id for s in offered if s.agency == row["id"]])
    ]
    if others := [s.id for s in offered if s.agency is None]:
        agencies.append({"id": "", "name": plan.settings["hall"]["agency"], "services": others})
    return {
        "kiosk": kiosk,
        "languages": list(plan.settings["languages"]),
        "timezone": plan.zone_name,
        "hall": {k: plan.settings["hall"][k] for k in ("name", "agency")},
        "services": [
            {
                "id": s.id,
                "name": s.name,
                "letters": s.series.letters,
                "series": s.series.id,
                "asks": s.id in plan.identity.services and not plan.open_always,
                "counters": counters[s.id],
            }
            for s in offered
        ],
        "agencies": agencies,
        "grounds": [
            {"id": g.id, "name": g.name, "class": g.klass, "law": g.law}
            for g in plan.grounds.values()
            if "citizen" in g.grant
        ],
        "identity": {"purpose": plan.settings["hall"].get("identity", {}).get("purpose", {})},
        "reserve": plan.kiosks[kiosk].reserve,
        "times": {**TIMES, "change": plan.moves.change_service_within},
    }


def tongues(languages: Languages, codes: Iterable[str]) -> list[tuple[str, str]]:
    """Languages by their code and their own name: vi, Tiếng Việt."""
    return [(code, languages.own(code)) for code in codes]


class Pages:
    """The pages' data and their versions, made once for each settings of the hall."""

    def __init__(self) -> None:
        self._plan: Plan | None = None
        self._made: dict[str, tuple[dict[str, Any], str]] = {}

    def of(self, plan: Plan, kiosk: str) -> tuple[dict[str, Any], str]:
        """The data and its version: a page of another version loads itself anew when idle."""
        if plan is not self._plan:
            self._plan, self._made = plan, {}
        if kiosk not in self._made:
            data = page_data(plan, kiosk)
            text = json.dumps(data, ensure_ascii=False, sort_keys=True)
            self._made[kiosk] = data, hashlib.sha256(text.encode()).hexdigest()[:12]
        return self._made[kiosk]
