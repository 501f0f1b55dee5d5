"""The counter's routes: the verbs an officer presses, the picture of the counter, its page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from pydantic import Field

from counter import alarms, closing, setting, words
from counter.picture import SetAside, counter_picture, in_line, touched
from queueing.refusal import Refusal
from queueing.ticket import State
from queueing.who import PEOPLE, Who
from web.api import Api, Body
from web.topics import Topic
from web.wire import counter_json, ticket_json

OFFICERS = ("officer", "supervisor")
WITH_PAD = (*OFFICERS, "call_pad")
STAFF = tuple(role for role in PEOPLE if role != "province")
SHOWN = 200  # tickets in one answer of the search

Answer = tuple[int, dict[str, Any] | None]


class CallBody(Body):
    ticket: int
    reason: str = Field(min_length=1, max_length=200)


class HoldBody(Body):
    """`minutes`: when the officer promised to go on."""

    minutes: int | None = Field(None, ge=1, le=480)
    note: str | None = Field(None, max_length=500)


class ResumeBody(Body):
    ticket: int


class FinishBody(Body):
    """`services`: also done at once. The visit goes on with `next`, or with what it has still
    before it, unless it ends here."""

    outcome: str | None = Field(None, max_length=200)
    services: list[str] = Field(default_factory=list, max_length=20)
    next: str | None = Field(None, max_length=100)
    end: bool = False


class ServeBody(Body):
    service: str = Field(max_length=100)
    reason: str = Field(min_length=1, max_length=200)


class TransferBody(Body):
    """To one of service, counter, officer; to none: back where it was promised to."""

    service: str | None = None
    counter: str | None = None
    officer: str | None = None
    note: str | None = Field(None, max_length=500)
    back: bool = False


class OpenBody(Body):
    """`first`, `second`: services of this session, of those the officer's or the counter's lists
    hold; without, the officer's own lists, else the counter's."""

    first: list[str] | None = Field(None, max_length=500)
    second: list[str] = Field(default_factory=list, max_length=500)


class PauseBody(Body):
    reason: str = Field(min_length=1, max_length=200)


def first_ticket(hall: Any, events: list[Any]) -> Answer:
    """200 with the ticket the verb was about."""
    return 200, ticket_json(hall, events[0].ticket)


def last_ticket(hall: Any, events: list[Any]) -> Answer:
    """200 with the ticket that came to the counter; a finish may have gone before."""
    return 200, ticket_json(hall, events[-1].ticket)


def called(hall: Any, events: list[Any]) -> Answer:
    """200 with the ticket called; 204 when nobody was, though the one before may have finished."""
    if events and events[-1].kind == "TicketCalled":
        return last_ticket(hall, events)
    return 204, None


def pages(house: Any) -> Blueprint:
    """The blueprint of the counters, and their topic `counter/<id>`."""
    bp = Blueprint("counter", __name__, template_folder="templates", static_folder="static")
    api = Api(bp, house)
    aside = SetAside()

    def moves(name: str, verb: str, answer: Any = first_ticket) -> None:
        """POST /counters/<counter>/<name> of a verb that needs to know no more than that."""

        def move(who: Who, counter: str) -> Any:
            return api.verb(lambda hall, now: getattr(hall, verb)(who, now, counter), answer)

        move.__name__ = verb
        move.__doc__ = words.VERBS[verb]
        api.post(f"/counters/<counter>/{name}", roles=WITH_PAD)(move)

    def session(name: str, verb: str) -> None:
        """The same for a verb about the counter's session: it answers with the counter."""

        def move(who: Who, counter: str) -> Any:
            return api.verb(
                lambda hall, now: getattr(hall, verb)(who, now, counter),
                lambda hall, events: (200, counter_json(hall, counter)),
            )

        move.__name__ = verb
        move.__doc__ = words.VERBS[verb]
        api.post(f"/counters/<counter>/{name}", roles=OFFICERS)(move)

    moves("call-next", "call_next", called)
    for name in ("recall", "start", "undo"):
        moves(name, name)
    moves("no-show", "no_show")
    for name in ("close", "unpause"):
        session(name, name)

    @api.post("/counters/<counter>/open", roles=OFFICERS, body=OpenBody)
    def open_(who: Who, counter: str, body: OpenBody) -> Any:
        """Opens the counter: the session begins, with lists of its own if it names any."""
        return api.verb(
            lambda hall, now: hall.open(who, now, counter, body.first, body.second),
            lambda hall, events: (200, counter_json(hall, counter)),
        )

    session("take-over", "take_over")

    @api.post("/counters/<counter>/pause", roles=OFFICERS, body=PauseBody)
    def pause(who: Who, counter: str, body: PauseBody) -> Any:
        """Pauses the counter, with a reason: nobody is called there meanwhile."""
        return api.verb(
            lambda hall, now: hall.pause(who, now, counter, body.reason),
            lambda hall, events: (200, counter_json(hall, counter)),
        )

    @api.post("/counters/<counter>/hold", roles=WITH_PAD, body=HoldBody)
    def hold(who: Who, counter: str, body: HoldBody) -> Any:
        """Sets the ticket aside, with the promise to call it back."""

        def act(hall: Any, now: int) -> Any:
            until = now + body.minutes * 60_000 if body.minutes else None
            return hall.hold(who, now, counter, until, body.note)

        return api.verb(act, first_ticket)

    @api.post("/counters/<counter>/call", roles=OFFICERS, body=CallBody)
    def call(who: Who, counter: str, body: CallBody) -> Any:
        """Calls one ticket by hand, with a reason."""
        return api.verb(
            lambda hall, now: hall.call(who, now, counter, body.ticket, body.reason), last_ticket
        )

    @api.post("/counters/<counter>/finish", roles=WITH_PAD, body=FinishBody)
    def finish(who: Who, counter: str, body: FinishBody) -> Any:
        """Finishes what is served at the counter: the visit ends, or waits for its next service."""
        return api.verb(
            lambda hall, now: hall.finish(
                who, now, counter, body.outcome, tuple(body.services), body.next, body.end
            ),
            first_ticket,
        )

    @api.post("/counters/<counter>/serve", roles=OFFICERS, body=ServeBody)
    def serve(who: Who, counter: str, body: ServeBody) -> Any:
        """Begins to serve somebody who has no ticket, with a reason: no slip, counted apart."""
        return api.verb(
            lambda hall, now: hall.serve(who, now, counter, body.service, body.reason), last_ticket
        )

    @api.post("/counters/<counter>/resume", roles=OFFICERS, body=ResumeBody)
    def resume(who: Who, counter: str, body: ResumeBody) -> Any:
        """Calls back one who was set aside."""
        return api.verb(lambda hall, now: hall.resume(who, now, counter, body.ticket), last_ticket)

    @api.post("/counters/<counter>/transfer", roles=OFFICERS, body=TransferBody)
    def transfer(who: Who, counter: str, body: TransferBody) -> Any:
        """Sends the ticket on to another service, counter or officer; the number stays."""
        if sum(x is not None for x in (body.service, body.counter, body.officer)) > 1:
            raise Refusal("bad_request", "name one of service, counter, officer")
        return api.verb(
            lambda hall, now: hall.transfer(
                who,
                now,
                counter,
                service=body.service,
                to_counter=body.counter,
                to_officer=body.officer,
                note=body.note,
                back=body.back,
            ),  # fmt: skip
            first_ticket,
        )

    alarms.routes(api)

    @api.get("/counters", roles=STAFF)
    def counters(who: Who) -> Any:
        """All counters with their sessions and the tickets at them."""
        hall = house.live
        return {"counters": [counter_json(hall, id) for id in hall.plan.counters if near(who, id)]}

    def near(who: Who, counter: str) -> bool:
        """A pad looks at its own counter only, a manager of agencies at theirs."""
        if who.role == "call_pad":
            return bool(house.live.plan.pads.get(who.device) == counter)
        return who.role != "manager" or who.agencies is None or counter in (who.counters or ())

    @api.get("/counters/<counter>", roles=(*STAFF, "call_pad"), may=near)
    def one(who: Who, counter: str) -> Any:
        """The picture of one counter, the same as its topic sends."""
        return counter_picture(house, house.live, counter, house.now(), aside)

    @api.get("/counters/<counter>/tickets", roles=OFFICERS)
    def tickets(who: Who, counter: str, number: str = "") -> Any:
        """Who waits in this counter's lines; or the one with `number`, if it may be called."""
        hall = house.live
        if counter not in hall.counters:
            raise Refusal("unknown_counter", f"no counter {counter!r}")
        if number:
            id = hall.numbers.get(number.strip().upper())
            found = [hall.tickets[id]] if id in hall.tickets else []
        else:
            found = in_line(hall, counter)[:SHOWN]
        found = [t for t in found if t.state in (State.WAITING, State.NO_SHOW)]
        return {"tickets": [ticket_json(hall, t.id) for t in found]}

    @api.page("/counter", roles=OFFICERS)
    def choose(who: Who) -> str:
        """Which counter do I sit at?"""
        hall = house.live
        mine = [id for id in hall.plan.counters if who.counters is None or id in who.counters]
        return render_template(
            "counter/choose.html", counters=mine, plan=hall.plan, states=hall.counters,
            agencies={a["id"]: a["name"] for a in hall.plan.settings["agencies"]},
            officer=who.officer,
        )  # fmt: skip

    @api.page("/counter/<counter>", roles=OFFICERS)
    def officer_page(who: Who, counter: str) -> Any:
        """The officer's page."""
        plan = house.live.plan
        if counter not in plan.counters:
            raise Refusal("unknown_counter", f"no counter {counter!r}")
        return render_template("counter/counter.html", **setting.page(house, plan, who, counter))

    house.topics.add(
        Topic(
            "counter",
            roles=(*STAFF, "call_pad"),
            build=lambda hall, id, now: counter_picture(house, hall, id, now, aside),
            touched=touched,
            may=near,
            tick=5,
        )  # fmt: skip
    )
    house.links.append(("/counter", "Counters", OFFICERS))
    closing.routes(house, api)
    return bp
