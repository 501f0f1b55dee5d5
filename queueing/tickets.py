"""Tickets away from the counters: change of service, priority granted, cancelled, returned."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from queueing.events import Event
from queueing.hall_state import HallState
from queueing.issuing import Issuing, number_taken
from queueing.policies.desk import reference_returned
from queueing.refusal import Refusal
from queueing.ticket import MOVES, Ticket
from queueing.who import Who


class Tickets(Issuing):
    def change_service(
        self, who: Who, now: int, ticket: int, service: str, estimate: Any = None
    ) -> list[Event]:
        """The same ticket, a new number; the old one is void, and so is its slip if it still
        waits to be printed. The kiosk that issued it may do so for a while, staff always."""
        plan = self.at_work(now)
        self.staff(who, "reception", "kiosk")
        it = self.ticket(ticket)
        if who.role == "kiosk":
            self._check_kiosk(who, it)
            if now - it.issued_at > plan.moves.change_service_within * 1000:
                raise Refusal("too_late", "the service can be changed at the desk only")
        wanted = self.service(service)
        self.legal("change_service", it)
        if service == it.service:
            raise Refusal("illegal_move", "it is for that service", state=str(it.state))
        if who.role == "kiosk" and service not in plan.kiosks[who.device or ""].services:
            raise Refusal("not_allowed", f"kiosk {who.device} does not offer {service}")
        self.check_offered(wanted)
        if who.role == "kiosk" and not plan.open_always:
            self.check_person_changing(plan, it, service)
        n = self.free_number(wanted.series)
        rank = self.policy(service).rank(
            it.ref, it.klass, it.slot_start, len(it.legs) > 1, plan.policy
        )
        printer = it.printer if it.printer in plan.printers else None
        events = [
            self.event(
                now,
                "ServiceChanged",
                {
                    "service": service,
                    "number": wanted.series.number(n),
                    "series": wanted.series.id,
                    "n": n,
                    "old_number": it.number,
                    "rank": rank,
                    "printer": printer,
                    **({"estimate": estimate} if estimate else {}),
                },
                who=who,
                ticket=ticket,
            )
        ]
        old = self.jobs.get(it.job or 0)
        if old is not None and old.state == "queued":
            events.append(
                self.event(
                    now,
                    "PrintFailed",
                    {"job": old.id, "printer": old.printer, "why": "number_void"},
                    n=2,
                    who=who,
                    ticket=ticket,
                )
            )
        return events

    def _check_kiosk(self, who: Who, ticket: Ticket) -> None:
        if who.device not in self.settled().kiosks:
            raise Refusal("unknown_kiosk", f"no kiosk {who.device!r}")
        if ticket.kiosk != who.device:
            raise Refusal("not_allowed", "another kiosk issued this ticket")

    def grant(
        self,
        who: Who,
        now: int,
        ticket: int,
        klass: str,
        ground: str | None,
        reason: str | None = None,
    ) -> list[Event]:
        """Class and ground anew, and with them the rank. Urgent: a supervisor, with a reason."""
        plan = self.at_work(now)
        self.staff(who, "reception")
        it = self.ticket(ticket)
        if klass != "regular" or ground is not None:
            self.check_ground(plan, klass, ground)
            boss = who.role in ("supervisor", "hall")
            if klass == "urgent" and not boss:
                raise Refusal("not_allowed", "urgent is granted by a supervisor")
            if klass == "urgent" and not reason:
                raise Refusal("bad_request", "urgent needs a reason")
            if not boss and who.role not in plan.grounds[ground or ""].grant:
                raise Refusal("not_allowed", f"{ground} is not granted by {who.role}")
        self.legal("grant", it)
        rank = self.policy(it.service).rank(
            it.ref, klass, it.slot_start, len(it.legs) > 1, plan.policy
        )
        return [
            self.event(
                now,
                "PriorityGranted",
                {"class": klass, "ground": ground, "rank": rank, "reason": reason},
                who=who,
                ticket=ticket,
            )
        ]

    def cancel(self, who: Who, now: int, ticket: int) -> list[Event]:
        self.at_work(now)
        self.staff(who, "reception", "citizen")
        if who.role == "citizen" and who.ticket != ticket:
            raise Refusal("not_allowed", "not your ticket")
        it = self.ticket(ticket)
        self.legal("cancel", it)
        return [
            self.event(now, "TicketCancelled", {"state": str(it.state)}, who=who, ticket=ticket)
        ]

    def return_(self, who: Who, now: int, ticket: int) -> list[Event]:
        """Back in line after a no-show, once. Its own line is kept while that one is there."""
        plan = self.at_work(now)
        self.staff(who, "reception", "kiosk")
        it = self.ticket(ticket)
        self.legal("return", it)
        if it.returned:
            raise Refusal("illegal_move", "it came back once already", state=str(it.state))
        ref = reference_returned(max(now, self.at), it.leg.no_show_at or 0, plan.policy)
        rank = self.policy(it.service).rank(
            ref, it.klass, it.slot_start, len(it.legs) > 1, plan.policy
        )
        return [
            self.event(
                now,
                "TicketReturned",
                {"leg": len(it.legs), "ref": ref, "rank": rank},
                who=who,
                ticket=ticket,
            )
        ]


def _service_changed(hall: HallState, event: Event) -> None:
    data = event.data
    ticket = hall.tickets[event.ticket or 0]
    hall.leave(ticket)
    if len(ticket.legs) == 1:
        hall.count(ticket.service, "issued", -1)
        hall.count(data["service"], "issued")
    ticket.void_numbers = (*ticket.void_numbers, ticket.number)
    ticket.number, ticket.series, ticket.n = data["number"], data["series"], data["n"]
    ticket.service = ticket.leg.service = data["service"]
    ticket.estimate = data.get("estimate")
    ticket.rank = (data["rank"], ticket.id)
    ticket.state = MOVES["change_service"][1]
    number_taken(hall, event, ticket)
    hall.touch(ticket, event)
    hall.stand(ticket)


def _granted(hall: HallState, event: Event) -> None:
    data = event.data
    ticket = hall.tickets[event.ticket or 0]
    hall.leave(ticket)
    ticket.klass, ticket.ground = data["class"], data["ground"]
    ticket.rank = (data["rank"], ticket.id)
    ticket.state = MOVES["grant"][1]
    hall.touch(ticket, event)
    hall.stand(ticket)


def _cancelled(hall: HallState, event: Event) -> None:
    ticket = hall.tickets[event.ticket or 0]
    if event.data["state"] == "waiting":
        hall.leave(ticket)
    ticket.state = MOVES["cancel"][1]
    ticket.counter = None
    hall.touch(ticket, event)
    hall.count(ticket.service, "cancelled")


def _expired(hall: HallState, event: Event) -> None:
    ticket = hall.tickets[event.ticket or 0]
    if event.data["state"] == "waiting":
        hall.leave(ticket)
    ticket.state = MOVES["expire"][1]
    ticket.counter = None
    hall.touch(ticket, event)
    hall.count(ticket.service, "expired")


def _returned(hall: HallState, event: Event) -> None:
    data = event.data
    ticket = hall.tickets[event.ticket or 0]
    ticket.state = MOVES["return"][1]
    ticket.returned = True
    ticket.counter = None
    ticket.ref, ticket.rank, ticket.since = data["ref"], (data["rank"], ticket.id), event.at
    keep_own_line(hall, ticket)
    hall.touch(ticket, event)
    hall.stand(ticket)
    hall.count(ticket.service, "returned")


def keep_own_line(hall: HallState, ticket: Ticket) -> None:
    """A ticket promised to a counter or officer who has gone joins its service's line."""
    if ticket.to_counter is not None:
        counter = hall.counters.get(ticket.to_counter)
        if counter is None or counter.session is None:
            ticket.to_counter = None
    if ticket.to_officer is not None and ticket.to_officer not in hall.officers:
        ticket.to_officer = None


APPLY: dict[str, Callable[[HallState, Event], None]] = {
    "ServiceChanged": _service_changed,
    "PriorityGranted": _granted,
    "TicketCancelled": _cancelled,
    "TicketExpired": _expired,
    "TicketReturned": _returned,
}
