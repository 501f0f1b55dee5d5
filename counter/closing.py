"""Closing: who is still there when the hall shuts, put off with an apology; and who was put off
to today, checked in with precedence."""

from __future__ import annotations

from typing import Any

from flask import render_template
from pydantic import Field

from queueing.refusal import Refusal
from queueing.who import Who
from web.api import Api, Body
from web.app import language
from web.wire import ticket_json, time_json

DESK = ("reception", "supervisor")


class PutOffBody(Body):
    """`tickets`: these; without: everybody who is left. `printer`: a slip for each."""

    tickets: list[int] | None = Field(None, max_length=1000)
    printer: str | None = Field(None, max_length=100)


class FirstBody(Body):
    """The number that was put off to today."""

    number: str = Field(min_length=1, max_length=12)
    printer: str | None = Field(None, max_length=100)


def routes(house: Any, api: Api) -> None:
    """The page /closing and what it does."""

    @api.get("/closing", roles=DESK)
    def closing(who: Who) -> dict[str, Any]:
        """Who is still there, the day they can be put off to, and every number put off."""
        return picture(house.live)

    @api.post("/closing/put-off", roles=("supervisor",), body=PutOffBody)
    def put_off(who: Who, body: PutOffBody) -> Any:
        """Apologises to everybody who is left, or to some: they go first on the next open day."""
        return api.verb(
            lambda hall, now: hall.put_off(who, now, body.tickets, body.printer),
            lambda hall, events: (200, told(hall, events)),
        )

    @api.post("/closing/check-in", roles=DESK, body=FirstBody, status=201)
    def check_in(who: Who, body: FirstBody) -> Any:
        """A ticket that goes first, for somebody whose number was put off to today."""
        number = body.number.strip().upper()
        return api.verb(
            lambda hall, now: hall.check_in_first(who, now, number, body.printer),
            lambda hall, events: (201, ticket_json(hall, events[-1].ticket)),
        )

    @api.page("/closing", roles=DESK)
    def page(who: Who) -> str:
        """The closing list."""
        lang, plan = language(house), house.live.plan

        def text(names: dict[str, str]) -> str:
            return house.languages.pick(lang, names)

        setting = {
            "lang": lang, "zone": plan.zone_name, "supervisor": who.role == "supervisor",
            "names": {s.id: text(s.name) for s in plan.services.values()},
        }  # fmt: skip
        printers = [(row["id"], text(row["name"])) for row in plan.settings["printers"]]
        return render_template(
            "counter/closing.html", setting=setting, printers=printers,
            words=words(lambda message: house.languages.say(lang, message)),
        )  # fmt: skip

    house.links.append(("/closing", "Closing", DESK))


def told(hall: Any, events: list[Any]) -> dict[str, Any]:
    """What a putting off has done."""
    done = [hall.tickets[e.ticket] for e in events if e.kind == "TicketPutOff"]
    return {"numbers": [t.number for t in done], "day": done[0].put_off if done else None}


def picture(hall: Any) -> dict[str, Any]:
    """`left`: still there. `given`: put off to another day; `today`: to this one."""
    rights = [
        {"number": p.number, "service": p.service, "class": p.klass, "day": p.day, "used": p.used}
        for p in hall.put_off_rights.values()
        if p.valid_on is None
    ]
    today = [
        {
            "number": p.number, "service": p.service, "class": p.klass,
            "now": hall.tickets[p.used].number if p.used in hall.tickets else None,
        }
        for p in hall.put_off_rights.values()
        if p.valid_on is not None and p.valid_on == hall.day
    ]  # fmt: skip
    left = hall.left() if hall.day is not None else []
    return {
        "left": [
            {
                "id": t.id, "number": t.number, "service": t.service, "class": t.klass,
                "state": str(t.state), "since": time_json(t.since),
            }
            for t in left
        ],
        "day": next_day(hall), "given": rights, "today": today,
    }  # fmt: skip


def next_day(hall: Any) -> str | None:
    """The local date to which somebody would be put off now."""
    if hall.times is None:
        return None
    try:
        return hall.next_open_day()
    except Refusal:
        return None


def words(_: Any) -> dict[str, Any]:
    """The words of closing.js. {name} is filled in there."""
    return {
        "put_off": _("Apologise to all {n} and put them off to {day}"),
        "sure": _("Put off {n} people to {day}? Their numbers end today."),
        "done": _("{n} numbers put off to {day}."),
        "first": _("{number} goes first now, as {new}."),
        "nobody": _("Nobody waits any more."),
        "no_day": _("No open day is known in the next 60 days."),
        "since": _("since {time}"),
        "used": _("here, as {number}"),
        "not_yet": _("not here yet"),
        "to": _("to {day}"),
        "classes": {"regular": "", "priority": _("Priority"), "urgent": _("Urgent")},
        "states": {"waiting": _("waiting"), "on_hold": _("set aside")},
        "codes": {
            "unknown_number": _("That number was not put off to today."),
            "not_eligible": _("That number goes first on another day."),
            "illegal_move": _("That is done already."),
            "hall_closed": _("Not at this hour."),
            "unknown_printer": _("There is no such printer."),
            "unknown_service": _("That service is not given any more."),
            "not_allowed": _("You may not do this."),
            "unknown": _("That did not work. Try again."),
        },
    }
