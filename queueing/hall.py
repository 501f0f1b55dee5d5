"""The hall: its whole state in memory, every verb, and the one method that changes it.

A verb looks, decides, and returns the events it leads to, or raises Refusal; it changes nothing.
`apply` takes an event that is (about to be) written down and changes the state by it, through one
function per kind. What an event's effect needs is in the event: settings may change in mid-day, and
the same events must rebuild the same hall.
"""

from __future__ import annotations

import copy
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import asdict, fields, replace
from typing import Any

from queueing import (
    aside,
    boards,
    calling,
    closing,
    counters,
    day,
    escalating,
    handwritten,
    issuing,
    kiosks,
    legs,
    notes,
    notices,
    paper,
    ratings,
    serving,
    tickets,
)
from queueing.alarms import Alarms
from queueing.boards import Boards
from queueing.closing import Closing
from queueing.day import Day
from queueing.escalating import Escalating
from queueing.events import Event
from queueing.explain import Explain
from queueing.hall_state import HallState
from queueing.looking import Looking
from queueing.memory import CALLS_KEPT
from queueing.notes import Notes
from queueing.paper import Paper
from queueing.ratings import Ratings
from queueing.reserve import Reserve
from queueing.state import CounterState, Job, Past, Session, Total, Totals
from queueing.ticket import LEG_FIELDS, TICKET_FIELDS, Ticket
from queueing.tickets import Tickets
from queueing.unticketed import Unticketed

APPLY: dict[str, Callable[[HallState, Event], None]] = {
    **issuing.APPLY,
    **tickets.APPLY,
    **calling.APPLY,
    **serving.APPLY,
    **legs.APPLY,
    **aside.APPLY,
    **closing.APPLY,
    **counters.APPLY,
    **day.APPLY,
    **kiosks.APPLY,
    **handwritten.APPLY,
    **paper.APPLY,
    **ratings.APPLY,
    **notices.APPLY,
    **escalating.APPLY,
    **boards.APPLY,
    **notes.APPLY,
}

# events whose verbs have asked whether the clock can be trusted
VOUCH = frozenset(
    {
        "DayOpened",
        "DayClosed",
        "ClockConfirmed",
        *issuing.APPLY,
        *tickets.APPLY,
        *calling.APPLY,
        *serving.APPLY,
        *legs.APPLY,
        *aside.APPLY,
        *closing.APPLY,
        *counters.APPLY,
    }
)


class Hall(
    Reserve, Tickets, Closing, Unticketed, Day, Paper, Ratings, Notes, Alarms, Boards,
    Escalating, Looking, Explain,
):  # fmt: skip
    """One hall's state. Changed only by apply(event); verbs look, decide, and return events
    numbered seq+1…"""

    def apply(self, event: Event) -> None:
        """Changes the state by one event, in order of seq.

        A new hall may begin with the last SettingsChanged and go on with any DayOpened: seq may
        jump until anything but settings was applied, and has no gaps from then on.
        """
        if self.begun and event.seq != self.seq + 1:
            raise ValueError(f"event {event.seq} after {self.seq}")
        APPLY[event.kind](self, event)
        self.seq = event.seq
        self.at = event.at
        if event.kind != "SettingsChanged":
            self.begun = True
            if event.kind in VOUCH:
                self.worked_at = event.at

    def apply_all(self, events: Iterable[Event]) -> None:
        for event in events:
            self.apply(event)

    def copy(self) -> Hall:
        """An independent hall in the same state. ~10 ms per 1,000 tickets."""
        new = Hall()
        new.__dict__.update(self.__dict__)
        new.tickets = {id: _full(t) for id, t in self.tickets.items()}
        new.numbers = dict(self.numbers)
        new.counters = copy.deepcopy(self.counters)
        new.calls = deque(self.calls, maxlen=CALLS_KEPT)
        new.jobs = {id: replace(j) for id, j in self.jobs.items()}
        new.closed_services = dict(self.closed_services)
        new.locked_kiosks = dict(self.locked_kiosks)
        new.leases = {id: replace(x, numbers=dict(x.numbers)) for id, x in self.leases.items()}
        new.leased = dict(self.leased)
        new.alerts = {key: replace(a) for key, a in self.alerts.items()}
        new.paper = dict(self.paper)
        new.messages = dict(self.messages)
        new.put_off_rights = {id: replace(p) for id, p in self.put_off_rights.items()}
        new.muted = dict(self.muted)
        new.tests = dict(self.tests)
        new.totals = Totals({s: replace(t) for s, t in self.totals.items()})
        new.next_n = dict(self.next_n)
        new.lines = self.lines.copy()
        new.officers = dict(self.officers)
        new.issued_by = {id: deque(times) for id, times in self.issued_by.items()}
        new.runs = dict(self.runs)
        new.promised = set(self.promised)
        new.persons = {hash: list(s) for hash, s in self.persons.items()}
        new._policies = {}
        new._desks = {}
        return new

    def snapshot(self) -> dict[str, Any]:
        """The whole state as canonical JSON-able data, for comparing (I7): without texts that are
        kept apart as personal, since a journal whose personal texts are purged rebuilds the same
        hall without them."""
        return {
            "seq": self.seq,
            "at": self.at,
            "worked_at": self.worked_at,
            "settings": self.plan.settings if self.plan else None,
            "day": self.day,
            "last_day": self.last_day,
            "tickets": {str(id): _ticket(t) for id, t in sorted(self.tickets.items())},
            "numbers": dict(sorted(self.numbers.items())),
            "counters": {id: _counter(c) for id, c in sorted(self.counters.items())},
            "calls": [list(call) for call in self.calls],
            "jobs": {str(id): _row(job, JOB_FIELDS) for id, job in sorted(self.jobs.items())},
            "closed_services": dict(sorted(self.closed_services.items())),
            "locked_kiosks": dict(sorted(self.locked_kiosks.items())),
            "stopped": self.stopped,
            "leases": {str(id): asdict(x) for id, x in sorted(self.leases.items())},
            "alerts": [asdict(a) for _, a in sorted(self.alerts.items())],
            "told": self.told,
            "paper": dict(sorted(self.paper.items())),
            "put_off": [asdict(p) for _, p in sorted(self.put_off_rights.items())],
            "messages": [m._asdict() for _, m in sorted(self.messages.items())],
            "muted": dict(sorted(self.muted.items())),
            "tests": {id: list(test) for id, test in sorted(self.tests.items())},
            "totals": {
                s: _row(t, TOTAL_FIELDS) for s, t in sorted(self.totals.items()) if t != Total()
            },
            "clock_off": self.clock_off,
            "next_n": dict(sorted(self.next_n.items())),
            "lines": {
                f"{name}/{klass}": [list(e) for e in line]
                for (name, klass), line in sorted(self.lines.items())
                if line
            },
            "runs": dict(sorted(self.runs.items())),
            "officers": dict(sorted(self.officers.items())),
            "issued_by": {id: list(times) for id, times in sorted(self.issued_by.items())},
        }


JOB_FIELDS, TOTAL_FIELDS, SESSION_FIELDS = (
    tuple(f.name for f in fields(kind)) for kind in (Job, Total, Session)
)


def _full(ticket: Ticket) -> Ticket:
    new = ticket.copy()
    new.legs = [leg.copy() for leg in ticket.legs]
    return new


def _row(thing: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names}


def _ticket(ticket: Ticket) -> dict[str, Any]:
    row = _row(ticket, TICKET_FIELDS)
    row["state"] = str(ticket.state)
    for name in ("needs", "rank", "void_numbers", "then"):
        row[name] = list(row[name])
    row["legs"] = [
        {**_row(leg, LEG_FIELDS), "rated_by": dict(sorted(leg.rated_by.items()))}
        for leg in ticket.legs
    ]
    del row["note"]
    return row


def _counter(counter: CounterState) -> dict[str, Any]:
    return {
        "session": _row(counter.session, SESSION_FIELDS) if counter.session else None,
        "ticket": counter.ticket,
        "idle_since": counter.idle_since,
        "finished": list(counter.finished) if counter.finished else None,
        "last_move": _past(counter.last_move),
    }


def _past(past: Past | None) -> dict[str, Any] | None:
    if past is None:
        return None
    return {
        "seq": past.seq,
        "at": past.at,
        "kind": past.kind,
        "ticket": _ticket(past.ticket),
        "held": past.held,
        "finished": list(past.finished) if past.finished else None,
        "idle_since": past.idle_since,
        "touched": past.touched,
        "counted": [list(c) for c in past.counted],
        "run": list(past.run) if past.run else None,
        "before": _past(past.before),
    }
