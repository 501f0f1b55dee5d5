"""Reception: the page of whoever helps citizens at a desk or walking about – a ticket for somebody,
a ticket found again. The verbs are those of tickets; here is what the page shows, live."""

from __future__ import annotations

import re
from typing import Any

from flask import render_template

from kiosk.picture import service_json
from kiosk.tickets import because, number
from queueing.issuing import NEEDS
from queueing.refusal import Refusal
from queueing.ticket import ENDED, Ticket
from queueing.who import Who
from web.api import Api
from web.app import language
from web.topics import ALL, Topic
from web.wire import alarms_json, ticket_json, time_json

DESK = ("reception", "supervisor")
FOUND = 20  # rows of an answer
WRITTEN = re.compile(r"([^\W\d_]*)(\d*)")


def routes(api: Api, house: Any) -> None:
    """The page /reception, the search for a ticket, the topic `desk` and `desk/<ticket>`."""

    @api.page("/reception", roles=DESK)
    def page(who: Who) -> str:
        """Takes a ticket for somebody, finds one again."""
        lang, plan = language(house), house.live.plan
        return render_template("kiosk/reception.html", data=page_data(house, plan, who, lang))

    @api.get("/tickets", roles=DESK)
    def find(who: Who, number: str) -> dict[str, Any]:
        """Today's tickets whose number is, or has in it, what somebody remembers of it: A023, a 23,
        23. In any state; the number itself first, then who is still here, the newest first."""
        hall = house.live
        return {"tickets": [found(hall, asked, t) for asked, t in look_for(hall, number)]}

    def build(hall: Any, id: str, now: int) -> dict[str, Any]:
        if not id:
            return desk_picture(house, hall, now)
        ticket = number(id)
        if ticket not in hall.tickets:
            raise Refusal("unknown_ticket", "There is no such ticket today.")
        return ticket_picture(house, hall, ticket, now)

    house.topics.add(
        Topic("desk", roles=DESK, build=build, touched=lambda event, hall: ALL, every=0.3, tick=5)
    )
    house.devices.listen(lambda device: house.topics.touch("desk"))
    house.links.append(("/reception", "Reception", DESK))


def look_for(hall: Any, text: str) -> list[tuple[str, Ticket]]:
    """(the number that fits, its ticket); a number changed since leads to its ticket too."""
    said = WRITTEN.fullmatch(re.sub(r"[\s.-]+", "", text).upper())
    if said is None or not said[0]:
        return []
    letters, digits = said.groups()
    fits = []
    for written, id in hall.numbers.items():
        parts = WRITTEN.fullmatch(written)
        if parts is None or id not in hall.tickets or letters not in ("", parts[1]):
            continue
        whole = bool(digits) and same(digits, parts[2])
        if whole or digits in parts[2]:
            ticket = hall.tickets[id]
            fits.append((not whole, ticket.state in ENDED, -ticket.id, written, ticket))
    fits.sort(key=lambda row: row[:3])
    return [(written, ticket) for *_, written, ticket in fits[:FOUND]]


def same(one: str, other: str) -> bool:
    return bool(other) and int(one) == int(other)


def found(hall: Any, asked: str, ticket: Ticket) -> dict[str, Any]:
    """A row of GET /tickets: the ticket, and the number by which it was found."""
    return {**ticket_json(hall, ticket.id), "asked": asked}


def page_data(house: Any, plan: Any, who: Who, lang: str) -> dict[str, Any]:
    """What the page is told once: names, and what this role may do."""
    pick = house.languages.pick
    boss = who.role == "supervisor"
    grounds = [g for g in plan.grounds.values() if boss or "reception" in g.grant]
    names = {g.id: pick(lang, g.name) for g in plan.grounds.values()}
    return {
        "words": house.languages.catalogue(lang, "kiosk"), "language": lang,
        "supervisor": boss, "me": who.officer, "zone": plan.zone_name, "needs": list(NEEDS),
        "languages": plan.settings["languages"],
        "services": {s.id: pick(lang, s.name) for s in plan.services.values()},
        "counters": {c.id: pick(lang, c.name) for c in plan.counters.values()},
        "printers": {p["id"]: pick(lang, p["name"]) for p in plan.settings["printers"]},
        "grounds": [{"id": g.id, "name": names[g.id], "class": g.klass} for g in grounds],
        "ground_names": names,
    }  # fmt: skip


def desk_picture(house: Any, hall: Any, now: int) -> dict[str, Any]:
    """The topic `desk`: open or not, services now, printers, today's date and offset from UTC for
    appointments, and who of the officers calls for help."""
    plan = hall.plan
    is_open = hall.is_open(now)
    local = plan.hours.local(now)
    return {
        "state": house.state[0],
        "open": is_open[0], "why": is_open[1],
        "date": local.date().isoformat(), "offset": local.isoformat()[-6:],
        "services": {s.id: service_json(hall, s, is_open) for s in plan.services.values()},
        "printers": {id: house.devices.get(id).state for id in plan.printers},
        "alarms": alarms_json(hall),
    }  # fmt: skip


def ticket_picture(house: Any, hall: Any, id: int, now: int) -> dict[str, Any]:
    """The topic `desk/<ticket>`: the ticket, why it was or was not called yet, its slips."""
    ticket = hall.tickets[id]
    why = because(hall, id, now, house.languages)
    jobs = [job for job in hall.jobs.values() if job.ticket == id]
    return {
        **ticket_json(hall, id),
        "sentence": why["sentence"], "returned": ticket.returned, "then": list(ticket.then),
        "void": list(ticket.void_numbers), "printer": ticket.printer,
        "changed_at": time_json(ticket.changed_at),
        "slips": [{"printer": job.printer, "state": job.state, "reprint": job.reprint,
                   "why": job.why} for job in jobs[-3:]],
    }  # fmt: skip
