"""Pads: buttons on a line, from bytes to presses. What a press means is the station's business."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ports.frames import Frames
from ports.line import Line
from ports.lines import Lines, lines_of

log = logging.getLogger("ports")
OWN_AGAIN = 2.0
# row, meaning -> the name of the reply to the pad, in its `replies`
Pressed = Callable[[dict[str, Any], str], str]


@dataclass(slots=True)
class Counts:
    """Of one pad. junk and bad are bytes and frames dropped on its line."""

    presses: int = 0
    bounced: int = 0
    foreign: int = 0  # another pad's
    unknown: int = 0  # a key without a meaning


@dataclass(slots=True)
class Pad:
    """One pad of config.yaml: its row, and what it needs to tell presses from noise."""

    row: dict[str, Any]
    frames: Frames
    keys: dict[bytes, str]
    address: bytes | None
    replies: dict[str, bytes]
    line: Line | None = None
    last: tuple[bytes, float] = (b"", -1e9)
    counts: Counts = field(default_factory=Counts)


class Pads:
    """All pads of one kind. `pressed(row, meaning)` is called in the line's task and may wait; the
    name it gives (done, refused, nobody) picks the reply sent to the pad, if it has one."""

    def __init__(self, house: Any, kind: str, pressed: Pressed) -> None:
        self._house, self._kind, self._pressed = house, kind, pressed
        self._lines: Lines = lines_of(house)
        self._pads: dict[str, Pad] = {}
        self._running = False

    def start(self) -> Pads:
        self._running = True
        with self._house.engine.turn():
            self._house.journal.listen(f"{self._kind} pads", self._hear_of_settings)
            self._settle()
        return self

    def stop(self) -> None:
        self._running = False
        for id in list(self._pads):
            self._remove(id)

    def counts(self) -> dict[str, dict[str, int]]:
        """What each pad sent, and what was dropped."""
        return {
            id: {
                "presses": pad.counts.presses, "bounced": pad.counts.bounced,
                "foreign": pad.counts.foreign, "unknown": pad.counts.unknown,
                "junk": pad.frames.junk, "bad": pad.frames.bad,
            }
            for id, pad in self._pads.items()
        }  # fmt: skip

    # -- which pads there are ---------------------------------------------------------------------

    def _hear_of_settings(self, event: Any, hall: Any) -> None:
        if event.kind == "SettingsChanged":
            self._settle()

    def _settle(self) -> None:
        if not self._running or self._house.live.plan is None:
            return
        rows = {
            row["id"]: row
            for row in self._house.live.plan.settings["pads"]
            if row["kind"] == self._kind and row.get("port")
        }
        for id, pad in list(self._pads.items()):
            if rows.get(id) != pad.row:
                self._remove(id)
        for id, row in rows.items():
            if id not in self._pads:
                self._add(id, row)

    def _add(self, id: str, row: dict[str, Any]) -> None:
        try:
            pad = read_pad(row)
        except ValueError as error:  # the check of config.yaml did not see it
            log.error("pad %s: %s", id, error)
            self._house.devices.set(id, "down", "settings")
            return
        self._pads[id] = pad
        self._house.engine.spawn(self._own, pad)

    def _own(self, pad: Pad) -> None:
        """Listens once the line belongs to this process."""
        own = getattr(self._house.journal, "own", None)
        while own is not None and not own(f"line/{pad.row['port']}"):
            self._house.engine.sleep(OWN_AGAIN)
            if self._pads.get(pad.row["id"]) is not pad:
                return
        id = pad.row["id"]
        with self._house.engine.turn():
            if self._pads.get(id) is not pad:
                return
            pad.line = self._lines.listen(
                id, pad.row["port"], pad.row["baud"],
                lambda data, now: self._hear(pad, data, now),
                lambda state, why: self._told(id, state, why),
            )  # fmt: skip

    def _told(self, id: str, state: str, why: str | None) -> None:
        with self._house.engine.turn():
            self._house.devices.set(id, state, why)

    def _remove(self, id: str) -> None:
        pad = self._pads.pop(id)
        self._lines.forget(id, pad.row["port"])

    # -- what they send ---------------------------------------------------------------------------

    def _hear(self, pad: Pad, data: bytes, now: float) -> None:
        for frame in pad.frames.feed(data, now):
            if pad.address is not None and frame.address != pad.address:
                pad.counts.foreign += 1
                continue
            key, at = pad.last
            pad.last = (frame.key, now)
            if frame.key == key and (now - at) * 1000 < pad.row["debounce_ms"]:
                pad.counts.bounced += 1  # still the same press, held or trembling
                continue
            meaning = pad.keys.get(frame.key)
            if meaning is None:
                pad.counts.unknown += 1
                continue
            pad.counts.presses += 1
            answer = pad.replies.get(self._press(pad, meaning))
            if answer and pad.line is not None:
                pad.line.write(answer)

    def _press(self, pad: Pad, meaning: str) -> str:
        try:
            return self._pressed(pad.row, meaning)
        except (
            Exception
        ) as error:  # a hall that can't write, or worse: the press is lost, not the pad
            log.warning("pad %s: %s not done: %r", pad.row["id"], meaning, error)
            return "refused"


def read_pad(row: dict[str, Any]) -> Pad:
    """A row of `pads` made ready. Raises ValueError with what is wrong."""
    frames = Frames(row["frame"], row.get("checksum"))
    address = bytes.fromhex(row["address"]) if row.get("address") else None
    keys = {key_bytes(key): str(meaning) for key, meaning in row["keys"].items()}
    replies = {name: bytes.fromhex(data) for name, data in (row.get("replies") or {}).items()}
    return Pad(row, frames, keys, address, replies)


def key_bytes(key: str) -> bytes:
    """A key as config.yaml writes it: hex, or one character standing for itself."""
    if len(key) == 1:
        return key.encode("latin-1")
    return bytes.fromhex(key)
