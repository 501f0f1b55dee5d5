"""Setting aside and passing on: hold, resume, transfer, and the undo of the last move."""

from __future__ import annotations

from collections.abc import Callable

from queueing.calling import come_to_counter
from queueing.events import Event
from queueing.hall_state import HallState
from queueing.refusal import Refusal
from queueing.serving import Serving, leave_counter
from queueing.state import CounterState, Past
from queueing.ticket import AT_COUNTER_RULE, MOVES, Leg, State
from queueing.tickets import keep_own_line
from queueing.who import Who

DAY = 24 * 3600 * 1000


class Aside(Serving):
    def hold(
        self, who: Who, now: int, counter: str, until: int | None = None, note: str | None = None
    ) -> list[Event]:
        """Sets aside, with the promise to call back; `until`, ms UTC, if a time was promised."""
        here = self.at_counter(who, now, counter)
        ticket = self.held("hold", here)
        if until is not None and not now < until < now + DAY:
            raise Refusal("bad_request", "the promised time is not within the day to come")
        event = self._at(who, now, here, ticket, "TicketHeld", state=str(ticket.state))
        event.data["until"] = until
        if note:
            event.personal["note"] = note
        return [event]

    def resume(self, who: Who, now: int, counter: str, ticket: int) -> list[Event]:
        """Calls one on hold. It belongs to the counter that holds it, until that one closes; a
        supervisor may call it anywhere."""
        here = self.at_counter(who, now, counter)
        it = self.ticket(ticket)
        self.not_paused(here)
        self.legal("resume", it)
        if it.counter != counter and who.role not in ("supervisor", "hall"):
            holder = self.counters.get(it.counter or "")
            if holder is not None and holder.session is not None:
                raise Refusal("not_eligible", f"{it.number} is held at counter {it.counter}")
        events = self._make_room(who, now, here)
        resumed = self._at(
            who, now, here, it, "TicketResumed", zone=self.settled().counters[counter].zone
        )
        resumed.seq += len(events)
        resumed.data["finished"] = events[-1].seq if events else None
        return [*events, resumed]

    def transfer(
        self,
        who: Who,
        now: int,
        counter: str,
        *,
        service: str | None = None,
        to_counter: str | None = None,
        to_officer: str | None = None,
        note: str | None = None,
        back: bool = False,
    ) -> list[Event]:
        """On to another service, counter or officer; the number stays, a new leg begins. `back`
        notes that it should come back here; naming no target sends it where it should go back.
        The reference time is the first one again: a visit is not put back by being passed on."""
        here = self.at_counter(who, now, counter)
        if service is not None:
            self.service(service)
        if to_counter is not None:
            self.known_counter(to_counter)
        ticket = self.held("transfer", here)
        if to_counter is not None and to_officer is not None:
            raise Refusal("bad_request", "to a counter or to an officer, not both")
        if service is None and to_counter is None and to_officer is None:
            if ticket.back is None:
                raise Refusal("bad_request", "no service, counter or officer named")
            to_counter = ticket.back
        if to_counter is not None and self.known_counter(to_counter).session is None:
            raise Refusal("not_open", f"counter {to_counter} is not open", state="closed")
        if to_officer is not None and to_officer not in self.officers:
            raise Refusal("unknown_officer", f"{to_officer} is at no counter")
        goes_to = service or ticket.service
        ref, rank = self.rank_again(ticket, goes_to)
        event = self._at(who, now, here, ticket, "TicketTransferred")
        event.data.update(
            leg=len(ticket.legs) + 1,
            service=goes_to,
            to_counter=to_counter,
            to_officer=to_officer,
            back=counter if back else None,
            ref=ref,
            rank=rank,
        )
        if note:
            event.personal["note"] = note
        return [event]

    def undo(self, who: Who, now: int, counter: str) -> list[Event]:
        """Takes the last move at the counter back, with those that came with it: the finish before
        a call, the call of one served without a ticket. Everything is as before: state, rank, line,
        counter, totals. A ticket that only the serving made is cancelled."""
        here = self.at_counter(who, now, counter)
        past = here.last_move
        if past is None:
            raise Refusal("illegal_move", "no move to take back", state=here.state)
        if now - past.at > self.settled().moves.undo_within * 1000:
            raise Refusal("too_late", "the last move is too long ago", state=here.state)
        ticket = self.tickets[past.ticket.id]
        if ticket.touched != past.touched:
            raise Refusal("illegal_move", "the ticket has moved on since", state=str(ticket.state))
        self.not_paused(here)
        events = [self._undone(who, now, here, past, 1)]
        before = past.before
        while before is not None:
            same = before.ticket.id == past.ticket.id
            if not same and self.tickets[before.ticket.id].touched != before.touched:
                break
            events.append(self._undone(who, now, here, before, 1 + len(events)))
            past, before = before, before.before
        if past.kind == "TicketCalled" and ticket.leg.rule == AT_COUNTER_RULE:
            gone = {"state": str(State.WAITING)}
            n = 1 + len(events)
            events.append(self.event(now, "TicketCancelled", gone, n=n, who=who, ticket=ticket.id))
        return events

    def _undone(self, who: Who, now: int, here: CounterState, past: Past, n: int) -> Event:
        return self.event(
            now,
            "MoveUndone",
            {"undone": past.seq, "kind": past.kind},
            n=n,
            who=who,
            ticket=past.ticket.id,
            counter=here.id,
            officer=here.session.officer if here.session else None,
        )


def _held(hall: HallState, event: Event) -> None:
    ticket = hall.tickets[event.ticket or 0]
    counter = hall.counter(event.counter or "")
    hall.remember(event, ticket, counter)
    ticket.state = MOVES["hold"][1]
    leg = ticket.leg
    if leg.held_at is None:
        leg.held_at = event.at
    leg.held_until = event.data.get("until")
    ticket.note = event.personal.get("note", ticket.note)
    leave_counter(hall, event, ticket, counter)


def _resumed(hall: HallState, event: Event) -> None:
    ticket = hall.tickets[event.ticket or 0]
    counter = hall.counter(event.counter or "")
    finish = counter.last_move
    past = hall.remember(event, ticket, counter)
    if finish is not None and finish.seq == event.data["finished"]:
        past.before = finish
    ticket.state = MOVES["resume"][1]
    ticket.leg.held_until = None
    come_to_counter(hall, event, ticket, counter)


def _transferred(hall: HallState, event: Event) -> None:
    data = event.data
    ticket = hall.tickets[event.ticket or 0]
    counter = hall.counter(event.counter or "")
    past = hall.remember(event, ticket, counter)
    leg = ticket.leg
    if leg.held_at is not None:
        leg.held_ms += event.at - leg.held_at
        leg.held_at = None
    leg.finished_at = event.at
    leg.outcome = "transferred"
    hall.count(ticket.service, "transferred", 1, past)
    ticket.state = MOVES["transfer"][1]
    ticket.counter = None
    ticket.service = data["service"]
    ticket.to_counter, ticket.to_officer = data["to_counter"], data["to_officer"]
    ticket.back = data["back"]
    if ticket.to_counter is not None or ticket.to_officer is not None:
        hall.promised.add(ticket.id)
    ticket.note = event.personal.get("note", ticket.note)
    ticket.ref, ticket.rank, ticket.since = data["ref"], (data["rank"], ticket.id), event.at
    ticket.legs.append(Leg(ticket.service, event.at, event.at))
    leave_counter(hall, event, ticket, counter)
    hall.stand(ticket)


def _undone(hall: HallState, event: Event) -> None:
    counter = hall.counter(event.counter or "")
    past = counter.last_move
    if past is None or past.seq != event.data["undone"]:
        raise ValueError(f"event {event.seq} takes back a move that was not the last")
    now_so = hall.tickets[past.ticket.id]
    if now_so.state is State.WAITING:
        hall.leave(now_so)
    ticket = hall.tickets[past.ticket.id] = past.ticket
    hall.touch(ticket, event)
    if ticket.state is State.WAITING:
        keep_own_line(hall, ticket)
        hall.stand(ticket)
    counter.ticket = past.held
    counter.finished = past.finished
    counter.idle_since = past.idle_since
    counter.last_move = past.before
    if past.run is not None:
        hall.runs[past.run[0]] = past.run[1]
    for service, name, amount in past.counted:
        hall.count(service, name, -amount)
    kept = [c for c in hall.calls if c.ticket != ticket.id or c.seq < past.seq]
    hall.calls.clear()
    hall.calls.extend(kept)


APPLY: dict[str, Callable[[HallState, Event], None]] = {
    "TicketHeld": _held,
    "TicketResumed": _resumed,
    "TicketTransferred": _transferred,
    "MoveUndone": _undone,
}
