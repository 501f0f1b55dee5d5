"""What if: a manager asks what a change would do to the waits, and says that he makes it.

The answer is played by the estimates' process (reports/estimates/what_if.py), off the loop. It
carries what would be written down, sealed with the hall's secret: so what is written down is what
was answered, whichever of the hall's processes answered it.
"""

from __future__ import annotations

import base64
import hmac
import json
from typing import Any, Literal

from flask import render_template
from pydantic import Field

from dashboard import what_if_words
from dashboard.scope import PartPlan, whole
from queueing.ahead.present import sessions_of
from queueing.refusal import Refusal
from queueing.who import Who
from web.api import Api, Body
from web.app import language
from web.problem import Problem
from web.tokens import mac
from web.wire import time_json

ASK = ("manager", "supervisor")
SEALED = 60_000  # characters of an answer, at most
Json = dict[str, Any]


class WhatIfBody(Body):
    """`at`: local time of today, HH:MM; now if nothing is said."""

    what: Literal["open", "close", "move", "stop", "longer"]
    counter: str | None = Field(None, max_length=100)
    to: str | None = Field(None, max_length=100)
    service: str | None = Field(None, max_length=100)
    at: str | None = Field(None, pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")


class ChoiceBody(Body):
    """`answer`: as /what-if gave it."""

    answer: str = Field(max_length=SEALED)


def sealed(hall: Any, chosen: Json) -> str:
    """What WhatIfChosen would hold, good for this hall and day."""
    told = {**chosen, "hall": hall.plan.hall_id, "day": hall.day}
    text = base64.urlsafe_b64encode(json.dumps(told, separators=(",", ":")).encode()).decode()
    return f"{text}.{mac('what-if', text)}"


def unsealed(hall: Any, answer: str) -> Json | None:
    """The same again; None for what this hall did not answer, or not today."""
    text, _, seal = answer.rpartition(".")
    if not answer.isascii() or not hmac.compare_digest(seal, mac("what-if", text)):
        return None
    told: Json = json.loads(base64.urlsafe_b64decode(text))
    if (told.pop("hall"), told.pop("day")) != (hall.plan.hall_id, hall.day):
        return None
    return told


def begins(hall: Any, now: int, body: WhatIfBody) -> int:
    """ms UTC from when the change counts. Refusal where the day is over, or it is not then."""
    left = [span for span in sessions_of(hall, now) if span.end > now]
    if hall.day is None or not left:
        raise Refusal("hall_closed", "The day is over, or has not begun.")
    if body.at is None:
        return now
    hour, minute = map(int, body.at.split(":"))
    local = hall.plan.hours.local(now)
    at = int(local.replace(hour=hour, minute=minute, second=0, microsecond=0).timestamp() * 1000)
    last = left[0].end if body.what in ("open", "move") else left[-1].end
    if at < now - 60_000 or at >= last:
        raise Refusal("bad_request", "at: from now to the end of the session.")
    return max(at, now)


def change(hall: Any, who: Who, now: int, body: WhatIfBody) -> Json:
    """The change as reports.estimates.what_if.Change has it. Refusal: unknown, another agency's,
    or it is so already."""
    plan = hall.plan if who.agencies is None else PartPlan(hall.plan, who.agencies)
    out: Json = {"what": body.what}
    needs = {"stop": ("service",), "move": ("counter", "to"), "longer": ()}
    for name in needs.get(body.what, ("counter",)):
        id, section = getattr(body, name), "services" if name == "service" else "counters"
        if id is None:
            raise Refusal("bad_request", f"{name}: needed")
        if id not in getattr(hall.plan, section):
            raise Refusal(f"unknown_{section[:-1]}", f"There is no {section[:-1]} {id}.")
        if id not in getattr(plan, section):
            raise Refusal("not_allowed", "That is another agency's.")
        out[name] = id
    if body.what == "longer" and not whole(who):
        raise Refusal("not_allowed", "That concerns the whole hall.")
    if body.what == "stop" and body.service in hall.closed_services:
        raise Refusal("service_closed", "No tickets are given for it already.")
    sits = {id: c.session is not None for id, c in hall.counters.items()}
    open_ = body.what != "longer" and hall.counters.get(body.counter)
    state = open_.state if open_ else None
    if body.what == "open" and state == "open":
        raise Refusal("illegal_move", "This counter is open.", state=state)
    if body.what in ("close", "move") and not sits.get(body.counter or ""):
        raise Refusal("illegal_move", "Nobody sits at this counter.", state="closed")
    if body.what == "move" and sits.get(body.to or ""):
        raise Refusal("illegal_move", "Somebody sits at the other counter.",
                      state=hall.counters[body.to].state)  # fmt: skip
    return {**out, "at": begins(hall, now, body)}


def routes(house: Any, api: Api) -> None:
    """Adds the page and its calls to the dashboard's routes."""

    @api.post("/what-if", roles=ASK, body=WhatIfBody)
    def ask(who: Who, body: WhatIfBody) -> Any:
        """Before and after: waits of those who come later, the last call, how sure the gain is."""
        wish = change(house.live, who, house.now(), body)
        room = house.rooms.get("estimating")
        services = None
        if who.agencies is not None:
            services = sorted(PartPlan(house.live.plan, who.agencies).services)
        said = room.ask(wish, services) if room is not None else None
        if said is not None and said.get("refused") == "hall_closed":
            raise Refusal("hall_closed", "The day is over, or has not begun.")
        if said is None or "refused" in said:
            raise Problem(409, "not_known_yet", "Too little was seen to foretell that, or no "
                          "answer came in time. Ask again later.")  # fmt: skip
        chosen = {
            **{k: wish.get(k) for k in ("what", "counter", "to", "service")},
            "starts": wish["at"], "services": [row["service"] for row in said["services"]],
            "before": figures(said, "before"), "after": figures(said, "after"),
            "sure": said["sure"],
        }  # fmt: skip
        cleared = {
            side: {k: time_json(v) for k, v in said["cleared"][side].items()}
            for side in ("before", "after")
        }
        answer = sealed(house.live, chosen)
        return {**said, "answer": answer, "at": time_json(said["at"]), "cleared": cleared}

    @api.post("/what-if/choose", roles=ASK, body=ChoiceBody)
    def choose(who: Who, body: ChoiceBody) -> Any:
        """Writes down that the manager does it. He, or who sits there, still has to do it."""
        chosen = unsealed(house.live, body.answer)
        if chosen is None:
            raise Problem(404, "unknown_answer", "This answer was not given today. Ask again.")
        mine = house.live.plan if who.agencies is None else PartPlan(house.live.plan, who.agencies)
        if not {chosen["counter"], chosen["to"]} - {None} <= set(mine.counters) or (
            chosen["service"] not in (None, *mine.services)
            or (chosen["what"] == "longer" and not whole(who))
        ):
            raise Refusal("not_allowed", "That is another agency's.")
        return api.verb(
            lambda hall, now: hall.choose_what_if(who, now, chosen),
            lambda hall, events: (200, {"seq": events[-1].seq}),
        )

    @api.page("/what-if", roles=ASK)
    def page(who: Who) -> str:
        """What if: a change, and what it would do."""
        lang, plan = language(house), house.live.plan
        part = plan if who.agencies is None else PartPlan(plan, who.agencies)

        def say(message: str) -> str:
            return house.languages.say(lang, message)

        def named(section: str, only: Any) -> dict[str, str]:
            return {row["id"]: house.languages.pick(lang, row["name"])
                    for row in plan.settings[section] if row["id"] in only}  # fmt: skip

        return render_template(
            "dashboard/what_if.html", words=what_if_words.script(say),
            counters=named("counters", part.counters), may_longer=whole(who),
            setting={"zone": plan.zone_name, "services": named("services", part.services)},
        )  # fmt: skip

    house.links.append(("/what-if", "What if", ASK))


def figures(said: Json, side: str) -> Json:
    """P50 and P80 in s of all who come, and ms UTC of the last call."""
    every = said["all"][side] or {}
    return {
        **{name: every[name]["mid"] if every else None for name in ("p50", "p80")},
        "cleared": said["cleared"][side]["mid"],
    }
