"""Paper: print jobs, from the event that asked for a slip to what is known of it.

A job's id is the seq of the TicketIssued, ServiceChanged or ReprintAsked it began with. At most one
PrintStarted for each ticket and number that is not a marked reprint (I8): a job starts once, and a
failed one is not taken up again but asked for anew, as a reprint. A printer that is merely not
ready leaves its job queued, without an event; a job that has not begun may go to another printer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from queueing.events import Event
from queueing.hall_state import HallState
from queueing.refusal import Refusal
from queueing.state import Job
from queueing.ticket import ENDED
from queueing.who import Who


class Paper(HallState):
    def reprint(self, who: Who, now: int, ticket: int, printer: str | None = None) -> list[Event]:
        """Asks for the slip again, marked; where it went before, unless a printer is named."""
        plan = self.at_work(now)
        self.staff(who, "reception", "kiosk")
        it = self.ticket(ticket)
        printer = printer or it.printer
        if printer is None or printer not in plan.printers:
            raise Refusal("unknown_printer", f"no printer {printer!r}")
        if it.state in ENDED:
            raise Refusal("illegal_move", f"the ticket is {it.state}", state=str(it.state))
        return [self.event(now, "ReprintAsked", {"printer": printer}, who=who, ticket=ticket)]

    def print_started(self, who: Who, now: int, job: int) -> list[Event]:
        """Committed before the first byte is sent."""
        return self._print(who, now, job, "PrintStarted", "queued")

    def print_confirmed(self, who: Who, now: int, job: int, mm: int | None = None) -> list[Event]:
        """`mm` of paper it took."""
        return self._print(who, now, job, "PrintConfirmed", "started", mm=mm)

    def print_failed(self, who: Who, now: int, job: int, why: str) -> list[Event]:
        """Nothing, or not all, came out; staff may ask for a reprint."""
        return self._print(who, now, job, "PrintFailed", "queued", "started", why=why)

    def print_unconfirmed(
        self, who: Who, now: int, job: int, why: str, mm: int | None = None
    ) -> list[Event]:
        """Sent, and nobody knows: staff decide, never printed again blindly."""
        return self._print(who, now, job, "PrintUnconfirmed", "started", why=why, mm=mm)

    def print_diverted(self, who: Who, now: int, job: int, printer: str) -> list[Event]:
        """A slip not yet begun goes to another printer. Whoever says PrintStarted first has it."""
        events = self._print(who, now, job, "PrintDiverted", "queued")
        here = self.jobs[job].printer
        if printer not in self.settled().printers or printer == here:
            raise Refusal("unknown_printer", f"no other printer {printer!r}")
        events[0].data = {"job": job, "printer": printer, "from": here}
        return events

    def paper_loaded(self, who: Who, now: int, printer: str) -> list[Event]:
        """A new roll, full: noticed by the printer, or said by whoever put it in; at any hour."""
        plan = self.settled()
        if who.role not in ("printer", "hall", "manager", "admin"):
            self.staff(who, "reception", "kiosk")
        if printer not in plan.printers:
            raise Refusal("unknown_printer", f"no printer {printer!r}")
        return [self.event(now, "PaperLoaded", {"printer": printer}, who=who)]

    def _print(
        self, who: Who, now: int, job: int, kind: str, *states: str, why: str | None = None,
        mm: int | None = None,
    ) -> list[Event]:  # fmt: skip
        if who.role not in ("printer", "hall"):
            raise Refusal("not_allowed", f"a {who.role} does not print")
        known = self.jobs.get(job)
        if known is None:
            raise Refusal("unknown_job", f"no print job {job} today")
        if known.state not in states:
            raise Refusal("illegal_move", f"the job is {known.state}", state=known.state)
        data: dict[str, Any] = {"job": job, "printer": known.printer}
        if why is not None:
            data["why"] = why
        if mm is not None:
            data["mm"] = mm
        return [self.event(now, kind, data, who=who, ticket=known.ticket)]


def _reprint_asked(hall: HallState, event: Event) -> None:
    hall.jobs[event.seq] = Job(
        event.seq, event.ticket or 0, event.data["printer"], "queued", None, True, event.at
    )


def _becomes(state: str) -> Callable[[HallState, Event], None]:
    def printing(hall: HallState, event: Event) -> None:
        job = hall.jobs[event.data["job"]]
        job.state, job.why, job.at = state, event.data.get("why"), event.at
        if job.printer in hall.paper:
            hall.paper[job.printer] += event.data.get("mm", 0)

    return printing


def _diverted(hall: HallState, event: Event) -> None:
    """It keeps its age: a slip that is too late here is too late there."""
    job = hall.jobs[event.data["job"]]
    job.printer = event.data["printer"]
    ticket = hall.tickets[job.ticket]
    if ticket.job == job.id:
        ticket.printer = job.printer


def _paper_loaded(hall: HallState, event: Event) -> None:
    hall.paper[event.data["printer"]] = 0


APPLY: dict[str, Callable[[HallState, Event], None]] = {
    "ReprintAsked": _reprint_asked,
    "PrintStarted": _becomes("started"),
    "PrintConfirmed": _becomes("printed"),
    "PrintFailed": _becomes("failed"),
    "PrintUnconfirmed": _becomes("unconfirmed"),
    "PrintDiverted": _diverted,
    "PaperLoaded": _paper_loaded,
}
