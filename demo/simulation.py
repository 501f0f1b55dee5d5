"""Simulation: whole days of a made-up hall through the real rules, as fast as the rules go.

People and officers decide nothing here that the rules decide: each step asks the hall for the
events of a verb and hands them on to be written. A step the rules refuse (a quota is reached, a
rating came too late) simply did not happen, as in a hall.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from heapq import heappop, heappush
from random import Random
from typing import Any

from demo.crowd import Crowd, Visit
from demo.desk import Desk
from demo.habits import Habits
from demo.names import officers
from queueing.events import Event
from queueing.hall import Hall
from queueing.hours import Span
from queueing.refusal import Refusal
from queueing.ticket import State
from queueing.who import THE_HALL, Who

STAYS = (20 * 60_000, 60 * 60_000)  # ms: who still waits is served so long past lunch, past closing
RECEPTION = Who("reception", officer="tiep.don")
PAPER = 1800  # ms from the tap to the paper


class Simulation:
    """One hall over many days. `add` takes the events of each verb, applies and keeps them."""

    def __init__(
        self,
        hall: Hall,
        add: Callable[[list[Event]], None],
        random: Random,
        visits: int | None = None,
        printing: bool = False,
    ) -> None:
        assert hall.plan is not None
        self.hall = hall
        self.plan = hall.plan
        self.add = add
        self.random = random
        self.printing = printing
        self.crowd = Crowd(self.plan, random, visits)
        self.habits = Habits(self.plan, random, self.crowd.pace)
        names = officers(list(self.plan.counters))
        self.desks = {
            c.id: Desk(c.id, names.get(c.id, f"quay.{c.id}"), (*c.first, *c.second))
            for c in self.plan.counters.values()
        }
        self._serving: dict[str, list[Desk]] = {s: [] for s in self.plan.services}
        for c in self.plan.counters.values():
            for service in (*c.first, *c.second):
                self._serving[service].append(self.desks[c.id])
        self._idle: set[str] = set()
        self._coming: list[tuple[int, int, Callable[..., None], tuple[Any, ...]]] = []
        self._n = 0
        self.now = 0
        self.visits = 0  # tickets issued so far

    def day(self, day: date) -> None:
        """One local date from its first ticket to its close; nothing on a closed day."""
        spans = self.plan.hours.sessions(day)
        if not spans:
            return
        self.habits.new_day()
        self._idle.clear()
        here = self._present()
        for i, span in enumerate(spans):
            stays = STAYS[1 if i == len(spans) - 1 else 0]
            for desk in here:
                self._open_at(span, desk, stays)
        for visit in self.crowd.day(spans):
            self._at(visit.at, self._take, visit)
        while self._coming:
            at, _, do, about = heappop(self._coming)
            self.now = max(at, self.hall.at)
            do(*about)
        self.now = max(self.plan.hours.at(day, self.plan.hours.close_day_at), self.hall.at)
        self._do(lambda: self.hall.roll_day(self.now))

    # -- the mechanism ----------------------------------------------------------------------------

    def _at(self, at: float, do: Callable[..., None], *about: Any) -> None:
        self._n += 1
        heappush(self._coming, (int(at), self._n, do, about))

    def _in(self, seconds: float, do: Callable[..., None], *about: Any) -> None:
        self._at(self.now + seconds * 1000, do, *about)

    def _do(self, verb: Callable[[], list[Event]]) -> list[Event]:
        """The events of a verb, written; [] where the rules say no."""
        try:
            events = verb()
        except Refusal:
            return []
        if events:
            self.add(events)
        return events

    # -- officers ---------------------------------------------------------------------------------

    def _present(self) -> list[Desk]:
        """Who works today: nobody stays away whose services would have no counter left."""
        here = list(self.desks.values())
        for desk in self.desks.values():
            others = {s for d in here if d is not desk for s in d.services}
            if self.habits.absent() and set(desk.services) <= others:
                here.remove(desk)
        return here

    def _open_at(self, span: Span, desk: Desk, stays: int) -> None:
        self._at(span.start - self.random.randint(0, 240_000), self._open, desk, span, stays)
        self._at(span.end, self._end, desk)

    def _open(self, desk: Desk, span: Span, stays: int) -> None:
        self._do(lambda: self.hall.roll_day(self.now))
        events = self._do(lambda: self.hall.open(desk.who, self.now, desk.counter))
        desk.open = desk.open or bool(events)
        desk.until = span.end
        desk.held.clear()
        desk.break_at = self.random.randint(span.start + 3_600_000, span.end)
        self._at(span.end + stays, self._leave, desk)
        self._at(max(self.now, span.start), self._next, desk)

    def _end(self, desk: Desk) -> None:
        """The session is over: an idle officer goes, a busy one serves who waits."""
        if desk.counter in self._idle:
            self._leave(desk)

    def _leave(self, desk: Desk) -> None:
        desk.until = 0
        if self._do(lambda: self.hall.close(desk.who, self.now, desk.counter)):
            desk.open = False
            self._idle.discard(desk.counter)

    def _next(self, desk: Desk) -> None:
        """The officer is free: somebody on hold, a break, or the next."""
        if not desk.open:
            return
        if desk.until == 0:
            self._leave(desk)
            return
        counter, hall, now = desk.counter, self.hall, self.now
        while desk.held:
            ticket = desk.held.pop(0)
            if self._do(lambda t=ticket: hall.resume(desk.who, now, counter, t)):  # type: ignore[misc]
                self._in(self.habits.walk(), self._came, desk, ticket)
                return
        if desk.break_at and desk.break_at <= now < desk.until:
            desk.break_at = 0
            seconds, reason = self.habits.pause()
            if self._do(lambda: hall.pause(desk.who, now, counter, reason)):
                self._in(seconds, self._unpause, desk)
                return
        events = self._do(lambda: hall.call_next(desk.who, now, counter))
        if not events or events[-1].kind != "TicketCalled":
            if now >= desk.until:
                self._leave(desk)
            else:
                self._idle.add(counter)
            return
        ticket = events[-1].ticket or 0
        leg = hall.tickets[ticket].leg
        waited = (now - leg.counts_from) / 1000
        if self.habits.comes(waited):
            self._in(self.habits.walk(), self._came, desk, ticket)
        else:
            self._in(self.plan.moves.recall_after, self._recall, desk, ticket)

    def _unpause(self, desk: Desk) -> None:
        self._do(lambda: self.hall.unpause(desk.who, self.now, desk.counter))
        self._next(desk)

    def _recall(self, desk: Desk, ticket: int) -> None:
        self._do(lambda: self.hall.recall(desk.who, self.now, desk.counter))
        wait = max(self.plan.moves.no_show_not_before, 25) + self.random.uniform(0, 20)
        self._in(wait, self._no_show, desk, ticket)

    def _no_show(self, desk: Desk, ticket: int) -> None:
        self._do(lambda: self.hall.no_show(desk.who, self.now, desk.counter))
        back = self.habits.returns_after()
        if back is not None:
            self._in(back, self._return, ticket)
        self._in(2, self._next, desk)

    def _came(self, desk: Desk, ticket: int) -> None:
        forgets = self.habits.forgets()
        if not forgets:
            self._do(lambda: self.hall.start(desk.who, self.now, desk.counter))
        service = self.plan.services[self.hall.tickets[ticket].service]
        seconds = self.habits.service(service, desk.officer)
        self._in(seconds, self._done, desk, ticket, forgets)

    def _done(self, desk: Desk, ticket: int, forgets: bool) -> None:
        hall, now, counter = self.hall, self.now, desk.counter
        if forgets:
            self._in(self.habits.gap(), self._next, desk)  # "next" finishes it
            return
        it = hall.tickets[ticket]
        ends = self.habits.ends()
        if ends == "hold" and self._do(lambda: hall.hold(desk.who, now, counter)):
            self._in(self.habits.held_for(), self._ready_again, desk, ticket)
        elif it.back is not None and self._do(lambda: hall.transfer(desk.who, now, counter)):
            self._wake(it.service)
        elif ends != "transfer" or not self._send_on(desk, it.service, ticket):
            self._do(lambda: hall.finish(desk.who, now, counter, "done"))
            self._rate(desk, ticket)
        self._in(self.habits.gap(), self._next, desk)

    def _ready_again(self, desk: Desk, ticket: int) -> None:
        """The missing paper is there: the officer calls him back as soon as he is free."""
        if desk.open and self.hall.tickets[ticket].state is State.ON_HOLD:
            desk.held.append(ticket)
            if desk.counter in self._idle:
                self._idle.discard(desk.counter)
                self._next(desk)

    def _send_on(self, desk: Desk, service: str, ticket: int) -> bool:
        other = self.habits.other_service(service)
        if other is None:
            return False
        back = self.habits.comes_back()
        done = self._do(
            lambda: self.hall.transfer(desk.who, self.now, desk.counter, service=other, back=back)
        )
        self._wake(other)
        return bool(done)

    def _wake(self, service: str) -> None:
        """Somebody has joined that line: an idle officer presses "next"."""
        for desk in self._serving[service]:
            if desk.counter in self._idle:
                self._idle.discard(desk.counter)
                self._in(self.random.uniform(1, 5), self._next, desk)
                return

    # -- citizens ---------------------------------------------------------------------------------

    def _take(self, visit: Visit) -> None:
        hall, now = self.hall, self.now
        self._do(lambda: hall.roll_day(now))
        kiosk = self.plan.kiosks.get(visit.kiosk or "")
        who = Who("kiosk", device=kiosk.id) if kiosk is not None else RECEPTION
        printer = kiosk.printer if kiosk is not None and self.printing else None
        events = self._do(
            lambda: hall.issue(
                who, now, service=visit.service, klass=visit.klass, ground=visit.ground,
                needs=visit.needs, language=visit.language, printer=printer,
            )
        )  # fmt: skip
        if not events:
            return
        self.visits += 1
        ticket = events[0].ticket or 0
        if printer is not None:
            self._at(now + PAPER, self._printed, ticket)
        cancels = self.habits.cancels_after()
        if cancels is not None:
            self._in(cancels, self._cancel, ticket)
        self._wake(visit.service)

    def _printed(self, job: int) -> None:
        self._do(lambda: self.hall.print_started(THE_HALL, self.now, job))
        self._do(lambda: self.hall.print_confirmed(THE_HALL, self.now, job))

    def _return(self, ticket: int) -> None:
        if self._do(lambda: self.hall.return_(RECEPTION, self.now, ticket)):
            self._wake(self.hall.tickets[ticket].service)

    def _cancel(self, ticket: int) -> None:
        if self.hall.tickets[ticket].state is State.WAITING:
            who = Who("citizen", ticket=ticket)
            self._do(lambda: self.hall.cancel(who, self.now, ticket))

    def _rate(self, desk: Desk, ticket: int) -> None:
        leg = len(self.hall.tickets[ticket].legs)
        soon, later = self.habits.rates_at_pad(), self.habits.rates_later()
        if soon is not None:
            self._in(soon, self._press, desk.pad, ticket, leg, desk.counter)
        elif later is not None:
            self._in(later, self._press, Who("citizen", ticket=ticket), ticket, leg, None)

    def _press(self, who: Who, ticket: int, leg: int, counter: str | None) -> None:
        legs = self.hall.tickets[ticket].legs
        waited = sum((x.called_at or x.counts_from) - x.counts_from for x in legs) / 1000
        rated = self.habits.rating(waited)
        self._do(
            lambda: self.hall.rate(
                who, self.now, score=rated.score, reasons=rated.reasons, comment=rated.comment,
                counter=counter, ticket=ticket, leg=leg,
            )
        )  # fmt: skip
