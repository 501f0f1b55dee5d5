"""Reading ESC/POS as a receipt printer does: command by command onto paper. Own code throughout,
so that a mistake in printer/ cannot hide in the same mistake here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

REAL_TIME = re.compile(rb"\x10(?:\x04[\x01-\x08\x12]|\x05[\x00-\x02]|\x14[\x01-\x03\x07\x08])")
# commands without effect on what is tested here: first bytes -> bytes of arguments
IGNORED = {
    b"\x1b!": 1, b"\x1b-": 1, b"\x1bE": 1, b"\x1bG": 1, b"\x1bM": 1, b"\x1bR": 1, b"\x1bt": 1,
    b"\x1bV": 1, b"\x1b{": 1, b"\x1b2": 0, b"\x1b3": 1, b"\x1b ": 1, b"\x1bp": 3, b"\x1b=": 1,
    b"\x1dB": 1, b"\x1d!": 1, b"\x1dH": 1, b"\x1dh": 1, b"\x1dw": 1, b"\x1df": 1, b"\x1dW": 2,
    b"\x1bB": 2, b"\x1b\x06": 1, b"\x1b$": 2, b"\x1b\\": 2, b"\x1cS": 2, b"\x1c.": 0, b"\x1c-": 1,
}  # fmt: skip
LINE = 30  # dots of a line feed
TO_CUTTER = 112  # dots from the print head to the cutter: 14 mm


@dataclass(slots=True)
class Slip:
    """One piece of paper, ended by a cut. `rows`: ink as bytes, the leftmost dot in the top bit.

    `text` are bytes printed as characters, and line feeds: none are expected on a raster slip;
    `codes` what QR commands printed. `first_byte` is the
    monotonic time its connection's first byte came in; `real_time` counts real-time commands that
    stood inside its pictures, `unknown` what no printer would understand.
    """

    width: int
    rows: list[bytes] = field(default_factory=list)
    text: bytearray = field(default_factory=bytearray)
    codes: list[bytes] = field(default_factory=list)
    unknown: list[bytes] = field(default_factory=list)
    real_time: int = 0
    size: int = 0  # bytes taken in
    cut: str | None = None
    first_byte: float = 0.0

    @property
    def blank(self) -> bool:
        return not self.text.strip() and not any(any(row) for row in self.rows)

    def picture(self) -> Image.Image:
        """Mode "1", 0 is black; as wide as the paper."""
        stride = (self.width + 7) // 8
        ink = b"".join(row[:stride].ljust(stride, b"\0") for row in self.rows)
        white = bytes(255 - byte for byte in ink)
        size = (stride * 8, max(1, len(self.rows)))
        picture = Image.frombytes("1", size, white or b"\xff" * stride)
        return picture.crop((0, 0, self.width, size[1]))

    def save(self, path: Path) -> None:
        self.picture().save(path)


class Mechanism:
    """The head, the motor and the cutter. `take(n)` gives the next n bytes, waiting for them;
    `before_row()` waits while the printer may not print; `reply(data)` answers on the line."""

    def __init__(
        self, width: int, dpi: int, unit: int, take: Callable[[int], bytes],
        before_row: Callable[[], None], before_cut: Callable[[], None],
        ended: Callable[[Slip], None], reply: Callable[[str, int], None],
    ) -> None:  # fmt: skip
        self.width, self.dpi, self.default_unit = width, dpi, unit
        self._take, self._before_row, self._before_cut = take, before_row, before_cut
        self._ended, self._reply = ended, reply
        self.reset()
        self.slip = Slip(width)

    def reset(self) -> None:
        self.unit = self.default_unit  # parts of an inch that ESC J counts in
        self.align = 0
        self.margin = 0
        self.stored = b""
        self.picture: list[bytes] = []

    def take(self, n: int) -> bytes:
        data = self._take(n)
        self.slip.size += n
        return data

    def step(self) -> None:
        """Reads and carries out one command."""
        first = self.take(1)
        if first in (b"\x1b", b"\x1d", b"\x10", b"\x1c"):
            self._command(first + self.take(1))
        elif first == b"\n":
            self.slip.text += b"\n"
            self.feed(LINE)
        elif first[0] >= 0x20:
            self._before_row()
            self.slip.text += first
        # NUL, CR and other control codes do nothing

    def _command(self, code: bytes) -> None:
        if code in IGNORED:
            self.take(IGNORED[code])
        elif code == b"\x1b@":
            self.reset()
        elif code == b"\x1bJ":
            self.feed(round(self.take(1)[0] * self.dpi / self.unit))
        elif code == b"\x1bd":
            self.feed(self.take(1)[0] * LINE)
        elif code == b"\x1ba":
            self.align = self.take(1)[0] % 48
        elif code == b"\x1dP":
            self.unit = self.take(2)[1] or self.default_unit
        elif code == b"\x1dL":
            self.margin = int.from_bytes(self.take(2), "little")
        elif code == b"\x1dv":
            self._raster()
        elif code == b"\x1dV":
            self._cut()
        elif code in (b"\x1dr", b"\x1da", b"\x1dI"):
            self._reply(code.decode()[1], self.take(1)[0])
        elif code == b"\x1b*":
            self._columns()
        elif code in (b"\x1d(", b"\x1c("):
            name = self.take(1)
            data = self.take(int.from_bytes(self.take(2), "little"))
            if code + name == b"\x1d(k":
                self._symbol(data)
            elif code + name == b"\x1d(L":
                self._graphics(data)
        elif code == b"\x1d8":
            self.take(1)
            self._graphics(self.take(int.from_bytes(self.take(4), "little")))
        elif code[0] == 0x10:
            self.take(1)  # a real-time command, answered when it came in
        else:
            self.slip.unknown.append(code)

    def feed(self, rows: int) -> None:
        for _ in range(rows):
            self.row(b"")

    def row(self, ink: bytes) -> None:
        self._before_row()
        self.slip.rows.append(ink)

    def _raster(self) -> None:
        """GS v 0 m xL xH yL yH, then rows of x bytes."""
        if self.take(1) != b"0":
            self.slip.unknown.append(b"\x1dv")
            return
        mode, *sizes = self.take(5)
        stride, rows = sizes[0] + 256 * sizes[1], sizes[2] + 256 * sizes[3]
        data = b""
        for _ in range(rows):
            ink = self.take(stride)
            data += ink
            shown = self._wide(ink) if mode & 1 else ink
            for _ in range(2 if mode & 2 else 1):
                self.row(self._placed(shown))
        self.slip.real_time += len(REAL_TIME.findall(data))

    def _placed(self, ink: bytes) -> bytes:
        """Shifted by the margin or to the middle, as the printer's settings say."""
        spare = self.width - len(ink) * 8
        shift = self.margin + (max(0, spare) * self.align // 2 if self.align in (1, 2) else 0)
        if not shift:
            return ink
        bits = int.from_bytes(ink, "big") << 8
        return bytes(shift // 8) + (bits >> (shift % 8)).to_bytes(len(ink) + 1, "big")

    @staticmethod
    def _wide(ink: bytes) -> bytes:
        bits = "".join(f"{byte:08b}" for byte in ink)
        return int("".join(b * 2 for b in bits), 2).to_bytes(len(ink) * 2, "big")

    def _symbol(self, data: bytes) -> None:
        """GS ( k for QR: store, and print what is stored (as blank rows)."""
        if data.startswith(b"1P0"):
            self.stored = data[3:]
        elif data == b"1Q0":
            self.slip.codes.append(self.stored)
            self.feed(200)

    def _graphics(self, data: bytes) -> None:
        """GS 8 L and GS ( L: a picture is stored (0p), and printed (02)."""
        if data.startswith(b"0p"):
            stride = (data[6] + 256 * data[7] + 7) // 8
            ink = data[10:]
            self.picture = [ink[at : at + stride] for at in range(0, len(ink), stride)]
        elif data == b"02":
            for ink in self.picture:
                self.row(self._placed(ink))

    def _columns(self) -> None:
        """ESC * m nL nH: older bit images; taken in and printed as blank."""
        mode, low, high = self.take(3)
        self.take((low + 256 * high) * (3 if mode in (32, 33) else 1))
        self.feed(24)

    def _cut(self) -> None:
        mode = self.take(1)[0]
        if mode in (65, 66):
            self.feed(TO_CUTTER + round(self.take(1)[0] * self.dpi / self.unit))
        self._before_cut()
        self.slip.cut = "full" if mode in (0, 48, 65) else "partial"
        done, self.slip = self.slip, Slip(self.width)
        self._ended(done)
