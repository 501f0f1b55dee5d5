"""The demo's one page: what runs here, each door a button that makes this browser that device or
person. Served with --demo only, on loopback only: it gives every key away.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from demo import device_pages
from demo.house import Demo
from queueing.who import Who
from web.api import EVERYBODY, Api
from web.problem import Problem


def pages(house: Any) -> Blueprint:
    bp = Blueprint("demo", __name__, template_folder="templates", static_folder="static")
    api = Api(bp, house)
    house.links.insert(0, ("/demo", "Demo: all pages, devices and people", ()))

    @api.page("/demo", roles=EVERYBODY)
    def doors(who: Who) -> str:
        """Every page of the hall, one click each."""
        demo: Demo | None = house.demo
        if demo is None or not demo.keys:
            raise Problem(503, "not_ready", "The demo is still being set up; try again.")
        return render_template("demo/demo.html", **shown(house, demo))

    device_pages.routes(house, api)
    return bp


def shown(house: Any, demo: Demo) -> dict[str, Any]:
    """Devices by kind and people, and in `keys` what their buttons send."""
    settings, pick = house.settings, house.languages.pick
    first = house.languages.names[0]

    def name(text: Any) -> str:
        return pick(first, text) if isinstance(text, dict) else str(text)

    on_lines = {p["id"] for p in settings["pads"] if p["port"]}
    tablets = [p for p in settings["pads"] if p["kind"] == "rating" and p["id"] not in on_lines]
    people = [
        (name, role, "/dashboard" if role in ("manager", "admin", "supervisor") else "/")
        for name, role in demo.people().items()
        if role != "officer"
    ]
    return {
        "speed": demo.speed,
        "password": demo.password,
        "kiosks": [(k["id"], name(k["name"])) for k in settings["kiosks"]],
        "displays": [(d["id"], name(d["name"]), d["speaks"]) for d in settings["displays"]],
        "tablets": [(p["id"], p["counter"]) for p in tablets],
        "on_lines": [(p["id"], p["kind"], p["counter"]) for p in settings["pads"] if p["port"]],
        "officers": [(c, n, f"/counter/{c}") for c, n in demo.officers.items()],
        "people": people,
        "keys": {id: key for id, key in demo.keys.items() if id not in on_lines},
    }
