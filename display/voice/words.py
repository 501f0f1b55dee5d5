"""A language's spoken words: digits, letters and sentences from `voice/<language>/words.yaml`.

A new language is a folder with that file; it is read digit by digit unless numbers.py can do more.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import astuple, dataclass
from pathlib import Path

from ruamel.yaml import YAML

from display.voice.numbers import LARGEST, READERS, VOCABULARY

HERE = Path(__file__).parent
CHIME = "chime"  # the key of the chime, the same in every pack

# Telex, what every Vietnamese keyboard types: một → mootj. ASCII, readable, no two words alike.
_TONES = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_SHAPES = {"\u0306": "w", "\u031b": "w"}  # breve, horn; the circumflex doubles its letter


@dataclass(frozen=True, slots=True)
class Phrase:
    """`call` number `counter` counter; `short` stands for `counter` when the voice is behind.
    `priority` stands for `call` and `place` for `counter` before a counter's name, by setting."""

    call: str
    priority: str
    counter: str
    place: str
    short: str


@dataclass(frozen=True, slots=True)
class Words:
    """`speaker`, `speed` (words a minute) and `pitch` (0–99) are for the maker of the clips."""

    language: str
    speaker: str
    speed: int
    pitch: int
    digits: tuple[str, ...]
    letters: dict[str, str]
    again: str
    test: str
    phrases: dict[str, Phrase]

    @classmethod
    def read(cls, language: str) -> Words:
        """The built-in words of a language. KeyError or ValueError if the file is not complete."""
        row = YAML(typ="safe").load((HERE / language / "words.yaml").read_text("utf-8"))
        if len(row["digits"]) != 10:
            raise ValueError(f"voice/{language}/words.yaml: digits: ten words, 0 to 9")
        return cls(
            language=language, speaker=row["speaker"], speed=row["speed"], pitch=row["pitch"],
            digits=tuple(row["digits"]), letters=row["letters"], again=row["again"],
            test=row["test"],
            phrases={id: Phrase(**phrase) for id, phrase in row["phrases"].items()},
        )  # fmt: skip

    def phrase(self, id: str) -> Phrase:
        """The hall's choice, else the language's first."""
        return self.phrases.get(id) or next(iter(self.phrases.values()))

    def number(self, number: str, *, as_number: bool, south: bool = False) -> list[str]:
        """The words of a printed number or a counter's id: A023 → a, không, hai, ba – or a, hai
        mươi ba. Letters one by one; other signs are silent; over 9999 digit by digit."""
        out: list[str] = []
        for run in re.findall(r"[0-9]+|[^\W\d_]", unicodedata.normalize("NFC", number.upper())):
            reader = READERS.get(self.language)
            if not run[0].isascii() or not run.isdigit():
                out += [self.letters[run]] if run in self.letters else []
            elif as_number and reader and int(run) <= LARGEST:
                out += reader(int(run), south)
            else:
                out += [self.digits[int(digit)] for digit in run]
        return out

    def in_words(self, text: str) -> str:
        """A text as it is spoken, numbers in words: "Quầy Đất đai 2" → "Quầy Đất đai hai"."""
        return re.sub(
            r"[0-9]+", lambda run: " ".join(self.number(run[0], as_number=True)), text
        ).strip()

    def vocabulary(self) -> list[str]:
        """Everything a pack of this language needs a clip for, sentences first, each once."""
        phrases = self.phrases.values()
        every = [self.again, *(text for p in phrases for text in astuple(p))]
        every += [*self.digits, *VOCABULARY.get(self.language, ()), *self.letters.values()]
        return list({slug(text): text for text in every}.values())


def slug(text: str) -> str:
    """A clip's key and file name: "quầy số" → quaayf-soos; English words stay as they are."""
    return "-".join(_telex(s) for s in re.findall(r"[^\W_]+", text.lower()))


def _telex(syllable: str) -> str:
    out, tone = "", ""
    for sign in unicodedata.normalize("NFD", syllable.replace("đ", "dd")):
        if sign in _TONES:
            tone = _TONES[sign]
        elif sign == "\u0302":
            out += out[-1]
        else:
            out += _SHAPES.get(sign, sign)
    return (out + tone).encode("ascii", "ignore").decode()


def spoken_languages() -> list[str]:
    """The languages the hall has words for."""
    return sorted(path.parent.name for path in HERE.glob("*/words.yaml"))
