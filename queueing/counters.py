"""Counters and services: who sits where, from when to when; which service is offered."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from queueing.events import Event
from queueing.hall_state import HallState
from queueing.refusal import Refusal
from queueing.state import CounterState, Session
from queueing.ticket import State
from queueing.who import Who


class Counters(HallState):
    def open(
        self, who: Who, now: int, counter: str, first: Iterable[str] | None = None,
        second: Iterable[str] = (),
    ) -> list[Event]:  # fmt: skip
        """Begins the officer's session; one officer has one counter at a time. `first` and
        `second`: the lists of this session, of services that his own, or the counter's, hold."""
        self.at_work(now)
        here, officer = self._may_sit(who, counter)
        if here.session is not None:
            if here.session.officer != officer:
                raise Refusal(
                    "counter_taken",
                    f"{here.session.officer} is at counter {counter}",
                    state=here.state,
                    officer=here.session.officer,
                )
            raise Refusal("illegal_move", "open already", state=here.state)
        self._one_counter(officer)
        data = self._lists(who, counter, first, second)
        return [self.event(now, "CounterOpened", data, who=who, counter=counter)]

    def take_over(self, who: Who, now: int, counter: str) -> list[Event]:
        """Sits down where another's session is open; the ticket there stays."""
        self.at_work(now)
        here, officer = self._may_sit(who, counter)
        if here.session is None:
            raise Refusal("not_open", f"counter {counter} is not open", state="closed")
        if here.session.officer == officer:
            raise Refusal("illegal_move", "it is yours already", state=here.state)
        self._one_counter(officer)
        data = {"from": here.session.officer, **self._lists(who, counter, None, ())}
        return [self.event(now, "CounterTakenOver", data, who=who, counter=counter)]

    def _lists(
        self, who: Who, counter: str, first: Iterable[str] | None, second: Iterable[str]
    ) -> dict[str, list[str]]:
        """The session's lists for its event; {}: the counter's. An officer's lists follow him; of
        those, or of the counter's, he may choose fewer for the session."""
        plan = self.settled()
        mine = None if who.first is None else (plan.unfold(who.first), plan.unfold(who.second))
        if first is not None:
            chosen = tuple(first), tuple(second)
            here = plan.counters[counter]
            may = {*here.first, *here.second} if mine is None else {*mine[0], *mine[1]}
            for service in (*chosen[0], *chosen[1]):
                self.service(service)
                if service not in may and who.role != "supervisor":
                    raise Refusal("not_allowed", f"{service} is in no list of yours")
            mine = chosen
        if mine is None or not (mine[0] or mine[1]):
            return {}
        later = [s for s in mine[1] if s not in mine[0]]
        return {"first": list(mine[0]), "second": later}

    def _may_sit(self, who: Who, counter: str) -> tuple[CounterState, str]:
        here = self.known_counter(counter)
        if who.role not in ("officer", "supervisor") or who.officer is None:
            raise Refusal("not_allowed", f"a {who.role} does not open counters")
        if who.counters is not None and counter not in who.counters:
            raise Refusal("not_your_counter", f"{who.officer} has no right to counter {counter}")
        return here, who.officer

    def _one_counter(self, officer: str) -> None:
        elsewhere = self.officers.get(officer)
        if elsewhere is not None:
            raise Refusal("counter_busy", f"{officer} is at counter {elsewhere}", counter=elsewhere)

    def close(self, who: Who, now: int, counter: str) -> list[Event]:
        here = self.at_counter(who, now, counter)
        self._nobody_here(here, "close")
        return [self._note(who, now, here, "CounterClosed")]

    def pause(self, who: Who, now: int, counter: str, reason: str | None = None) -> list[Event]:
        here = self.at_counter(who, now, counter)
        self._nobody_here(here, "pause")
        self.not_paused(here)
        event = self._note(who, now, here, "CounterPaused")
        event.data["reason"] = reason
        return [event]

    def unpause(self, who: Who, now: int, counter: str) -> list[Event]:
        here = self.at_counter(who, now, counter)
        if here.state != "paused":
            raise Refusal("illegal_move", f"counter {counter} is not paused", state=here.state)
        return [self._note(who, now, here, "CounterUnpaused")]

    def _nobody_here(self, here: CounterState, verb: str) -> None:
        if here.ticket is not None:
            ticket = self.tickets[here.ticket]
            raise Refusal(
                "illegal_move",
                f"{verb}: {ticket.number} is still at counter {here.id}",
                state=str(ticket.state),
                number=ticket.number,
            )

    def _note(self, who: Who, now: int, here: CounterState, kind: str) -> Event:
        return self.event(
            now,
            kind,
            {},
            who=who,
            counter=here.id,
            officer=here.session.officer if here.session else None,
        )

    def close_service(self, who: Who, now: int, service: str, reason: str) -> list[Event]:
        """Kiosks offer it no more, until reopened or the day ends; who waits is still called."""
        self._may_close(who, now, service)
        if not reason:
            raise Refusal("bad_request", "closing a service needs a reason")
        if service in self.closed_services:
            raise Refusal("illegal_move", f"{service} is closed already", state="closed")
        return [self.event(now, "ServiceClosed", {"service": service, "reason": reason}, who=who)]

    def reopen_service(self, who: Who, now: int, service: str) -> list[Event]:
        self._may_close(who, now, service)
        if service not in self.closed_services:
            raise Refusal("illegal_move", f"{service} is not closed", state="open")
        return [self.event(now, "ServiceReopened", {"service": service}, who=who)]

    def _may_close(self, who: Who, now: int, service: str) -> None:
        self.at_work(now)
        if who.role not in ("supervisor", "kiosk", "hall"):
            raise Refusal("not_allowed", f"a {who.role} does not close services")
        self.service(service)


def _opened(hall: HallState, event: Event) -> None:
    counter = hall.counter(event.counter or "")
    _sit(hall, event, counter)
    counter.idle_since = event.at


def _sit(hall: HallState, event: Event, counter: CounterState) -> None:
    officer = event.officer or ""
    data = event.data
    counter.session = Session(officer, event.at, data.get("first"), data.get("second"))
    counter.last_move = None
    hall.officers[officer] = counter.id
    hall._desks.pop(counter.id, None)


def _closed(hall: HallState, event: Event) -> None:
    counter = hall.counter(event.counter or "")
    _rise(hall, counter)
    counter.idle_since = None
    _lapse(hall, counter=counter.id)


def _rise(hall: HallState, counter: CounterState) -> None:
    """The officer leaves: his own line joins the services' lines."""
    session, counter.session, counter.last_move = counter.session, None, None
    hall._desks.pop(counter.id, None)
    if session is not None:
        hall.officers.pop(session.officer, None)
        _lapse(hall, officer=session.officer)


def _lapse(hall: HallState, counter: str | None = None, officer: str | None = None) -> None:
    """Whoever was sent to that counter or officer is promised nothing any more; who stands in its
    own line joins his service's line, with the rank he has."""
    for id in sorted(hall.promised):
        ticket = hall.tickets[id]
        by_counter = counter is not None and ticket.to_counter == counter
        if not by_counter and (officer is None or ticket.to_officer != officer):
            continue
        if ticket.state is State.WAITING:
            hall.leave(ticket)
        ticket.to_counter = ticket.to_officer = None
        if ticket.state is State.WAITING:
            hall.stand(ticket)


def _taken_over(hall: HallState, event: Event) -> None:
    counter = hall.counter(event.counter or "")
    _rise(hall, counter)
    _sit(hall, event, counter)
    if counter.ticket is None:
        counter.idle_since = event.at


def _paused(hall: HallState, event: Event) -> None:
    counter = hall.counter(event.counter or "")
    if counter.session is not None:
        counter.session.paused_at = event.at
        counter.session.pause_reason = event.data["reason"]
    counter.idle_since = None


def _unpaused(hall: HallState, event: Event) -> None:
    counter = hall.counter(event.counter or "")
    if counter.session is not None:
        counter.session.paused_at = counter.session.pause_reason = None
    counter.idle_since = event.at


def _service_closed(hall: HallState, event: Event) -> None:
    hall.closed_services[event.data["service"]] = event.data["reason"]


def _service_reopened(hall: HallState, event: Event) -> None:
    hall.closed_services.pop(event.data["service"], None)


APPLY: dict[str, Callable[[HallState, Event], None]] = {
    "CounterOpened": _opened,
    "CounterClosed": _closed,
    "CounterPaused": _paused,
    "CounterUnpaused": _unpaused,
    "CounterTakenOver": _taken_over,
    "ServiceClosed": _service_closed,
    "ServiceReopened": _service_reopened,
}
