"""A worker: one printer's slips, one after the other, from queued to known."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from printer.drawing import draw
from printer.drivers import DRIVERS
from printer.drivers.driver import Down, Driver, Link, Outcome, Sheet
from printer.lettering import Lettering
from printer.report import Report
from printer.slip import Slip, compose, track_url
from printer.status import Condition
from queueing.refusal import Refusal
from queueing.ticket import ENDED, State
from queueing.who import Who

log = logging.getLogger("printer")
LOOK_EVERY = 5.0  # seconds
AGAIN = 1.0  # seconds until a printer that isn't ready is asked again
OWN_AGAIN = 2.0
HAND_OVER = 15.0  # seconds a changed printer's last worker gets for the slip under way


class Later(Exception):
    """The hall cannot write just now: nothing was begun."""


class Worker:
    """Runs in one task of the engine. `keep(job, slip)` is told of each slip handed to the printer.

    Nothing about a job is remembered here that the journal does not hold: `queue` are ids of jobs
    that were queued when last heard of.
    """

    def __init__(
        self, house: Any, row: dict[str, Any], data: Path, keep: Callable[[int, Slip], None]
    ) -> None:
        kind = DRIVERS[row["driver"]]
        self.id: str = row["id"]
        self.row = row
        self._house, self._engine, self._keep = house, house.engine, keep
        options = kind.Options(**row["options"])
        self._within = options.print_within * 1000
        self._width: int = row["width"]
        self._driver: Driver = kind(options, self._width, self.id, data)
        self._letters = Lettering()
        self._who = Who("printer", device=self.id)
        self._wake = self._engine.event()
        self._stopped = False
        self.ended = self._engine.event()
        self._looked = self._owned = -1e9  # monotonic
        self.report = Report(house, self.id)
        self.queue: deque[int] = deque()
        self.told: dict[int, tuple[int | None, Any]] = {}  # job -> (ahead, estimate) at issue

    # -- from the loop ----------------------------------------------------------------------------

    def add(self, job: int, ahead: int | None = None, estimate: Any = None) -> None:
        """A new job; the worker wakes at once."""
        self.queue.append(job)
        if ahead is not None:
            self.told[job] = (ahead, estimate)
        self._wake.set()

    def settled(self, ticket: int) -> None:
        if self.report.settled(ticket):
            self._wake.set()

    def stop(self) -> None:
        self._stopped = True
        self._wake.set()

    # -- the task ---------------------------------------------------------------------------------

    def run(self, before: Worker | None = None) -> None:
        """Until stopped. `before`: the printer's last worker, whose slip may still be under way."""
        try:
            if before is not None:
                before.ended.wait(HAND_OVER)
            while not self._stopped and not self._mine():
                self._wake.wait(OWN_AGAIN)
            if not self._stopped:
                self._guarded(self._take_up)
            while not self._stopped:
                self._wake.clear()
                wait = self._guarded(self._turn)
                if not self._stopped:
                    self._wake.wait(AGAIN if wait is None else wait)
        finally:
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
        with self._engine.turn():
            mine = [job for job in self._house.live.jobs.values() if job.printer == self.id]
            self.queue = deque(job.id for job in mine if job.state == "queued")
            begun = [job.id for job in mine if job.state == "started"]
            last = {job.ticket: job for job in mine}
            unclear = [job.id for job in last.values() if self._asks_for_staff(job)]
        for job in begun:
            self._driver.doubt()
            self._note("print_unconfirmed", job, "interrupted")
        for job in begun + unclear:
            self._unclear(job)

    def _asks_for_staff(self, job: Any) -> bool:
        ticket = self._house.live.tickets.get(job.ticket)
        waits = ticket is not None and ticket.state == State.WAITING
        return waits and job.state == "unconfirmed" and job.why != "cannot_confirm"

    def _turn(self) -> float:
        """One job, or one look. Gives the seconds to wait for the next."""
        if not self._mine():
            return OWN_AGAIN
        self.report.slips()
        job = self._next()
        if job is not None and not self._print(job):
            return AGAIN
        if job is not None:
            return 0.0
        since = self._engine.now_monotonic() - self._looked
        if since >= LOOK_EVERY or self._house.devices.get(self.id).state != "ok":
            self._look()
            since = 0.0
        healthy = self._house.devices.get(self.id).state == "ok"
        return LOOK_EVERY - since if healthy else AGAIN

    def _next(self) -> int | None:
        """The oldest job still to print; what came too late is failed on the way."""
        while self.queue:
            id = self.queue[0]
            with self._engine.turn():
                hall, now = self._house.live, self._house.now()
                job = hall.jobs.get(id)
                queued = job is not None and job.state == "queued"
                ticket = hall.tickets.get(job.ticket) if job else None
                late = queued and now - job.at > self._within
                ended = queued and (ticket is None or ticket.state in ENDED)
            if queued and not late and not ended:
                return id
            if queued:
                self._note("print_failed", id, "too_late" if late else "ticket_ended")
            self.queue.popleft()
            self.told.pop(id, None)
        return None

    def _look(self) -> None:
        self._looked = self._engine.now_monotonic()
        try:
            link = self._line(self._driver.open)
        except Down as down:
            self.report.condition(Condition("down", down.why))
            return
        try:
            self.report.condition(self._do(link.look))
        finally:
            self._line(link.close)

    def _print(self, job: int) -> bool:
        """False: the printer isn't ready; the job stays queued."""
        try:
            sheet = self._sheet(job)
        except Exception:
            log.exception("printer %s: slip of job %s cannot be drawn", self.id, job)
            self._fail(job, "cannot_draw")
            return True
        self._looked = self._engine.now_monotonic()
        try:
            link = self._line(self._driver.open)
        except Down as down:
            self.report.condition(Condition("down", down.why))
            return False
        try:
            condition = self._do(link.look)
            if not condition.ok:
                self.report.condition(condition)
                return False
            if not self._note("print_started", job):
                return True
            self._finish(job, self._send(link, sheet))
            return True
        finally:
            self._line(link.close)

    def _sheet(self, job: int) -> Sheet:
        """The slip, composed on the loop and drawn beside it."""
        with self._engine.turn():
            hall = self._house.live
            known = hall.jobs[job]
            ahead, estimate = self.told.get(job, (None, None))
            slip = compose(
                hall, known.ticket, self._house.languages, reprint=known.reprint,
                url=track_url(hall, known.ticket), ahead=ahead, estimate=estimate,
            )  # fmt: skip
        self._keep(job, slip)

        def make() -> Sheet:
            picture = draw(slip, self._width, self._letters)
            data = self._driver.encode(picture, slip)
            return Sheet(job, slip.number, picture, known.reprint, data)

        return self._engine.call_native(make) if self._driver.draws else Sheet(job, slip.number)

    def _send(self, link: Link, sheet: Sheet) -> Outcome:
        try:
            return self._do(link.send, sheet, self.report.condition)
        except Exception:
            log.exception("printer %s: sending job %s", self.id, sheet.job)
            return Outcome("unconfirmed", "driver")

    def _finish(self, job: int, outcome: Outcome) -> None:
        """Writes down what became of a slip, and tells."""
        self.queue.popleft()
        self.told.pop(job, None)
        if outcome.state == "printed":
            self._note("print_confirmed", job)
            self.report.failed = None
        elif outcome.state == "failed":
            self._fail(job, outcome.why or "error")
        else:
            self._note("print_unconfirmed", job, outcome.why or "unknown")
            if outcome.why != "cannot_confirm":
                self._unclear(job)
        self.report.condition(outcome.condition)
        unclear = outcome.state == "unconfirmed" and outcome.why != "cannot_confirm"
        if unclear and outcome.condition.ok:
            self.report.unconfirmed(outcome.why)

    def _fail(self, job: int, why: str) -> None:
        self._note("print_failed", job, why)
        if self.queue and self.queue[0] == job:
            self.queue.popleft()
        self.report.failed = self._number(job)

    def _unclear(self, job: int) -> None:
        with self._engine.turn():
            known = self._house.live.jobs.get(job)
        if known is not None:
            self.report.unclear[known.ticket] = self._number(job) or str(job)

    def _number(self, job: int) -> str | None:
        with self._engine.turn():
            hall = self._house.live
            known = hall.jobs.get(job)
            ticket = hall.tickets.get(known.ticket) if known else None
            return ticket.number if ticket else None

    def _note(self, verb: str, job: int, *why: str) -> bool:
        """Commits what happened to a job. False: the rules say no (it was taken back meanwhile).

        The beginning is not forced on a hall that can't write; the end is told until it is heard.
        """
        while True:
            try:
                self._house.act(
                    self._who, lambda hall, now: getattr(hall, verb)(self._who, now, job, *why)
                )
                return True
            except Refusal as refusal:
                log.info("printer %s: %s of job %s: %s", self.id, verb, job, refusal)
                return False
            except Exception as error:
                if verb == "print_started" or self._stopped:
                    raise Later(str(error)) from error
                log.warning("printer %s: %s of job %s unwritten: %r", self.id, verb, job, error)
            self._engine.sleep(AGAIN)

    def _do(self, fn: Callable[..., Any], *args: Any) -> Any:
        """A driver's call, on the loop or beside it as the driver needs."""
        return self._engine.call_native(fn, *args) if self._driver.native else fn(*args)

    def _line(self, fn: Callable[[], Any]) -> Any:
        """Opens or closes the driver's line."""
        beside = self._driver.native or self._driver.native_line
        return self._engine.call_native(fn) if beside else fn()
