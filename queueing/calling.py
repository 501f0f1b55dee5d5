"""Calling: whose turn it is at a counter, and the ticket that comes to it."""

from __future__ import annotations

from collections.abc import Callable

from queueing.events import Event
from queueing.hall_state import HallState
from queueing.legs import Legs
from queueing.lines import Heads
from queueing.policies import choose
from queueing.policies.ratio import counted
from queueing.refusal import Refusal
from queueing.state import Call, CounterState
from queueing.ticket import AT_COUNTER_RULE, MOVES, State, Ticket
from queueing.who import Who


class Calling(Legs):
    def peek(
        self, counter: str, now: int, joining: Ticket | None = None
    ) -> tuple[Ticket, str] | None:
        """Whom call_next would call there, and by which rule. `joining` is about to stand in its
        line: a visit that goes on with the finish."""
        plan = self.settled()
        at = self.desks_of(self.known_counter(counter))
        lines: Heads = self.lines
        if joining is not None:
            key = self.key(joining)
            line = sorted([*self.lines.get(key, ()), self.entry(joining)])
            lines = {**self.lines, key: line}

        def of(id: int) -> Ticket:
            return joining if joining is not None and id == joining.id else self.tickets[id]

        found = choose(lines, at, now, plan, lambda id: of(id).rank, self.owed())
        return (of(found[0]), found[1]) if found else None

    def call_next(self, who: Who, now: int, counter: str) -> list[Event]:
        """Calls whose turn it is. With a ticket still at the counter, the hall's `on_next`: finish
        it first, or refuse. [] when nobody may be called and nothing was to finish; a finish alone
        when the last one leaves and nobody waits. A visit that goes on may be called at once."""
        here = self.at_counter(who, now, counter)
        self.not_paused(here)
        events = self._make_room(who, now, here)
        joining = self.as_continued(events[1]) if len(events) > 1 else None
        found = self.peek(counter, max(now, self.at), joining)
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
        return any(ticket.service in names for names in self.lists(here.id))

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
                "finished": before[-1].seq if before else None,
                "run": self._run(ticket, rule),
            },
            n=1 + len(before),
            who=who,
            ticket=ticket.id,
            counter=here.id,
            officer=here.session.officer if here.session else None,
        )

    def _run(self, ticket: Ticket, rule: str) -> list[str | int] | None:
        """[group, its regular calls since the last priority one, with this call]; None where no
        ratio counts."""
        run = counted(self.settled(), self.runs, ticket.service, ticket.klass, rule)
        return list(run) if run is not None else None

    def _make_room(self, who: Who, now: int, here: CounterState) -> list[Event]:
        """The finish of the ticket still at the counter, if there is one and the hall allows, and
        the going on of its visit if that is not over."""
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
        self.check_outcome(who, ticket, None)
        return self.over(who, now, here, ticket, None, (), self.due(ticket, None, False))

    def over(
        self, who: Who, now: int, here: CounterState, ticket: Ticket, outcome: str | None,
        services: tuple[str, ...], due: tuple[str, tuple[str, ...]] | None,
    ) -> list[Event]:  # fmt: skip
        """The finish of a leg, and what follows if another is due."""
        finish = self.finish_event(who, now, here, ticket, outcome, services)
        if due is None:
            return [finish]
        return [finish, self.going_on(who, now, here, ticket, finish, *due)]

    def check_outcome(self, who: Who, ticket: Ticket, outcome: str | None) -> None:
        """Refuses a finish without an outcome where the hall wants one of every visit served."""
        needed = self.settled().moves.outcome == "required" and ticket.state is State.SERVING
        if needed and not outcome and who.role != "hall":
            raise Refusal(
                "outcome_needed",
                f"{ticket.number} is finished with an outcome only",
                state=str(ticket.state),
                number=ticket.number,
            )

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
    if data.get("run") is not None:
        group, run = data["run"]
        past.run = group, hall.runs.get(group, 0)
        hall.runs[group] = run
    if leg.called_at is None:
        leg.called_at = event.at
        if data["rule"] != AT_COUNTER_RULE:  # nobody waited
            hall.count(ticket.service, "waits", 1, past)
            hall.count(ticket.service, "wait_ms", max(event.at - leg.counts_from, 0), past)
    hall.count(ticket.service, "called", 1, past)
    if data["hand"]:
        apart = data["rule"] == AT_COUNTER_RULE
        hall.count(ticket.service, "at_counter" if apart else "by_hand", 1, past)
    come_to_counter(hall, event, ticket, counter)


def come_to_counter(hall: HallState, event: Event, ticket: Ticket, counter: CounterState) -> None:
    """What a call and a resume have in common."""
    leg = ticket.leg
    ticket.counter = leg.counter = counter.id
    leg.officer = counter.session.officer if counter.session else None
    leg.last_called_at = event.at
    counter.ticket = ticket.id
    counter.idle_since = None
    hall.touch(ticket, event)
    if event.data.get("rule") == AT_COUNTER_RULE:
        return  # nobody has to be told where to go
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


APPLY: dict[str, Callable[[HallState, Event], None]] = {"TicketCalled": _called}
