"""The board's routes: its page and picture, the clips of the voice, the page that tries them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, render_template, send_file

from display import leds, staff, words
from display.board import display_of, picture, touched
from display.media import media_of
from display.speaker import Speaker
from display.voice.announce import Spoken, spoken_counter
from display.voice.clips import CLIPS, KINDS
from queueing.who import PEOPLE, Who
from web.api import EVERYBODY, Api, Problem
from web.topics import Topic

STAFF = tuple(role for role in PEOPLE if role != "province")
TYPES = {
    ".wav": "audio/wav", ".ogg": "audio/ogg", ".opus": "audio/ogg", ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
}  # fmt: skip


def pages(house: Any) -> Blueprint:
    """The station's blueprint. Registers the topic `display/<id>`, and the voice's ear at the
    journal: boards show a call and speakers announce it in the order these listeners stand."""
    bp = Blueprint("display", __name__, template_folder="templates", static_folder="static")
    api = Api(bp, house)
    speaker = Speaker(house)
    house.journal.listen("voice", speaker.hear)

    media = media_of(house)

    def build(hall: Any, id: str, now: int) -> dict[str, Any]:
        made = picture(hall, id, now, house.languages, house.state[0], house.estimates)
        return {**made, "media": media.shown(display_of(hall.plan.settings, id))}

    def mine(who: Who, id: str) -> bool:
        return who.role != "display" or who.device == id

    # devices only: the newest socket on the topic is the one that speaks for the zone
    house.topics.add(Topic("display", ("display",), build, touched, may=mine, tick=5))

    @api.get("/displays/<display>", roles=("display", *STAFF),
             may=lambda who, display: mine(who, display))  # fmt: skip
    def display(who: Who, display: str) -> dict[str, Any]:
        """A display's picture: the calls of its zone, who is next, how many wait."""
        try:
            return build(house.live, display, house.now())
        except KeyError:
            raise Problem(404, "unknown_display", f"There is no display {display}.") from None

    @api.page("/display/<display>", roles=("display",),
              may=lambda who, display: mine(who, display))  # fmt: skip
    def board(who: Who, display: str) -> str:
        """The TV board."""
        try:
            row = display_of(house.settings, display)
        except KeyError:
            raise Problem(404, "unknown_display", f"There is no display {display}.") from None
        return render_template(
            "display/board.html",
            display=row,
            words=words.board(house.languages),
            clips=clips(speaker) if row["speaks"] else {},
            tried=list(speaker.voice().test().items()) if row["speaks"] else [],
        )

    @api.get("/voice/<language>/<name>", roles=EVERYBODY, prefix="/display")
    def clip(who: Who, language: str, name: str) -> Any:
        """One spoken word of the hall's voice, as sound."""
        pack = speaker.voice().packs.get(language)
        path = pack.files.get(Path(name).stem) if pack else None
        if pack and path is None and Path(name).stem in speaker.voice().spare(language):
            path = CLIPS / language / name  # a recorded pack need not bring its own
        if path is None or path.suffix.lower() not in KINDS or not path.is_file():
            raise Problem(404, "unknown_clip", f"There is no clip {name} in {language}.")
        reply = send_file(path, TYPES[path.suffix.lower()], conditional=True, etag=True)
        # the page asks with the pack's version in the query, so a clip never changes under a URL
        reply.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        reply.headers["X-Content-Type-Options"] = "nosniff"
        return reply

    @api.page("/voice", roles=("admin", "manager", "supervisor"))
    def voice(who: Who) -> str:
        """Plays every number, for checking the voice."""
        made = speaker.voice()
        missing = {name: made.packs[name].missing(made.words[name]) for name in made.languages}
        return render_template(
            "display/voice.html",
            words=words.voice(house.languages),
            clips=clips(speaker),
            missing={name: lost for name, lost in missing.items() if lost},
        )

    @api.get("/voice", roles=("admin", "manager", "supervisor"))
    def spoken(
        who: Who, number: str, counter: str = "1", again: int = 0, priority: int = 0
    ) -> dict[str, Any]:
        """The clips of an announcement, without calling anybody."""
        known = house.live.plan.counters.get(counter)
        name = (known.name or {}) if known else {}
        place = spoken_counter(counter[:12], name.get("vi", "")) if known else counter[:12]
        said = speaker.voice().announce(
            Spoken(number[:12], place, bool(again), bool(priority), name)
        )
        return {
            "words": said.words, "short": said.short, "spare": said.spare, "repeat": said.repeat,
        }  # fmt: skip

    leds.routes(house, api)
    staff.routes(house, api, mine)
    house.links.append(("/voice", "Try the voice", ("admin", "manager", "supervisor")))
    return bp


def clips(speaker: Speaker) -> dict[str, dict[str, str]]:
    """Language -> clip key -> its address, for the page to load at its start."""
    out = {}
    for language, pack in speaker.voice().packs.items():
        address = f"/display/voice/{language}"
        out[language] = {
            key: f"{address}/{key}{path.suffix}?{pack.version}" for key, path in pack.files.items()
        }
        for key in speaker.voice().spare(language):
            out[language].setdefault(key, f"{address}/{key}.wav?{pack.version}")
    return out
