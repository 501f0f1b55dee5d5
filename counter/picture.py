"""The picture of one counter: all the officer's page shows, in ids; the page has the words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from counter.alarms import is_alarm
from queueing.refusal import Refusal
from queueing.state import CounterState
from queueing.ticket import State, Ticket
from web.topics import ALL
from web.wire import alarms_json, time_json

SHOWN = 30  # tickets of each list; the counts beside are whole
# what changes one counter only; all else about tickets changes who waits for whom
AT_ONE_COUNTER = frozenset({"TicketRecalled", "ServingStarted"})
# all counters hear of sessions; after the last three the ticket does not tell what it left
EVERYWHERE = frozenset({
    "CounterOpened", "CounterClosed", "CounterTakenOver", "CounterPaused", "CounterUnpaused",
    "ServiceChanged", "MoveUndone", "TicketResumed",
})  # fmt: skip
NOT_HERE = frozenset({
    "PrintStarted", "PrintConfirmed", "PrintFailed", "PrintUnconfirmed", "ReprintAsked",
    "ServiceRated", "AlertRaised", "AlertCleared", "AlertAcknowledged", "OfficerAdded",
    "OfficerDisabled", "OfficerPasswordChanged", "OfficerTotpChanged", "OfficerLoggedOut",
    "OfficerRightsChanged", "OfficerListsChanged",
    "DeviceEnrolled", "DeviceRevoked",
})  # fmt: skip


def touched(event: Any, hall: Any) -> Iterable[str] | object:
    """The counters whose picture an event may have changed."""
    if is_alarm(event):
        return ALL
    if event.kind in NOT_HERE:
        return ()
    if event.kind in AT_ONE_COUNTER:
        return (event.counter,)
    if event.kind == "TicketCalled" and event.data["hand"]:
        return ALL  # it may have been missing at another counter
    if event.ticket is None or event.kind in EVERYWHERE or event.ticket not in hall.tickets:
        return ALL
    ticket = hall.tickets[event.ticket]
    services = {leg.service for leg in ticket.legs}
    out = {
        id
        for id in hall.plan.counters
        if any(not services.isdisjoint(names) for names in hall.lists(id))
    }
    out.update(leg.counter for leg in ticket.legs if leg.counter)
    out.update(c for c in (event.counter, ticket.counter, ticket.to_counter) if c)
    if ticket.to_officer in hall.officers:
        out.add(hall.officers[ticket.to_officer])
    return out


class SetAside:
    """Who is on hold and who did not come, by counter: one look through the day's tickets a seq."""

    def __init__(self) -> None:
        self._seq = -1
        self._found: dict[State, list[Ticket]] = {}

    def _look(self, hall: Any) -> dict[State, list[Ticket]]:
        if self._seq != hall.seq:
            found: dict[State, list[Ticket]] = {State.ON_HOLD: [], State.NO_SHOW: []}
            for ticket in hall.tickets.values():
                if ticket.state in found:
                    found[ticket.state].append(ticket)
            self._seq, self._found = hall.seq, found
        return self._found

    def held(self, hall: Any, counter: str) -> list[Ticket]:
        """Held here, or at a counter that has closed for a service of this one; longest first."""
        serves = served(hall, counter)

        def mine(ticket: Ticket) -> bool:
            holder = hall.counters.get(ticket.counter)
            left = holder is None or holder.session is None
            return ticket.counter == counter or (left and ticket.service in serves)

        found = [t for t in self._look(hall)[State.ON_HOLD] if mine(t)]
        return sorted(found, key=lambda t: (t.leg.held_at or 0, t.id))

    def absent(self, hall: Any, counter: str) -> list[Ticket]:
        """Called here in vain, the last one first."""
        found = [t for t in self._look(hall)[State.NO_SHOW] if t.leg.counter == counter]
        return sorted(found, key=lambda t: (t.leg.no_show_at or 0, t.id), reverse=True)


def counter_picture(
    house: Any, hall: Any, counter: str, now: int, aside: SetAside
) -> dict[str, Any]:
    """Everything the officer needs after a reload. Raises Refusal unknown_counter."""
    here: CounterState | None = hall.counters.get(counter)
    if here is None or counter not in hall.plan.counters:
        raise Refusal("unknown_counter", f"no counter {counter!r}")
    moves, session = hall.plan.moves, here.session
    is_open, why = hall.is_open(now)
    state, _ = house.state
    return {
        "counter": counter,
        "hall": {"open": is_open, "why": why, "stopped": state != "open"},
        "session": session and {
            "officer": session.officer,
            "opened_at": time_json(session.opened_at),
            "paused_at": time_json(session.paused_at),
            "pause_reason": session.pause_reason,
        },
        "ticket": at_counter(hall.tickets[here.ticket]) if here.ticket is not None else None,
        "next": whose_turn(hall, counter, now),
        "services": list(served(hall, counter)),
        "waiting": waiting(hall, counter),
        "heads": [short(t, own=is_own(t)) for t in in_line(hall, counter, heads=True)][:SHOWN],
        "held": [held(t) for t in aside.held(hall, counter)][:SHOWN],
        "no_show": [short(t, returned=t.returned) for t in aside.absent(hall, counter)][:SHOWN],
        "undo": undoable(hall, here),
        "idle_since": time_json(here.idle_since), "alarms": alarms_json(hall),
        "colleagues": [
            {"counter": id, "officer": other.session.officer, "paused": other.state == "paused"}
            for id, other in hall.counters.items()
            if other.session is not None and id != counter
        ],
        "times": {
            "on_next": moves.on_next, "outcome": moves.outcome,
            "officer_may_pick": moves.officer_may_pick, "without_ticket": moves.without_ticket,
            "no_show_not_before": moves.no_show_not_before, "recall_after": moves.recall_after,
            "service_cap": moves.service_cap,
        },
    }  # fmt: skip


def at_counter(ticket: Ticket) -> dict[str, Any]:
    """The ticket called or served here, with its earlier legs."""
    leg = ticket.leg
    return {
        "id": ticket.id, "number": ticket.number, "service": ticket.service,
        "class": ticket.klass, "ground": ticket.ground, "needs": list(ticket.needs),
        "language": ticket.language, "state": str(ticket.state), "note": ticket.note,
        "issued_at": time_json(ticket.issued_at), "counts_from": time_json(leg.counts_from),
        "called_at": time_json(leg.called_at), "last_called_at": time_json(leg.last_called_at),
        "started_at": time_json(leg.started_at), "held_ms": leg.held_ms, "recalls": leg.recalls,
        "rule": leg.rule, "returned": ticket.returned, "back": ticket.back,
        "then": list(ticket.then),
        "leg": len(ticket.legs),
        "legs": [
            {"service": x.service, "counter": x.counter, "officer": x.officer, "outcome": x.outcome}
            for x in ticket.legs
        ],
    }  # fmt: skip


def short(ticket: Ticket, **more: Any) -> dict[str, Any]:
    """A ticket in a list. `since`: in line, set aside, or found missing since."""
    leg = ticket.leg
    since = {State.ON_HOLD: leg.held_at, State.NO_SHOW: leg.no_show_at}.get(ticket.state)
    return {
        "id": ticket.id, "number": ticket.number, "service": ticket.service,
        "class": ticket.klass, "since": time_json(since or ticket.since), **more,
    }  # fmt: skip


def held(ticket: Ticket) -> dict[str, Any]:
    """One set aside: by whom, and until when if a time was promised."""
    leg = ticket.leg
    return short(
        ticket, note=ticket.note, counter=leg.counter, officer=leg.officer,
        until=time_json(leg.held_until),
    )  # fmt: skip


def is_own(ticket: Ticket) -> bool:
    """Sent to this counter or its officer, not to a service."""
    return ticket.to_counter is not None or ticket.to_officer is not None


def whose_turn(hall: Any, counter: str, now: int) -> dict[str, Any] | None:
    """Whom "next" would call, and by which rule."""
    found = hall.peek(counter, now)
    return short(found[0], rule=found[1]) if found else None


def served(hall: Any, counter: str) -> dict[str, str]:
    """The counter's services -> the list it has them in: first | second."""
    mine, helping = hall.lists(counter)
    first = dict.fromkeys(mine, "first")
    return {**first, **{s: "second" for s in helping if s not in first}}


def waiting(hall: Any, counter: str) -> list[dict[str, Any]]:
    """People by service, the one that waits longest first; those sent to this counter apart."""
    rows = [
        {"service": service, "count": n, "since": hall.longest_since(service), "list": which}
        for service, which in served(hall, counter).items()
        if (n := hall.waiting_count(service))
    ]
    own = hall.own_waiting(counter)
    if own:
        rows.append(
            {"service": None, "count": len(own), "since": min(t.since for t in own), "list": "own"}
        )
    rows.sort(key=lambda row: row["since"])
    return [{**row, "since": time_json(row["since"])} for row in rows]


def in_line(hall: Any, counter: str, *, heads: bool = False) -> list[Ticket]:
    """Who may be called here: all sent here, and of each service everybody or only the head."""
    own, lists = hall.own_waiting(counter), served(hall, counter)
    if heads:
        others = [t for t in hall.heads(counter) if not is_own(t)]
    else:
        others = [t for service in lists for t in hall.waiting(service)]
    return own + sorted(others, key=lambda t: (lists[t.service] == "second", t.rank))


def undoable(hall: Any, here: CounterState) -> dict[str, Any] | None:
    past = here.last_move
    if past is None or here.session is None:
        return None
    if hall.tickets[past.ticket.id].touched != past.touched:
        return None
    until = past.at + hall.plan.moves.undo_within * 1000
    return {"kind": past.kind, "number": past.ticket.number, "until": time_json(until)}
