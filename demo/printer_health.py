"""What is wrong with a printer, and how it says so in ESC/POS status bytes (see devices.md)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Health:
    """`roll`: rows of paper left, None: endless; the last `near` of them are near end.

    `jammed`: the cutter will stick at the next cut; `error`: it does, until the jam is cleared and
    `10 05 02` comes. `always_ready`: a clone that says 12h whatever is wrong.
    """

    roll: int | None = None
    near: int = 4000
    near_end: bool = False
    cover_open: bool = False
    jammed: bool = False
    error: bool = False
    always_ready: bool = False

    @property
    def paper_out(self) -> bool:
        return self.roll is not None and self.roll <= 0

    @property
    def low(self) -> bool:
        return self.near_end or self.paper_out or (self.roll is not None and self.roll < self.near)

    @property
    def blocked(self) -> bool:
        return self.paper_out or self.cover_open or self.error

    def status(self, n: int) -> int:
        """The answer to DLE EOT n."""
        if self.always_ready:
            return 0x12
        bits = {
            1: 0x08 * self.blocked,
            2: 0x04 * self.cover_open | 0x20 * self.paper_out | 0x40 * self.error,
            3: 0x08 * self.error,
            4: 0x0C * self.low | 0x60 * self.paper_out,
        }
        return 0x12 | bits.get(n, 0)

    def paper(self) -> int:
        """The answer to GS r 1."""
        return 0x03 if self.low and not self.always_ready else 0x00

    def asb(self) -> bytes:
        """The four bytes sent by itself after GS a."""
        if self.always_ready:
            return b"\x10\0\0\0"
        first = 0x10 | 0x08 * self.blocked | 0x20 * self.cover_open
        return bytes((first, 0x08 * self.error, 0x03 * self.low | 0x0C * self.paper_out, 0))
