"""The device page: every device of the hall, its state, what it counted, its test button."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from dashboard import device_words
from dashboard.picture import devices
from dashboard.scope import whole
from dashboard.trials import Trials
from queueing.who import Who
from web.api import Api
from web.app import language
from web.problem import Problem
from web.topics import ALL, Topic

PAGE = ("manager", "supervisor", "admin")
LEARN = ("manager", "admin")
# a device's own page for people: its path, and who may open it
PAGES = {
    "kiosk": ("/kiosk/{id}", ("admin",)),
    "printer": ("/printers/{id}", PAGE),
    "led_bus": ("/led-boards#{id}", PAGE),
    "rating_pad": ("/dashboard/pads?pad={id}", LEARN),
    "call_pad": ("/dashboard/pads?pad={id}", LEARN),
}


def devices_picture(house: Any, hall: Any, trials: Trials) -> dict[str, Any]:
    """All devices, those in trouble first. Times RFC 3339; counters since the server's start."""
    rows = []
    for row in devices(house, hall):
        trial = trials.last(row["id"])
        rows.append(
            {
                **row,
                "kind": house.devices.kind(row["id"]) if row["kind"] == "other" else row["kind"],
                "counters": house.devices.counters(row["id"]),
                "can_test": house.devices.can_test(row["id"]),
                "trial": trial.json() if trial is not None else None,
            }
        )
    return {"devices": rows}


def routes(house: Any, api: Api) -> None:
    """Adds the page, its topic `devices` and the test to the dashboard's routes."""
    trials = Trials(house, lambda: house.topics.touch("devices"))

    @api.get("/devices", roles=PAGE, may=whole)
    def picture(who: Who) -> Any:
        """All devices, the same as the topic `devices` sends."""
        return devices_picture(house, house.live, trials)

    @api.post("/devices/<device>/test", roles=PAGE, status=202, may=whole)
    def test(who: Who, device: str) -> Any:
        """Tries the device: a test slip, all digits, a press. What came of it is in the picture."""
        if all(row["id"] != device for row in devices(house, house.live)):
            raise Problem(404, "unknown_device", "There is no such device.")
        if not house.devices.can_test(device):
            raise Problem(409, "no_test", "This device has no test, or nobody drives it here.")
        _, key, _ = request.environ["hall.call"]
        trial = trials.begin(device, who.officer or who.role, key)
        if trial is None:
            raise Problem(409, "busy", "This device is being tried already.")
        return {"device": device, "trial": trial.json()}

    @api.page("/dashboard/devices", roles=PAGE, may=whole)
    def page(who: Who) -> str:
        """Every device of the hall."""
        lang, settings = language(house), house.settings

        def say(message: str) -> str:
            return house.languages.say(lang, message)

        def named(rows: Any) -> dict[str, str]:
            return {row["id"]: house.languages.pick(lang, row["name"]) for row in rows}

        names: dict[str, str] = {}
        for section in ("kiosks", "displays", "printers", "led_buses"):
            names.update(named(settings[section]))
        return render_template(
            "dashboard/devices.html", words=device_words.script(say), may_learn=who.role in LEARN,
            setting={
                "lang": lang, "zone": house.live.plan.zone_name, "names": names,
                "counters": named(settings["counters"]),
                "pages": {k: path for k, (path, roles) in PAGES.items() if who.role in roles},
                "ports": [pad["id"] for pad in settings["pads"] if pad.get("port")],
            },
        )  # fmt: skip

    house.topics.add(
        Topic(
            "devices",
            roles=PAGE,
            build=lambda hall, id, now: devices_picture(house, hall, trials),
            may=lambda who, id: whole(who),
            touched=lambda event, hall: ALL if event.kind == "SettingsChanged" else (),
            every=0.3,
            tick=2,
        )  # fmt: skip
    )
    house.devices.listen(lambda device: house.topics.touch("devices"))
    house.links.append(("/dashboard/devices", "Devices", PAGE))
