"""USB keypads: Linux' input events, grabbed so that nothing else hears them, as presses of a pad.

A press is the hall's business at once or not at all: one that could not be told within three
seconds is dropped, because by then the officer has looked up and pressed again.
"""

from __future__ import annotations

import fcntl
import logging
import os
import queue
import select
import stat
import struct
import threading
import time
import uuid
from collections.abc import Callable, Iterator

from printer.agent.hall import Hall, News, Unheard

log = logging.getLogger("agent")
EVENT = struct.Struct("@llHHi")  # struct input_event: seconds, microseconds, type, code, value
EV_KEY, DOWN = 1, 1  # 0 is the key's release, 2 its repetition
EVIOCGRAB = 0x40044590  # _IOW('E', 0x90, int)
LATE = 3.0  # seconds
FIRST_AGAIN, LAST_AGAIN = 0.5, 5.0
POLL = 1.0
# linux/input-event-codes.h -> KeyboardEvent.code, the names that `keys` in config.yaml has
_ROWS = (
    (2, "1234567890", "Digit"), (16, "QWERTYUIOP", "Key"), (30, "ASDFGHJKL", "Key"),
    (44, "ZXCVBNM", "Key"), (71, "789", "Numpad"), (75, "456", "Numpad"), (79, "1230", "Numpad"),
)  # fmt: skip
NAMES: dict[int, str] = {
    **{first + i: f"{kind}{sign}" for first, signs, kind in _ROWS for i, sign in enumerate(signs)},
    **{58 + n: f"F{n}" for n in range(1, 11)}, 87: "F11", 88: "F12",
    **{170 + n: f"F{n}" for n in range(13, 25)},
    55: "NumpadMultiply", 74: "NumpadSubtract", 78: "NumpadAdd", 83: "NumpadDecimal",
    96: "NumpadEnter", 98: "NumpadDivide", 117: "NumpadEqual", 121: "NumpadComma",
    12: "Minus", 13: "Equal", 14: "Backspace", 28: "Enter", 41: "Backquote", 51: "Comma",
    52: "Period", 53: "Slash", 57: "Space", 70: "ScrollLock", 102: "Home", 103: "ArrowUp",
    104: "PageUp", 105: "ArrowLeft", 106: "ArrowRight", 107: "End", 108: "ArrowDown",
    109: "PageDown", 110: "Insert", 111: "Delete", 119: "Pause",
}  # fmt: skip


class Taken(OSError):
    """Another program has grabbed the keypad."""


def presses(data: bytes) -> Iterator[str]:
    """The keys that went down in whole input events, by name; unknown ones as Code<number>."""
    for at in range(0, len(data) - EVENT.size + 1, EVENT.size):
        _, _, kind, code, value = EVENT.unpack_from(data, at)
        if kind == EV_KEY and value == DOWN:
            yield NAMES.get(code, f"Code{code}")


def grabbed(path: str) -> int:
    """The device, open and ours alone. Raises OSError, Taken."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        if stat.S_ISCHR(os.fstat(handle).st_mode):  # a pipe, for trying, cannot be grabbed
            fcntl.ioctl(handle, EVIOCGRAB, 1)
    except OSError as error:
        os.close(handle)
        raise Taken(str(error)) from None
    return handle


class Keypad:
    """One keypad: a thread that reads, a thread that tells. `seen()` makes the pad's socket, which
    is open while the keypad is plugged in: that is how the hall knows of it."""

    def __init__(
        self, pad: str, device: str, hall: Hall, seen: Callable[[], News], beat: Callable[..., None]
    ) -> None:  # fmt: skip
        self.pad, self._device, self._hall = pad, device, hall
        self._seen, self._beat = seen, beat
        self._waiting: queue.SimpleQueue[tuple[str, float] | None] = queue.SimpleQueue()
        self._stopped = threading.Event()
        self.counts = {"told": 0, "lost": 0}

    def stop(self) -> None:
        self._stopped.set()
        self._waiting.put(None)

    def run(self) -> None:
        teller = threading.Thread(target=self._tell_forever, name=f"tell {self.pad}", daemon=True)
        teller.start()
        again = FIRST_AGAIN
        while not self._stopped.is_set():
            self._beat()
            try:
                handle = grabbed(self._device)
            except OSError as error:
                log.info("keypad %s: %s: %s", self.pad, self._device, error)
                self._stopped.wait(again)
                again = min(again * 2, LAST_AGAIN)
                continue
            again = FIRST_AGAIN
            news = self._seen()
            try:
                self._read(handle)
            finally:
                news.stop()
                os.close(handle)
            self._stopped.wait(FIRST_AGAIN)

    def _read(self, handle: int) -> None:
        """Until it is unplugged."""
        log.info("keypad %s is here", self.pad)
        rest = b""
        while not self._stopped.is_set():
            self._beat()
            if not select.select([handle], [], [], POLL)[0]:
                continue
            try:
                data = os.read(handle, EVENT.size * 64)
            except OSError:
                data = b""
            if not data:
                log.warning("keypad %s is gone", self.pad)
                return
            data = rest + data
            whole = len(data) - len(data) % EVENT.size
            rest = data[whole:]
            for key in presses(data[:whole]):
                self._waiting.put((key, time.monotonic()))

    def _tell_forever(self) -> None:
        while (press := self._waiting.get()) is not None:
            key, at = press
            try:
                did = self._tell(key, at)
            except Exception:
                log.exception("keypad %s", self.pad)
                did = None
            self.counts["lost" if did is None else "told"] += 1
            log.info("keypad %s: %s %s", self.pad, key, did or "was not heard in time")

    def _tell(self, key: str, at: float) -> str | None:
        """What came of it; None: the hall was not heard in time. One key, so at most once."""
        name = uuid.uuid4().hex
        while time.monotonic() - at < LATE:
            try:
                status, answer = self._hall.post("/pads/press", {"key": key}, name)
                return str(answer.get("did", answer.get("code", status)))
            except Unheard as error:
                log.info("keypad %s: %s", self.pad, error)
                self._stopped.wait(0.2)
        return None
