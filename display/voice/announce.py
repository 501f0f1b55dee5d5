"""An announcement: a call as lists of clips, by the hall's settings and what its packs hold.

Clips that are missing: the number digit by digit instead; those missing too: the chime alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from display.voice.clips import Pack
from display.voice.words import CHIME, Words, slug, spoken_languages

Clips = dict[str, list[str]]  # language -> clip keys in order; the languages in order of speaking

_SHORT_NAME = re.compile(r"[A-Za-zĐđ]{0,2}-?\d{1,4}[A-Za-z]?")


@dataclass(frozen=True, slots=True)
class Announcement:
    """`words` is spoken, and `repeat` times more without its chime. `short` (number and counter)
    stands for it when the voice is behind. `spare` is `words` with the number digit by digit, for a
    page that finds a clip it cannot play; empty where that would be the same."""

    words: Clips
    short: Clips
    spare: Clips
    repeat: int


class Voice:
    """The voice of one hall: its languages and choices, its packs."""

    def __init__(
        self, settings: dict[str, Any], open_pack: Callable[..., Pack] = Pack.open
    ) -> None:  # fmt: skip
        """`settings`: the whole config. A language without words is left out; without any,
        Vietnamese is spoken."""
        chosen = settings["voice"]
        wished = [*settings["languages"][:1], chosen["second_language"]]
        known = spoken_languages()
        self.languages = [name for name in wished if name in known] or ["vi"]
        folders = chosen.get("packs") or {}
        self.words = {name: Words.read(name) for name in self.languages}
        self.packs = {
            name: open_pack(name, Path(folders[name]) if name in folders else None)
            for name in self.languages
        }
        self._phrase: str = chosen["phrase"]
        self._as_number: bool = chosen["numbers"] == "number"
        self._south: bool = chosen["south"]
        self._chime: bool = chosen["chime"]
        self._repeat: int = chosen["repeat"]

    def announce(self, number: str, counter: str | None, again: bool) -> Announcement:
        """`number` as printed, `counter` as it can be spoken (see `spoken_counter`)."""
        words = self._all(number, counter, again, short=False, as_number=self._as_number)
        spare = self._all(number, counter, again, short=False, as_number=False)
        return Announcement(
            words,
            self._all(number, counter, again, short=True, as_number=self._as_number),
            {} if spare == words else spare,
            self._repeat,
        )

    def _all(
        self, number: str, counter: str | None, again: bool, *, short: bool, as_number: bool
    ) -> Clips:
        out: Clips = {}
        for language in self.languages:
            clips = self._clips(language, number, counter, again, short, as_number)
            if clips is not None:
                out[language] = clips
        first = self.languages[0]
        if first not in out:
            return {first: [CHIME], **out}
        if self._chime and not short:
            out[first].insert(0, CHIME)
        return out

    def _clips(
        self, language: str, number: str, counter: str | None, again: bool, short: bool,
        as_number: bool,
    ) -> list[str] | None:  # fmt: skip
        """None if the number or the counter can't be spoken: half a call sends people astray."""
        words, pack = self.words[language], self.packs[language]
        phrase = words.phrase(self._phrase)
        said = self._number(language, number, as_number)
        # a counter is a place, not a code: "quầy mười hai" wherever the pack can say it
        place = self._number(language, counter, True) if counter is not None else []
        if not said or place is None or (counter is not None and not place):
            return None
        sentence: list[str] = []
        if again and not short:
            sentence.append(words.again)
        if not short:
            sentence.append(phrase.call)
        sentence += said
        if place:
            sentence += [phrase.short if short else phrase.counter, *place]
        return [slug(word) for word in sentence if pack.has([word])]

    def _number(self, language: str, number: str, as_number: bool) -> list[str] | None:
        words, pack = self.words[language], self.packs[language]
        for way in (as_number, False):
            said = words.number(number, as_number=way, south=self._south)
            if pack.has(said):
                return said
        return None


def spoken_counter(id: str, name: str) -> str | None:
    """What is called out of a counter: its id where that is a number such as 5 or 2A, else the last
    such in its name; None for a counter without one ("Bàn hướng dẫn")."""
    if _SHORT_NAME.fullmatch(id):
        return id
    found = re.findall(r"(?<!\w)" + _SHORT_NAME.pattern + r"(?!\w)", name)
    return found[-1] if found else None
