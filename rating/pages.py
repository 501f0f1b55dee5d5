"""The rating pad's route, its picture and its page for a tablet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, render_template
from pydantic import Field

from queueing.refusal import Refusal
from queueing.ticket import State
from queueing.who import PEOPLE, Who
from web.api import Api, Body
from web.app import language
from web.topics import ALL, Topic
from web.wire import time_json

PAD = "rating_pad"
WATCHERS = (PAD, *(role for role in PEOPLE if role not in ("officer", "province")))
OTHER = "khac"  # the reason that asks for words of one's own
MOVES = frozenset({
    "TicketCalled", "TicketRecalled", "TicketResumed", "ServingStarted", "TicketFinished",
    "TicketMarkedNoShow", "TicketHeld", "TicketTransferred", "MoveUndone", "ServiceRated",
    "CounterClosed",
})  # fmt: skip


class RatingBody(Body):
    """`ticket` keeps a late press from the next visit, whose leg often has the same number."""

    leg: int = Field(ge=1, le=100)
    score: int = Field(ge=1, le=5)
    reasons: list[str] = Field(default_factory=list, max_length=20)
    comment: str | None = Field(None, max_length=500)
    ticket: int | None = None


def rating_picture(hall: Any, counter: str, now: int) -> dict[str, Any]:
    """{state: idle | called | open, number?, leg?, ticket?, until?}. Raises unknown_counter."""
    if counter not in hall.counters:
        raise Refusal("unknown_counter", f"no counter {counter!r}")
    found = hall.rating_open(counter, now)
    if found is not None:
        id, leg, until = found
        return {
            "state": "open", "number": hall.tickets[id].number, "leg": leg, "ticket": id,
            "until": time_json(until),
        }  # fmt: skip
    here = hall.counters[counter].ticket
    if here is not None and hall.tickets[here].state is State.CALLED:
        return {"state": "called", "number": hall.tickets[here].number}
    return {"state": "idle"}


def touched(event: Any, hall: Any) -> Iterable[str] | object:
    """The counters whose pad may show something else after this event."""
    if event.kind in MOVES:
        return (event.counter,) if event.counter else ()
    return ALL if event.kind in ("SettingsChanged", "DayOpened", "DayClosed") else ()


def levels(n: int, _: Any) -> list[dict[str, Any]]:
    """The faces from worst to best; a hall has 5 or 3 of them."""
    bad, so_so, good = _("Dissatisfied"), _("Neutral"), _("Satisfied")
    worst, best = _("Very dissatisfied"), _("Very satisfied")
    if n == 3:
        names, faces = [bad, good, best], [2, 4, 5]
    else:
        names, faces = [worst, bad, so_so, good, best], [1, 2, 3, 4, 5]
    return [
        {"score": i, "face": face, "name": name}
        for i, (face, name) in enumerate(zip(faces, names, strict=True), 1)
    ]


def script(_: Any) -> dict[str, Any]:
    """The words of rating.js."""
    return {
        "welcome": _("Thank you for coming"),
        "closed": _("When your visit at this counter is done, you can rate it here."),
        "stale": _("The pad has no connection right now. Please ask at the help desk."),
        "called": _("Inviting number {number}"),
        "whose": _("Number {number}"),
        "countdown": _("Sent in {n} s. You can still change it."),
        "sending": _("Sending…"),
        "codes": {
            "rating_closed": _("The time for rating this visit is over. Thank you."),
            "already_rated": _("This visit has been rated already. Thank you."),
            "unknown": _("Your rating could not be sent. Please tell the help desk."),
        },
    }


def keypad(plan: Any, counter: str) -> dict[str, int]:
    """The keys of a keypad plugged into the tablet: a key's name in the browser → a score."""
    for pad in plan.settings["pads"]:
        if pad["kind"] == "rating" and pad["counter"] == counter and not pad.get("port"):
            return {key: int(score) for key, score in (pad.get("keys") or {}).items()}
    return {}


def rated(hall: Any, event: Any) -> dict[str, Any]:
    """The answer to a press: what was rated and how."""
    number = hall.tickets[event.ticket].number
    return {"number": number, "leg": event.data["leg"], "score": event.data["score"]}


def pages(house: Any) -> Blueprint:
    """The blueprint of the rating pads, and their topic `rating/<counter>`."""
    bp = Blueprint("rating", __name__, template_folder="templates", static_folder="static")
    api = Api(bp, house)

    def my_counter(who: Who, counter: str) -> bool:
        """A pad looks at its own counter; staff at any."""
        return who.role != PAD or house.live.plan.pads.get(who.device or "") == counter

    @api.post("/counters/<counter>/rating", roles=(PAD,), body=RatingBody, status=201)
    def rate(who: Who, counter: str, body: RatingBody) -> Any:
        """Rates the visit that has just ended at the counter, once, in its window."""
        return api.verb(
            lambda hall, now: hall.rate(
                who,
                now,
                score=body.score,
                reasons=tuple(body.reasons),
                comment=body.comment,
                counter=counter,
                ticket=body.ticket,
                leg=body.leg,
            ),  # fmt: skip
            lambda hall, events: (201, rated(hall, events[0])),
        )

    @api.get("/counters/<counter>/rating", roles=WATCHERS, may=my_counter)
    def one(who: Who, counter: str) -> Any:
        """The pad's picture, the same as its topic sends."""
        return rating_picture(house.live, counter, house.now())

    @api.page("/rating/<counter>", roles=(PAD,), may=my_counter)
    def tablet(who: Who, counter: str) -> str:
        """The tablet's page."""
        plan = house.live.plan
        if counter not in plan.counters:
            raise Refusal("unknown_counter", f"no counter {counter!r}")
        lang, here, rating = language(house), plan.counters[counter], plan.settings["rating"]

        def say(message: str) -> str:
            return house.languages.say(lang, message)

        def text(names: dict[str, str]) -> str:
            return house.languages.pick(lang, names)

        reasons = [{"id": r["id"], "name": text(r["name"])} for r in rating["reasons"]]
        agencies = {a["id"]: text(a["name"]) for a in plan.settings["agencies"]}
        has_other = any(r["id"] == OTHER for r in reasons)
        return render_template(
            "rating/rating.html", counter_name=text(here.name),
            agency_name=agencies.get(here.agency or "", ""), reasons=reasons,
            levels=levels(plan.rating.levels, say), has_other=has_other, words=script(say),
            setting={
                "counter": counter, "low": 1 if plan.rating.levels == 3 else 2,
                "other": OTHER if has_other else None, "home": lang == house.languages.names[0],
                "keypad": keypad(plan, counter),
            },
        )  # fmt: skip

    house.topics.add(
        Topic(
            "rating",
            roles=WATCHERS,
            build=lambda hall, id, now: rating_picture(hall, id, now),
            touched=touched,
            may=my_counter,
            tick=1,
        )  # fmt: skip
    )
    return bp
