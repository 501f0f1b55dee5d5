"""One pad of config.yaml: its row, and what tells its presses from noise and answers them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ports.frames import Frames
from ports.line import Line
from ports.replies import Reply


@dataclass(slots=True)
class Counts:
    """What one pad sent."""

    presses: int = 0
    bounced: int = 0
    foreign: int = 0  # another pad's
    unknown: int = 0  # a key without a meaning


@dataclass(slots=True)
class Pad:
    """`replies`: by what came of a press; `shows`: by the state of the counter or of the rating."""

    row: dict[str, Any]
    frames: Frames
    keys: dict[bytes, str]
    address: bytes | None
    replies: dict[str, Reply]
    shows: dict[str, Reply]
    line: Line | None = None
    last: tuple[bytes, float] = (b"", -1e9)
    due: bytes | None = None  # to be sent by the line's task; the latest wins
    shown: tuple[bytes, float] | None = None  # what it shows, and since when: monotonic seconds
    trial: Any = None  # an engine's future while somebody tries the pad
    counts: Counts = field(default_factory=Counts)

    def counters(self) -> dict[str, int]:
        """What it sent and what was dropped. junk, bad, echoes: of its line, in bytes, frames,
        frames; reopened: how often its line had to be."""
        counts, line = self.counts, self.line
        return {
            "presses": counts.presses, "bounced": counts.bounced, "foreign": counts.foreign,
            "unknown": counts.unknown, "junk": self.frames.junk, "bad": self.frames.bad,
            "echoes": line.echo.seen if line else 0,
            "garbled": line.echo.wrong if line else 0,
            "reopened": max(0, line.opened - 1) if line else 0,
        }  # fmt: skip

    def tell(self, name: str, values: dict[str, Any]) -> None:
        """Sends a reply, if the pad has one of that name. Only in the line's task."""
        reply = self.replies.get(name)
        if reply is not None and self.line is not None:
            self.line.write(reply.made(values))

    def send_due(self) -> None:
        """Sends what is due. Only in the line's task."""
        if self.due is not None and self.line is not None:
            data, self.due = self.due, None
            self.line.write(data)


def read_pad(row: dict[str, Any]) -> Pad:
    """A row of `pads` made ready. Raises ValueError with what is wrong."""
    frames = Frames(row["frame"], row.get("checksum"))
    address = bytes.fromhex(row["address"]) if row.get("address") else None
    keys = {key_bytes(key): str(meaning) for key, meaning in row["keys"].items()}
    replies, shows = (
        {name: Reply(template) for name, template in (row.get(part) or {}).items()}
        for part in ("replies", "shows")
    )
    return Pad(row, frames, keys, address, replies, shows)


def key_bytes(key: str) -> bytes:
    """A key as config.yaml writes it: hex, or one character standing for itself."""
    if len(key) == 1:
        return key.encode("latin-1")
    return bytes.fromhex(key)
