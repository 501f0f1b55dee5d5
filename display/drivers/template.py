"""Template frames: a board's frame written down as its maker's manual does, part by part.

`01 address blink text 07`, `address number sum8`, `24 address 2C text 23`: hex bytes, and the words
below. Boards of this kind never answer.
"""

from __future__ import annotations

import re
from functools import reduce
from operator import xor

from pydantic import Field, field_validator, model_validator

from display.drivers.driver import Answer, Frame, Hex, LedOptions, value_of
from settings.models.words import Flag, Line, choice, wrong

TEXTS = ("text", "number", "places")
SUMS = {"sum8": lambda body: sum(body) & 0xFF, "xor8": lambda body: reduce(xor, body, 0)}
WORDS = ("address", *TEXTS, "blink", *SUMS)


def parts_of(frame: str) -> list[str | bytes]:
    """The frame's bytes and words in order. ValueError: a part that is neither."""
    parts: list[str | bytes] = []
    for part in frame.split():
        if part in WORDS:
            parts.append(part)
        elif re.fullmatch(r"([0-9A-Fa-f]{2})+", part):
            parts.append(bytes.fromhex(part))
        else:
            raise ValueError(part)
    return parts


class TemplateOptions(LedOptions):
    frame: Line = Field(
        description="hex bytes and words: address, text, number (two bytes), places (a byte each), "
        "blink, sum8, xor8; such as 01 address blink text 07"
    )
    gap_ms: int = Field(250, ge=0, le=2000, description="ms between two frames, 0–2000")
    address_as: choice("byte", "hex", "decimal") = Field(
        "byte", description="the word address: byte, or digits: hex, decimal"
    )
    address_digits: int = Field(2, ge=1, le=4, description="digits of such an address, 1–4")
    address_offset: int = Field(0, ge=0, le=255, description="added to the address, 0–255")
    order: choice("hi-lo", "lo-hi") = Field("hi-lo", description="the word number: hi-lo or lo-hi")
    empty: int = Field(
        0, ge=0, le=65535, description="the word number: the value that stands for nothing"
    )
    pad: Hex = Field("20", description="the byte that fills the places without a sign, in hex")
    fill: choice("right", "left") = Field(
        "right", description="where text is filled up: right (it begins left) or left"
    )
    digits_only: Flag = Field(False, description="true: a board that knows no letters")
    lamps: Line = Field("8", description="the sign that lights all of a place: 8, or '8.'")
    steady: Hex = Field("20", description="the word blink: not, in hex")
    blinking: Hex = Field("", description="the word blink: until told otherwise, in hex")
    times_from: Hex = Field("", description="the word blink: n times is this byte + n, in hex")
    sum_from: int = Field(0, ge=0, le=32, description="the first byte that a sum counts, from 0")
    brightness: Line | None = Field(
        None, description="a frame sent when the line opens, such as 02 address 23 07"
    )

    @field_validator("frame", "brightness")
    @classmethod
    def _parts(cls, frame: str | None) -> str | None:
        try:
            parts_of(frame or "")
        except ValueError as error:
            raise wrong(
                f"'{error}' is neither hex nor a word of a frame; allowed: {', '.join(WORDS)}"
            ) from None
        return frame

    @model_validator(mode="after")
    def _whole(self) -> TemplateOptions:
        words = [part for part in parts_of(self.frame) if isinstance(part, str)]
        if sum(word in TEXTS for word in words) != 1:
            raise wrong(f"frame: one of {', '.join(TEXTS)} is needed, once")
        if len(set(words)) != len(words):
            raise wrong("frame: each word once")
        if "blink" in words and not self.steady:
            raise wrong("steady: needed where the frame has the word blink")
        if len(self.pad) != 2:
            raise wrong("pad: one byte in hex")
        if set(parts_of(self.brightness or "")) & {*TEXTS, "blink"}:
            raise wrong("brightness: hex, address and a sum only")
        return self

    @property
    def carries_letters(self) -> bool:
        return "text" in parts_of(self.frame) and not self.digits_only

    def why_not(self, address: int, digits: int) -> str | None:
        if "address" not in parts_of(self.frame):
            return None
        try:
            self.address_bytes(address)
        except (ValueError, OverflowError):
            most = 255 if self.address_as == "byte" else "the digits"
            return f"'{address}' with address_offset {self.address_offset} is over {most}"
        return None

    def address_bytes(self, address: int) -> bytes:
        """ValueError: it does not fit."""
        told = address + self.address_offset
        if self.address_as == "byte":
            return bytes((told,))
        text = f"{told:X}" if self.address_as == "hex" else str(told)
        if len(text) > self.address_digits:
            raise ValueError(text)
        return text.rjust(self.address_digits, "0").encode("ascii")


class TemplateDriver:
    Options = TemplateOptions
    replies = False

    def __init__(self, options: TemplateOptions) -> None:
        self.options, self.lamps = options, options.lamps
        self._parts = parts_of(options.frame)
        self._brightness = parts_of(options.brightness or "")
        own = "blink" in self._parts
        self.blinks = "times" if own and options.times_from else None
        if own and options.blinking:
            self.blinks = "held"

    def show(self, address: int, digits: int, text: str, blink: bool) -> list[Frame]:
        words = {
            "text": lambda: self._filled(text, digits),
            "places": lambda: self._places(text, digits),
            "number": lambda: self._number(text),
            "blink": lambda: self._blink(blink),
        }
        data = self._made(self._parts, address, words)
        return [Frame(data, f"{address} shows '{text}'{' blinking' if blink else ''}")]

    def first(self, address: int) -> list[Frame]:
        if not self._brightness:
            return []
        return [Frame(self._made(self._brightness, address, {}), f"{address} brightness")]

    def answer(self, sent: bytes, heard: bytes, echoes: bool) -> Answer:
        """Nobody answers: the frame itself is an echo, anything else junk."""
        at = heard.find(sent)
        if at < 0:
            return Answer("wait", len(heard), len(heard))
        return Answer("wait", len(heard), len(heard) - len(sent), echo=True)

    def _made(self, parts: list[str | bytes], address: int, words: dict) -> bytes:
        out = b""
        for part in parts:
            if isinstance(part, bytes):
                out += part
            elif part == "address":
                out += self.options.address_bytes(address)
            elif part in SUMS:
                out += bytes((SUMS[part](out[self.options.sum_from :]),))
            else:
                out += words[part]()
        return out

    def _filled(self, text: str, digits: int) -> bytes:
        """A point belongs to the place before it."""
        said = text.encode("ascii", "replace")
        missing = max(0, digits - len(text.replace(".", "")))
        rest = bytes.fromhex(self.options.pad) * missing
        return said + rest if self.options.fill == "right" else rest + said

    def _places(self, text: str, digits: int) -> bytes:
        pad = bytes.fromhex(self.options.pad)[0]
        values = bytes(int(c) if c.isdigit() else pad for c in text[-digits:])
        rest = bytes((pad,)) * (digits - len(values))
        return values + rest if self.options.fill == "right" else rest + values

    def _number(self, text: str) -> bytes:
        value = value_of(text) if text.strip() else self.options.empty
        return value.to_bytes(2, "big" if self.options.order == "hi-lo" else "little")

    def _blink(self, blink: bool) -> bytes:
        given = self.options
        if not blink or not given.blink:
            return bytes.fromhex(given.steady)
        if given.blinking:
            return bytes.fromhex(given.blinking)
        if given.times_from:
            return bytes(((int(given.times_from, 16) + given.blink) & 0xFF,))
        return bytes.fromhex(given.steady)
