"""The few things every verb needs of the hall: who asks, what is legal, how to note it.

`Hall` (hall.py) is put together from this and one module a noun. Verbs only read; the functions in
each module's APPLY are the only ones that write.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from queueing.events import Event
from queueing.lines import Entry, Key, counter_line, officer_line
from queueing.memory import Memory
from queueing.plan import Plan, Service
from queueing.policies import POLICIES, Desks, desks, policy_of
from queueing.policies.desk import QueuePolicy
from queueing.refusal import Refusal
from queueing.state import CounterState, Past, Total
from queueing.ticket import MOVES, Ticket
from queueing.who import Who

# a gap longer than this since the last deed means that the clock may be wrong (ms)
CLOCK_GAP = 30 * 24 * 3600 * 1000


class HallState(Memory):
    """The memory, and what verbs ask of it."""

    # -- asking ---------------------------------------------------------------------------------

    def settled(self) -> Plan:
        """The plan; a hall that has none yet does nothing at all."""
        if self.plan is None:
            raise Refusal("hall_closed", "the hall has no settings yet")
        return self.plan

    def at_work(self, now: int) -> Plan:
        """The plan, if the day is open and the clock to be trusted."""
        plan = self.settled()
        if self.clock_doubtful(now):
            raise Refusal("clock_not_confirmed", "more than 30 days since the last deed")
        if self.day is None:
            raise Refusal("hall_closed", "the day is not open")
        return plan

    def clock_doubtful(self, now: int) -> bool:
        return self.worked_at > 0 and now - self.worked_at > CLOCK_GAP

    def ticket(self, id: int) -> Ticket:
        ticket = self.tickets.get(id)
        if ticket is None:
            raise Refusal("unknown_ticket", f"no ticket {id} today")
        return ticket

    def service(self, id: str) -> Service:
        service = self.settled().services.get(id)
        if service is None:
            raise Refusal("unknown_service", f"no service {id!r}")
        return service

    def known_counter(self, id: str) -> CounterState:
        counter = self.counters.get(id)
        if counter is None:
            raise Refusal("unknown_counter", f"no counter {id!r}")
        return counter

    def legal(self, verb: str, ticket: Ticket) -> None:
        """Refuses a move that the table does not have."""
        if ticket.state not in MOVES[verb][0]:
            raise Refusal(
                "illegal_move",
                f"{verb}: the ticket is {ticket.state}",
                state=str(ticket.state),
                number=ticket.number,
            )

    def at_counter(self, who: Who, now: int, counter: str) -> CounterState:
        """The counter, if its session is open and `who` may act there: its officer, its pad, a
        supervisor."""
        self.at_work(now)
        state = self.known_counter(counter)
        if who.role not in ("officer", "call_pad", "supervisor", "hall"):
            raise Refusal("not_allowed", f"a {who.role} does not act at counters")
        if state.session is None:
            raise Refusal("not_open", f"counter {counter} is not open", state="closed")
        self._check_place(who, counter, state.session.officer)
        return state

    def _check_place(self, who: Who, counter: str, officer: str) -> None:
        if who.role == "officer" and who.officer != officer:
            raise Refusal("not_your_counter", f"counter {counter} is {officer}'s")
        if who.role == "call_pad":
            self.check_pad(who, counter)

    def check_pad(self, who: Who, counter: str) -> None:
        """A pad acts for one counter only: the one the plan puts it at, or its key names."""
        bound = self.settled().pads.get(who.device or "")
        if bound not in (None, counter) or counter not in (who.counters or (counter,)):
            raise Refusal("not_your_counter", f"{who.device} does not belong to counter {counter}")

    def not_paused(self, counter: CounterState) -> None:
        if counter.state == "paused":
            raise Refusal("illegal_move", f"counter {counter.id} is paused", state="paused")

    def held(self, verb: str, counter: CounterState) -> Ticket:
        """The ticket at the counter, if the table lets the verb begin with it."""
        if counter.ticket is None:
            raise Refusal(
                "illegal_move", f"{verb}: nobody is at counter {counter.id}", state=counter.state
            )
        ticket = self.tickets[counter.ticket]
        self.legal(verb, ticket)
        return ticket

    def staff(self, who: Who, *others: str) -> None:
        """Passes officers with an open session anywhere, supervisors, and the roles named."""
        if who.role in ("supervisor", "hall") or who.role in others:
            return
        if who.role != "officer":
            raise Refusal("not_allowed", f"not for the role {who.role}")
        if who.officer not in self.officers:
            raise Refusal("not_open", "no counter of yours is open", state="closed")

    # -- lines ----------------------------------------------------------------------------------

    def policy_name(self, service: str) -> str:
        name = self._policies.get(service)
        if name is None:
            name = self._policies[service] = policy_of(self.settled(), service)
        return name

    def policy(self, service: str) -> QueuePolicy:
        return POLICIES[self.policy_name(service)]

    def desks_of(self, counter: CounterState) -> Desks:
        found = self._desks.get(counter.id)
        if found is None:
            plan = self.settled()
            officer = counter.session.officer if counter.session else None
            first, second = self.lists(counter.id)
            served = replace(plan.counters[counter.id], first=first, second=second)
            found = self._desks[counter.id] = desks(plan, served, officer)
        return found

    def lists(self, counter: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The services called from there, (first list, second list): those of the officer there,
        if he has lists of his own, else the counter's."""
        plan, here = self.settled(), self.counters[counter]
        session = here.session
        if session is not None and session.first is not None:
            first, second = session.first, session.second or ()
            known = plan.services
            return tuple(s for s in first if s in known), tuple(s for s in second if s in known)
        return plan.counters[counter].first, plan.counters[counter].second

    def owed(self) -> set[str]:
        """The groups whose ratio has come round to priority."""
        groups = self.settled().groups
        return {id for id, run in self.runs.items() if id in groups and run >= groups[id].ratio}

    def terms(self, service: str) -> tuple[int, int]:
        """(run, k) of a service's group, as the policies' `order` and `before` take them."""
        plan = self.settled()
        known = plan.services.get(service)
        if known is None:
            return 0, plan.policy.ratio
        return self.runs.get(known.group, 0), plan.groups[known.group].ratio

    def before(self, service: str, line: str, sub: str, entry: Entry) -> int:
        """How many of a line would be called before such a ticket of a service."""
        return self.policy(service).before(self.lines, line, sub, entry, *self.terms(service))

    def line_name(self, ticket: Ticket) -> str:
        if ticket.to_counter is not None:
            return counter_line(ticket.to_counter)
        if ticket.to_officer is not None:
            return officer_line(ticket.to_officer)
        return ticket.service

    def key(self, ticket: Ticket) -> Key:
        return self.line_name(ticket), self.policy(ticket.service).line_of(ticket.klass)

    @staticmethod
    def entry(ticket: Ticket) -> Entry:
        return ticket.rank[0], ticket.id, ticket.since

    def stand(self, ticket: Ticket) -> None:
        """The ticket enters its line."""
        self.lines.add(self.key(ticket), self.entry(ticket))

    def leave(self, ticket: Ticket) -> None:
        """The ticket leaves its line."""
        self.lines.take(self.key(ticket), self.entry(ticket))

    # -- noting ---------------------------------------------------------------------------------

    def event(
        self,
        now: int,
        kind: str,
        data: dict[str, Any],
        *,
        n: int = 1,
        who: Who | None = None,
        ticket: int | None = None,
        counter: str | None = None,
        officer: str | None = None,
        personal: dict[str, str] | None = None,
    ) -> Event:
        """The n-th event from here. Event time never goes backwards."""
        if who is not None:
            officer = who.officer or officer
        return Event(
            self.seq + n,
            now if now > self.at else self.at,
            kind,
            ticket,
            counter,
            officer,
            who.device if who else None,
            data,
            personal or {},
        )

    def counter(self, id: str) -> CounterState:
        """For applying: a counter that newer settings took away may still have a past today."""
        state = self.counters.get(id)
        if state is None:
            state = self.counters[id] = CounterState(id)
        return state

    def remember(self, event: Event, ticket: Ticket, counter: CounterState) -> Past:
        """Keeps what undo of the move about to be applied would need."""
        past = counter.last_move = Past(
            event.seq,
            event.at,
            event.kind,
            ticket.copy(),
            counter.ticket,
            counter.finished,
            counter.idle_since,
            event.seq,
        )
        return past

    def touch(self, ticket: Ticket, event: Event) -> None:
        ticket.touched = event.seq
        ticket.changed_at = event.at

    def count(self, service: str, name: str, amount: int = 1, past: Past | None = None) -> None:
        total = self.totals.get(service)
        if total is None:
            total = self.totals[service] = Total()
        setattr(total, name, getattr(total, name) + amount)
        if past is not None:
            past.counted.append((service, name, amount))
