"""Watch: follows a hall's events and notes what the next days can be expected to be like.

The same watch serves the running hall and the replay of an old journal, so what an estimate rests
on is in both cases what had been written down by then, and nothing else. Times in ms.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from queueing.ahead.present import sessions_of
from queueing.events import Event
from queueing.hall import Hall
from queueing.hours import Span
from queueing.ticket import Leg

DAYS = 30  # working days that are remembered
GAP_MOST = 600_000  # a longer one between two visits was something else


@dataclass(slots=True)
class Day:
    """One working day. `served`: (service, officer, ms); `entries`: (at, service, class), class
    "moved" for who came from another counter; `stays`: (kind, ms past the end, gave up on people
    who waited); `opened`: (counter, session) → ms after its start; `sat`: (counter, officer, from,
    until) in ms UTC, pauses among it."""

    date: str
    weekday: int
    spans: list[Span]
    counters: tuple[str, ...]
    served: list[tuple[str, str, int]] = field(default_factory=list)
    walks: list[int] = field(default_factory=list)
    no_shows: list[int] = field(default_factory=list)
    calls: int = 0
    gaps: list[int] = field(default_factory=list)
    presses: list[int] = field(default_factory=list)
    entries: list[tuple[int, str, str]] = field(default_factory=list)
    opened: dict[tuple[str, int], int] = field(default_factory=dict)
    sat: list[tuple[str, str, int, int]] = field(default_factory=list)
    pauses: list[int] = field(default_factory=list)
    at_work: list[int] = field(default_factory=lambda: [0, 0])  # before a session's first pause, on
    paused: list[int] = field(default_factory=lambda: [0, 0])
    stays: list[tuple[str, int, bool]] = field(default_factory=list)
    # what was foretold and what came: (seconds p10, p50, p80, p90 as played), ms waited
    foretold: list[tuple[tuple[int, int, int, int], int]] = field(default_factory=list)


@dataclass(slots=True)
class Seated:
    """A counter's session as it is watched."""

    since: int
    sat: int
    paused: bool = False  # once at least
    pause_began: int | None = None
    called: int = 0
    ended: int | None = None  # the last visit, if nothing else came between
    last_call: int = 0


class Watch:
    """`days`: those past, oldest first; `today` the open one. `hear` applies each event to the
    hall, and must hear all of them from a DayOpened on."""

    def __init__(self, hall: Hall | None = None) -> None:
        self.hall = hall or Hall()
        self.days: deque[Day] = deque(maxlen=DAYS)
        self.today: Day | None = None
        self.seats: dict[str, Seated] = {}
        self.been: dict[str, bool] = {}
        self.raw: dict[int, tuple[int, int, int, int]] = {}  # ticket → what it was foretold
        self.on_call: list[Callable[[int, Leg, int], None]] = []  # (ticket, leg, at)
        self.on_day: list[Callable[[Day], None]] = []

    def hear(self, event: Event) -> None:
        """One event: noted, and applied to the hall."""
        kind = event.kind
        if kind == "CounterClosed" or kind == "CounterTakenOver":
            self._rises(event)
        self.hall.apply(event)
        note = NOTES.get(kind)
        if note is not None and (self.today is not None or kind == "DayOpened"):
            note(self, event)

    # -- the day ----------------------------------------------------------------------------------

    def _day_opened(self, event: Event) -> None:
        plan = self.hall.settled()
        day = date.fromisoformat(event.data["date"])
        spans = sessions_of(self.hall, event.at)
        self.today = Day(event.data["date"], day.weekday(), spans, tuple(plan.counters))
        self.seats, self.been, self.raw = {}, {}, {}

    def _day_closed(self, event: Event) -> None:
        day, self.today = self.today, None
        if day is not None and day.entries:
            self.days.append(day)
            for hear in self.on_day:
                hear(day)

    @property
    def _day(self) -> Day:
        assert self.today is not None
        return self.today

    # -- people -----------------------------------------------------------------------------------

    def _entered(self, event: Event) -> None:
        data = event.data
        if event.kind == "TicketIssued":
            self._day.entries.append((event.at, data["service"], data["class"]))
            told = data.get("estimate")
            if told and told.get("raw"):
                self.raw[event.seq] = tuple(told["raw"])
            return
        ticket = self.hall.tickets[event.ticket or 0]
        if event.kind == "TicketTransferred":
            self._served(event, ticket.legs[-2], event.at)
            if ticket.to_counter is not None or ticket.to_officer is not None:
                return
        self._day.entries.append((event.at, ticket.service, "moved"))

    def _called(self, event: Event) -> None:
        day, ticket = self._day, self.hall.tickets[event.ticket or 0]
        seat = self._seat(event)
        if seat.ended is not None and ticket.since < seat.ended:
            gap = event.at - seat.ended
            if gap < GAP_MOST:
                day.gaps.append(gap)
        elif ticket.leg.counts_from >= max(seat.ended or 0, seat.since):
            day.presses.append(min(event.at - ticket.leg.counts_from, GAP_MOST))
        seat.called = seat.last_call = event.at
        seat.ended = None
        day.calls += 1
        leg = ticket.leg
        if leg.called_at == event.at:
            foretold = self.raw.get(ticket.id)
            if foretold is not None and len(ticket.legs) == 1:
                day.foretold.append((foretold, max(event.at - leg.counts_from, 0)))
            for hear in self.on_call:
                hear(ticket.id, leg, event.at)

    def _started(self, event: Event) -> None:
        seat = self._seat(event)
        if seat.called:
            self._day.walks.append(event.at - seat.called)
            seat.called = 0

    def _finished(self, event: Event) -> None:
        leg = self.hall.tickets[event.ticket or 0].leg
        if not event.data.get("inaccurate"):
            self._served(event, leg, event.at)
        else:
            self._seat(event).ended = event.at

    def _served(self, event: Event, leg: Leg, at: int) -> None:
        self._seat(event).ended = at
        if leg.started_at is not None:
            took = at - leg.started_at - leg.held_ms
            if took > 0:
                self._day.served.append((leg.service, leg.officer or "", took))

    def _no_show(self, event: Event) -> None:
        seat = self._seat(event)
        if seat.called:
            self._day.no_shows.append(event.at - seat.called)
        seat.called, seat.ended = 0, event.at

    def _held(self, event: Event) -> None:
        self._seat(event).ended = event.at

    def _resumed(self, event: Event) -> None:
        seat = self._seat(event)
        seat.called, seat.ended = 0, None

    # -- counters ---------------------------------------------------------------------------------

    def _seat(self, event: Event) -> Seated:
        return self.seats.setdefault(event.counter or "", Seated(event.at, event.at))

    def _session(self, at: int) -> int:
        spans = self._day.spans
        return next((i for i, s in enumerate(spans) if at < s.end), len(spans) - 1)

    def _sits(self, event: Event) -> None:
        counter = event.counter or ""
        self.seats[counter] = Seated(event.at, event.at)
        self.been[counter] = False
        spans = self._day.spans
        if spans:
            i = self._session(event.at)
            self._day.opened.setdefault((counter, i), event.at - spans[i].start)

    def _rises(self, event: Event) -> None:
        """Before the event is applied: who still waited for that counter?"""
        day, counter = self.today, event.counter or ""
        seat = self.seats.pop(counter, None)
        if day is None or seat is None:
            return
        self._worked(seat, event.at)
        state = self.hall.counters.get(counter)
        if state is not None and state.session is not None:
            day.sat.append((counter, state.session.officer, seat.sat, event.at))
        for i, span in enumerate(day.spans):
            begins = day.spans[i + 1].start if i + 1 < len(day.spans) else span.end + 10**8
            if span.end - 600_000 <= event.at < begins and seat.since < span.end:
                waited = counter in self.hall.counters and self.hall.peek(counter, event.at)
                kind = "close" if i == len(day.spans) - 1 else "lunch"
                day.stays.append((kind, event.at - span.end, bool(waited)))

    def _worked(self, seat: Seated, at: int) -> None:
        day = self._day
        if seat.pause_began is None:
            day.at_work[seat.paused] += max(at - seat.since, 0)

    def _paused(self, event: Event) -> None:
        seat = self._seat(event)
        self._worked(seat, event.at)
        self._day.paused[seat.paused] += 1
        seat.paused, seat.pause_began, seat.ended = True, event.at, None
        self.been[event.counter or ""] = True

    def _unpaused(self, event: Event) -> None:
        seat = self._seat(event)
        if seat.pause_began is not None:
            self._day.pauses.append(event.at - seat.pause_began)
        seat.pause_began, seat.since, seat.ended = None, event.at, None


NOTES: dict[str, Callable[[Watch, Event], Any]] = {
    "DayOpened": Watch._day_opened,
    "DayClosed": Watch._day_closed,
    "TicketIssued": Watch._entered,
    "TicketReturned": Watch._entered,
    "TicketTransferred": Watch._entered,
    "TicketContinued": Watch._entered,
    "TicketCalled": Watch._called,
    "ServingStarted": Watch._started,
    "TicketFinished": Watch._finished,
    "TicketMarkedNoShow": Watch._no_show,
    "TicketHeld": Watch._held,
    "TicketResumed": Watch._resumed,
    "CounterOpened": Watch._sits,
    "CounterTakenOver": Watch._sits,
    "CounterPaused": Watch._paused,
    "CounterUnpaused": Watch._unpaused,
}
