"""Status: what a printer says of itself, byte by byte (the tables of Epson's manuals)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

XON, XOFF = 0x11, 0x13
ASK = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Condition:
    """`state`: ok | down (can't talk) | not_ready. `why` where it isn't ok:

    down: refused, unreachable, silent, rubbish, closed, missing, forbidden, taken, libusb,
    no_printer, cups; not_ready: paper_out, cover_open, cutter, error, offline. `near_end`: paper
    for some slips only.
    """

    state: str = "ok"
    why: str | None = None
    near_end: bool = False

    @property
    def ok(self) -> bool:
        return self.state == "ok"


def of_answers(answers: dict[int, int]) -> Condition:
    """From the answers to DLE EOT n; what wasn't asked for is taken as fine."""
    n1, n2, n3, n4 = (answers.get(n, 0x12) for n in ASK)
    near = bool(n4 & 0x0C)
    if n4 & 0x60 or n2 & 0x20:
        return Condition("not_ready", "paper_out", near)
    if n2 & 0x04:
        return Condition("not_ready", "cover_open", near)
    if n3 & 0x08:
        return Condition("not_ready", "cutter", near)
    if n3 & 0x60 or n2 & 0x40:
        return Condition("not_ready", "error", near)
    if n1 & 0x28:
        return Condition("not_ready", "offline", near)
    return Condition(near_end=near)


def of_asb(four: bytes) -> Condition:
    """From the four bytes a printer sends by itself when its state changes."""
    first, errors, paper, _ = four
    near = bool(paper & 0x03)
    if paper & 0x0C:
        return Condition("not_ready", "paper_out", near)
    if first & 0x20:
        return Condition("not_ready", "cover_open", near)
    if errors & 0x08:
        return Condition("not_ready", "cutter", near)
    if errors & 0x64:
        return Condition("not_ready", "error", near)
    if first & 0x08:
        return Condition("not_ready", "offline", near)
    return Condition(near_end=near)


def of_paper(byte: int, condition: Condition) -> Condition:
    """`condition` corrected by the answer to GS r 1."""
    if byte & 0x0C:
        return Condition("not_ready", "paper_out", True)
    return replace(condition, near_end=bool(byte & 0x03))


@dataclass(slots=True)
class Replies:
    """Sorts what comes back from a printer: answers to DLE EOT, to GS r, automatic status, junk.

    The four kinds are told apart by bits that never change; XON and XOFF are skipped.
    """

    junk: int = 0
    asb: Condition | None = None  # the last one
    _rest: bytes = b""

    def feed(self, data: bytes) -> Iterator[tuple[str, int]]:
        """("status", byte) and ("paper", byte) as they come; automatic status is kept in `asb`."""
        data, self._rest = self._rest + data, b""
        at = 0
        while at < len(data):
            byte = data[at]
            if byte & 0x93 == 0x12:
                yield "status", byte
            elif byte & 0x93 == 0x10:
                four = data[at : at + 4]
                if len(four) < 4:
                    self._rest = four
                    return
                if any(part & 0x90 for part in four[1:]):
                    self.junk += 1
                else:
                    self.asb = of_asb(four)
                    at += 3
            elif byte & 0x90 == 0:
                yield "paper", byte
            elif byte not in (XON, XOFF):
                self.junk += 1
            at += 1
