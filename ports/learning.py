"""Learning: what a pad's bytes look like, from keys pressed. It suggests, people decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ports.frames import CHECKSUMS, Frames

APART = 0.1  # s between the bytes of two presses: makers send a press at once, people don't
Trace = list[tuple[float, int]]  # (monotonic s, byte), the oldest first
# pads that are known: name, pattern, checksum
KNOWN = (
    ("stx", r"\x02(?P<key>[\x20-\x7e]+)\x03", None),
    ("bus", r"\x01(?P<address>[\x20-\x7f])(?P<key>[\x31-\x3f])\x07", None),
    (
        "ff68",
        r"\xff\x68(?P<length>.)(?P=length)\x68"
        r"(?P<body>(?P<address>.)(?P<key>.).{0,4}?)(?P<sum>.)\x16",
        "sum8",
    ),
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A pattern that would find every press heard. `why`: stx | bus | ff68 | single | same |
    checksum."""

    frame: str
    checksum: str | None
    why: str

    def json(self) -> dict[str, Any]:
        return {"frame": self.frame, "checksum": self.checksum, "why": self.why}


def bursts(trace: Trace, apart: float = APART) -> list[tuple[float, bytes]]:
    """Bytes that came together: (when the first came, the bytes)."""
    out: list[tuple[float, bytes]] = []
    last = None
    for at, byte in trace:
        if last is None or at - last > apart:
            out.append((at, bytes((byte,))))
        else:
            out[-1] = (out[-1][0], out[-1][1] + bytes((byte,)))
        last = at
    return out


def suggest(trace: Trace) -> list[Suggestion]:
    """Patterns that explain all that was heard, the surest first; none of a single key."""
    heard = [data for _, data in bursts(trace)]
    found = []
    for why, frame, checksum in KNOWN:
        frames = Frames(frame, checksum)
        seen = tried(frames, trace)
        if seen and not frames.junk and not frames.bad and len(seen) >= len(heard):
            found.append(Suggestion(frame, checksum, why))
    different = sorted(set(heard))
    sizes = {len(data) for data in different}
    if len(different) >= 2 and len(sizes) == 1:
        if sizes == {1}:
            keys = "".join(literal(data) for data in different)
            found.append(Suggestion(f"(?P<key>[{keys}])", None, "single"))
        else:
            found += _checked(different) or _alike(different)
    return found


def _alike(heard: list[bytes]) -> list[Suggestion]:
    """The same beginning and end, and something between that tells the keys apart."""
    head, tail = _changing(heard, 0, len(heard[0]))
    first = heard[0]
    frame = f"{literal(first[:head])}(?P<key>.{_times(tail - head)}){literal(first[tail:])}"
    return [Suggestion(frame, None, "same")]


def _checked(heard: list[bytes]) -> list[Suggestion]:
    """A checksum at the end, or before the last byte."""
    size = len(heard[0])
    for place in (size - 1, size - 2):
        for start in range(place):
            for name, check in CHECKSUMS.items():
                if len({data[start:place] for data in heard}) < 2:
                    continue
                if all(check(data[start:place]) == data[place] for data in heard):
                    return [_with_sum(heard, start, place, name)]
    return []


def _with_sum(heard: list[bytes], start: int, place: int, name: str) -> Suggestion:
    head, tail = _changing(heard, start, place)
    first = heard[0]
    body = (
        f"{literal(first[start:head])}(?P<key>.{_times(tail - head)}){literal(first[tail:place])}"
    )
    frame = f"{literal(first[:start])}(?P<body>{body})(?P<sum>.){literal(first[place + 1 :])}"
    return Suggestion(frame, name, "checksum")


def _changing(heard: list[bytes], start: int, end: int) -> tuple[int, int]:
    """The first and the end of the bytes that are not the same in all."""
    differ = [i for i in range(start, end) if len({data[i] for data in heard}) > 1]
    return differ[0], differ[-1] + 1


def _times(n: int) -> str:
    return "" if n == 1 else f"{{{n}}}"


def literal(data: bytes) -> str:
    r"""As a pattern, letters and digits for themselves, all else as \xNN."""
    said = (chr(byte) for byte in data)
    return "".join(c if c.isascii() and c.isalnum() else f"\\x{ord(c):02x}" for c in said)


def tried(frames: Frames, trace: Trace) -> list[tuple[float, Any]]:
    """What a pattern finds in what was heard: (when, ports.frames.Frame)."""
    found = []
    now = 0.0
    for at, data in bursts(trace, 0.0):
        now = at
        found += [(at, frame) for frame in frames.feed(data, at)]
    found += [(now, frame) for frame in frames.settle(now + 60)]
    return found
