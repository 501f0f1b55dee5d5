"""Virtual LED lines: boards at one end of a pseudo-terminal, whose other end the hall opens.

A pseudo-terminal knows neither baud nor parity: bytes come at once.
"""

from __future__ import annotations

import os
import select
import threading
import time
import tty
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demo.led_boards import KINDS, Board, Boards, sealed

NOISE = b"\x00\xff\x13\x01\x10"
JITTER = 0.8  # of a gap: this thread may have heard the frame before late
PAUSE = 0.05  # seconds without a byte, after which a begun frame is none


@dataclass
class Faults:
    """What is wrong with a line. `echo` it hears itself: right, or wrong (garbled)."""

    silent: set[int] = field(default_factory=set)  # addresses; those boards show nothing new
    mute: set[int] = field(default_factory=set)  # they show, but never answer
    deaf: bool = False  # nothing reads: the line fills up
    before: bytes = b""  # noise before each answer
    after: bytes = b""
    echo: str = ""  # "" | right | wrong
    wrong_sum: bool = False  # of answers
    wrong_address: bool = False
    late: float = 0.0  # seconds an answer takes

    def names(self) -> list[str]:
        """Those a page can turn on and off."""
        on = {"silent": self.silent, "noise": self.before, "echo": self.echo}
        return [name for name, value in on.items() if value]


class LedLine:
    """`kind` one of KINDS, `boards` address → places. `gap`: seconds a board needs between two
    frames; what comes sooner is lost. `port` is the name the hall opens, `device` what it leads to
    at present, under /dev."""

    def __init__(self, port: Path, kind: str, boards: dict[int, int], gap: float = 0.0) -> None:
        self.port, self.faults, self.lost = port, Faults(), 0
        self.boards: Boards = {a: Board(a, places, " " * places) for a, places in boards.items()}
        self.heard: list[tuple[float, bytes]] = []  # every piece, with monotonic seconds
        self.kind, self._kind, self._gap, self._last = kind, KINDS[kind](), gap, -1e9
        self._lock = threading.RLock()
        self._master = self._slave = -1
        self._closed = False
        self.plug()
        threading.Thread(target=self._listen, name=f"led-{port.name}", daemon=True).start()

    def plug(self) -> None:
        with self._lock:
            if self.plugged:
                return
            self._master, self._slave = os.openpty()
            tty.setraw(self._slave)
            tty.setraw(self._master)
            self.port.parent.mkdir(parents=True, exist_ok=True)
            self.port.unlink(missing_ok=True)
            self.device = os.ttyname(self._slave)
            self.port.symlink_to(self.device)

    def unplug(self) -> None:
        with self._lock:
            self.port.unlink(missing_ok=True)
            for end in (self._slave, self._master):
                if end >= 0:
                    os.close(end)
            self._master = self._slave = -1

    def close(self) -> None:
        self._closed = True
        self.unplug()

    def shows(self) -> dict[int, str]:
        """address → text, as a person reads it."""
        return {address: board.shows.strip() for address, board in self.boards.items()}

    def picture(self) -> list[dict[str, Any]]:
        return [
            {"address": b.address, "shows": b.shows, "blinking": b.blinking, "places": b.places}
            for b in self.boards.values()
        ]

    @property
    def plugged(self) -> bool:
        return self._master >= 0

    def last(self, n: int) -> list[str]:
        """The last pieces that came down the line, in hex, the newest first."""
        return [data.hex(" ").upper() for _, data in self.heard[-n:][::-1]]

    def act(self, act: str) -> None:
        """What people do to a line on a page. LookupError: nothing of that name."""
        faults, turned_on = self.faults, act not in self.faults.names()
        acts: dict[str, Callable[[], Any]] = {
            "plug": self.plug, "unplug": self.unplug,
            "silent": lambda: setattr(faults, "silent", set(self.boards) if turned_on else set()),
            "noise": lambda: setattr(faults, "before", NOISE if turned_on else b""),
            "echo": lambda: setattr(faults, "echo", "right" if turned_on else ""),
        }  # fmt: skip
        if act not in ("plug", "unplug") or (act == "unplug") == self.plugged:
            acts[act]()

    def __enter__(self) -> LedLine:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    # -- the boards' side -------------------------------------------------------------------------

    def _listen(self) -> None:
        rest = bytearray()
        while not self._closed:
            # never without the lock: a descriptor that was closed may be another device's by now
            with self._lock:
                data = self._read()
                if data:
                    self._hear(rest, data)
            if data is None:
                time.sleep(0.01)
            elif not data:
                rest.clear()
                time.sleep(0.001)

    def _read(self) -> bytes | None:
        """None: nobody listens; nothing after a pause."""
        if self._master < 0 or self.faults.deaf:
            return None
        try:
            if not select.select([self._master], [], [], PAUSE)[0]:
                return b""
            return os.read(self._master, 4096)
        except OSError:
            return None

    def _hear(self, rest: bytearray, data: bytes) -> None:
        now = time.monotonic()
        self.heard.append((now, data))
        del self.heard[:-5000]
        if self.faults.echo:
            garbled = bytes(byte ^ 0x24 for byte in data)
            self._say(data if self.faults.echo == "right" else garbled)
        rest += data
        for address, does, answer in self._kind.frames(rest):
            self._take(now, address, does, answer)

    def _take(self, now: float, address: int, does: Any, answer: bytes) -> None:
        early = now - self._last < self._gap * JITTER
        self._last = now
        if early:
            self.lost += 1
            return
        here = list(self.boards.values()) if address == -1 else [self.boards.get(address)]
        for board in here:
            if board is None or board.address in self.faults.silent:
                continue
            does(board)
            if answer and address not in self.faults.mute:
                self._answer(answer)

    def _answer(self, answer: bytes) -> None:
        faults = self.faults
        if faults.late:
            time.sleep(faults.late)
        if faults.wrong_address:
            answer = sealed(bytes((answer[0] ^ 0x40,)) + answer[1:-2])
        if faults.wrong_sum:
            answer = answer[:-1] + bytes((answer[-1] ^ 1,))
        self._say(faults.before + answer + faults.after)

    def _say(self, data: bytes) -> None:
        try:
            os.write(self._master, data)
        except OSError:
            pass  # unplugged meanwhile
