"""An announcement: a call as lists of clips, by the hall's settings and what its packs hold.

Clips that are missing: the number digit by digit instead; those missing too: the chime alone.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from display.voice.clips import Pack
from display.voice.words import CHIME, Words, slug, spoken_languages

Clips = dict[str, list[str]]  # language -> clip keys in order; the languages in order of speaking

log = logging.getLogger("display")
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


@dataclass(frozen=True, slots=True)
class Spoken:
    """A call as the voice hears of it: `number` as printed, `counter` as it can be spoken (see
    `spoken_counter`), its name in each language."""

    number: str
    counter: str | None
    again: bool = False
    priority: bool = False
    names: dict[str, str] = field(default_factory=dict)


class Voice:
    """The voice of one hall: its languages and choices, its packs."""

    def __init__(
        self, settings: dict[str, Any], open_pack: Callable[..., Pack] = Pack.open,
        folder: Path | None = None,
    ) -> None:  # fmt: skip
        """`settings`: the whole config; `folder`: the hall's data. A language without words is left
        out; without any, Vietnamese is spoken."""
        chosen = settings["voice"]
        wished = [*settings["languages"][:1], chosen["second_language"]]
        known = spoken_languages()
        self.languages = [name for name in wished if name in known] or ["vi"]
        data = folder or Path("data")
        self.words = {name: Words.read(name) for name in self.languages}
        self.packs: dict[str, Pack] = {}
        for name in self.languages:
            recorded = chosen["packs"].get(name)
            pack = open_pack(name, data / recorded) if recorded else open_pack(name)
            if not pack.files and recorded:
                log.error("voice: no clips in %s; the built-in ones speak", data / recorded)
                pack = open_pack(name)
            self.packs[name] = pack.and_(open_pack(name, own_words(data, name)))
        self._phrase: str = chosen["phrase"]
        self._as_number: bool = chosen["numbers"] == "number"
        self._south: bool = chosen["south"]
        self._chime: bool = chosen["chime"]
        self._repeat: int = chosen["repeat"]
        self._by_name: bool = chosen["counters"] == "name"
        self._priority: bool = chosen["priority"]

    def announce(self, call: Spoken) -> Announcement:
        """What is said of a call, by the hall's choices and what the packs hold."""
        words = self._all(call, short=False, as_number=self._as_number)
        spare = self._all(replace(call, names={}), short=False, as_number=False)
        return Announcement(
            words,
            self._all(call, short=True, as_number=self._as_number),
            {} if spare == words else spare,
            self._repeat,
        )

    def spare(self, language: str) -> list[str]:
        """Keys of clips that a recorded pack need not bring: the built-in ones stand in."""
        return [CHIME, slug(self.words[language].test)]

    def test(self) -> Clips:
        """What a speaking board says when it is tried."""
        first = self.languages[0]
        return {name: ([CHIME] if name == first else []) + [slug(self.words[name].test)]
                for name in self.languages}  # fmt: skip

    def own_words(self, names: Iterable[dict[str, str]], language: str) -> list[str]:
        """The counters' names (in all languages) that need a clip of their own, as spoken."""
        said = [
            name[language]
            for name in names
            if name.get(language) and (self._by_name or spoken_counter("", name["vi"]) is None)
        ]
        wanted = [self.words[language].in_words(name) for name in said]
        return [text for text in wanted if not self.packs[language].has([text])]

    def _all(self, call: Spoken, *, short: bool, as_number: bool) -> Clips:
        out: Clips = {}
        for language in self.languages:
            clips = self._clips(language, call, short, as_number)
            if clips is not None:
                out[language] = clips
        first = self.languages[0]
        if first not in out:
            return {first: [CHIME], **out}
        if self._chime and not short:
            out[first].insert(0, CHIME)
        return out

    def _clips(
        self, language: str, call: Spoken, short: bool, as_number: bool
    ) -> list[str] | None:  # fmt: skip
        """None if the number or the counter can't be spoken: half a call sends people astray."""
        words, pack = self.words[language], self.packs[language]
        phrase = words.phrase(self._phrase)
        said = self._number(language, call.number, as_number)
        place = self._place(language, call, short)
        if not said or place is None:
            return None
        sentence: list[str] = []
        if call.again and not short:
            sentence.append(words.again)
        if not short:
            mine = self._priority and call.priority and pack.has([phrase.priority])
            sentence.append(phrase.priority if mine else phrase.call)
        return [slug(word) for word in (*sentence, *said, *place) if pack.has([word])]

    def _place(self, language: str, call: Spoken, short: bool) -> list[str] | None:
        """Where to: the counter's number, or its name; [] if it has neither, None if it has a
        number that can't be spoken."""
        phrase = self.words[language].phrase(self._phrase)
        name = self.words[language].in_words(call.names.get(language, ""))
        if name and (self._by_name or call.counter is None) and self.packs[language].has([name]):
            return [name] if short else [phrase.place, name]
        if call.counter is None:
            return []
        # a counter is a place, not a code: "quầy mười hai" wherever the pack can say it
        number = self._number(language, call.counter, True)
        return [phrase.short if short else phrase.counter, *number] if number else None

    def _number(self, language: str, number: str, as_number: bool) -> list[str] | None:
        words, pack = self.words[language], self.packs[language]
        for way in (as_number, False):
            said = words.number(number, as_number=way, south=self._south)
            if pack.has(said):
                return said
        return None


def own_words(data: Path, language: str) -> Path:
    """The folder of clips made of this hall's own words."""
    return data / "voice" / language


def spoken_counter(id: str, name: str) -> str | None:
    """What is called out of a counter: its id where that is a number such as 5 or 2A, else the last
    such in its name; None for a counter without one ("Bàn hướng dẫn")."""
    if _SHORT_NAME.fullmatch(id):
        return id
    found = re.findall(r"(?<!\w)" + _SHORT_NAME.pattern + r"(?!\w)", name)
    return found[-1] if found else None
