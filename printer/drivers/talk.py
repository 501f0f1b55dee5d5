"""Talking ESC/POS with a printer over any line: status before, confirmation after, and doubt.

The line is a Transport: a socket, a serial port, a device file, a USB interface. `GS r 1` after the
slip is answered only when all before it has been printed; the automatic status says why it is not,
even while the printer reads nothing.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PIL import Image
from pydantic import Field, field_validator

from printer import escpos
from printer.drivers.driver import Down, Outcome, PaperOptions, Sheet
from printer.slip import Slip
from printer.status import ASK, Condition, Replies, of_answers, of_paper
from settings.models.words import wrong

PIECE = 4096  # bytes handed over at once
TELL_PAPER = b"\x1dr\x01"
TELL_CHANGES = b"\x1da\x0e"  # automatic status: online, errors, paper
TELL_NOTHING = b"\x1da\x00"
RECOVER = b"\x10\x05\x02"
WAITS_FOR_PEOPLE = ("paper_out", "cover_open")  # the printer goes on by itself afterwards
STALLED = 2.0  # seconds without progress after which people are told


class Transport(Protocol):
    """A line to a printer that is open. Both calls raise Down("closed") when it is gone."""

    stays: bool  # the printer does not notice when we go: what it was told to send goes on

    def read(self, seconds: float) -> bytes:
        """What came in, waiting at most so long for the first byte."""
        ...

    def write(self, data: memoryview, seconds: float) -> int:
        """How many bytes the line took, waiting at most so long for the first."""
        ...

    def lag(self) -> float:
        """Seconds that what was taken may still need to reach the printer."""

    def abort(self) -> None:
        """Nothing more comes: what the line still holds is thrown away where that can be done."""

    def close(self) -> None: ...


class TalkOptions(PaperOptions):
    """Of printers that answer."""

    answers: list[int] = Field(
        list(ASK), description="the n of DLE EOT n it answers, of 1, 2, 3, 4; [] for none"
    )
    confirm: bool = Field(True, description="false: it does not answer GS r")
    reply_ms: int = Field(1000, ge=100, le=1000, description="time for an answer, 100–1000 ms")
    confirm_within: int = Field(10, ge=1, le=120, description="seconds from sent to printed, 1–120")
    wait_for_people: int = Field(
        600, ge=0, le=3600, description="seconds a begun slip waits for paper or the cover, 0–3600"
    )

    @field_validator("answers")
    @classmethod
    def _asked(cls, answers: list[int]) -> list[int]:
        if not set(answers) <= set(ASK):
            raise wrong(f"{answers} are no n of DLE EOT; allowed: of 1, 2, 3, 4")
        return sorted(set(answers))


class TalkDriver:
    """What the drivers of printers that answer share; each adds its options and its line."""

    Options: type[TalkOptions] = TalkOptions
    native = False
    draws = True

    @property
    def native_line(self) -> bool:
        return False

    def __init__(self, options: TalkOptions, width: int, id: str, data: Path) -> None:
        self.options, self.width = options, width
        self._doubt = False
        self.found: str | None = None  # the address of `host`

    @property
    def confirms(self) -> bool:
        return self.options.confirm

    def encode(self, picture: Image.Image, slip: Slip | None = None) -> bytes:
        return self.options.job(picture, slip)

    def doubt(self) -> None:
        self._doubt = True

    @property
    def host(self) -> str | None:
        """The name or address of a printer on the network."""
        return None

    def prepare(self) -> None:
        """Looks the host's name up: that blocks, so it is done beside the loop. Raises Down."""
        if self.host is not None:
            try:
                self.found = socket.getaddrinfo(self.host, None, type=socket.SOCK_STREAM)[0][4][0]
            except OSError:
                raise Down("unreachable") from None

    def connect(self) -> Transport:
        """Raises Down."""
        raise NotImplementedError

    def open(self) -> Talk:
        return Talk(self, self.connect())

    def unblock(self) -> bytes:
        """What ends a slip that a broken connection left unfinished in the printer: white for the
        rest of its band (NUL means nothing elsewhere), and a cut."""
        if not self._doubt:
            return b""
        return bytes(self.options.band * ((self.width + 7) // 8)) + escpos.CUT[self.options.cut]

    def parameters(self) -> bytes:
        """What ends a command cut short before its parameters: the bytes of a question would be
        taken for them, and a picture of 0410h by 0410h dots swallow the next slips."""
        return bytes(8) if self._doubt else b""

    def settled(self) -> None:
        self._doubt = False


class Talk:
    """One connection. Never waits longer than `reply_ms` for an answer."""

    def __init__(self, driver: TalkDriver, line: Transport) -> None:
        self._driver, self._options, self._line = driver, driver.options, line
        self._replies = Replies()

    def look(self) -> Condition:
        if not self._options.answers:
            return Condition()
        answers: dict[int, int] = {}
        try:
            self._try(self._driver.parameters())
        except Down as down:
            return Condition("down", down.why)
        for n in self._options.answers:
            try:
                answers[n] = self._ask(n)
            except Down as down:
                return Condition("down", down.why)
        condition = of_answers(answers)
        if condition.why == "cutter":
            self._try(RECOVER)  # does nothing until the jam is cleared
        return condition

    def _ask(self, n: int) -> int:
        """The answer to DLE EOT n. Raises Down."""
        if not self._try(bytes((0x10, 0x04, n))):
            raise Down("silent")
        until = time.monotonic() + self._options.reply_ms / 1000
        while (left := until - time.monotonic()) > 0:
            for kind, byte in self._hear(left):
                if kind == "status":
                    return byte
        raise Down("rubbish" if self._replies.junk else "silent")

    def _hear(self, seconds: float) -> list[tuple[str, int]]:
        """What came in, waiting at most so long. Raises Down when the printer hung up."""
        return list(self._replies.feed(self._line.read(seconds)))

    def _try(self, data: bytes) -> bool:
        """Few bytes, at once. False: the line takes nothing. Raises Down."""
        rest, until = memoryview(data), time.monotonic() + self._options.reply_ms / 1000
        while rest and (left := until - time.monotonic()) > 0:
            rest = rest[self._line.write(rest, left) :]
        return not rest

    def send(self, sheet: Sheet, news: Callable[[Condition], None]) -> Outcome:
        init = len(escpos.INIT)
        data = self._driver.unblock() + sheet.data[:init] + TELL_CHANGES + sheet.data[init:]
        data += TELL_PAPER if self._options.confirm else b""
        wait = Wait(self._options, self._replies, news)
        self._driver.doubt()
        try:
            if self._pour(memoryview(data), wait):
                outcome = self._confirmation(wait)
            else:
                outcome = wait.unconfirmed("stalled")
                self._line.abort()
        except Down as down:
            outcome = Outcome("unconfirmed", down.why, Condition("down", down.why))
        if outcome.state == "printed" or outcome.why == "cannot_confirm":
            self._driver.settled()
            self._hush()
        return outcome

    def _pour(self, rest: memoryview, wait: Wait) -> bool:
        """Sends as the printer takes it. False: it took nothing for too long. Raises Down."""
        while rest:
            taken = self._line.write(rest[:PIECE], 0.25)
            if taken:
                rest = rest[taken:]
                wait.progress(self._line.lag())
            if rest:  # what comes after the last byte may be the confirmation
                self._hear(0)
            if wait.over():
                return False
        return True

    def _confirmation(self, wait: Wait) -> Outcome:
        """Waits for the answer to GS r, asking meanwhile what holds it up. Raises Down."""
        if not self._options.confirm:
            return Outcome("unconfirmed", "cannot_confirm", wait.condition)
        answers: list[int] = []
        asked = time.monotonic()
        while not wait.over():
            for kind, byte in self._hear(0.25):
                if kind == "paper":
                    condition = of_paper(byte, Condition())
                    if not condition.ok:
                        return Outcome("unconfirmed", condition.why, condition)
                    return Outcome("printed", None, condition)
                answers.append(byte)
            if len(answers) == len(self._options.answers) > 0:
                wait.answered(of_answers(dict(zip(self._options.answers, answers, strict=True))))
                answers = []
            if time.monotonic() - asked > 1.0 and not wait.lagging():
                asked, answers = time.monotonic(), []
                self._try(b"".join(bytes((16, 4, n)) for n in self._options.answers))
        return wait.unconfirmed("silent")

    def _hush(self) -> None:
        """On lines that stay, automatic status would come in while nobody reads."""
        if self._line.stays:
            try:
                self._try(TELL_NOTHING)
            except Down:
                pass  # the slip is out; the next look will tell

    def close(self) -> None:
        self._line.close()


class Wait:
    """How long a slip under way may still take. Time for people to come is not counted, nor the
    time the bytes are on a slow line."""

    def __init__(
        self, options: TalkOptions, replies: Replies, news: Callable[[Condition], None]
    ) -> None:
        self._options, self._replies, self._news = options, replies, news
        self.condition = Condition()
        self._moved = time.monotonic()
        self._asb: Condition | None = None

    def progress(self, lag: float = 0.0) -> None:
        """Bytes were taken that may be on the line for `lag` seconds more."""
        self._moved = time.monotonic() + lag
        if self.condition.why == "stalled":
            self.told(Condition(near_end=self.condition.near_end))

    def lagging(self) -> bool:
        """Whether what was taken may not have reached the printer yet."""
        return time.monotonic() < self._moved

    def told(self, condition: Condition) -> None:
        if condition != self.condition:
            if self.condition.why in WAITS_FOR_PEOPLE:
                self.progress()
            self.condition = condition
            self._news(condition)

    def answered(self, condition: Condition) -> None:
        """What the printer says of itself: that all is well does not mean that it goes on."""
        if not (condition.ok and self.condition.why == "stalled"):
            self.told(condition)

    def over(self) -> bool:
        if self._replies.asb is not self._asb:
            self._asb = self._replies.asb
            if self._asb is not None:
                self.told(self._asb)
        still = time.monotonic() - self._moved
        if self.condition.why in WAITS_FOR_PEOPLE:
            return still > self._options.wait_for_people
        if still > STALLED and self.condition.ok:
            self.told(Condition("not_ready", "stalled", self.condition.near_end))
        return still > self._options.confirm_within

    def unconfirmed(self, why: str) -> Outcome:
        known = self.condition.why not in (None, "stalled")
        return Outcome("unconfirmed", self.condition.why if known else why, self.condition)
