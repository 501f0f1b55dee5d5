"""The wire of a bus: frames out with their gap, answers in, echoes and noise read past and counted.

Only the bus' own worker sends; what comes in is heard in the line's task.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from display.bus_line import BusLine
from display.drivers.driver import Answer, Driver, Frame, LedOptions
from display.frame_log import FrameLog

BITS = 11  # of a character on the line, at most
STRAYS = 4096  # pieces kept of what nobody waits for


@dataclass(slots=True)
class Counts:
    """Since the start. `echoes`: frames the line heard itself say; `junk` bytes of no answer."""

    frames: int = 0
    answers: int = 0
    missed: int = 0
    refused: int = 0
    echoes: int = 0
    junk: int = 0
    opened: int = 0


class Wire:
    """`told(state, why)` of the line, in the line's task."""

    def __init__(
        self, house: Any, row: dict[str, Any], driver: Driver, options: LedOptions,
        told: Callable[[str, str | None], None],
    ) -> None:  # fmt: skip
        self.counts = Counts()
        self.log = FrameLog(row["id"], options.log)
        self.up = False
        self._house, self._engine = house, house.engine
        self._driver, self._options, self._told = driver, options, told
        self._baud: int = row["baud"]
        self._line = BusLine(
            house.engine, row["port"], row["baud"], options.bits, self._hear, self._line_told
        )
        self._came = house.engine.event()
        self._heard: deque[bytes] = deque(maxlen=STRAYS)
        self._echoes = False
        self._last = b""  # the frame sent last
        self._free_at = 0.0

    def start(self) -> None:
        self._line.start()

    def stop(self) -> None:
        self.up = False
        self._line.stop()
        self._came.set()

    def free_in(self) -> float:
        """Seconds until the next frame may go."""
        return max(0.0, self._free_at - self._engine.now_monotonic())

    def send(self, frames: list[Frame]) -> tuple[str, str | None]:
        """sent (nobody answers here) | ok | refused | missed | unsent, and why refused. Stops at
        the first that is not answered."""
        result: tuple[str, str | None] = ("sent", None)
        for frame in frames:
            if wait := self.free_in():
                self._engine.sleep(wait)
            result = self._exchange(frame)
            if result[0] in ("missed", "unsent"):
                break
        return result

    def _exchange(self, frame: Frame) -> tuple[str, str | None]:
        self._strays()
        if not self._line.write(frame.data):
            return "unsent", None
        now = self._engine.now_monotonic()
        air = len(frame.data) * BITS / self._baud
        gap = self._options.gap_ms / 1000
        self._free_at = now + air + gap
        self._last = frame.data
        self.counts.frames += 1
        self.log.add(self._house.now(), "out", frame.data, frame.meaning)
        if not self._driver.replies:
            return "sent", None
        result = self._answer(frame, now + air + self._options.reply_ms / 1000)
        self._free_at = max(self._free_at, self._engine.now_monotonic() + gap)
        return result

    def _answer(self, frame: Frame, until: float) -> tuple[str, str | None]:
        heard = b""
        while True:
            self._came.clear()
            heard += self._taken()
            answer = self._driver.answer(frame.data, heard, self._echoes)
            left = until - self._engine.now_monotonic()
            if answer.state != "wait" or left <= 0 or not self.up:
                break
            self._came.wait(left)
        if len(heard) > answer.used:
            self._heard.appendleft(heard[answer.used :])  # looked at before the next frame
        heard = heard[: answer.used]
        self.counts.junk += answer.junk
        self.counts.echoes += answer.echo
        self._echoes = self._echoes or answer.echo
        at = self._house.now()
        if answer.state == "ok":
            self.counts.answers += 1
            self.log.add(at, "in", heard, "done" + _besides(answer))
            return "ok", None
        if answer.state == "refused":
            self.counts.refused += 1
            self.log.add(at, "in", heard, f"{answer.why}" + _besides(answer))
            return "refused", answer.why
        self.counts.missed += 1
        self.log.add(at, "in", heard, "no answer" + _besides(answer))
        return "missed", None

    # -- what the line hears ----------------------------------------------------------------------

    def _hear(self, data: bytes, now: float) -> None:
        if data:
            self._heard.append(data)
            self._came.set()

    def _taken(self) -> bytes:
        out = b""
        while self._heard:
            out += self._heard.popleft()
        return out

    def _strays(self) -> None:
        """What came when nobody waited for it: an echo, a late answer, noise."""
        heard = self._taken()
        at = heard.find(self._last) if self._last else -1
        if at >= 0:
            # after an answer nothing more comes: what was taken for the answer was the echo
            self._echoes, self.counts.echoes = True, self.counts.echoes + 1
            heard = heard[:at] + heard[at + len(self._last) :]
            self.log.add(self._house.now(), "in", self._last, "echo")
        if heard:
            self.counts.junk += len(heard)
            self.log.add(self._house.now(), "in", heard, "noise")

    def _line_told(self, state: str, why: str | None) -> None:
        self.up = state == "ok"
        if self.up:
            self.counts.opened += 1
            self._echoes, self._last, self._free_at = False, b"", 0.0
            self._heard.clear()
        self._told(state, why)
        self._came.set()


def _besides(answer: Answer) -> str:
    junk = f", {answer.junk} bytes of noise" if answer.junk else ""
    return (", echo" if answer.echo else "") + junk
