"""Speech: the kiosk read aloud. What its page may say, made into clips once by the hall's voice.

The page asks for a phrase by its key; where clips are missing they are made, all at once, by
`python -m display.voice say` in a process of its own, into the hall's data.
"""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import send_file

from queueing.plan import Plan
from queueing.who import Who
from web.api import EVERYBODY, Api
from web.problem import Problem

log = logging.getLogger("kiosk")
ROOT = Path(__file__).parents[1]
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,180}\.wav")
LETTERS = "ABCDĐEGHKLMNPQRSTVX"
# as speech.js parts a text: by what is no word, and around numbers
PARTS = re.compile(r"\{\w+\}|[^\w\s'’%-]+|\b[A-ZĐ]{0,2}\d+\b|\n")
LONGEST = 160  # letters of a phrase: its key is a file's name


def phrases(plan: Plan, catalogue: dict[str, str], language: str) -> list[str]:
    """Everything a kiosk's page may say aloud in a language, in pieces without numbers."""
    first = plan.settings["languages"][0]

    def texts() -> Iterator[str]:
        yield from catalogue.values() if catalogue else ()
        yield from (*LETTERS, "mười", "mươi", "mốt", "lăm", "tư")
        for row in (*plan.services.values(), *plan.grounds.values(), *plan.counters.values()):
            yield row.name.get(language) or row.name.get(first, "")
        for row in (*plan.settings["agencies"], *plan.settings["zones"]):
            yield row["name"].get(language) or row["name"].get(first, "")

    pieces = (piece.strip() for text in texts() for piece in PARTS.split(text))
    return [p for p in dict.fromkeys(pieces) if re.search(r"[^\W\d_]", p) and len(p) <= LONGEST]


class Clips:
    """The folder of clips; made when one is missing, once for each settings of the hall."""

    def __init__(self, house: Any) -> None:
        self._house = house
        self._made: set[tuple[int, str]] = set()

    def folder(self, language: str) -> Path | None:
        base = self._house.folder
        return base / "kiosk-voice" / language if base is not None else None

    def find(self, language: str, name: str) -> Path:
        """The clip's file. Problem 404 where there is none (yet)."""
        plan = self._house.live.plan
        folder = self.folder(language)
        if language in plan.settings["languages"] and folder is not None and NAME.fullmatch(name):
            if (folder / name).is_file():
                return folder / name
            if (id(plan), language) not in self._made:
                self._made.add((id(plan), language))
                self._house.engine.spawn(self._make, plan, language, folder)
        raise Problem(404, "unknown_clip", f"There is no clip {name[:60]} in {language[:8]}.")

    def _make(self, plan: Plan, language: str, folder: Path) -> None:
        catalogue = self._house.languages.catalogue(language, "kiosk")
        if not catalogue:  # message ids are English
            first = plan.settings["languages"][0]
            catalogue = {m: m for m in self._house.languages.catalogue(first, "kiosk")}
        lines = "\n".join(phrases(plan, catalogue, language))
        command = [sys.executable, "-m", "display.voice", "say", language, str(folder)]
        made = self._house.engine.call_native(
            lambda: subprocess.run(command, input=lines, text=True, capture_output=True, cwd=ROOT)
        )
        if made.returncode:
            log.error("kiosk: no clips for reading aloud in %s: %s", language, made.stderr[-500:])


def routes(api: Api, house: Any) -> None:
    """GET /kiosk/voice/<language>/<name>."""
    clips = Clips(house)

    @api.get("/kiosk/voice/<language>/<name>", roles=EVERYBODY, prefix="")
    def clip(who: Who, language: str, name: str) -> Any:
        """One phrase of the kiosk's page, as sound."""
        reply = send_file(clips.find(language, name), "audio/wav", conditional=True, etag=True)
        reply.headers["Cache-Control"] = "no-cache"
        reply.headers["X-Content-Type-Options"] = "nosniff"
        return reply
