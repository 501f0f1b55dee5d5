"""Printers of this machine's CUPS, by its commands `lp`, `lpstat` and `cancel`: for makes that only
their maker's CUPS driver can talk to.

CUPS says when it has handed a slip over, never when it is on paper: a slip that went is
"unconfirmed (cannot_confirm)", without an alert. Raw queues get our bytes as they are, others a
picture.
"""

from __future__ import annotations

import io
import os
import re
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from pydantic import Field, field_validator

from printer.drivers.driver import Down, Outcome, PaperOptions, Sheet
from printer.slip import Slip
from printer.status import Condition
from settings.models.words import Line, wrong

QUEUE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,126}")  # never taken for an option
REQUEST = re.compile(r"request id is (\S+-\d+)")
ANSWERS_WITHIN = 5.0  # seconds for one of CUPS' commands: they ask a server on this machine
AGAIN = 0.5
# words in CUPS' printer-state-reasons → ours; the first that is found counts
REASONS = (
    ("media-empty", "paper_out"), ("media-needed", "paper_out"), ("cover-open", "cover_open"),
    ("door-open", "cover_open"), ("cutter", "cutter"), ("media-jam", "error"),
    ("connecting-to-device", "offline"), ("offline", "offline"), ("shutdown", "offline"),
)  # fmt: skip


class CupsOptions(PaperOptions):
    queue: Line = Field(description="the queue's name in CUPS (see lpstat -e)")
    raw: bool = Field(True, description="false: the queue's own driver gets the slip as a picture")
    handed_within: int = Field(
        60, ge=5, le=600, description="seconds CUPS gets to hand a slip over, 5–600"
    )

    @field_validator("queue")
    @classmethod
    def _name(cls, name: str) -> str:
        if not QUEUE.fullmatch(name):
            raise wrong(f"'{name}' is no queue of CUPS; allowed: letters, digits, _ . -")
        return name


class CupsDriver:
    Options = CupsOptions
    native = True  # waits for processes
    native_line = False
    draws = True
    confirms = False

    def __init__(self, options: CupsOptions, width: int, id: str, data: Path) -> None:
        self.options = options

    def encode(self, picture: Image.Image, slip: Slip | None = None) -> bytes:
        if self.options.raw:
            return self.options.job(picture, slip)
        out = io.BytesIO()
        picture.save(out, "PNG", dpi=(self.options.dpi,) * 2)
        return out.getvalue()

    def prepare(self) -> None:
        """Nothing."""

    def doubt(self) -> None:
        """Each of CUPS' jobs is whole or cancelled."""

    def open(self) -> Queue:
        if "accepting" not in _ask("lpstat", "-a", self.options.queue):
            raise Down("missing")
        return Queue(self.options)


class Queue:
    """One queue of CUPS."""

    def __init__(self, options: CupsOptions) -> None:
        self._options = options

    def look(self) -> Condition:
        try:
            said = _ask("lpstat", "-l", "-p", self._options.queue).lower()
        except Down as down:
            return Condition("down", down.why)
        near = "media-low" in said
        for word, why in REASONS:
            if word in said:
                return Condition("not_ready", why, near)
        if "disabled" in said.splitlines()[0]:
            return Condition("not_ready", "offline", near)
        return Condition(near_end=near)

    def send(self, sheet: Sheet, news: Callable[[Condition], None]) -> Outcome:
        queue = self._options.queue
        form = ("-o", "raw") if self._options.raw else ()
        try:
            said = _ask("lp", "-d", queue, "-t", f"slip-{sheet.job}", *form, data=sheet.data)
        except Down as down:
            # lp that fell silent may have handed its data over
            state = "failed" if down.why == "refused" else "unconfirmed"
            return Outcome(state, down.why, Condition("down", down.why))
        found = REQUEST.search(said)
        if found is None:
            return Outcome("unconfirmed", "rubbish", Condition("down", "rubbish"))
        return self._handed_over(found[1], news)

    def _handed_over(self, request: str, news: Callable[[Condition], None]) -> Outcome:
        """Waits until the job has left the queue. One that does not is taken back, so that it does
        not come out after the next citizen's."""
        until = time.monotonic() + self._options.handed_within
        known = Condition()
        while time.monotonic() < until:
            try:
                waiting = _ask("lpstat", "-W", "not-completed", "-o", self._options.queue)
                if request not in [line.split()[0] for line in waiting.splitlines() if line]:
                    return Outcome("unconfirmed", "cannot_confirm")
            except Down as down:
                return Outcome("unconfirmed", down.why, Condition("down", down.why))
            now = self.look()
            if now != known:
                known = now
                news(now)
            time.sleep(AGAIN)
        try:
            _ask("cancel", request)
        except Down:
            pass
        return Outcome("unconfirmed", known.why or "stalled", known)

    def close(self) -> None:
        pass


def _ask(*command: str, data: bytes = b"") -> str:
    """What one of CUPS' commands says, in English. Raises Down: cups (no such command), silent,
    refused. By files and posix_spawn: no pipe that an engine would want to watch."""
    env = {**os.environ, "LC_ALL": "C"}
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.write(data)
        given.seek(0)
        actions = [(os.POSIX_SPAWN_DUP2, file.fileno(), to)
                   for file, to in ((given, 0), (said, 1), (said, 2))]  # fmt: skip
        try:
            process = os.posix_spawnp(command[0], command, env, file_actions=actions)
        except FileNotFoundError:
            raise Down("cups") from None
        except OSError:
            raise Down("closed") from None
        status = _ended(process)
        said.seek(0)
        words = said.read().decode("utf-8", "replace")
    if status:
        raise Down("missing" if "nvalid destination" in words else "refused")
    return words


def _ended(process: int) -> int:
    """Its exit status. Raises Down (silent) after ANSWERS_WITHIN; it is killed then."""
    until = time.monotonic() + ANSWERS_WITHIN
    while True:
        done, status = os.waitpid(process, os.WNOHANG)
        if done:
            return status
        if time.monotonic() > until:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            raise Down("silent")
        time.sleep(0.01)
