"""Jobs: what one printer has to print, and how its worker writes down what became of it.

Nothing is remembered here that the journal does not hold: `queue` are ids of jobs that were queued
when last heard of.
"""

from __future__ import annotations

import logging
from collections import deque
from typing import Any

from queueing.refusal import Refusal
from queueing.ticket import ENDED, State
from queueing.who import Who

log = logging.getLogger("printer")
AGAIN = 1.0  # seconds until the hall is asked again to write something down


class Later(Exception):
    """The hall cannot write just now: nothing was begun."""


class Jobs:
    """One printer's. `within`: seconds after which a slip comes too late."""

    def __init__(self, house: Any, printer: str, within: int) -> None:
        self._house, self._engine, self._printer = house, house.engine, printer
        self._within = within * 1000
        self._who = Who("printer", device=printer)
        self.queue: deque[int] = deque()
        self.told: dict[int, tuple[int | None, Any]] = {}  # job -> (ahead, estimate) at issue
        self.stopped = False

    def add(self, job: int, ahead: int | None, estimate: Any) -> None:
        self.queue.append(job)
        if ahead is not None:
            self.told[job] = (ahead, estimate)

    def take_up(self) -> tuple[list[int], list[int], bool]:
        """After a start: queues what is queued. Gives the jobs begun by a worker that is gone,
        those nobody knows about whose tickets still wait, and whether the slip begun last may lie
        cut short in the printer, however often the hall was started since."""
        with self._engine.turn():
            mine = [j for j in self._house.live.jobs.values() if j.printer == self._printer]
            self.queue = deque(job.id for job in mine if job.state == "queued")
            begun = [job.id for job in mine if job.state == "started"]
            last = {job.ticket: job for job in mine}
            unclear = [job.id for job in last.values() if self._asks_for_staff(job)]
            sent = [job for job in mine if job.state in ("started", "unconfirmed", "printed")]
            cut = max(sent, key=lambda job: job.at) if sent else None
            doubtful = cut and cut.state != "printed" and cut.why != "cannot_confirm"
        return begun, unclear, bool(doubtful)

    def _asks_for_staff(self, job: Any) -> bool:
        ticket = self._house.live.tickets.get(job.ticket)
        waits = ticket is not None and ticket.state == State.WAITING
        return waits and job.state == "unconfirmed" and job.why != "cannot_confirm"

    def next(self) -> int | None:
        """The oldest job still to print; what came too late is failed on the way."""
        while self.queue:
            id = self.queue[0]
            with self._engine.turn():
                hall, now = self._house.live, self._house.now()
                job = hall.jobs.get(id)
                queued = job is not None and job.state == "queued"
                elsewhere = job is not None and job.printer != self._printer
                ticket = hall.tickets.get(job.ticket) if job else None
                late = queued and now - job.at > self._within
                ended = queued and (ticket is None or ticket.state in ENDED)
            if queued and not elsewhere and not late and not ended:
                return id
            if queued and not elsewhere:
                self.note("print_failed", id, "too_late" if late else "ticket_ended")
            self.over(id)
        return None

    def over(self, job: int) -> None:
        """The first of the queue needs nothing any more."""
        if self.queue and self.queue[0] == job:
            self.queue.popleft()
        self.told.pop(job, None)

    def divert(self, printer: str) -> int:
        """Everything not begun goes to another printer. How many slips that were."""
        gone = 0
        for job in list(self.queue):
            gone += self.note("print_diverted", job, printer)
            self.queue.remove(job)
        return gone

    def ticket_of(self, job: int) -> tuple[int | None, str | None]:
        """(ticket, its number) of a job of today."""
        with self._engine.turn():
            hall = self._house.live
            known = hall.jobs.get(job)
            ticket = hall.tickets.get(known.ticket) if known else None
            return (known.ticket, ticket.number) if ticket else (None, None)

    def note(self, verb: str, job: int, *more: Any) -> bool:
        """Commits what happened to a job. False: the rules say no (it was taken back meanwhile).

        The beginning is not forced on a hall that can't write; the end is told until it is heard.
        """
        while True:
            try:
                self._house.act(
                    self._who, lambda hall, now: getattr(hall, verb)(self._who, now, job, *more)
                )
                return True
            except Refusal as refusal:
                log.info("printer %s: %s of job %s: %s", self._printer, verb, job, refusal)
                return False
            except Exception as error:
                if verb in ("print_started", "print_diverted") or self.stopped:
                    raise Later(str(error)) from error
                name = self._printer
                log.warning("printer %s: %s of job %s unwritten: %r", name, verb, job, error)
            self._engine.sleep(AGAIN)
