"""Paper: print jobs, from the event that asked for a slip to what is known of it.

A job's id is the seq of the TicketIssued, ServiceChanged or ReprintAsked it began with. At most one
PrintStarted for each ticket and number that is not a marked reprint (I8): a job starts once, and a
failed one is not taken up again but asked for anew, as a reprint. A printer that is merely not
ready leaves its job queued, without an event.
"""

from __future__ import annotations

from collections.abc import Callable

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

    def print_confirmed(self, who: Who, now: int, job: int) -> list[Event]:
        return self._print(who, now, job, "PrintConfirmed", "started")

    def print_failed(self, who: Who, now: int, job: int, why: str) -> list[Event]:
        """Nothing, or not all, came out; staff may ask for a reprint."""
        return self._print(who, now, job, "PrintFailed", "queued", "started", why=why)

    def print_unconfirmed(self, who: Who, now: int, job: int, why: str) -> list[Event]:
        """Sent, and nobody knows: staff decide, never printed again blindly."""
        return self._print(who, now, job, "PrintUnconfirmed", "started", why=why)

    def _print(
        self, who: Who, now: int, job: int, kind: str, *states: str, why: str | None = None
    ) -> list[Event]:
        if who.role not in ("printer", "hall"):
            raise Refusal("not_allowed", f"a {who.role} does not print")
        known = self.jobs.get(job)
        if known is None:
            raise Refusal("unknown_job", f"no print job {job} today")
        if known.state not in states:
            raise Refusal("illegal_move", f"the job is {known.state}", state=known.state)
        data = {"job": job, "printer": known.printer}
        if why is not None:
            data["why"] = why
        return [self.event(now, kind, data, who=who, ticket=known.ticket)]


def _reprint_asked(hall: HallState, event: Event) -> None:
    hall.jobs[event.seq] = Job(
        event.seq, event.ticket or 0, event.data["printer"], "queued", None, True, event.at
    )


def _becomes(state: str) -> Callable[[HallState, Event], None]:
    def printing(hall: HallState, event: Event) -> None:
        job = hall.jobs[event.data["job"]]
        job.state, job.why, job.at = state, event.data.get("why"), event.at

    return printing


APPLY: dict[str, Callable[[HallState, Event], None]] = {
    "ReprintAsked": _reprint_asked,
    "PrintStarted": _becomes("started"),
    "PrintConfirmed": _becomes("printed"),
    "PrintFailed": _becomes("failed"),
    "PrintUnconfirmed": _becomes("unconfirmed"),
}
