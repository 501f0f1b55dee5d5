"""Serving: the ticket at a counter, from its call to the finish – or the no-show."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from queueing.calling import Calling
from queueing.events import Event
from queueing.hall_state import HallState
from queueing.refusal import Refusal
from queueing.state import Call, CounterState, Finished
from queueing.ticket import MOVES, Ticket
from queueing.who import Who


class Serving(Calling):
    def recall(self, who: Who, now: int, counter: str) -> list[Event]:
        here = self.at_counter(who, now, counter)
        ticket = self.held("recall", here)
        return [
            self._at(
                who,
                now,
                here,
                ticket,
                "TicketRecalled",
                times=ticket.leg.recalls + 1,
                zone=self.settled().counters[here.id].zone,
            )
        ]

    def start(self, who: Who, now: int, counter: str) -> list[Event]:
        here = self.at_counter(who, now, counter)
        return [self._at(who, now, here, self.held("start", here), "ServingStarted")]

    def no_show(self, who: Who, now: int, counter: str) -> list[Event]:
        """Not before some seconds have passed since the last call (hall.no_show_not_before)."""
        here = self.at_counter(who, now, counter)
        ticket = self.held("no_show", here)
        called = ticket.leg.last_called_at or 0
        not_before = called + self.settled().moves.no_show_not_before * 1000
        if now < not_before:
            raise Refusal(
                "illegal_move",
                "called only a moment ago",
                state=str(ticket.state),
                not_before=not_before,
            )
        return [self._at(who, now, here, ticket, "TicketMarkedNoShow")]

    def mark_absent(self, who: Who, now: int) -> list[Event]:
        """What the hall does by itself, if it is set so (hall.no_show_after): whoever was called
        long ago and has not come is a no-show. [] nearly always."""
        after = self.settled().moves.no_show_after
        if after is None or self.day is None or self.clock_doubtful(now):
            return []
        events: list[Event] = []
        for here in self.counters.values():
            ticket = self.tickets[here.ticket] if here.ticket is not None else None
            if ticket is None or ticket.state not in MOVES["no_show"][0]:
                continue
            if now >= (ticket.leg.last_called_at or 0) + after * 1000:
                event = self._at(who, now, here, ticket, "TicketMarkedNoShow", by_hall=True)
                event.seq += len(events)
                events.append(event)
        return events

    def finish(
        self,
        who: Who,
        now: int,
        counter: str,
        outcome: str | None = None,
        services: Iterable[str] = (),
        next_service: str | None = None,
        end: bool = False,
    ) -> list[Event]:
        """`services`: what else was done at once. The visit goes on with `next_service`, or with
        what the ticket has still before it, unless `end` says that it is over."""
        here = self.at_counter(who, now, counter)
        services = tuple(services)
        for service in services:
            self.service(service)
        ticket = self.held("finish", here)
        self.check_outcome(who, ticket, outcome)
        due = self.due(ticket, next_service, end)
        return self.over(who, now, here, ticket, outcome, services, due)


def _recalled(hall: HallState, event: Event) -> None:
    ticket = hall.tickets[event.ticket or 0]
    counter = hall.counter(event.counter or "")
    ticket.leg.recalls = event.data["times"]
    ticket.leg.last_called_at = event.at
    ticket.state = MOVES["recall"][1]
    hall.calls.append(
        Call(
            event.seq,
            event.at,
            ticket.id,
            ticket.number,
            counter.id,
            event.data["zone"],
            ticket.service,
            True,
        )
    )
    hall.touch(ticket, event)
    # what was spoken can't be taken back, so it is no move of its own for undo, nor in its way
    if counter.last_move is not None and counter.last_move.ticket.id == ticket.id:
        counter.last_move.touched = event.seq


def _started(hall: HallState, event: Event) -> None:
    ticket = hall.tickets[event.ticket or 0]
    counter = hall.counter(event.counter or "")
    call = counter.last_move
    past = hall.remember(event, ticket, counter)
    if call is not None and call.seq == event.data.get("called"):
        past.before = call
    leg = ticket.leg
    ticket.state = MOVES["start"][1]
    if leg.started_at is None:
        leg.started_at = event.at
        leg.held_at = None  # held before it began: no part of the service
    elif leg.held_at is not None:
        leg.held_ms += event.at - leg.held_at
        leg.held_at = None
    counter.finished = None
    hall.touch(ticket, event)


def _finished(hall: HallState, event: Event) -> None:
    data = event.data
    ticket = hall.tickets[event.ticket or 0]
    counter = hall.counter(event.counter or "")
    past = hall.remember(event, ticket, counter)
    leg = ticket.leg
    ticket.state = MOVES["finish"][1]
    ticket.counter = None
    if leg.held_at is not None:
        leg.held_ms += event.at - leg.held_at
        leg.held_at = None
    leg.finished_at = event.at
    leg.outcome, leg.inaccurate = data["outcome"], data["inaccurate"]
    hall.count(ticket.service, "finished", 1, past)
    if data["service_ms"] is not None:
        hall.count(ticket.service, "services", 1, past)
        hall.count(ticket.service, "service_ms", data["service_ms"], past)
    leave_counter(hall, event, ticket, counter)
    counter.finished = Finished(ticket.id, data["leg"], event.at)


def leave_counter(hall: HallState, event: Event, ticket: Ticket, counter: CounterState) -> None:
    counter.ticket = None
    counter.idle_since = event.at
    hall.touch(ticket, event)


def _no_show(hall: HallState, event: Event) -> None:
    ticket = hall.tickets[event.ticket or 0]
    counter = hall.counter(event.counter or "")
    past = hall.remember(event, ticket, counter)
    ticket.state = MOVES["no_show"][1]
    ticket.counter = None
    ticket.leg.no_show_at = event.at
    hall.count(ticket.service, "no_show", 1, past)
    leave_counter(hall, event, ticket, counter)


APPLY: dict[str, Callable[[HallState, Event], None]] = {
    "TicketRecalled": _recalled,
    "ServingStarted": _started,
    "TicketFinished": _finished,
    "TicketMarkedNoShow": _no_show,
}
