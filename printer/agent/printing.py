"""Printing at a kiosk PC: the hall's jobs through this PC's printer, each at most once.

The order of writing down is everything: asked for in the book, `started` in the hall, begun in the
book, the bytes, the fate in the book, the fate in the hall. Whatever dies in between, what may have
come out is never sent again.
"""

from __future__ import annotations

import io
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from PIL import Image

from printer.agent.beats import USUAL
from printer.agent.book import FATES, Book, Entry, slip_of
from printer.agent.hall import Hall, Unheard
from printer.drivers.driver import Down, Driver, Link, Outcome, Sheet
from printer.slip import WORDS, Slip
from printer.status import Condition

log = logging.getLogger("agent")
LOOK_EVERY = 5.0  # seconds between looks at a printer that is well, if not said otherwise
AGAIN = 1.0  # seconds until a printer that isn't, or a hall that was not heard, is asked again
PEOPLE = 60.0  # seconds beyond the driver's own patience until a slip counts as stuck


class Printing:
    """One thread that prints. `made(width)` gives the driver; `say(condition)`, `told()` and
    `tried(trial, did)` are for the teller; `beat(seconds)` as in Beats."""

    def __init__(
        self, printer: str, hall: Hall, book: Book, made: Callable[[int], Driver],
        say: Callable[[Condition], None], told: Callable[[], None], beat: Callable[..., None],
        tried: Callable[[int, str], None], look: float = LOOK_EVERY,
    ) -> None:  # fmt: skip
        self._printer, self._hall, self._book, self._made = printer, hall, book, made
        self._say, self._told, self._beat, self._tried = say, told, beat, tried
        self._trial: tuple[int | None, int | None] = (None, None)  # asked for, done
        self._driver: Driver | None = None
        self._width = self._made_for = 0  # dots: the hall's, the driver's
        self._doubt = False
        self._owed: list[tuple[str, str, str | None]] = []  # fates the disk did not take
        self._within = 120.0
        self._lock = threading.Lock()
        self._jobs: list[dict[str, Any]] = []  # queued, the oldest first
        self._wake = threading.Event()
        self._stopped = False
        self._looked, self._every = -1e9, look
        self._well = False
        self._skipped: set[str] = set()
        self.counts = {"printed": 0, "unconfirmed": 0, "failed": 0}

    # -- from the socket's thread -----------------------------------------------------------------

    def picture(self, data: dict[str, Any]) -> None:
        """The topic `printer/<id>`, whole."""
        mine = data["jobs"] if data.get("agent") else []
        if not data.get("agent"):
            log.error("the hall prints %s by itself: its driver is not `agent`", self._printer)
        for job in mine:
            self._compare(job)
        with self._lock:
            self._width, self._within = data["width"], data["print_within"]
            self._jobs = [job for job in reversed(mine) if job["state"] == "queued"]
            self._skipped.clear()
            self._trial = (data.get("trial"), self._trial[1])
        self._wake.set()

    def _compare(self, job: dict[str, Any]) -> None:
        """What the hall thinks under way, and is not: it is told, again if need be."""
        known = self._book.get(slip_of(job))
        if job["state"] == "started" and known is None:
            self._book.orphan(slip_of(job), job["job"], job["number"])
            self._told()
        elif job["state"] in ("queued", "started") and known is not None and known.heard:
            # an older copy of the hall's journal came back: it hears the same again
            self._book.becomes(known.slip, known.state, known.why)
            self._told()

    def stop(self) -> None:
        self._stopped = True
        self._wake.set()

    # -- the thread -------------------------------------------------------------------------------

    def run(self) -> None:
        """Until stopped; a slip under way comes out first."""
        self._recover()
        while not self._stopped:
            self._wake.clear()
            self._beat()
            try:
                wait = self._turn()
            except Unheard as error:
                log.info("the hall was not heard: %s", error)
                wait = AGAIN
            except Exception:
                log.exception("printing")
                wait = AGAIN
            if wait and not self._stopped:
                self._wake.wait(wait)

    def _recover(self) -> None:
        """What was begun when the agent died, nobody knows."""
        for entry in self._book.all():
            if entry.state == "begun":
                self._book.becomes(entry.slip, "unconfirmed", "interrupted")
        self._doubt = self._book.doubtful()
        self._told()

    def _turn(self) -> float:
        """One job, or one look. Gives the seconds to wait for the next."""
        self._pay()
        with self._lock:
            width = self._width
        if not width:
            return LOOK_EVERY  # the hall has not been heard yet
        if self._driver is None or width != self._made_for:
            self._driver, self._made_for = self._made(width), width
            if self._doubt:
                self._driver.doubt()
        asked = self._book.open()
        if asked:
            return 0.0 if self._print(asked[0]) else AGAIN
        job = self._next()
        if job is not None:
            return 0.0 if self._print(Entry(slip_of(job), job["job"], job["number"], "new"),
                                      job["slip"], job["reprint"]) else AGAIN  # fmt: skip
        trial, done = self._trial
        if trial is not None and trial != done:
            self._trial = (trial, trial)
            self._tried(trial, self._try_out())
        since = time.monotonic() - self._looked
        if since >= self._every or not self._well:
            self._look()
            since = 0.0
        return self._every - since if self._well else AGAIN

    def _next(self) -> dict[str, Any] | None:
        with self._lock:
            for job in self._jobs:
                slip = slip_of(job)
                known = self._book.get(slip)
                # one that was dropped may have come back from the printer that stood in
                if slip not in self._skipped and (known is None or known.state == "dropped"):
                    return job
        return None

    def _condition(self, condition: Condition) -> None:
        self._looked, self._well = time.monotonic(), condition.ok
        self._beat()
        self._say(condition)

    def _open(self) -> Link | None:
        assert self._driver is not None
        try:
            return self._driver.open()
        except Down as down:
            self._condition(Condition("down", down.why))
            return None

    def _look(self) -> None:
        link = self._open()
        if link is None:
            return
        try:
            self._condition(link.look())
        finally:
            link.close()

    def _try_out(self) -> str:
        """Prints the test page: done, or why not. Not a job: it is nobody's slip."""
        assert self._driver is not None
        try:
            page = self._drawn(f"/api/v1/printers/{self._printer}/preview.png?page=test")
            data = self._driver.encode(page) if self._driver.draws else b""
        except (Unheard, KeyError):
            return "unheard"
        link = self._open()
        if link is None:
            return "down"
        try:
            condition = link.look()
            self._condition(condition)
            if not condition.ok:
                return condition.why or "not_ready"
            outcome = self._send(link, Sheet(0, "TEST", page, data=data))
            self._condition(outcome.condition)
            return "done" if outcome.state == "printed" else outcome.why or outcome.state
        finally:
            link.close()

    def _drawn(self, path: str) -> Image.Image:
        """A picture the hall drew. Raises Unheard, KeyError."""
        return Image.open(io.BytesIO(self._hall.file(path).content)).convert("1")

    def _words(self, entry: Entry) -> Slip | None:
        """What the slip says, for a printer that takes letters only. Raises Unheard, KeyError."""
        options: Any = getattr(self._driver, "options", None)
        if getattr(options, "mode", "picture") != "text":
            return None
        path = f"/printers/{self._printer}/jobs/{entry.job}/slip"
        return WORDS.validate_python(self._hall.get(path))

    def _print(self, entry: Entry, picture: str | None = None, reprint: bool = False) -> bool:
        """False: not now; nothing was sent. Raises Unheard, likewise."""
        if entry.state == "asked" and abs(time.time() - entry.at) > self._within:
            # the hall may have it as started: no byte was sent, and nobody waits for it any more
            self._fate(entry, "failed", "too_late")
            return True
        link = self._open()
        if link is None:
            return False
        try:
            condition = link.look()
            if not condition.ok:
                self._condition(condition)
                return False
            sheet = self._sheet(entry, picture, reprint)
            if sheet is None:
                return True
            if entry.state == "new":
                entry = self._book.asked(entry.slip, entry.job, entry.number)
            if not self._may_begin(entry):
                self._skipped.add(entry.slip)
                self._book.becomes(entry.slip, "dropped")
                return True
            self._book.becomes(entry.slip, "begun")
            self._finish(entry, self._send(link, sheet))
            return True
        finally:
            link.close()

    def _sheet(self, entry: Entry, picture: str | None, reprint: bool) -> Sheet | None:
        """The slip as the hall draws it. None: there is nothing to print. Raises Unheard."""
        assert self._driver is not None
        path = picture or f"/api/v1/printers/{self._printer}/jobs/{entry.job}/slip.png"
        try:
            drawn, words = self._drawn(path), self._words(entry)
        except KeyError:
            self._skipped.add(entry.slip)
            if entry.state == "asked":
                self._book.becomes(entry.slip, "dropped")
            return None
        try:
            data = self._driver.encode(drawn, words) if self._driver.draws else b""
        except Exception:
            log.exception("job %s cannot be drawn", entry.job)
            if entry.state == "new":
                entry = self._book.asked(entry.slip, entry.job, entry.number)
            self._fate(entry, "failed", "cannot_draw")
            return None
        return Sheet(entry.job, entry.number, drawn, reprint, data)

    def _may_begin(self, entry: Entry) -> bool:
        """Told the hall, and it agrees. The key is the job's, so that asking again changes nothing.
        Raises Unheard."""
        path = f"/printers/{self._printer}/jobs/{entry.job}"
        status, answer = self._hall.post(path, {"state": "started"}, f"{entry.slip}/started")
        if status != 200:
            log.info("job %s is not to be printed: %s", entry.job, answer.get("code"))
        return status == 200

    def _send(self, link: Link, sheet: Sheet) -> Outcome:
        options: Any = getattr(self._driver, "options", None)
        patience = float(getattr(options, "wait_for_people", 0))
        patience += getattr(options, "confirm_within", 0)
        self._beat(patience + PEOPLE + USUAL)
        news = lambda condition: (self._say(condition), self._beat(patience + PEOPLE))[0]  # noqa: E731
        try:
            return link.send(sheet, news)
        except Exception:
            log.exception("sending job %s", sheet.job)
            return Outcome("unconfirmed", "driver")

    def _finish(self, entry: Entry, outcome: Outcome) -> None:
        why = None if outcome.state == "printed" else outcome.why or "unknown"
        self._fate(entry, outcome.state, why)
        self._condition(outcome.condition)

    def _fate(self, entry: Entry, state: str, why: str | None) -> None:
        assert state in FATES
        log.info("job %s, %s: %s %s", entry.job, entry.number, state, why or "")
        self.counts[state] += 1
        self._owed.append((entry.slip, state, why))
        self._pay()

    def _pay(self) -> None:
        """Writes down the fates that could not be written yet. OSError: still not."""
        while self._owed:
            self._book.becomes(*self._owed[0])
            del self._owed[0]
            self._told()
