"""The dashboard's routes: the hall for everybody, the journal, the picture, the manager's acts."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from pydantic import Field

from dashboard import devices, learning, words
from dashboard.picture import dashboard_picture, hall_picture
from queueing.refusal import Refusal
from queueing.who import Who
from web.api import EVERYBODY, Api, Body
from web.app import language
from web.topics import ALL, Topic
from web.wire import time_json

WATCHERS = ("manager", "supervisor", "admin", "reception", "province")
PAGE = ("manager", "supervisor", "admin")
SHOWN = 1000  # events in one answer


class ClockBody(Body):
    """`by`: ms the clock was moved; the hall's own finding if nothing is said."""

    by: int | None = Field(None, ge=-(10**13), le=10**13)


class AlertBody(Body):
    alert: str = Field(min_length=1, max_length=100)
    about: str = Field(max_length=200)


def done(hall: Any, events: list[Any]) -> tuple[int, dict[str, Any] | None]:
    """200 with the hall's seq, 204 if there was nothing to do."""
    return (200, {"seq": events[-1].seq}) if events else (204, None)


def pages(house: Any) -> Blueprint:
    """The blueprint of the dashboard, and its topic `dashboard`."""
    bp = Blueprint("dashboard", __name__, template_folder="templates", static_folder="static")
    api = Api(bp, house)

    @api.get("/hall", roles=EVERYBODY)
    def hall(who: Who) -> Any:
        """The hall for everybody in it: open or why not, its services and who waits for them."""
        return hall_picture(house, house.live, house.now())

    @api.get("/events", roles=("manager", "province"))
    def events(who: Who, after: int = 0, limit: int = 100) -> Any:
        """The journal in order, from the event after seq `after`; at most 1,000 at once."""
        if not 1 <= limit <= SHOWN:
            raise Refusal("bad_request", f"limit: 1 to {SHOWN}")
        rows = house.journal.events(after, limit)
        return {
            "events": [{**row, "at": time_json(row["at"])} for row in rows],
            "seq": house.live.seq,
        }

    @api.get("/dashboard", roles=WATCHERS)
    def picture(who: Who) -> Any:
        """The dashboard's picture, the same as its topic sends."""
        return dashboard_picture(house, house.live, house.now())

    @api.post("/hall/confirm-clock", roles=PAGE, body=ClockBody)
    def confirm_clock(who: Who, body: ClockBody) -> Any:
        """Staff say that the clock is right now."""
        return api.verb(
            lambda hall, now: hall.confirm_clock(
                who, now, body.by if body.by is not None else (hall.clock_off or 0)
            ),
            done,
        )

    @api.post("/hall/close-day", roles=("manager", "supervisor"))
    def close_day(who: Who) -> Any:
        """Ends the day now: who still waits expires."""
        return api.verb(lambda hall, now: hall.close_day(who, now), done)

    @api.post("/hall/alerts/acknowledge", roles=PAGE, body=AlertBody)
    def acknowledge(who: Who, body: AlertBody) -> Any:
        """Somebody has seen the alert and takes care of it."""
        return api.verb(
            lambda hall, now: hall.acknowledge_alert(who, now, body.alert, body.about), done
        )

    @api.page("/dashboard", roles=PAGE)
    def page(who: Who) -> str:
        """The manager's page."""
        plan, lang = house.live.plan, language(house)

        def say(message: str) -> str:
            return house.languages.say(lang, message)

        def named(rows: Any) -> dict[str, str]:
            return {row["id"]: house.languages.pick(lang, row["name"]) for row in rows}

        settings = plan.settings
        devices = [settings[s] for s in ("kiosks", "displays", "printers", "led_buses")]
        return render_template(
            "dashboard/dashboard.html", words=words.script(say),
            setting={
                "lang": lang, "zone": plan.zone_name, "me": who.officer,
                "hall": plan.hall_id,
                "may_close_day": who.role in ("manager", "supervisor"),
                "names": {
                    "services": named(settings["services"]),
                    "agencies": named(settings["agencies"]),
                    "counters": named(settings["counters"]),
                    "zones": named(settings["zones"]),
                    "devices": {id: name for rows in devices for id, name in named(rows).items()},
                },
            },
        )  # fmt: skip

    house.topics.add(
        Topic(
            "dashboard",
            roles=WATCHERS,
            build=lambda hall, id, now: dashboard_picture(house, hall, now),
            touched=lambda event, hall: ALL,
            every=0.5,
            tick=5,
        )  # fmt: skip
    )
    house.devices.listen(lambda device: house.topics.touch("dashboard"))
    house.links.append(("/dashboard", "Dashboard", PAGE))
    devices.routes(house, api)
    learning.routes(house, api)
    return bp
