"""The page where a technician learns a pad: presses its keys, and gets the row for config.yaml."""

from __future__ import annotations

from typing import Any

from flask import render_template
from pydantic import Field

from dashboard import learning_words
from dashboard.lines import Learning
from queueing.who import Who
from web.api import Api, Body
from web.app import language
from web.problem import Problem
from web.topics import Topic

LEARN = ("manager", "admin")
BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
VERBS = ("next", "recall", "start", "finish", "no_show", "hold", "transfer", "undo")
ROW = ("id", "kind", "counter", "port", "baud", "frame", "checksum", "address", "keys")


class ListenBody(Body):
    """`port` as in config.yaml; `baud` counts for a line that is not open yet."""

    port: str = Field(min_length=5, max_length=120)
    baud: int = 9600


def routes(house: Any, api: Api) -> None:
    """Adds the page, its topic `line/<port>` and its calls to the dashboard's routes."""
    learning = Learning(house, lambda port: house.topics.touch("line", [port]))

    @api.post("/lines/listen", roles=LEARN, body=ListenBody)
    def listen(who: Who, body: ListenBody) -> Any:
        """Listens to a line for ten minutes, beside its pads if it has any."""
        if body.baud not in BAUDS:
            raise Problem(400, "bad_request", f"baud: one of {', '.join(map(str, BAUDS))}.")
        learning.listen(body.port, body.baud)
        return learning.picture(body.port)

    @api.get("/lines/heard", roles=LEARN)
    def heard(who: Who, port: str) -> Any:
        """The line's picture, the same as the topic `line/<port>` sends."""
        return learning.picture(port)

    @api.get("/lines/try", roles=LEARN)
    def attempt(who: Who, port: str, frame: str, checksum: str = "") -> Any:
        """What a pattern would find in the last 64 bytes."""
        if len(frame) > 200:
            raise Problem(400, "bad_request", "frame: at most 200 characters.")
        try:
            return learning.attempt(port, frame, checksum or None)
        except KeyError:
            raise Problem(404, "not_listening", "Nobody listens to that line.") from None

    @api.page("/dashboard/pads", roles=LEARN)
    def page(who: Who) -> str:
        """Learn a pad."""
        lang, settings = language(house), house.settings

        def say(message: str) -> str:
            return house.languages.say(lang, message)

        pads = [{k: p.get(k) for k in ROW} for p in settings["pads"] if p.get("port")]
        return render_template(
            "dashboard/pads.html", words=learning_words.script(say), bauds=BAUDS,
            counters=[
                (c["id"], house.languages.pick(lang, c["name"])) for c in settings["counters"]
            ],
            ports=sorted({p["port"] for p in pads}),
            setting={
                "pads": pads, "zone": house.live.plan.zone_name,
                "verbs": VERBS, "levels": settings["rating"]["levels"],
            },
        )  # fmt: skip

    house.topics.add(
        Topic(
            "line",
            roles=LEARN,
            build=lambda hall, id, now: learning.picture(id),
            touched=lambda event, hall: (),
        )
    )
