"""What every LED protocol is: options in config.yaml, and pure functions between what a board
should show and the bytes on the line. No port is opened here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated, Any, Protocol

from pydantic import BeforeValidator, Field, field_validator

from settings.models.words import Flag, Line, Section, choice, wrong

FIELDS = re.compile(r"\{(\w*)\}")
SHOWN = {"number", "counter", "floor", "arrow"}
ARROWS = {"left": "<", "right": ">", "ahead": "^", "up": "^", "back": "v", "down": "v"}


def _hex(value: Any) -> str:
    text = getattr(value, "text", str(value)).replace(" ", "")
    if not re.fullmatch(r"([0-9A-Fa-f]{2})*", text):
        raise wrong(f"'{text[:40]}' is no hex; allowed: such as 20 or 0D0A")
    return text.upper()


Hex = Annotated[str, BeforeValidator(_hex)]


class LedOptions(Section):
    """What all LED protocols' options have."""

    text: Line = Field(
        "{number}",
        description="what a board shows: {number}, {counter}, {floor}, {arrow} and signs, such as "
        "{number} {arrow}{counter}",
    )
    blink: int = Field(5, ge=0, le=15, description="times a called number blinks, 0–15")
    free: choice("blank", "dashes", "keep") = Field(
        "blank", description="an open counter with nobody: blank, dashes, or keep the last number"
    )
    rewrite: int = Field(
        30, ge=5, le=600, description="seconds after which a board is written again, 5–600"
    )
    gap_ms: int = Field(50, ge=0, le=2000, description="ms between two frames, 0–2000")
    bits: choice("8N1", "8N2", "8E1", "8O1", "7E1", "7E2", "7O1") = Field(
        "8N1", description="the line's form: 8N1, 8N2, 8E1, 8O1, 7E1, 7E2 or 7O1"
    )
    messages: Flag = Field(
        True, description="false: a free board of letters never shows the message of the day"
    )
    log: Flag = Field(False, description="true: every frame also in the server's log")

    @field_validator("text")
    @classmethod
    def _fields(cls, text: str) -> str:
        names = FIELDS.findall(text)
        left = FIELDS.sub("", text)
        if "number" not in names or set(names) - SHOWN or set(left) & set("{}"):
            raise wrong(f"'{text}' is no text of a board; allowed: "
                       "{number}, {counter}, {floor}, {arrow}, signs")  # fmt: skip
        return text

    @property
    def carries_letters(self) -> bool:
        """Whether the protocol can carry letters at all."""
        return True

    def why_not(self, address: int, digits: int) -> str | None:
        """What is wrong with a board of that address and so many places."""
        return None


@dataclass(frozen=True, slots=True)
class Frame:
    """Bytes for one board, and in words what they say."""

    data: bytes
    meaning: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was heard after a frame. `state`: wait (nothing whole yet) | ok | refused.

    `junk` bytes of the `used` ones belong to nothing; `echo`: the line hears itself.
    """

    state: str
    used: int = 0
    junk: int = 0
    echo: bool = False
    why: str | None = None


class Driver(Protocol):
    """One protocol with its options. Pure."""

    Options: type[LedOptions]
    blinks: str | None  # "times": by itself, counted; "held": while told so; None: not by itself
    replies: bool  # every frame is answered
    lamps: str  # the sign that lights all of a place

    def __init__(self, options: Any) -> None: ...

    def show(self, address: int, digits: int, text: str, blink: bool) -> list[Frame]:
        """The frames that make a board show a text, "" for nothing. ValueError: it can't be told
        to."""
        ...

    def first(self, address: int) -> list[Frame]:
        """What a board is told once, when its line has been opened: its brightness."""
        ...

    def answer(self, sent: bytes, heard: bytes, echoes: bool) -> Answer:
        """What all that was heard since a frame was sent amounts to. `echoes`: the line is known to
        hear itself."""
        ...


def plain(text: str) -> str:
    """Printable ASCII: Đ as D, without diacritics, anything else as a space."""
    flat = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    flat = "".join(c for c in flat if unicodedata.category(c) != "Mn")
    return "".join(c if " " <= c <= "~" else " " for c in flat)


def worded(
    template: str, number: str, counter: str, digits: int, letters: bool = True,
    floor: str = "", direction: str | None = None,
) -> str:  # fmt: skip
    """What `digits` places show of a number: the whole text, else the number, else its digits,
    else their end. `direction`: where the counter lies, as in config.yaml."""
    only = re.sub(r"\D", "", number)
    fields = {
        "counter": counter, "floor": floor, "arrow": ARROWS.get(direction or "", ""),
        "number": number,
    }  # fmt: skip
    whole = plain(FIELDS.sub(lambda found: fields[found[1]], template)).strip()
    for text in (whole, plain(number), only) if letters else (only,):
        if len(text) <= digits:
            return text
    return only[-digits:]


def paged(text: str, digits: int) -> tuple[str, ...]:
    """A message in pages of whole words for `digits` places; () if a word has no room."""
    rows = [""]
    for word in plain(text).split():
        if len(word) > digits:
            return ()
        longer = f"{rows[-1]} {word}".strip()
        if len(longer) <= digits:
            rows[-1] = longer
        else:
            rows.append(word)
    return tuple(row for row in rows if row)


def value_of(text: str) -> int:
    """A text as a number of 16 bits: its digits. ValueError: it has none, or too many."""
    only = re.sub(r"\D", "", text)
    if not only or int(only) > 0xFFFF:
        raise ValueError(f"'{text}' is no number up to 65535")
    return int(only)
