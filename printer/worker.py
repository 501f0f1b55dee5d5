"""A worker: one printer's slips, one after the other, from queued to known."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from printer.drawing import draw
from printer.drivers import DRIVERS
from printer.drivers.driver import Driver, Link, Outcome, Sheet
from printer.jobs import Jobs, Later
from printer.lettering import Lettering
from printer.reach import Reach
from printer.report import Report
from printer.roll import Roll
from printer.sample import sample
from printer.slip import Slip, compose, track_url
from printer.standing_in import StandIn
from printer.status import Condition
from printer.trial import trial
from web.devices import Hands

log = logging.getLogger("printer")
LOOK_EVERY = 5.0  # seconds
AGAIN = 1.0  # seconds until a printer that isn't ready is asked again
OWN_AGAIN = 2.0
TRIAL = 30.0  # seconds who asks for a test print waits for it
COUNTED = ("printed", "unconfirmed", "failed", "diverted")
HAND_OVER = 15.0  # seconds a changed printer's last worker gets for the slip under way


class Worker:
    """Runs in one task of the engine. `keep(job, slip)` is told of each slip handed to the printer.
    What is to print, and what became of it, is in `jobs`, and that in the journal."""

    def __init__(
        self, house: Any, row: dict[str, Any], data: Path, keep: Callable[[int, Slip], None]
    ) -> None:
        kind = DRIVERS[row["driver"]]
        self.id: str = row["id"]
        self.row = row
        self._house, self._engine, self._keep = house, house.engine, keep
        options = kind.Options(**row["options"])
        self._width: int = row["width"]
        self._driver: Driver = kind(options, self._width, self.id, data)
        self._letters = Lettering()
        self._wake = self._engine.event()
        self._stopped = False
        self.ended = self._engine.event()
        self._looked = self._owned = -1e9  # monotonic
        self._trials: deque[Any] = deque()  # futures of who waits for a test print
        self._reach = Reach(self._engine, self._driver, self._told)
        self._counts = dict.fromkeys(COUNTED, 0)
        self._stand_in = StandIn(house, row)
        self._roll = Roll(house, row, getattr(options, "dpi", 203))
        self.report = Report(house, self.id)
        self.jobs = Jobs(house, self.id, options.print_within)

    # -- from the loop ----------------------------------------------------------------------------

    def add(self, job: int, ahead: int | None = None, estimate: Any = None) -> None:
        """A new job; the worker wakes at once."""
        self.jobs.add(job, ahead, estimate)
        self._wake.set()

    def settled(self, ticket: int) -> None:
        if self.report.settled(ticket):
            self._wake.set()

    def stop(self) -> None:
        self._stopped = self.jobs.stopped = True
        self._wake.set()

    def counters(self) -> dict[str, int]:
        """Slips by what became of them, times it was not reached, mm of paper left if known."""
        left = self._roll.left()
        paper = {} if left is None else {"paper_mm": left}
        return {**self._counts, "unreached": self._reach.missed, **paper}

    def test(self) -> str:
        """Prints the test page between two slips. done, or why not."""
        trial = self._engine.future()
        self._trials.append(trial)
        self._wake.set()
        try:
            return str(trial.wait(TRIAL))
        except TimeoutError:
            return "busy"

    # -- the task ---------------------------------------------------------------------------------

    def run(self, before: Any = None) -> None:
        """Until stopped. `before`: the printer's last worker, whose slip may still be under way."""
        try:
            if before is not None:
                before.ended.wait(HAND_OVER)
            while not self._stopped and not self._mine():
                self._wake.wait(OWN_AGAIN)
            if not self._stopped:
                with self._engine.turn():
                    self._house.devices.take_on(self.id, Hands("printer", self.counters, self.test))
                self._guarded(self._take_up)
            while not self._stopped:
                self._wake.clear()
                wait = self._guarded(self._turn)
                if not self._stopped:
                    self._wake.wait(AGAIN if wait is None else wait)
        finally:
            with self._engine.turn():
                self._house.devices.let_go(self.id)
            self.ended.set()

    def _guarded(self, fn: Callable[[], float | None]) -> float | None:
        """Whatever goes wrong, the worker lives and tries again."""
        try:
            return fn()
        except Later as error:
            log.warning("printer %s waits: %s", self.id, error)
        except Exception:
            log.exception("printer %s", self.id)
        return None

    def _mine(self) -> bool:
        """Whether this process serves the printer; asked again from time to time."""
        own = getattr(self._house.journal, "own", None)
        now = self._engine.now_monotonic()
        if own is not None and now - self._owned > LOOK_EVERY:
            self._owned = now if own(f"printer/{self.id}") else -1e9
        return own is None or self._owned > 0

    def _take_up(self) -> None:
        """After a start: what was begun is unconfirmed, what was queued is printed."""
        begun, unclear, doubtful = self.jobs.take_up()
        if doubtful:
            self._driver.doubt()
        for job in begun:
            self.jobs.note("print_unconfirmed", job, "interrupted")
        for job in begun + unclear:
            self._unclear(job)

    def _turn(self) -> float:
        """One job, one test print, or one look. Gives the seconds to wait for the next."""
        if not self._mine():
            return OWN_AGAIN
        self.report.slips()
        job = self.jobs.next()
        if job is not None:
            return 0.0 if self._print(job) else self._cannot()
        if self._trials:
            self._try_out()
            return 0.0
        since = self._engine.now_monotonic() - self._looked
        if since >= LOOK_EVERY or self._house.devices.get(self.id).state != "ok":
            self._look()
            since = 0.0
        state = self._house.devices.get(self.id).state
        self._stand_in.due(state in ("ok", "unconfirmed"))
        return LOOK_EVERY - since if state == "ok" else AGAIN

    def _cannot(self) -> float:
        """There is something to print, and it can't: who waits for a test hears so, and the slips
        go to the printer that stands in, when it is time."""
        while self._trials:
            self._trials.popleft().set(self._house.devices.get(self.id).why or "busy")
        to = self._stand_in.due(False)
        if to is None:
            return AGAIN
        self._counts["diverted"] += self.jobs.divert(to)
        return 0.0

    def _told(self, condition: Condition) -> Condition:
        """Passes on what the printer says of itself, with what is reckoned of its paper."""
        condition = self._roll.seen(condition)
        self.report.condition(condition)
        return condition

    def _opened(self) -> Link | None:
        self._looked = self._engine.now_monotonic()
        return self._reach.open()

    def _look(self) -> None:
        link = self._opened()
        if link is not None:
            try:
                self._told(self._reach.look(link))
            finally:
                self._reach.close(link)

    def _ready(self, link: Link) -> bool:
        """Asks before anything is sent."""
        condition = self._reach.look(link)
        if not condition.ok:
            self._told(condition)
        return condition.ok

    def _print(self, job: int) -> bool:
        """False: the printer isn't ready; the job stays queued."""
        try:
            sheet = self._sheet(job)
        except Exception:
            log.exception("printer %s: slip of job %s cannot be drawn", self.id, job)
            self._fail(job, "cannot_draw")
            return True
        link = self._opened()
        if link is None:
            return False
        try:
            if not self._ready(link):
                return False
            if self.jobs.note("print_started", job):
                self._finish(job, sheet, self._reach.send(link, sheet))
            else:
                self.jobs.over(job)
            return True
        finally:
            self._reach.close(link)

    def _try_out(self) -> None:
        """A test page for who waits for one. Not a job: no ticket hangs on it."""
        trial, word = self._trials.popleft(), "error"
        try:
            word = self._tried()
        finally:
            trial.set(word)

    def _tried(self) -> str:
        with self._engine.turn():
            plan, languages = self._house.live.plan, self._house.languages

        def make() -> Sheet:
            page = trial(plan, languages, self.row, self._letters)
            slip = sample(plan, languages, self.id)
            return Sheet(0, "TEST", page, data=self._driver.encode(page, slip))

        sheet = self._engine.call_native(make) if self._driver.draws else Sheet(0, "TEST")
        link = self._opened()
        if link is None:
            return self._house.devices.get(self.id).why or "down"
        try:
            if not self._ready(link):
                return self._house.devices.get(self.id).why or "not_ready"
            outcome = self._reach.send(link, sheet)
            self._told(outcome.condition)
            return "done" if outcome.state == "printed" else outcome.why or outcome.state
        finally:
            self._reach.close(link)

    def _sheet(self, job: int) -> Sheet:
        """The slip, composed on the loop and drawn beside it."""
        with self._engine.turn():
            hall = self._house.live
            known = hall.jobs[job]
            ahead, estimate = self.jobs.told.get(job, (None, None))
            slip = compose(
                hall, known.ticket, self._house.languages, reprint=known.reprint,
                url=track_url(hall, known.ticket), ahead=ahead, estimate=estimate,
                printer=self.id,
            )  # fmt: skip
        self._keep(job, slip)

        def make() -> Sheet:
            picture = draw(slip, self._width, self._letters)
            data = self._driver.encode(picture, slip)
            return Sheet(job, slip.number, picture, known.reprint, data)

        return self._engine.call_native(make) if self._driver.draws else Sheet(job, slip.number)

    def _finish(self, job: int, sheet: Sheet, outcome: Outcome) -> None:
        """Writes down what became of a slip, and tells."""
        self.jobs.over(job)
        mm = self._roll.mm(sheet.picture)
        if outcome.state == "printed":
            self.jobs.note("print_confirmed", job, mm)
            self._counts["printed"] += 1
            self.report.failed = None
        elif outcome.state == "failed":
            self._fail(job, outcome.why or "error")
        else:
            self.jobs.note("print_unconfirmed", job, outcome.why or "unknown", mm)
            self._counts["unconfirmed"] += 1
            if outcome.why != "cannot_confirm":
                self._unclear(job)
        condition = self._told(outcome.condition)
        unclear = outcome.state == "unconfirmed" and outcome.why != "cannot_confirm"
        if unclear and condition.ok:
            self.report.unconfirmed(outcome.why)

    def _fail(self, job: int, why: str) -> None:
        self.jobs.note("print_failed", job, why)
        self.jobs.over(job)
        self._counts["failed"] += 1
        self.report.failed = self.jobs.ticket_of(job)[1]

    def _unclear(self, job: int) -> None:
        ticket, number = self.jobs.ticket_of(job)
        if ticket is not None:
            self.report.unclear[ticket] = number or str(job)
