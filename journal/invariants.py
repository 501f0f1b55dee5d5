"""The invariants I1, I3, I4, I8 on a hall's events: what the rules promise, checked without them.

One pass, a model of its own (it shares no code with queueing/), time linear in the history. I7 is
in journal/checking.py, I2, I5 and I6 in journal/record.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from queueing.events import Event

MOST = 100
"""Findings after which the checker stops looking."""


@dataclass(frozen=True, slots=True)
class Broken:
    """An invariant that does not hold: which, at which event (None: nowhere in particular), how."""

    invariant: str
    seq: int | None
    what: str


@dataclass(slots=True)
class _Ticket:
    number: str
    state: str
    counter: str | None = None
    # (seq, state and counter before it) of the last moves: undo takes back one, or those of one act
    moves: list[tuple[int, str, str | None]] = field(default_factory=list)


AT_COUNTER = ("called", "serving")
# kind -> (states it may find the ticket in, state it leaves it in)
MOVES: dict[str, tuple[tuple[str, ...], str | None]] = {
    "ServiceChanged": (("waiting",), "waiting"),
    "PriorityGranted": (("waiting",), "waiting"),
    "TicketCancelled": (("waiting", "on_hold", "no_show"), "cancelled"),
    "TicketCalled": (("waiting", "no_show"), "called"),
    "TicketRecalled": (("called",), "called"),
    "ServingStarted": (("called",), "serving"),
    "TicketFinished": (("called", "serving"), "finished"),
    "TicketContinued": (("finished",), "waiting"),
    "TicketMarkedNoShow": (("called",), "no_show"),
    "TicketReturned": (("no_show",), "waiting"),
    "TicketHeld": (("called", "serving"), "on_hold"),
    "TicketResumed": (("on_hold",), "called"),
    "TicketTransferred": (("called", "serving"), "waiting"),
    "TicketExpired": (("waiting", "on_hold", "no_show"), "expired"),
    "TicketPutOff": (("waiting", "on_hold"), "expired"),
}
COMING = ("TicketCalled", "TicketResumed")
AT_THEIR_COUNTER = (
    "TicketRecalled", "ServingStarted", "TicketFinished", "TicketMarkedNoShow", "TicketHeld",
    "TicketTransferred",
)  # fmt: skip
ENDED = ("finished", "cancelled", "expired")


class Invariants:
    """The checker. Give it every event in order; `broken` holds what it found."""

    def __init__(self) -> None:
        self.broken: list[Broken] = []
        self._seq = 0
        self._at = 0
        self._firsts: dict[str, int] = {}  # series -> its first n
        self._new_day()

    def _new_day(self) -> None:
        self._tickets: dict[int, _Ticket] = {}
        self._counters: dict[str, int] = {}  # counter -> the ticket called or serving there
        self._numbers: set[str] = set()
        self._series: dict[str, int] = {}  # series -> its last n
        self._leased: dict[str, tuple[int, str | None]] = {}  # number -> its lease, what it became
        self._jobs: dict[int, tuple[int, str] | None] = {}  # job -> ticket and number; a reprint
        self._started: set[int] = set()
        self._printed: set[tuple[int, str]] = set()

    def check(self, events: Iterable[Event]) -> list[Broken]:
        for event in events:
            self.event(event)
            if len(self.broken) >= MOST:
                break
        return self.broken

    def event(self, event: Event) -> None:
        if event.seq != self._seq + 1:
            self._say("I7", event, f"comes after {self._seq}")
        if event.at < self._at:
            self._say("I7", event, f"is {self._at - event.at} ms before the event before it")
        self._seq, self._at = event.seq, event.at
        kind = event.kind
        if kind in MOVES:
            self._move(event)
        special = _SPECIAL.get(kind)
        if special is not None:
            special(self, event)

    def _say(self, invariant: str, event: Event, what: str) -> None:
        self.broken.append(Broken(invariant, event.seq, f"{event.kind} {what}"))

    # -- I1, I4 -----------------------------------------------------------------------------------

    def _move(self, event: Event) -> None:
        ticket = self._tickets.get(event.ticket or 0)
        if ticket is None:
            self._say("I1", event, f"of ticket {event.ticket}, which is not there")
            return
        allowed, to = MOVES[event.kind]
        if ticket.state not in allowed:
            self._say("I1", event, f"finds {ticket.number} {ticket.state}")
        if event.kind in AT_THEIR_COUNTER and ticket.counter != event.counter:
            if event.kind != "TicketFinished" or event.counter is not None:
                self._say(
                    "I1", event, f"at {event.counter}, but {ticket.number} is at {ticket.counter}"
                )
        if event.kind not in ("ServiceChanged", "PriorityGranted", "TicketRecalled"):
            ticket.moves = [*ticket.moves[-2:], (event.seq, ticket.state, ticket.counter)]
        elif event.kind != "TicketRecalled":
            ticket.moves = []
        self._leave(event.ticket or 0, ticket)
        ticket.state = to or ticket.state
        if event.kind in COMING:
            self._come(event, event.ticket or 0, ticket, event.counter or "")
        elif ticket.state in AT_COUNTER:
            self._come(event, event.ticket or 0, ticket, ticket.counter or "")
        elif ticket.state != "on_hold":
            ticket.counter = None

    def _leave(self, id: int, ticket: _Ticket) -> None:
        if self._counters.get(ticket.counter or "") == id:
            del self._counters[ticket.counter or ""]

    def _come(self, event: Event, id: int, ticket: _Ticket, counter: str) -> None:
        there = self._counters.get(counter)
        if there is not None and there != id:
            other = self._tickets[there].number
            self._say("I4", event, f"{ticket.number}: {other} is still at counter {counter}")
        self._counters[counter] = id
        ticket.counter = counter

    def _undone(self, event: Event) -> None:
        ticket = self._tickets.get(event.ticket or 0)
        if ticket is None or not ticket.moves or ticket.moves[-1][0] != event.data.get("undone"):
            self._say("I1", event, f"takes back {event.data.get('undone')}, not the last move")
            return
        self._leave(event.ticket or 0, ticket)
        _, ticket.state, ticket.counter = ticket.moves.pop()
        if ticket.state in AT_COUNTER:
            self._come(event, event.ticket or 0, ticket, ticket.counter or "")

    # -- I3 ---------------------------------------------------------------------------------------

    def _number(self, event: Event) -> None:
        data = event.data
        number, series, n = data["number"], data["series"], data["n"]
        if number in self._numbers:
            self._say("I3", event, f"gives out {number} a second time")
        if data.get("lease") is not None:
            self._set_number(event, data["lease"], number, "issued")
            self._numbers.add(number)
            return
        if number in self._leased:
            self._say("I3", event, f"gives out {number}, which is leased")
        first = self._firsts.get(series)
        due = self._series[series] + 1 if series in self._series else first
        if due is not None and n != due:
            digits = len(number) - len(number.rstrip("0123456789"))
            letters = number[: len(number) - digits]
            # a number that another series has used is passed over
            if n < due or any(
                (number_ := f"{letters}{m:0{digits}d}") not in self._numbers
                and number_ not in self._leased
                for m in range(due, n)
            ):
                self._say("I3", event, f"gives out {number} ({series} {n}), due was {due}")
        self._numbers.add(number)
        self._series[series] = n

    def _leases(self, event: Event) -> None:
        for number in event.data["numbers"]:
            if number in self._numbers or number in self._leased:
                self._say("I3", event, f"leases {number}, which is given out")
            self._leased[number] = (event.seq, None)

    def _number_set(self, event: Event) -> None:
        for number in event.data["numbers"]:
            self._set_number(event, event.data["lease"], number, event.data["state"])

    def _set_number(self, event: Event, lease: int, number: str, state: str) -> None:
        there = self._leased.get(number)
        if there is None or there[0] != lease:
            self._say("I3", event, f"of {number}, which lease {lease} does not hold")
        elif there[1] is not None:
            self._say("I3", event, f"makes {number} {state}, which was {there[1]}")
        self._leased[number] = (lease, state)

    def _issued(self, event: Event) -> None:
        if event.ticket != event.seq:
            self._say("I1", event, f"names the ticket {event.ticket}")
        self._number(event)
        self._tickets[event.seq] = _Ticket(event.data["number"], "waiting")
        self._job(event)

    def _service_changed(self, event: Event) -> None:
        self._number(event)
        ticket = self._tickets.get(event.ticket or 0)
        if ticket is not None:
            if event.data["old_number"] != ticket.number:
                self._say("I3", event, f"voids {event.data['old_number']} of {ticket.number}")
            ticket.number = event.data["number"]
        self._job(event)

    # -- I8 ---------------------------------------------------------------------------------------

    def _job(self, event: Event) -> None:
        if event.kind == "ReprintAsked":
            self._jobs[event.seq] = None
        elif event.data.get("printer") is not None:
            self._jobs[event.seq] = (event.ticket or 0, event.data["number"])

    def _started_printing(self, event: Event) -> None:
        job = event.data["job"]
        if job not in self._jobs:
            self._say("I8", event, f"of job {job}, which nobody asked for")
        elif job in self._started:
            self._say("I8", event, f"of job {job} a second time")
        slip = self._jobs.get(job)
        if slip is not None and slip in self._printed and job not in self._started:
            self._say("I8", event, f"of {slip[1]} a second time, unmarked")
        self._started.add(job)
        if slip is not None:
            self._printed.add(slip)

    # -- the day ----------------------------------------------------------------------------------

    def _settings(self, event: Event) -> None:
        settings: dict[str, Any] = event.data["settings"]
        for group in settings["service_groups"]:
            self._firsts[group["id"]] = group["series"]["first"]
        for service in settings["services"]:
            if service.get("series"):
                self._firsts[f"service:{service['id']}"] = service["series"]["first"]

    def _day_over(self, event: Event) -> None:
        for ticket in self._tickets.values():
            if ticket.state not in ENDED:
                self._say("I1", event, f"leaves {ticket.number} {ticket.state}")
        for number, (_, state) in self._leased.items():
            if state is None:
                self._say("I3", event, f"leaves the leased number {number} open")
        if event.kind == "DayOpened":
            self._new_day()


_SPECIAL: dict[str, Callable[[Invariants, Event], None]] = {
    "SettingsChanged": Invariants._settings,
    "DayOpened": Invariants._day_over,
    "DayClosed": Invariants._day_over,
    "TicketIssued": Invariants._issued,
    "ServiceChanged": Invariants._service_changed,
    "NumbersLeased": Invariants._leases,
    "NumberSet": Invariants._number_set,
    "MoveUndone": Invariants._undone,
    "ReprintAsked": Invariants._job,
    "PrintStarted": Invariants._started_printing,
}
