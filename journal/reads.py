"""The read tables' rows, made from each event right after the hall has applied it.

Tickets and print jobs are what the hall holds of them; intervals are followed here, since the hall
keeps sums only. All rows are keyed, so a batch writes the last state of each, in any order.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from journal.standing import FOLLOWED, Standing
from journal.store import Writing, note
from queueing.events import Event
from queueing.hall import Hall
from queueing.ticket import AT_COUNTER_RULE, ENDED, State

UNDO_MS = 3_600_000  # an ended visit is followed this long: far longer than a move can be undone


class Interval(NamedTuple):
    """One row of `intervals` without its hall."""

    ticket: int
    no: int
    leg: int
    kind: str  # waiting | walking | serving | held
    service: str
    counter: str | None
    officer: str | None
    counts_from: int
    began_at: int
    ended_at: int | None = None
    outcome: str | None = None
    rule: str | None = None
    hand: bool = False
    inaccurate: bool = False
    recalls: int = 0
    promised_p50: int | None = None
    promised_p80: int | None = None


class Visit(NamedTuple):
    """A ticket's last interval, and what was before the moves that could still be undone."""

    last: Interval
    move: int = 0  # seq of that move
    before: Visit | None = None

    def kept(self, moves: int = 3) -> Visit:
        """Without what was before the last `moves`: undo takes back those of one act."""
        if moves == 0 or self.before is None:
            return self._replace(move=0, before=None)
        return self._replace(before=self.before.kept(moves - 1))


class Reads:
    """One hall's read tables, followed event by event."""

    def __init__(self, hall_id: str) -> None:
        self.hall_id = hall_id
        self.visits: dict[int, Visit] = {}
        self._ended: deque[tuple[int, int]] = deque()  # (at, ticket), oldest first
        self._before: dict[int, Visit | None] = {}  # visits as they were at `mark`
        self._yesterday: tuple[dict[int, Visit], dict[int, Visit | None]] | None = None
        self._newly_ended = 0
        self.standing = Standing(hall_id)

    def mark(self) -> None:
        """What is followed from here on can be taken back by `revert`."""
        self._before.clear()
        self._yesterday = None
        self._newly_ended = 0
        self.standing.mark()

    def revert(self) -> None:
        if self._yesterday is not None:
            self.visits, self._before = self._yesterday
        for ticket, visit in self._before.items():
            if visit is None:
                self.visits.pop(ticket, None)
            else:
                self.visits[ticket] = visit
        for _ in range(min(self._newly_ended, len(self._ended))):
            self._ended.pop()
        self.standing.revert()
        self.mark()

    def follow(self, event: Event, hall: Hall, writing: Writing | None) -> None:
        """After hall.apply(event): notes the rows to write, in `writing` if there is one."""
        kind = event.kind
        change = CHANGES.get(kind)
        if change is not None:
            interval = change(self, event, hall, writing)
            if interval is not None and writing is not None:
                note(writing, "intervals", interval[:2], (self.hall_id, *interval))
        if kind in FOLLOWED:
            self.standing.follow(event, hall, writing)
        if kind in TICKETS:
            self._ticket(event, hall, writing)
        elif kind == "DayClosed" and writing is not None:
            writing.days.add(event.data["date"])
        elif kind == "DayOpened":
            if self._yesterday is None:
                self._yesterday = self.visits, self._before
            self.visits, self._before = {}, {}

    def _ticket(self, event: Event, hall: Hall, writing: Writing | None) -> None:
        t = hall.tickets[event.ticket or 0]
        ended = None
        if t.state in ENDED:
            ended = event.at
            self._ended.append((event.at, t.id))
            self._newly_ended += 1
            while self._ended[0][0] < event.at - UNDO_MS:
                old = self._ended.popleft()[1]
                if old not in hall.tickets or hall.tickets[old].state in ENDED:
                    self.visits.pop(old, None)
        if writing is not None:
            outcome = t.leg.outcome if t.state is State.FINISHED else None
            row = (
                self.hall_id, t.id, hall.last_day, t.number, t.series, t.n, t.service, t.klass,
                t.ground, t.language, t.state.value, t.kiosk, t.counter, t.slot, t.issued_at,
                event.at, ended, len(t.legs), t.returned, outcome,
            )  # fmt: skip
            note(writing, "tickets", t.id, row)

    def put(self, visit: Visit) -> Interval:
        ticket = visit.last.ticket
        if ticket not in self._before:
            self._before[ticket] = self.visits.get(ticket)
        self.visits[ticket] = visit
        return visit.last


# A change notes what it ends or adds itself and returns the interval that is now the ticket's last.
Change = Callable[[Reads, Event, Hall, Writing | None], Interval | None]


def _issued(reads: Reads, event: Event, hall: Hall, writing: Writing | None) -> Interval | None:
    _job(reads, event, hall, writing)
    data = event.data
    told = data.get("estimate") or {}
    return reads.put(
        Visit(
            Interval(
                event.seq, 1, 1, "waiting", data["service"], None, None, data["counts_from"],
                event.at, promised_p50=told.get("p50"), promised_p80=told.get("p80"),
            )
        )
    )  # fmt: skip


def _service_changed(
    reads: Reads, event: Event, hall: Hall, writing: Writing | None
) -> Interval | None:
    _job(reads, event, hall, writing)
    last = reads.visits[event.ticket or 0].last
    told = event.data.get("estimate") or {}  # what was told was told of another line
    last = last._replace(
        service=event.data["service"], promised_p50=told.get("p50"), promised_p80=told.get("p80")
    )
    return reads.put(Visit(last))


def _recalled(reads: Reads, event: Event, hall: Hall, writing: Writing | None) -> Interval | None:
    visit = reads.visits[event.ticket or 0]
    return reads.put(visit._replace(last=visit.last._replace(recalls=event.data["times"])))


def _move(outcome: str, kind: str | None) -> Change:
    """Ends the interval going on with that outcome, and begins one of `kind`."""

    def move(reads: Reads, event: Event, hall: Hall, writing: Writing | None) -> Interval | None:
        visit = reads.visits[event.ticket or 0]
        before = last = visit.last
        data = event.data
        if last.ended_at is None:
            last = Interval(
                *last[:9], event.at, ending(outcome, data), last.rule, last.hand,
                data.get("inaccurate", False), *last[14:],
            )  # fmt: skip
        if kind is not None:
            if last is not before and writing is not None:
                note(writing, "intervals", last[:2], (reads.hall_id, *last))
            ticket = hall.tickets[last.ticket]
            waits = kind == "waiting"
            last = Interval(
                last.ticket, last.no + 1, len(ticket.legs), kind, ticket.service,
                None if waits else event.counter, None if waits else event.officer,
                event.at, event.at, None, None, data.get("rule"), data.get("hand", False),
            )  # fmt: skip
        return reads.put(Visit(last, event.seq, visit.kept(2)))

    return move


def ending(outcome: str, data: dict[str, object]) -> str:
    """How an interval ended; a wait that was none, of one served without a ticket, says so."""
    return AT_COUNTER_RULE if data.get("rule") == AT_COUNTER_RULE else outcome


def _undone(reads: Reads, event: Event, hall: Hall, writing: Writing | None) -> Interval | None:
    visit = reads.visits[event.ticket or 0]
    if visit.before is None or visit.move != event.data["undone"]:
        raise ValueError(f"event {event.seq} takes back a move that was not the last")
    if writing is not None and visit.last.no > visit.before.last.no:
        writing.cut.append((visit.last.ticket, visit.before.last.no))
        writing.reads.get("intervals", {}).pop(visit.last[:2], None)
    return reads.put(visit.before)


def _job(reads: Reads, event: Event, hall: Hall, writing: Writing | None) -> Interval | None:
    id = event.data.get("job", event.seq)
    job = hall.jobs.get(id)
    if job is not None and writing is not None:
        row = (
            reads.hall_id, id, job.ticket, job.printer, job.state, job.why, job.reprint, job.at
        )  # fmt: skip
        note(writing, "print_jobs", id, row)
    return None


def _rated(reads: Reads, event: Event, hall: Hall, writing: Writing | None) -> Interval | None:
    if writing is not None:
        data, id = event.data, event.ticket or 0
        row = (
            reads.hall_id, id, data["leg"], data["channel"], data["score"],
            json.dumps(data["reasons"], ensure_ascii=False),
            hall.tickets[id].legs[data["leg"] - 1].service, event.counter, event.officer, event.at,
        )  # fmt: skip
        note(writing, "ratings", (id, data["leg"], data["channel"]), row)
        if hall.day is None and hall.last_day is not None:
            writing.days.add(hall.last_day)  # it is packed already: once more, with this
    return None


def _device(state: str) -> Change:
    def device(reads: Reads, event: Event, hall: Hall, writing: Writing | None) -> Interval | None:
        if writing is not None:
            id = event.data["id"]
            known = writing.reads.get("devices", {}).get(id)
            kind = event.data.get("kind") or (known[2] if known else None)
            note(writing, "devices", id, (reads.hall_id, id, kind, state, event.at))
        return None

    return device


CHANGES: dict[str, Change] = {
    "TicketIssued": _issued,
    "ServiceChanged": _service_changed,
    "TicketCalled": _move("called", "walking"),
    "TicketRecalled": _recalled,
    "ServingStarted": _move("started", "serving"),
    "TicketFinished": _move("finished", None),
    "TicketContinued": _move("continued", "waiting"),
    "TicketMarkedNoShow": _move("no_show", None),
    "TicketReturned": _move("returned", "waiting"),
    "TicketHeld": _move("held", "held"),
    "TicketResumed": _move("resumed", "walking"),
    "TicketTransferred": _move("transferred", "waiting"),
    "TicketCancelled": _move("cancelled", None),
    "TicketExpired": _move("expired", None),
    "TicketPutOff": _move("put_off", None),
    "MoveUndone": _undone,
    "ServiceRated": _rated,
    "ReprintAsked": _job,
    "PrintStarted": _job,
    "PrintConfirmed": _job,
    "PrintFailed": _job,
    "PrintUnconfirmed": _job,
    "PrintDiverted": _job,
    "DeviceEnrolled": _device("enrolled"),
    "DeviceRevoked": _device("revoked"),
}
# events after which the ticket's own row is another
TICKETS = frozenset(
    {
        "TicketIssued", "ServiceChanged", "PriorityGranted", "TicketCancelled", "TicketCalled",
        "ServingStarted", "TicketFinished", "TicketMarkedNoShow", "TicketReturned", "TicketHeld",
        "TicketResumed", "TicketTransferred", "TicketContinued", "TicketExpired", "TicketPutOff",
        "MoveUndone",
    }
)  # fmt: skip
