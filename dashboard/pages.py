"""The dashboard's routes: the hall for everybody, the journal, the picture, the manager's acts."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from pydantic import Field

from dashboard import audit, devices, learning, scope, setup_pages, what_if, words
from dashboard.picture import hall_picture
from dashboard.rules import limits
from dashboard.sender import Sender
from dashboard.shifts import Shifts
from queueing.refusal import Refusal
from queueing.who import Who
from web.api import EVERYBODY, Api, Body
from web.app import language
from web.estimates import broken
from web.problem import Problem
from web.topics import ALL, Topic
from web.wire import time_json

WATCHERS = ("manager", "supervisor", "admin", "reception", "province")
PAGE = ("manager", "supervisor", "admin")
TESTS = ("manager", "admin")
# what changes waits, queues and open counters through the day
MOVES = frozenset(
    {
        "DayOpened", "DayClosed", "SettingsChanged", "TicketIssued", "TicketCalled",
        "TicketCancelled", "TicketExpired", "TicketReturned", "TicketTransferred", "TicketResumed",
        "TicketContinued", "TicketPutOff",
        "ServiceChanged", "MoveUndone", "CounterOpened", "CounterClosed", "CounterPaused",
        "CounterUnpaused", "CounterTakenOver",
    }
)  # fmt: skip
SHOWN = 1000  # events in one answer


NO_WEBHOOK = {
    "off": "alerts.webhook in config.yaml names no address.",
    "no_secret": "HALL_WEBHOOK_SECRET is not in the server's environment.",
}


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
    """The blueprint of the dashboard, and its topics `dashboard` and `today`."""
    sender = house.rooms["sender"] = Sender(house)
    shifts = house.rooms["shifts"] = Shifts(house)
    bp = Blueprint("dashboard", __name__, template_folder="templates", static_folder="static")
    api = Api(bp, house)

    @api.get("/hall", roles=EVERYBODY)
    def hall(who: Who) -> Any:
        """The hall for everybody in it: open or why not, its services and who waits for them, and
        how many of the day's promised waits came out longer."""
        now = house.now()
        return {**hall_picture(house, house.live, now), "promises": broken(house.live, now)}

    @api.get("/events", roles=("manager", "province"), may=scope.whole)
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
        """The dashboard's picture, the same as its topic sends; of the agencies one looks after."""
        return scope.picture(house, house.live, scope.topic_id(who), house.now())

    @api.get("/dashboard/today", roles=WATCHERS)
    def today(who: Who, service: str = "") -> Any:
        """Waits, queue and open counters through the day, the same as the topic `today` sends."""
        id = service or (f"@{scope.topic_id(who)}" if who.agencies is not None else "")
        if service in house.live.plan.services and not scope.may_today(house.live, who, id):
            raise Refusal("not_allowed", "That is another agency's.")
        try:
            return scope.today(house.live, shifts, house.now(), id)
        except KeyError:
            raise Problem(404, "unknown_service", "There is no such service.") from None

    @api.post("/dashboard/webhook/test", roles=TESTS, may=scope.whole)
    def test_webhook(who: Who) -> Any:
        """Sends a test letter to the webhook now and says what came of it."""
        try:
            _, key, _ = request.environ["hall.call"]
            return sender.test(who.officer or who.role, key)
        except ValueError as why:
            raise Problem(409, "no_webhook", NO_WEBHOOK[str(why)], state=str(why)) from None

    @api.post("/hall/confirm-clock", roles=PAGE, body=ClockBody, may=scope.whole)
    def confirm_clock(who: Who, body: ClockBody) -> Any:
        """Staff say that the clock is right now."""
        return api.verb(
            lambda hall, now: hall.confirm_clock(
                who, now, body.by if body.by is not None else (hall.clock_off or 0)
            ),
            done,
        )

    @api.post("/hall/close-day", roles=("manager", "supervisor"), may=scope.whole)
    def close_day(who: Who) -> Any:
        """Ends the day now: who still waits expires."""
        return api.verb(lambda hall, now: hall.close_day(who, now), done)

    @api.post("/hall/alerts/acknowledge", roles=PAGE, body=AlertBody)
    def acknowledge(who: Who, body: AlertBody) -> Any:
        """Somebody has seen the alert and takes care of it."""
        if who.agencies is not None:
            part = scope.Part(house.live, who.agencies)
            if body.about not in {about for _, about in part.alerts}:
                raise Refusal("not_allowed", "That is not your agency's.")
        return api.verb(
            lambda hall, now: hall.acknowledge_alert(who, now, body.alert, body.about), done
        )

    @api.page("/dashboard", roles=PAGE)
    def page(who: Who) -> str:
        """The manager's page; with `?wall` for a screen on the wall."""
        plan, lang = house.live.plan, language(house)

        def say(message: str) -> str:
            return house.languages.say(lang, message)

        def named(rows: Any, only: Any = None) -> dict[str, str]:
            mine = (row for row in rows if only is None or row["id"] in only)
            return {row["id"]: house.languages.pick(lang, row["name"]) for row in mine}

        settings, id = plan.settings, scope.topic_id(who)
        part = plan if who.agencies is None else scope.PartPlan(plan, who.agencies)
        devices = [settings[s] for s in ("kiosks", "displays", "printers", "led_buses")]
        of_devices = {id: name for rows in devices for id, name in named(rows).items()}
        of_counters = named(settings["counters"], part.counters)
        for pad in settings["pads"]:
            if pad["counter"] in of_counters:
                kind = say("Rating pad" if pad["kind"] == "rating" else "Call pad")
                of_devices[pad["id"]] = f"{kind} · {of_counters[pad['counter']]}"
        wall = "wall" in request.args
        return render_template(
            "dashboard/wall.html" if wall else "dashboard/dashboard.html",
            words=words.script(say),
            may_ask=who.role in what_if.ASK,
            setting={
                "lang": lang, "zone": plan.zone_name, "me": who.officer,
                "hall": plan.hall_id,
                "may_close_day": who.role in ("manager", "supervisor") and scope.whole(who),
                "topic": f"dashboard/{id}" if id else "dashboard",
                "today": f"today/@{id}" if id else "today",
                "whole": scope.whole(who), "may_test": who.role in TESTS and scope.whole(who),
                "sounds": limits(house.live)["sounds"],
                "names": {
                    "services": named(settings["services"], part.services),
                    "agencies": named(settings["agencies"], who.agencies),
                    "counters": of_counters,
                    "zones": named(settings["zones"]),
                    "devices": of_devices,
                },
            },
        )  # fmt: skip

    house.topics.add(
        Topic(
            "dashboard",
            roles=WATCHERS,
            build=lambda hall, id, now: scope.picture(house, hall, id, now),
            touched=lambda event, hall: ALL,
            may=scope.may,
            every=0.5,
            tick=5,
        )  # fmt: skip
    )
    house.topics.add(
        Topic(
            "today",
            roles=WATCHERS,
            build=lambda hall, id, now: scope.today(hall, shifts, now, id),
            may=lambda who, id: scope.may_today(house.live, who, id),
            touched=lambda event, hall: ALL if event.kind in MOVES else (),
            every=10,
            tick=30,
        )  # fmt: skip
    )
    house.devices.listen(lambda device: house.topics.touch("dashboard"))
    house.links.append(("/dashboard", "Dashboard", PAGE))
    devices.routes(house, api)
    learning.routes(house, api)
    audit.routes(house, api)
    setup_pages.routes(house, api)
    what_if.routes(house, api)
    return bp
