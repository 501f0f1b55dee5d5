"""Tickets: the verbs on them that belong to no counter – take, change, cancel, return, rate."""

from __future__ import annotations

import hashlib
import hmac
import os
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from kiosk.helper import HelperPin
from kiosk.life import alive
from languages import Languages
from queueing.refusal import Refusal
from queueing.who import Who
from web.api import Api, Body, NoBody
from web.why import sentence
from web.wire import ticket_json

STAFF = ("reception", "officer", "supervisor", "manager", "admin")
DESK = ("reception", "officer", "supervisor")  # who may act on any ticket
MAX_DIGITS = 15  # of an id


def in_time(text: str) -> str:
    """ValueError unless it is RFC 3339 with its offset, of a year that a clock can show."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or not 1971 <= at.year <= 9000:
        raise ValueError("a time with its offset is needed, such as 2026-11-23T01:30:00Z")
    return text


class Appointment(Body):
    """`slot`: the time the citizen was given, RFC 3339; today's."""

    slot: Annotated[str, Field(max_length=40), AfterValidator(in_time)]

    @property
    def ms(self) -> int:
        return round(datetime.fromisoformat(self.slot).timestamp() * 1000)


class IssueBody(Body):
    """A ticket for `service`. `class` other than regular needs a `ground` the asker may grant.
    Staff say by `channel` how they took it (assisted unless said) and may add a `note`, and the
    services of the same visit that come `then`, in order.
    `person`: the number of their card, where the hall asks for it; kept as a hash, for the day."""

    service: str = Field(max_length=100)
    klass: Literal["regular", "priority", "urgent"] = Field("regular", alias="class")
    ground: str | None = Field(None, max_length=100)
    needs: list[Literal["deaf", "blind", "wheelchair", "language"]] = Field([], max_length=4)
    language: str | None = Field(None, max_length=8)
    appointment: Appointment | None = None
    printer: str | None = Field(None, max_length=100)
    channel: Literal["assisted", "mobile"] | None = None
    note: str | None = Field(None, max_length=500)
    then: list[Annotated[str, Field(max_length=100)]] = Field([], max_length=20)
    person: str | None = Field(None, pattern=r"^[0-9A-Za-z]{6,20}$")

    def who_is_it(self, day: str | None) -> str | None:
        """A keyed hash of who asks, good for this day: enough to count, nothing to read."""
        if self.person is None:
            return None
        key = os.environ["HALL_SECRET"].encode()
        return hmac.new(key, f"{day}|{self.person}".encode(), hashlib.sha256).hexdigest()


class ChangeBody(Body):
    service: str = Field(max_length=100)


class NoteBody(Body):
    """The words that travel with the ticket; none: taken away."""

    note: str = Field(max_length=500)


class GrantBody(Body):
    """A class and its `ground` (regular has none); urgent needs a `reason`."""

    klass: Literal["regular", "priority", "urgent"] = Field(alias="class")
    ground: str | None = Field(None, max_length=100)
    reason: str | None = Field(None, max_length=200)


class ReprintBody(Body):
    """`printer`: another than the ticket's; `pin`: the helper's, where a kiosk asks."""

    printer: str | None = Field(None, max_length=100)
    pin: str | None = Field(None, max_length=32)


class RatingBody(Body):
    """The citizen's word on one leg, from the ticket's page."""

    leg: int = Field(ge=1, le=1000)
    score: int = Field(ge=1, le=5)
    reasons: list[Annotated[str, Field(max_length=100)]] = Field([], max_length=10)
    comment: str | None = Field(None, max_length=1000)


def routes(api: Api, house: Any, pin: HelperPin) -> None:
    """POST /tickets, GET /tickets/{id}, /why, and the verbs on a ticket."""

    def mine(hall: Any, who: Who, ticket: int) -> None:
        """A kiosk has to do with the tickets it gave, a citizen with the one of the link."""
        found = hall.tickets.get(ticket)
        if found is None or (who.role == "citizen" and not alive(hall, ticket, house.now())):
            raise Refusal("unknown_ticket", "There is no such ticket today.")
        if who.role == "kiosk" and found.kiosk != who.device:
            raise Refusal("not_allowed", "This ticket came from another device.")
        if who.role == "citizen" and who.ticket != ticket:
            raise Refusal("not_allowed", "This link is another ticket's.")

    def about(who: Who, ticket: str, verb: Any) -> Any:
        """Does `verb(hall, now, id)` on a ticket and answers with it."""
        id = number(ticket)

        def act(hall: Any, now: int) -> list[Any]:
            mine(hall, who, id)
            return verb(hall, now, id)

        return api.verb(act, lambda hall, events: (200, seen(hall, who, id)))

    @api.post("/tickets", roles=("kiosk", "reception", "supervisor"), body=IssueBody, status=201)
    def issue(who: Who, body: IssueBody) -> Any:
        """A citizen takes a ticket; with an appointment, checks in."""
        slot = body.appointment.ms if body.appointment else None

        def act(hall: Any, now: int) -> list[Any]:
            plan = hall.plan
            kiosk = plan.kiosks.get(who.device) if who.role == "kiosk" else None
            languages = plan.settings["languages"]
            if body.language is not None and body.language not in languages:
                raise Refusal("bad_request", f"language: one of {', '.join(languages)}")
            return hall.issue(
                who, now, service=body.service, klass=body.klass, ground=body.ground,
                needs=tuple(dict.fromkeys(body.needs)), language=body.language or languages[0],
                person=body.who_is_it(hall.day), slot=slot,
                printer=kiosk.printer if kiosk else body.printer,
                channel=body.channel if kiosk else body.channel or "assisted", note=body.note,
                then=body.then,
                estimate=None if slot else house.estimates.new(body.service, body.klass, now),
                forecast=None if slot else house.estimates.p90(body.service, now),
            )  # fmt: skip

        return api.verb(act, lambda hall, events: (201, seen(hall, who, issued(events))))

    @api.get("/tickets/<ticket>", roles=(*STAFF, "kiosk", "citizen"))
    def look(who: Who, ticket: str) -> dict[str, Any]:
        """The ticket as it is now."""
        id = number(ticket)
        mine(house.live, who, id)
        return seen(house.live, who, id)

    @api.get("/tickets/<ticket>/why", roles=(*STAFF, "kiosk", "citizen"))
    def why(who: Who, ticket: str) -> dict[str, Any]:
        """Why it was called, or was not called yet."""
        id = number(ticket)
        mine(house.live, who, id)
        return because(house.live, id, house.now(), house.languages)

    @api.post("/tickets/<ticket>/change-service", roles=("kiosk", *DESK), body=ChangeBody)
    def change_service(who: Who, ticket: str, body: ChangeBody) -> Any:
        """Another service for a waiting ticket: a new number, the old one is void."""

        def verb(hall: Any, now: int, id: int) -> list[Any]:
            klass = hall.tickets[id].klass
            estimate = house.estimates.new(body.service, klass, now)
            return hall.change_service(who, now, id, body.service, estimate)

        return about(who, ticket, verb)

    @api.post("/tickets/<ticket>/grant", roles=DESK, body=GrantBody)
    def grant(who: Who, ticket: str, body: GrantBody) -> Any:
        """A class for a waiting ticket, by its ground; urgent by a supervisor."""
        return about(
            who, ticket,
            lambda hall, now, id: hall.grant(who, now, id, body.klass, body.ground, body.reason),
        )  # fmt: skip

    @api.post("/tickets/<ticket>/note", roles=DESK, body=NoteBody)
    def note(who: Who, ticket: str, body: NoteBody) -> Any:
        """Writes the ticket's note, for whoever serves next."""
        return about(who, ticket, lambda hall, now, id: hall.note(who, now, id, body.note))

    @api.post("/tickets/<ticket>/cancel", roles=(*DESK, "citizen"), body=NoBody)
    def cancel(who: Who, ticket: str, body: NoBody) -> Any:
        """The citizen gives the ticket up."""
        return about(who, ticket, lambda hall, now, id: hall.cancel(who, now, id))

    @api.post("/tickets/<ticket>/return", roles=("kiosk", *DESK), body=NoBody)
    def return_(who: Who, ticket: str, body: NoBody) -> Any:
        """Who was called and did not come stands in line again, once."""
        return about(who, ticket, lambda hall, now, id: hall.return_(who, now, id))

    @api.post("/tickets/<ticket>/reprint", roles=("kiosk", *DESK), body=ReprintBody)
    def reprint(who: Who, ticket: str, body: ReprintBody) -> Any:
        """The slip once more, marked as such."""
        pin.check(who, body.pin, house.now())
        return about(who, ticket, lambda hall, now, id: hall.reprint(who, now, id, body.printer))

    @api.post("/tickets/<ticket>/rating", roles=("citizen",), body=RatingBody, status=201)
    def rating(who: Who, ticket: str, body: RatingBody) -> Any:
        """The citizen rates a finished leg from the ticket's page."""
        id = number(ticket)

        def act(hall: Any, now: int) -> list[Any]:
            mine(hall, who, id)
            return hall.rate(
                who, now, score=body.score, reasons=tuple(dict.fromkeys(body.reasons)),
                comment=body.comment or None, ticket=id, leg=body.leg,
            )  # fmt: skip

        return api.verb(act, lambda hall, events: (201, {"leg": body.leg, "score": body.score}))


def number(ticket: str) -> int:
    """A path's ticket id. Refusal unknown_ticket for what can't be one."""
    if not (ticket.isascii() and ticket.isdigit()) or len(ticket) > MAX_DIGITS:
        raise Refusal("unknown_ticket", "There is no such ticket today.")
    return int(ticket)


def seen(hall: Any, who: Who, id: int) -> dict[str, Any]:
    """The ticket, without the officers' words where a citizen may read along."""
    out = ticket_json(hall, id)
    if who.role in ("kiosk", "citizen"):
        out.pop("note", None)
    return out


def issued(events: list[Any]) -> int:
    """The id of the ticket among the events (the day's opening may come first)."""
    return next(event.ticket for event in events if event.kind == "TicketIssued")


def because(hall: Any, id: int, now: int, languages: Languages) -> dict[str, Any]:
    """The state of a ticket and the reason of it: the facts, and one sentence in each language."""
    ticket = hall.tickets[id]
    facts = hall.explain(id, now)
    return {
        "id": id,
        "number": ticket.number,
        "state": str(ticket.state),
        "ahead": hall.ahead(id) if str(ticket.state) == "waiting" else None,
        "rule": ticket.leg.rule,
        "hand": ticket.leg.hand,
        "why": facts,
        "sentence": {name: sentence(facts, languages, name) for name in languages.names},
    }
