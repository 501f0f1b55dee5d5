"""The kiosk's routes: its touch page, and – by noun – tickets, services, the citizen's own page."""

from __future__ import annotations

import os
from typing import Any

from flask import Blueprint, Response, render_template

from kiosk import citizen, reception, reserve, services, speech, staff, tickets
from kiosk.helper import HelperPin
from kiosk.picture import Pages, kiosk_picture, tongues
from kiosk.screen import is_small, style, within_reach
from queueing.events import Event
from queueing.refusal import Refusal
from queueing.who import Who
from web.api import EVERYBODY, Api
from web.topics import ALL, Topic

ELSEWHERE = ("Device", "Officer", "Alert", "Counter", "ServiceRated", "TicketRecalled")


def pages(house: Any, helper_pin: str | None = None) -> Blueprint:
    """The blueprint. `helper_pin`: what staff type at a kiosk; it stands in HALL_HELPER_PIN."""
    bp = Blueprint("kiosk", __name__, template_folder="templates", static_folder="static")
    api = Api(bp, house)
    pin = HelperPin(helper_pin or os.environ.get("HALL_HELPER_PIN"))
    made = Pages()
    tickets.routes(api, house, pin)
    services.routes(api, house, pin)
    citizen.routes(api, house)
    staff.routes(api, house, pin)
    reserve.routes(api, house)
    reception.routes(api, house)
    speech.routes(api, house)

    def build(hall: Any, kiosk: str, now: int) -> dict[str, Any]:
        printer = hall.plan.kiosks[kiosk].printer
        picture = kiosk_picture(
            hall, kiosk, now, house.devices.get(printer) if printer else None, house.state[0],
            made.of(hall.plan, kiosk)[1],
        )  # fmt: skip
        for id, row in picture["services"].items():
            if row["open"] and not hall.time_left(house.estimates.p90(id, now), now):
                row["open"], row["why"] = False, "no_time_left"
            row["wait"] = house.estimates.words(hall, id, now) if row["open"] else None
        return picture

    house.topics.add(
        Topic(
            "kiosk",
            roles=("kiosk", "admin", "supervisor"),
            build=build,
            touched=lambda event, hall: () if passes(event) else ALL,
            may=lambda who, kiosk: who.role != "kiosk" or who.device == kiosk,
            tick=5.0,
        )
    )
    house.devices.listen(lambda device: house.topics.touch("kiosk"))

    @api.page(
        "/kiosk/<kiosk>", roles=("kiosk", "admin"),
        may=lambda who, kiosk: who.role != "kiosk" or who.device == kiosk,
    )  # fmt: skip
    def home(who: Who, kiosk: str) -> str:
        """The touch page of one kiosk."""
        plan = house.live.plan
        if kiosk not in plan.kiosks:
            raise Refusal("unknown_kiosk", f"no kiosk {kiosk[:40]!r}")
        data, version = made.of(plan, kiosk)
        names = data["languages"]
        words = {name: house.languages.catalogue(name, "kiosk") for name in names}
        picture = build(house.live, kiosk, house.now())
        row = next(row for row in plan.settings["kiosks"] if row["id"] == kiosk)
        return render_template(
            "kiosk/home.html", kiosk=kiosk, name=house.languages.pick(names[0], row["name"]),
            hall=plan.settings["hall"], tongues=tongues(house.languages, names),
            small=is_small(row.get("screen")),
            low=within_reach(row.get("screen")) is not None,
            data={**data, "words": words, "picture": picture, "version": version},
        )  # fmt: skip

    @api.get("/kiosk/<kiosk>/screen.css", roles=EVERYBODY, prefix="")
    def screen(who: Who, kiosk: str) -> Response:
        """How many pixels of this kiosk's screen are a millimetre."""
        rows = {row["id"]: row for row in house.settings["kiosks"]}
        if kiosk not in rows:
            raise Refusal("unknown_kiosk", f"no kiosk {kiosk[:40]!r}")
        return Response(
            style(rows[kiosk].get("screen")), mimetype="text/css",
            headers={"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"},
        )  # fmt: skip

    house.links.append(
        lambda: [
            (f"/kiosk/{row['id']}", "Kiosk", ("kiosk", "admin"))
            for row in (house.settings["kiosks"] if house.live.plan else ())
        ]
    )
    return bp


def passes(event: Event) -> bool:
    """Whether an event leaves every kiosk's picture as it was."""
    return event.kind.startswith(ELSEWHERE)
