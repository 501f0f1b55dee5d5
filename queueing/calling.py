"""Calling and serving: the ticket at a counter, from the call to its finish."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from queueing.events import Event
from queueing.hall_state import HallState
from queueing.policies import choose
from queueing.refusal import Refusal
from queueing.state import Call, CounterState, Finished
from queueing.ticket import MOVES, State, Ticket
from queueing.who import Who


class Calling(HallState):
    def peek(self, counter: str, now: int) -> tuple[Ticket, str] | None:
        """Whom call_next would call there, and by which rule."""
        plan = self.settled()
        at = self.desks_of(self.known_counter(counter))
        found = choose(self.lines, at, now, plan, lambda id: self.tickets[id].rank)
        return (self.tickets[found[0]], found[1]) if found else None

    def call_next(self, who: Who, now: int, counter: str) -> list[Event]:
        """Calls whose turn it is. With a ticket still at the counter, the hall's `on_next`: finish
        it first, or refuse. [] when nobody may be called and nothing was to finish; a finish alone
        when the last one leaves and nobody waits."""
        here = self.at_counter(who, now, counter)
        self.not_paused(here)
        events = self._make_room(who, now, here)
        found = self.peek(counter, max(now, self.at))
        if found is None:
            return events
        ticket, rule = found
        self.legal("call_next", ticket)
        return [*events, self._call(who, now, here, ticket, rule, None, events)]

    def call(self, who: Who, now: int, counter: str, ticket: int, reason: str) -> list[Event]:
        """By hand: a supervisor anybody, an officer (if the hall lets him) those of his lists."""
        here = self.at_counter(who, now, counter)
        it = self.ticket(ticket)
        if who.role not in ("supervisor", "hall"):
            if who.role != "officer" or not self.settled().moves.officer_may_pick:
                raise Refusal("not_allowed", "only a supervisor picks by hand")
            if not self._mine(here, it):
                raise Refusal("not_eligible", f"{it.number} is not for counter {counter}")
        if not reason:
            raise Refusal("bad_request", "a call by hand needs a reason")
        self.not_paused(here)
        self.legal("call", it)
        events = self._make_room(who, now, here)
        return [*events, self._call(who, now, here, it, "hand", reason, events)]

    def _mine(self, here: CounterState, ticket: Ticket) -> bool:
        """Whether it stands, or would stand, in a line of this counter."""
        if ticket.to_counter is not None:
            return ticket.to_counter == here.id
        if ticket.to_officer is not None:
            return here.session is not None and ticket.to_officer == here.session.officer
        plan = self.settled().counters[here.id]
        return ticket.service in plan.first or ticket.service in plan.second

    def _call(
        self,
        who: Who,
        now: int,
        here: CounterState,
        ticket: Ticket,
        rule: str,
        reason: str | None,
        before: list[Event],
    ) -> Event:
        line = "service"
        if ticket.to_counter is not None:
            line = "counter"
        elif ticket.to_officer is not None:
            line = "officer"
        return self.event(
            now,
            "TicketCalled",
            {
                "leg": len(ticket.legs),
                "rule": rule,
                "hand": rule == "hand",
                "reason": reason,
                "line": line,
                "zone": self.settled().counters[here.id].zone,
                "finished": before[0].seq if before else None,
            },
            n=1 + len(before),
            who=who,
            ticket=ticket.id,
            counter=here.id,
            officer=here.session.officer if here.session else None,
        )

    def _make_room(self, who: Who, now: int, here: CounterState) -> list[Event]:
        """The finish of the ticket still at the counter, if there is one and the hall allows."""
        if here.ticket is None:
            return []
        ticket = self.tickets[here.ticket]
        if self.settled().moves.on_next == "refuse":
            raise Refusal(
                "illegal_move",
                f"{ticket.number} is still at counter {here.id}",
                state=str(ticket.state),
                number=ticket.number,
            )
        return [self.finish_event(who, now, here, ticket, None, ())]

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

    def finish(
        self,
        who: Who,
        now: int,
        counter: str,
        outcome: str | None = None,
        services: Iterable[str] = (),
    ) -> list[Event]:
        """`services`: what else was done in the same visit."""
        here = self.at_counter(who, now, counter)
        services = tuple(services)
        for service in services:
            self.service(service)
        ticket = self.held("finish", here)
        return [self.finish_event(who, now, here, ticket, outcome, services)]

    def finish_event(
        self,
        who: Who,
        now: int,
        here: CounterState,
        ticket: Ticket,
        outcome: str | None,
        services: tuple[str, ...],
        *,
        n: int = 1,
        forgotten: bool = False,
    ) -> Event:
        """`service_ms` is what averages take: capped where the finish was forgotten, null where
        the start was not recorded."""
        leg = ticket.leg
        recorded = leg.started_at is not None
        took = None
        inaccurate = forgotten
        if leg.started_at is not None:
            took = max(now, self.at) - leg.started_at - leg.held_ms
            if leg.held_at is not None:
                took -= max(now, self.at) - leg.held_at
            cap = self.settled().moves.service_cap * 1000
            if took > cap:
                took, inaccurate = cap, True
        return self.event(
            now,
            "TicketFinished",
            {
                "leg": len(ticket.legs),
                "outcome": outcome,
                "services": list(services),
                "start_recorded": recorded,
                "inaccurate": inaccurate,
                "service_ms": took,
            },
            n=n,
            who=who,
            ticket=ticket.id,
            counter=here.id,
            officer=here.session.officer if here.session else None,
        )

    def _at(
        self,
        who: Who,
        now: int,
        here: CounterState,
        ticket: Ticket,
        kind: str,
        **data: int | str,
    ) -> Event:
        return self.event(
            now,
            kind,
            {"leg": len(ticket.legs), **data},
            who=who,
            ticket=ticket.id,
            counter=here.id,
            officer=here.session.officer if here.session else None,
        )


def _called(hall: HallState, event: Event) -> None:
    data = event.data
    ticket = hall.tickets[event.ticket or 0]
    counter = hall.counter(event.counter or "")
    finish = counter.last_move
    past = hall.remember(event, ticket, counter)
    if finish is not None and finish.seq == data["finished"]:
        past.before = finish
    if ticket.state is State.WAITING:
        hall.leave(ticket)
    leg = ticket.leg
    ticket.state = MOVES["call_next"][1]
    leg.rule, leg.hand = data["rule"], data["hand"]
    if leg.called_at is None:
        leg.called_at = event.at
        hall.count(ticket.service, "waits", 1, past)
        hall.count(ticket.service, "wait_ms", max(event.at - leg.counts_from, 0), past)
    hall.count(ticket.service, "called", 1, past)
    if data["hand"]:
        hall.count(ticket.service, "by_hand", 1, past)
    come_to_counter(hall, event, ticket, counter)


def come_to_counter(hall: HallState, event: Event, ticket: Ticket, counter: CounterState) -> None:
    """What a call and a resume have in common."""
    leg = ticket.leg
    ticket.counter = leg.counter = counter.id
    leg.officer = counter.session.officer if counter.session else None
    leg.last_called_at = event.at
    counter.ticket = ticket.id
    counter.idle_since = None
    hall.calls.append(
        Call(
            event.seq,
            event.at,
            ticket.id,
            ticket.number,
            counter.id,
            event.data["zone"],
            ticket.service,
            False,
        )
    )
    hall.touch(ticket, event)


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
    hall.remember(event, ticket, counter)
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
    "TicketCalled": _called,
    "TicketRecalled": _recalled,
    "ServingStarted": _started,
    "TicketFinished": _finished,
    "TicketMarkedNoShow": _no_show,
}
