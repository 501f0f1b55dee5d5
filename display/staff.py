"""What staff do about boards: hang up a message or an urgent notice, mute a zone's voice, try one
board; and what a board says of pictures it cannot show."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from flask import render_template, send_file
from pydantic import Field, StringConstraints

from display import words
from display.media import TYPES, media_of
from queueing.boards import LONGEST
from queueing.refusal import Refusal
from queueing.who import Who
from web.api import Api, Body, Problem
from web.app import language
from web.topics import ALL, Topic
from web.wire import time_json

WHO = ("supervisor", "manager", "admin")
SETS = ("supervisor", "manager")
MINUTES = (5, 15, 30, 60)  # offered for muting
KINDS = ("Message", "Zone", "DisplayTested", "SettingsChanged", "Day")
Words = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=LONGEST, pattern=r"^[^\x00-\x1f\x7f]*$"),
]


class MessageBody(Body):
    """`texts`: language → one line of words; `until`: 2026-11-22T17:00 by the hall's clock, or with
    an offset; `zone`: nothing for the whole hall."""

    texts: dict[str, Words] = Field(min_length=1, max_length=8)
    until: str = Field(max_length=40)
    zone: str | None = Field(None, max_length=100)
    urgent: bool = False


class EndBody(Body):
    """Which message: of a zone or, with nothing, of the hall."""

    zone: str | None = Field(None, max_length=100)
    urgent: bool = False


class MuteBody(Body):
    """For how long."""

    minutes: int = Field(ge=1, le=240)


class TroubleBody(Body):
    """A file that the board could not show."""

    name: str = Field(min_length=1, max_length=255)
    why: str = Field(max_length=100)


def routes(house: Any, api: Api, mine: Any) -> None:
    """The page /boards and its verbs; `mine(who, display)` says whose board it is."""
    media = media_of(house)

    def build(hall: Any, id: str, now: int) -> dict[str, Any]:
        return picture(hall, now)

    def touched(event: Any, hall: Any) -> Any:
        return ALL if event.kind.startswith(KINDS) else ()

    house.topics.add(Topic("boards", WHO, build, touched, tick=5))

    def done(hall: Any, events: list[Any]) -> tuple[int, dict[str, Any]]:
        return 200, picture(hall, house.now())

    @api.page("/boards", roles=WHO)
    def page(who: Who) -> str:
        """Messages, muted zones, boards to try."""
        lang, pick = language(house), house.languages.pick
        settings = house.settings
        names = house.languages.names
        return render_template(
            "display/boards.html",
            setter=who.role in SETS,
            spoken=[(name, house.languages.own(name)) for name in names],
            zones=[(row["id"], pick(lang, row["name"])) for row in settings["zones"]],
            longest=LONGEST, until=_evening(house), leds=bool(settings["led_buses"]),
            data={
                "words": words.boards(lambda message: house.languages.say(lang, message)),
                "zone": settings["hall"]["timezone"], "minutes": MINUTES,
                "setter": who.role in SETS, "spoken": list(names),
                "zones": {row["id"]: pick(lang, row["name"]) for row in settings["zones"]},
                "displays": {row["id"]: pick(lang, row["name"]) for row in settings["displays"]},
            },
        )  # fmt: skip

    @api.get("/boards", roles=WHO)
    def look(who: Who) -> dict[str, Any]:
        """Messages that hang, zones that are muted, boards that are being tried."""
        return picture(house.live, house.now())

    @api.post("/boards/message", roles=SETS, body=MessageBody)
    def hang(who: Who, body: MessageBody) -> Any:
        """A message of the day or an urgent notice, until a time."""
        until = moment(body.until, house.settings["hall"]["timezone"])
        texts = {name: said for name, said in body.texts.items() if said}
        return api.verb(
            lambda hall, now: hall.set_message(who, now, texts, until, body.zone, body.urgent), done
        )

    @api.post("/boards/message/end", roles=SETS, body=EndBody)
    def take_down(who: Who, body: EndBody) -> Any:
        """Takes a message down before its time."""
        return api.verb(lambda hall, now: hall.end_message(who, now, body.zone, body.urgent), done)

    @api.post("/zones/<zone>/mute", roles=WHO, body=MuteBody)
    def mute(who: Who, zone: str, body: MuteBody) -> Any:
        """The zone's voice is silent for some minutes; what is shown goes on."""
        return api.verb(
            lambda hall, now: hall.mute_zone(who, now, zone, now + body.minutes * 60_000), done
        )

    @api.post("/zones/<zone>/unmute", roles=WHO)
    def unmute(who: Who, zone: str) -> Any:
        """The zone speaks again."""
        return api.verb(lambda hall, now: hall.unmute_zone(who, now, zone), done)

    @api.post("/displays/<display>/test", roles=WHO)
    def test(who: Who, display: str) -> Any:
        """The board shows its test picture and, where it speaks, says so."""
        return api.verb(lambda hall, now: hall.test_display(who, now, display), done)

    @api.get("/media/<display>/<name>", roles=("display", *WHO), prefix="/display",
             may=lambda who, display, name: mine(who, display))  # fmt: skip
    def file(who: Who, display: str, name: str) -> Any:
        """A picture or film of the display's folder."""
        path = media.path(display, name)
        if path is None or not path.is_file():
            raise Problem(404, "unknown_file", f"There is no file {name[:60]} for {display[:40]}.")
        reply = send_file(path, TYPES[path.suffix.lower()], conditional=True, etag=True)
        # the address names the version
        reply.headers["Cache-Control"] = "private, max-age=86400"
        reply.headers["X-Content-Type-Options"] = "nosniff"
        return reply

    @api.post("/displays/<display>/media-trouble", roles=("display",), body=TroubleBody,
              may=lambda who, display: mine(who, display))  # fmt: skip
    def trouble(who: Who, display: str, body: TroubleBody) -> dict[str, Any]:
        """The board could not show a file: it is left out, with an alert, until it is replaced."""
        if not media.refused(display, body.name, "the board cannot show it"):
            raise Problem(404, "unknown_file", f"There is no file {body.name[:60]} shown there.")
        return {"display": display, "name": body.name}

    house.links.append(("/boards", "Boards and messages", WHO))


def picture(hall: Any, now: int) -> dict[str, Any]:
    """{messages, zones: [{id, muted_until}], displays: [{id, zone, speaks, testing}]}."""
    settings = hall.plan.settings
    messages = sorted((m for m in hall.messages.values() if m.until > now), key=lambda m: m.at)
    return {
        "messages": [
            {
                "zone": m.zone, "urgent": m.urgent, "texts": m.texts, "at": time_json(m.at),
                "until": time_json(m.until), "officer": m.officer,
            }
            for m in messages
        ],
        "zones": [
            {"id": row["id"], "muted_until": time_json(hall.muted_until(row["id"], now))}
            for row in settings["zones"]
        ],
        "displays": [
            {
                "id": row["id"], "zone": row["zone"], "speaks": row["speaks"],
                "testing": hall.tested(row["id"], now) is not None,
            }
            for row in settings["displays"]
        ],
    }  # fmt: skip


def moment(text: str, zone: str) -> int:
    """Ms UTC of a time by the hall's clock, or one with an offset. Refusal: it is none."""
    try:
        at = datetime.fromisoformat(text)
        return int((at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).timestamp() * 1000)
    except (ValueError, OverflowError):
        raise Refusal("bad_request", "until: no time such as 2026-11-22T17:00") from None


def _evening(house: Any) -> str:
    """This evening by the hall's clock, as the form's field has it; late, the next day's end."""
    now = datetime.fromtimestamp(house.now() / 1000, ZoneInfo(house.settings["hall"]["timezone"]))
    hour, minute = (17, 0) if now.hour < 16 else (23, 59)
    return f"{now.date().isoformat()}T{hour:02}:{minute:02}"
