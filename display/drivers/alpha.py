"""Alpha M-protocol: matrix boards that show text (Alpha, BetaBrite and their clones).

The priority file (label 0) needs no memory set up and covers whatever else the board plays.
"""

from __future__ import annotations

from pydantic import Field, field_validator

from display.drivers.driver import Answer, Frame, Hex, LedOptions
from settings.models.words import Flag, Line, wrong

SYNC = b"\0\0\0\0\0"  # by these the board finds the speed
HOLD, FLASH = b"b", b"c"


class AlphaOptions(LedOptions):
    text: Line = Field(
        "{number} -> {counter}",
        description="what a board shows: {number}, {counter} and signs",
    )
    gap_ms: int = Field(250, ge=0, le=2000, description="ms between two frames, 0–2000")
    type_: Line = Field("Z", alias="type", description="the sign's type code; Z: every type")
    label: Line = Field("0", description="the text file written: 0, the priority file, or A–Z")
    position: Hex = Field("30", description="place of the text, in hex; 30 fills the board")
    checksum: Flag = Field(True, description="false: without a sum, for boards that know none")

    @field_validator("type_", "label")
    @classmethod
    def _one(cls, text: str) -> str:
        if len(text) != 1 or not "!" <= text <= "~":
            raise wrong(f"'{text}' is no code; allowed: one sign")
        return text

    @field_validator("position")
    @classmethod
    def _byte(cls, text: str) -> str:
        if len(text) != 2:
            raise wrong(f"'{text}' is no place; allowed: one byte in hex, such as 30")
        return text

    def why_not(self, address: int, digits: int) -> str | None:
        return None if address else "'0' speaks to every board; allowed: 1–255"


class AlphaDriver:
    Options = AlphaOptions
    blinks = "held"
    replies = False
    lamps = "8"

    def __init__(self, options: AlphaOptions) -> None:
        self.options = options

    def show(self, address: int, digits: int, text: str, blink: bool) -> list[Frame]:
        given = self.options
        said = text.encode("ascii", "replace") or b" "  # an empty priority file would be no file
        mode = FLASH if blink and given.blink else HOLD
        place = bytes.fromhex(given.position)
        body = b"\x02A" + given.label.encode() + b"\x1b" + place + mode + said
        if given.checksum:
            body += b"\x03"
            body += f"{sum(body) & 0xFFFF:04X}".encode()
        head = SYNC + b"\x01" + given.type_.encode() + f"{address:02X}".encode()
        what = f"{address} shows '{text}'{' blinking' if blink else ''}"
        return [Frame(head + body + b"\x04", what)]

    def first(self, address: int) -> list[Frame]:
        return []

    def answer(self, sent: bytes, heard: bytes, echoes: bool) -> Answer:
        """Nobody answers: the frame itself is an echo, anything else junk."""
        at = heard.find(sent)
        if at < 0:
            return Answer("wait", len(heard), len(heard))
        return Answer("wait", len(heard), len(heard) - len(sent), echo=True)
