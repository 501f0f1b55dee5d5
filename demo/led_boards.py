"""Virtual LED boards: what hangs at the other end of a line, and what a person would see on it.

Each kind reads its maker's frames as a board does, on its own: nothing here is shared with the code
that writes them.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass
class Board:
    """One board. `shows` its text, blank places as spaces; `blinks_until` monotonic seconds."""

    address: int
    places: int = 4
    shows: str = ""
    blinks_until: float = 0.0
    frames: int = 0
    brightness: int = 3
    changed: float = 0.0

    def show(self, text: str, blinks_for: float = 0.0) -> None:
        now = time.monotonic()
        if text != self.shows:
            self.changed = now
        self.shows, self.blinks_until = text, now + blinks_for
        self.frames += 1

    @property
    def blinking(self) -> bool:
        return time.monotonic() < self.blinks_until


Boards = dict[int, Board]
# takes what was heard; gives each whole frame's (address, what it does there, the answer), and
# leaves in the list the rest
Frame = tuple[int, Callable[[Board], None], bytes]


class Kind:
    """A maker's protocol as its boards read it. `heard` is eaten from the front."""

    def frames(self, heard: bytearray) -> Iterator[Frame]:
        raise NotImplementedError


class Modbus(Kind):
    """Registers 0… hold a sign each, register 7 alone a number; `meter`: register 0 is a number."""

    def __init__(self, meter: bool = False) -> None:
        self.meter = meter
        self.registers: dict[tuple[int, int], int] = {}

    def frames(self, heard: bytearray) -> Iterator[Frame]:
        while len(heard) >= 8:
            size = 9 + heard[6] if heard[1] == 0x10 else 8
            if heard[1] not in (6, 16) or len(heard) >= size and crc16(heard[:size]):
                del heard[0]  # noise, or a frame for somebody else's ears
                continue
            if len(heard) < size:
                return
            frame = bytes(heard[:size])
            del heard[:size]
            yield frame[0], lambda board, f=frame: self._write(board, f), self._answer(frame)

    def _answer(self, frame: bytes) -> bytes:
        if frame[1] == 6:
            return frame
        return sealed(frame[:6])

    def _write(self, board: Board, frame: bytes) -> None:
        start = frame[2] << 8 | frame[3]
        data = frame[4:6] if frame[1] == 6 else frame[7:-2]
        values = [data[i] << 8 | data[i + 1] for i in range(0, len(data), 2)]
        for at, value in enumerate(values):
            self.registers[board.address, start + at] = value
        if self.meter or (start == 7 and len(values) == 1):
            board.show(str(values[0]).rjust(board.places))
        else:
            signs = [self.registers.get((board.address, n), 32) for n in range(board.places)]
            board.show("".join(chr(sign) if 32 <= sign < 127 else " " for sign in signs))


class Queue(Kind):
    """`01 addr blink text 07`, brightness `02 addr 20..23 07`; N−21h blinks, 21h for ever."""

    FRAME = re.compile(
        rb"\x01([\x20-\x7f])([\x20-\x30])([\x20-\x7e]*)\x07|\x02([\x20-\x7f])(.)\x07"
    )

    def frames(self, heard: bytearray) -> Iterator[Frame]:
        while found := self.FRAME.search(heard):
            address, blink, text, dimmed, level = found.groups()
            del heard[: found.end()]
            if dimmed:
                yield dimmed[0], lambda b, n=level[0] & 3: setattr(b, "brightness", n), b""
            else:
                times = {0x20: 0, 0x21: 1e9}.get(blink[0], blink[0] - 0x21)
                yield address[0], lambda b, t=text, n=times: self._show(b, t, n), b""

    def _show(self, board: Board, text: bytes, times: float) -> None:
        # cells fill from the left; those the text does not reach stay as they were
        old = board.shows[len(text) :]
        board.show((text.decode() + old)[: board.places], times)


class Sum(Kind):
    """`id hi lo sum8`: a number."""

    def frames(self, heard: bytearray) -> Iterator[Frame]:
        while len(heard) >= 4:
            if sum(heard[:3]) & 255 != heard[3]:
                del heard[0]
                continue
            address, value = heard[0], heard[1] << 8 | heard[2]
            del heard[:4]
            yield address, lambda b, v=value: b.show(str(v).rjust(b.places)), b""


class Sunpn(Kind):
    """`3A colour lo hi info sum8 0A`: one board a line, without an address."""

    def frames(self, heard: bytearray) -> Iterator[Frame]:
        while len(heard) >= 7:
            if heard[0] != 0x3A or heard[6] != 0x0A or sum(heard[:5]) & 255 != heard[5]:
                del heard[0]
                continue
            value = heard[3] << 8 | heard[2]
            del heard[:7]
            yield -1, lambda b, v=value: b.show(str(v).rjust(b.places)), b""


class Pattern(Kind):
    """Frames of signs: address and text between fixed bytes."""

    def __init__(self, pattern: bytes) -> None:
        self._pattern = re.compile(pattern)

    def frames(self, heard: bytearray) -> Iterator[Frame]:
        while found := self._pattern.search(heard):
            address, text = int(found["address"]), found["text"].decode("ascii")
            del heard[: found.end()]
            yield address, lambda b, t=text: b.show(t), b""


class Alpha(Kind):
    """Type, address, a priority text, its mode (63: flash); the sum where there is one."""

    FRAME = re.compile(
        rb"\0{5}\x01(.)([0-9A-F]{2})(\x02A(.)\x1b(.)(.)([^\x00-\x1a]*)(?:\x03)?)"
        rb"(?:(?<=\x03)([0-9A-F]{4}))?\x04",
        re.S,
    )

    def frames(self, heard: bytearray) -> Iterator[Frame]:
        while found := self.FRAME.search(heard):
            _, address, body, _, _, mode, text, told = found.groups()
            del heard[: found.end()]
            if told is not None and int(told, 16) != sum(body) & 0xFFFF:
                continue
            for_ever = 1e9 if mode == b"c" else 0.0
            yield int(address, 16), lambda b, t=text, s=for_ever: b.show(t.decode(), s), b""


KINDS: dict[str, Callable[[], Kind]] = {
    "modbus": Modbus,
    "meter": lambda: Modbus(meter=True),
    "queue": Queue,
    "sum": Sum,
    "sunpn": Sunpn,
    "edi": lambda: Pattern(rb"\x02(?P<address>\d\d)(?P<text>[\d ]+)\x03"),
    "armfly": lambda: Pattern(rb"\$(?P<address>\d{3}),(?P<text>[\d. A-Z-]*)#"),
    "alpha": Alpha,
}


def crc16(data: bytes | bytearray) -> int:
    """CRC-16/MODBUS by nibbles; 0 over a whole frame with its sum."""
    table = [0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401,
             0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400]  # fmt: skip
    rest = 0xFFFF
    for byte in data:
        rest = table[(rest ^ byte) & 15] ^ rest >> 4
        rest = table[(rest ^ byte >> 4) & 15] ^ rest >> 4
    return rest


def sealed(body: bytes) -> bytes:
    """With its sum, low byte first."""
    return body + crc16(body).to_bytes(2, "little")
