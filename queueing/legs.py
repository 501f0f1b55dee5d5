"""Legs: several services in one visit, each a stay at a counter: hand in, pay, collect.

A visit goes on when a leg is finished and another service is due: named at issue (`then`), or by
the officer at the finish. The number stays, and so does the reference time: nobody is put back for
having more than one thing to do. The finished leg is served, counted and rated like any other.
"""

from __future__ import annotations

from collections.abc import Callable

from queueing.events import Event
from queueing.hall_state import HallState
from queueing.refusal import Refusal
from queueing.state import CounterState
from queueing.ticket import MOVES, Leg, Ticket
from queueing.who import Who

MOST = 8  # services of one visit


class Legs(HallState):
    def check_then(self, service: str, then: tuple[str, ...]) -> None:
        """Refuses services of one visit that nobody knows, too many, or one twice in a row."""
        if len(then) >= MOST:
            raise Refusal("bad_request", f"at most {MOST} services in one visit")
        for before, after in zip((service, *then), then, strict=False):
            self.service(after)
            if before == after:
                raise Refusal("bad_request", f"{after} twice in a row")

    def due(
        self, ticket: Ticket, next_service: str | None, end: bool
    ) -> tuple[str, tuple[str, ...]] | None:
        """(service, what comes after it) with which the visit goes on after the finish; None: it
        ends. `next_service` comes before what is due anyhow, `end` leaves that out."""
        if next_service is not None:
            self.service(next_service)
            if end:
                raise Refusal("bad_request", "the visit ends here or goes on, not both")
            rest = ticket.then[1:] if ticket.then[:1] == (next_service,) else ticket.then
            return next_service, rest
        if end or not ticket.then:
            return None
        return ticket.then[0], ticket.then[1:]

    def rank_again(self, ticket: Ticket, service: str) -> tuple[int, int]:
        """(reference time, effective time) for a further leg: those of the visit's beginning."""
        plan = self.settled()
        slot = ticket.slot_start
        rank = self.policy(service).rank(ticket.first_ref, ticket.klass, slot, True, plan.policy)
        return ticket.first_ref, rank

    def going_on(
        self, who: Who, now: int, here: CounterState, ticket: Ticket, finish: Event,
        service: str, then: tuple[str, ...],
    ) -> Event:  # fmt: skip
        """The event that follows a finish when the visit is not over."""
        ref, rank = self.rank_again(ticket, service)
        data = {
            "leg": len(ticket.legs) + 1, "service": service, "then": list(then), "ref": ref,
            "rank": rank, "finished": finish.seq,
        }  # fmt: skip
        return self.event(
            now, "TicketContinued", data, n=finish.seq - self.seq + 1, who=who, ticket=ticket.id,
            counter=here.id, officer=here.session.officer if here.session else None,
        )  # fmt: skip

    def as_continued(self, event: Event) -> Ticket:
        """The ticket as it will be after a TicketContinued that is not yet applied."""
        ticket = self.tickets[event.ticket or 0].copy()
        continue_(ticket, event)
        return ticket


def continue_(ticket: Ticket, event: Event) -> None:
    data = event.data
    ticket.state = MOVES["go_on"][1]
    ticket.service, ticket.then = data["service"], tuple(data["then"])
    ticket.counter = ticket.to_counter = ticket.to_officer = ticket.back = None
    ticket.ref, ticket.rank, ticket.since = data["ref"], (data["rank"], ticket.id), event.at
    ticket.legs.append(Leg(ticket.service, event.at, event.at))


def _continued(hall: HallState, event: Event) -> None:
    ticket = hall.tickets[event.ticket or 0]
    counter = hall.counter(event.counter or "")
    finish = counter.last_move
    past = hall.remember(event, ticket, counter)
    if finish is not None and finish.seq == event.data["finished"]:
        past.before = finish
    continue_(ticket, event)
    hall.touch(ticket, event)
    hall.stand(ticket)


APPLY: dict[str, Callable[[HallState, Event], None]] = {"TicketContinued": _continued}
