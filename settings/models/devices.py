"""What hangs on a line: printers, LED buses and their boards, call pads and rating pads."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from settings.models.slips import SlipLayout
from settings.models.words import Flag, Id, Line, Seconds, Section, Text, choice

BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)


class Printer(Section):
    """A row of `printers`."""

    id: Id = Field(description="a short name, a–z, 0–9, hyphens")
    name: Text = Field(description="where it stands")
    driver: Line = Field(description="the printer's driver")
    options: dict[str, Any] = Field(default_factory=dict, description="the driver's own settings")
    width: int = Field(576, ge=128, le=2048, description="dots a line: 576 (80 mm), 384 (58 mm)")
    slip: SlipLayout | None = Field(None, description="what stands on its slips, if not hall.slip")
    roll: int | None = Field(
        None,
        ge=5,
        le=500,
        description="metres of paper on a full roll, 5–500; nothing: not counted",
    )
    divert_to: Id | None = Field(
        None, description="the id of the printer that takes its slips while it cannot print"
    )
    divert_after: Seconds = Field(
        30, ge=5, le=600, description="5 s to 10 min that it cannot print until they go there"
    )


class Board(Section):
    """A row of a bus' `boards`: the LED board of one counter."""

    counter: Id = Field(description="the id of a counter")
    address: int = Field(ge=0, le=255, description="the board's address on the bus, 0–255")
    digits: int = Field(4, ge=2, le=32, description="places on the board, 2–32")


class LedBus(Section):
    """A row of `led_buses`: one line with LED boards on it."""

    id: Id = Field(description="a short name, a–z, 0–9, hyphens")
    name: Text = Field(description="where it runs")
    driver: Line = Field(description="the boards' protocol")
    options: dict[str, Any] = Field(default_factory=dict, description="the protocol's own settings")
    port: Line = Field(description="/dev/…, socket://host:port, rfc2217://host:port or loop://")
    baud: int = Field(9600, description=f"one of {', '.join(map(str, BAUDS))}")
    segments: Flag = Field(
        True, description="true: seven-segment digits, which cannot show every letter"
    )
    boards: list[Board] = Field(min_length=1, description="a list of {counter, address, digits}")


class Pad(Section):
    """A row of `pads`: buttons at a counter. A tablet on the rating page is a pad without a port.

    `frame` is a pattern over the bytes of one press with a group `key` (and `address` where pads
    share a line); `keys` says what each key means: a score, or a verb of the counter. Without a
    port, `keys` are those of a keypad plugged into the PC of the page: NumpadEnter, Numpad1, F9.
    """

    id: Id = Field(description="a short name, a–z, 0–9, hyphens")
    kind: choice("rating", "call") = Field(
        description="rating (the citizen's) or call (the officer's)"
    )
    counter: Id = Field(description="the id of a counter")
    port: Line | None = Field(
        None,
        description="/dev/…, socket://host:port, rfc2217://host:port, loop://; nothing: a page",
    )
    baud: int = Field(9600, description=f"one of {', '.join(map(str, BAUDS))}")
    frame: Line | None = Field(None, description="a pattern of bytes with a group 'key'")
    checksum: choice("sum8", "xor8") | None = Field(
        None, description="sum8 or xor8, over the frame's group 'body', in its group 'sum'"
    )
    address: Line | None = Field(
        None, description="this pad's address, in hex, where pads share a line"
    )
    keys: dict[str, Line] = Field(
        default_factory=dict,
        description="key (hex, or one character; without a port a key's name, such as Numpad1) → "
        "a score, or next, start, …",
    )
    replies: dict[str, Line] = Field(
        default_factory=dict,
        description="done, refused, nobody or test → bytes sent to the pad after a press, in hex "
        "with {number:3}, {digits:3}, {waiting:2} (docs/devices.md)",
    )
    shows: dict[str, Line] = Field(
        default_factory=dict,
        description="what the pad shows in a state, the same way: closed, paused, free, waiting, "
        "called, serving (call); open, closed (rating)",
    )
    debounce_ms: int = Field(
        300, ge=0, le=5000, description="a second press within is none, 0–5000 ms"
    )
