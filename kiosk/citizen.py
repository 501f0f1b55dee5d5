"""The citizen's own page of a ticket, `/t/<token>`: number and queue only, made for a phone."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template

from kiosk.life import alive
from kiosk.picture import tongues
from queueing.events import Event
from queueing.ticket import State
from queueing.who import Who
from web.api import EVERYBODY, Api, page
from web.app import language
from web.problem import Problem
from web.qr import svg
from web.tokens import ticket_of
from web.topics import ALL, Topic

# these change nobody's place in line, nor a ticket
ELSEWHERE = ("Print", "Device", "Officer", "Alert", "Clock", "Settings", "Reprint")
CANCELLABLE = (State.WAITING, State.ON_HOLD, State.NO_SHOW)


def ticket_picture(hall: Any, token: str, now: int, estimates: Any = None) -> dict[str, Any]:
    """The topic `ticket/<token>`. KeyError: no such ticket, or its link has died."""
    id = ticket_of(token)
    if id is None or not alive(hall, id, now):
        raise KeyError(token)
    ticket = hall.tickets[id]
    plan = hall.plan
    service = plan.services.get(ticket.service)
    counter = plan.counters.get(ticket.counter) if ticket.counter else None
    return {
        "number": ticket.number,
        "state": str(ticket.state),
        "service": service.name if service else None,
        "then": [plan.services[s].name for s in ticket.then if s in plan.services],
        "ahead": hall.ahead(id) if ticket.state is State.WAITING else None,
        "waiting": hall.waiting_count(ticket.service),
        "wait": estimates.of_ticket(hall, id, now) if estimates is not None else None,
        "counter": counter.name if counter else None,
        "put_off": ticket.put_off,
        "priority": ticket.klass != "regular",
        "cancel": ticket.state in CANCELLABLE,
        "rating": to_rate(ticket, plan.rating.page_window * 1000, now),
    }


def to_rate(ticket: Any, window: int, now: int) -> dict[str, Any] | None:
    """The leg the citizen may still rate, or None: the last one served, while the visit goes on
    with another too; one passed on was not served."""
    whole = ticket.state is State.FINISHED
    for n in range(len(ticket.legs), 0, -1):
        leg = ticket.legs[n - 1]
        if not whole and leg.outcome == "transferred":
            continue
        if leg.finished_at is not None and leg.counter is not None:
            if "page" in leg.rated_by or now >= leg.finished_at + window:
                return None
            return {"leg": n}
    return None


def meaning(picture: dict[str, Any], say: Any, pick: Any) -> tuple[str, str]:
    """A headline and a sentence for the citizen: ticket.js says the same, this is for phones
    without script. `say(message)` translates, `pick(text)` chooses the language of a name."""
    counter = pick(picture["counter"]) if picture["counter"] else ""
    if picture["state"] == "waiting":
        ahead = picture["ahead"]
        if ahead == 0:
            return say("You are next"), " ".join(
                [*apology(picture["wait"], say), say("Please stay near the counters.")]
            )
        said = say("1 person before you") if ahead == 1 else say("{n} people before you")
        return said.replace("{n}", str(ahead)), " ".join(
            [*expected(picture["wait"], say), say("Please listen for your number.")]
        )
    if picture["put_off"]:
        day = "/".join(reversed(picture["put_off"].split("-")))
        return say("We are sorry: we could not serve you today"), say(
            "Your number goes first on {day}. Show it at the help desk that day; it is good once."
        ).replace("{day}", day)
    anew = say("You can take a new number at a kiosk.")
    return {
        "called": (
            say("Please go to {counter}").replace("{counter}", counter),
            say("Your number has been called."),
        ),
        "serving": (say("You are being served"), counter),
        "on_hold": (
            say("Your ticket is on hold"),
            say("The officer will call you again. Please stay in the hall."),
        ),
        "no_show": (
            say("Your number was called and nobody came"),
            say("Please go to the help desk: you can stand in line again once."),
        ),
        "finished": (say("Your visit is finished"), say("Thank you for coming.")),
        "cancelled": (say("This ticket is cancelled"), anew),
    }.get(picture["state"], (say("This ticket has expired"), anew))


def expected(wait: dict[str, Any] | None, say: Any) -> list[str]:
    """The promise in sentences, an apology before it where the last one was broken; words.js says
    the same. None: the place in line says it all."""
    if wait is None:
        return []
    sentences = {
        "soon": say("It is nearly your turn."),
        "range": say("Expected wait: {low}–{high} minutes."),
        "long": say("More than 60 minutes, expected after {clock}."),
    }
    sorry = apology(wait, say)
    said = sentences.get(wait["kind"])
    if said is None:
        return sorry
    for key in ("low", "high", "clock"):
        said = said.replace(f"{{{key}}}", str(wait[key]))
    return [*sorry, said]


def apology(wait: dict[str, Any] | None, say: Any) -> list[str]:
    """Beside every state of waiting, also to the next in line."""
    late = wait is not None and wait["late"]
    return [say("We are later than we promised: we are sorry.")] if late else []


def touched(event: Event, hall: Any) -> Any:
    """Any ticket may stand elsewhere in line after an event; most of them are watched by nobody."""
    return () if event.kind.startswith(ELSEWHERE) else ALL


def routes(api: Api, house: Any) -> None:
    """GET /t/<token>, GET /t/<token>/qr.svg, topic ticket/<token>."""
    house.topics.add(
        Topic(
            "ticket",
            roles=("citizen",),
            build=lambda hall, token, now: ticket_picture(hall, token, now, house.estimates),
            touched=touched,
            may=lambda who, token: who.ticket is not None and who.ticket == ticket_of(token),
            every=2.0,
            tick=15.0,
        )
    )

    @api.page("/t/<token>", roles=EVERYBODY)
    def ticket(who: Who, token: str) -> Any:
        """The ticket on the citizen's phone; 404 with a kind word when the link is dead."""
        hall, now = house.live, house.now()
        try:
            picture = ticket_picture(hall, token, now, house.estimates)
        except KeyError:
            return page(render_template("kiosk/no_ticket.html"), 404)
        languages = house.languages
        rating = hall.plan.settings["rating"]
        data = {
            "token": token,
            "id": ticket_of(token),
            "picture": picture,
            "languages": list(languages.names),
            "words": {name: languages.catalogue(name, "kiosk") for name in languages.names},
            "levels": rating["levels"],
            "reasons": rating["reasons"],
        }
        lang = language(house)
        headline, detail = meaning(
            picture, lambda m: languages.say(lang, m), lambda t: languages.pick(lang, t)
        )
        return render_template(
            "kiosk/ticket.html", data=data, picture=picture, headline=headline, detail=detail,
            tongues=tongues(languages, languages.names),
            then=languages.say(lang, "Then: {services}").replace(
                "{services}", " → ".join(languages.pick(lang, name) for name in picture["then"])
            ),
        )  # fmt: skip

    @api.get("/t/<token>/qr.svg", roles=EVERYBODY, prefix="")
    def code(who: Who, token: str) -> Response:
        """The link as a QR code, for the kiosk's screen."""
        id = ticket_of(token)
        if id is None or not alive(house.live, id, house.now()):
            raise Problem(404, "unknown_ticket", "There is no such ticket today.")
        url = house.live.plan.settings["hall"]["public_url"].rstrip("/")
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        return Response(svg(f"{url}/t/{token}"), mimetype="image/svg+xml", headers=headers)
