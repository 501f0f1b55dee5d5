"""Network printers (raw ESC/POS on TCP port 9100): status before, confirmation after.

A connection per job, because many printers take one client at a time. A small send buffer, so that
what was accepted is what the printer has. `GS r 1` after the slip is answered only when all before
it has been printed; the automatic status says why it is not, even while the printer reads nothing.
"""

from __future__ import annotations

import select
import socket
import struct
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from pydantic import Field, field_validator

from printer import escpos
from printer.drivers.driver import Down, Outcome, PaperOptions, Sheet
from printer.status import ASK, Condition, Replies, of_answers, of_paper
from settings.models.words import Line, wrong

SEND_BUFFER = 4096
TELL_PAPER = b"\x1dr\x01"
TELL_CHANGES = b"\x1da\x0e"  # automatic status: online, errors, paper
RECOVER = b"\x10\x05\x02"
WAITS_FOR_PEOPLE = ("paper_out", "cover_open")  # the printer goes on by itself afterwards
STALLED = 2.0  # seconds without progress after which people are told


class TcpOptions(PaperOptions):
    host: Line = Field(description="the printer's address")
    port: int = Field(9100, ge=1, le=65535, description="1–65535, usually 9100")
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


class TcpDriver:
    Options = TcpOptions
    native = False  # sockets are cooperative
    draws = True

    def __init__(self, options: TcpOptions, width: int, id: str, data: Path) -> None:
        self.options, self.width = options, width
        self._doubt = False

    def encode(self, picture: Image.Image) -> bytes:
        return self.options.job(picture)

    def doubt(self) -> None:
        self._doubt = True

    def open(self) -> TcpLink:
        try:
            sock = socket.socket(socket.AF_INET6 if ":" in self.options.host else socket.AF_INET)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
            sock.settimeout(1.0)
            sock.connect((self.options.host, self.options.port))
        except ConnectionRefusedError:
            sock.close()
            raise Down("refused") from None
        except OSError:
            sock.close()
            raise Down("unreachable") from None
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for name, value in (("KEEPIDLE", 5), ("KEEPINTVL", 2), ("KEEPCNT", 3)):
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, f"TCP_{name}"), value)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        return TcpLink(self, sock)

    def unblock(self) -> bytes:
        """What ends a slip that a broken connection left unfinished in the printer: white for the
        rest of its band (NUL means nothing elsewhere), and a cut."""
        if not self._doubt:
            return b""
        return bytes(escpos.BAND * ((self.width + 7) // 8)) + escpos.CUT[self.options.cut]

    def settled(self) -> None:
        self._doubt = False


class TcpLink:
    """One connection. Never waits longer than `reply_ms` for an answer."""

    def __init__(self, driver: TcpDriver, sock: socket.socket) -> None:
        self._driver, self._options, self._sock = driver, driver.options, sock
        self._replies = Replies()

    def look(self) -> Condition:
        if not self._options.answers:
            return Condition()
        answers: dict[int, int] = {}
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
            raise Down("closed")
        until = time.monotonic() + self._options.reply_ms / 1000
        while (left := until - time.monotonic()) > 0:
            for kind, byte in self._hear(left):
                if kind == "status":
                    return byte
        raise Down("rubbish" if self._replies.junk else "silent")

    def _hear(self, seconds: float) -> list[tuple[str, int]]:
        """What came in, waiting at most so long. Raises Down when the printer hung up."""
        if not select.select([self._sock], [], [], seconds)[0]:
            return []
        try:
            data = self._sock.recv(256)
        except OSError:
            data = b""
        if not data:
            raise Down("closed")
        return list(self._replies.feed(data))

    def _try(self, data: bytes) -> bool:
        """Few bytes, at once. False: the connection is gone."""
        try:
            self._sock.sendall(data)
        except OSError:
            return False
        return True

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
                # a reset, so that the printer knows that no more comes
                self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        except Down as down:
            outcome = Outcome("unconfirmed", down.why, Condition("down", down.why))
        if outcome.state == "printed" or outcome.why == "cannot_confirm":
            self._driver.settled()
        return outcome

    def _pour(self, rest: memoryview, wait: Wait) -> bool:
        """Sends as the printer takes it. False: it took nothing for too long. Raises Down."""
        while rest:
            readable, writable, _ = select.select([self._sock], [self._sock], [], 0.25)
            if readable:
                self._hear(0)
            if writable:
                sent = self._some(rest[:SEND_BUFFER])
                rest = rest[sent:]
                if sent:
                    wait.progress()
            if wait.over():
                return False
        return True

    def _some(self, data: memoryview) -> int:
        self._sock.settimeout(0)
        try:
            return self._sock.send(data)
        except BlockingIOError:
            return 0
        except OSError:
            raise Down("closed") from None
        finally:
            self._sock.settimeout(1.0)

    def _confirmation(self, wait: Wait) -> Outcome:
        """Waits for the answer to GS r, asking meanwhile what holds it up. Raises Down."""
        if not self._options.confirm:
            return Outcome("unconfirmed", "cannot_confirm", wait.condition)
        wait.progress()
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
                wait.told(of_answers(dict(zip(self._options.answers, answers, strict=True))))
                answers = []
            if time.monotonic() - asked > 1.0:
                asked, answers = time.monotonic(), []
                if not self._try(b"".join(bytes((16, 4, n)) for n in self._options.answers)):
                    raise Down("closed")
        return wait.unconfirmed("silent")

    def close(self) -> None:
        self._sock.close()


class Wait:
    """How long a slip under way may still take. Time for people to come is not counted."""

    def __init__(
        self, options: TcpOptions, replies: Replies, news: Callable[[Condition], None]
    ) -> None:
        self._options, self._replies, self._news = options, replies, news
        self.condition = Condition()
        self._moved = time.monotonic()
        self._asb: Condition | None = None

    def progress(self) -> None:
        self._moved = time.monotonic()

    def told(self, condition: Condition) -> None:
        if condition != self.condition:
            if self.condition.why in WAITS_FOR_PEOPLE:
                self.progress()
            self.condition = condition
            self._news(condition)

    def over(self) -> bool:
        if self._replies.asb is not self._asb:
            self._asb = self._replies.asb
            if self._asb is not None:
                self.told(self._asb)
        now = time.monotonic()
        if self.condition.why in WAITS_FOR_PEOPLE:
            return now - self._moved > self._options.wait_for_people
        if now - self._moved > STALLED and self.condition.ok:
            self.told(Condition("not_ready", "stalled", self.condition.near_end))
        return now - self._moved > self._options.confirm_within

    def unconfirmed(self, why: str) -> Outcome:
        known = self.condition.why not in (None, "stalled")
        return Outcome("unconfirmed", self.condition.why if known else why, self.condition)
