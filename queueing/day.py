"""The day: opened by its first deed, closed at its hour or by the next day; settings and clock.

Nothing open crosses a day, so a hall is rebuilt from the last settings before it and the events
since the last DayOpened. That event carries the few things that live on: alerts, clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, time, timedelta
from typing import Any

from queueing.calling import Calling
from queueing.closing import carried
from queueing.events import Event
from queueing.hall_state import HallState
from queueing.lines import Lines
from queueing.plan import Plan
from queueing.refusal import Refusal
from queueing.state import Alert, CounterState, DayTimes, Message, Precedence, Totals
from queueing.ticket import AT_COUNTER, OPEN, State
from queueing.who import THE_HALL, Who

# what is in use, by kind: the sentence before the ids and how many
SAID = {
    "services": "tickets are open for services taken away",
    "counters": "counters taken away are open",
    "printers": "slips are still to come from printers taken away",
}


def day_times(plan: Plan, day: str) -> DayTimes:
    """The limits of a local date under that plan."""
    today = date.fromisoformat(day)
    hours = plan.hours
    spans = hours.sessions(today)
    midnight = time()
    early = hours.tickets_before_opening * 60_000
    return DayTimes(
        start=hours.at(today, midnight),
        end=hours.at(today + timedelta(days=1), midnight),
        closes=hours.at(today, hours.close_day_at),
        gives_from=spans[0].start - early if spans else 0,
        gives_until=spans[-1].end if spans else 0,
        opening=spans[0].start if spans else None,
    )


class Day(Calling):
    def roll_day(self, now: int) -> list[Event]:
        """What must happen before any verb at `now`: the end of a day that is over, the beginning
        of a new one; [] nearly always. A doubtful clock rolls nothing."""
        plan, times = self.plan, self.times
        if plan is None or self.clock_doubtful(now):
            return []
        if self.day is not None and times is not None:
            if now < times.closes or (plan.open_always and now < times.end):
                return []
            events = self._closing(now)
        else:
            events = []
        today = plan.hours.local_date(max(now, self.at))
        if self.last_day is not None and today <= self.last_day:
            return events
        if now >= day_times(plan, today).closes and not plan.open_always:
            return events
        opened = {
            "date": today,
            "alerts": [asdict(a) for a in self.alerts.values()],
            "told": self.told,
            "clock_off": self.clock_off,
            "paper": dict(self.paper),
            "put_off": carried(self, today),
            "messages": [m._asdict() for m in self.messages.values() if m.until > now],
        }
        return [*events, self.event(now, "DayOpened", opened, n=1 + len(events))]

    def close_day(self, who: Who, now: int) -> list[Event]:
        """Ends the day now: it cannot be opened again."""
        self.at_work(now)
        if who.role not in ("manager", "supervisor", "admin", "hall"):
            raise Refusal("not_allowed", f"a {who.role} does not close the day")
        return self._closing(now, who)

    def _closing(self, now: int, who: Who = THE_HALL) -> list[Event]:
        events: list[Event] = []

        def note(kind: str, data: dict[str, Any], **about: Any) -> None:
            events.append(self.event(now, kind, data, n=1 + len(events), who=who, **about))

        for job in self.jobs.values():
            if job.state in ("queued", "started"):
                kind = "PrintFailed" if job.state == "queued" else "PrintUnconfirmed"
                data = {"job": job.id, "printer": job.printer, "why": "day_closed"}
                note(kind, data, ticket=job.ticket)
        for ticket in self.tickets.values():
            if ticket.state in AT_COUNTER:
                here = self.counter(ticket.counter or "")
                events.append(
                    self.finish_event(
                        who, now, here, ticket, None, (), n=1 + len(events), forgotten=True
                    )
                )
            elif ticket.state in OPEN:
                note("TicketExpired", {"state": str(ticket.state)}, ticket=ticket.id)
        for lease in self.leases.values():
            if left := [number for number, state in lease.numbers.items() if state is None]:
                note("NumberSet", {"lease": lease.id, "numbers": left, "state": "void"})
        for counter in self.counters.values():
            if counter.session is not None:
                note("CounterClosed", {}, counter=counter.id, officer=counter.session.officer)
        note("DayClosed", {"date": self.day})
        return events

    def is_open(self, now: int) -> tuple[bool, str | None]:
        """(does the hall give tickets?, code of why not)."""
        plan = self.plan
        if plan is None:
            return False, "hall_closed"
        if self.clock_doubtful(now):
            return False, "clock_not_confirmed"
        times = self.times
        if times is not None and self.day is not None and times.start <= now < times.end:
            if self.stopped is not None:
                return False, "stopped_for_today"
            gives = plan.open_always or times.gives_from <= now < min(
                times.gives_until, times.closes
            )
            return (True, None) if gives else (False, "hall_closed")
        today = plan.hours.local_date(now)
        if self.last_day is not None and today <= self.last_day:
            return False, "hall_closed"
        if plan.open_always or plan.hours.gives_tickets(now):
            return True, None
        return False, "hall_closed"

    def change_settings(
        self,
        who: Who,
        now: int,
        settings: dict[str, Any],
        text: str | None = None,
        why: str | None = None,
    ) -> list[Event]:
        """The checked config, whole; [] if it is the last one. `text`: the file it came from.

        Refused for another hall's id, and if it takes away a service with open tickets, a counter
        with an open session, or – unless the hall itself finds it so at its start – a printer with
        slips still to come.
        """
        if self.plan is not None and self.plan.settings == settings:
            return []
        plan = Plan.read(settings)
        if self.plan is not None and plan.hall_id != self.plan.hall_id:
            raise Refusal("illegal_move", f"the hall is {self.plan.hall_id}, for ever")
        in_use = self._in_use(plan)
        if who.role == "hall":
            in_use.pop("printers")
        for kind, what in in_use.items():
            if what:
                names = ", ".join(f"{id} ({n})" for id, n in sorted(what.items()))
                raise Refusal(
                    "illegal_move",
                    f"{SAID[kind]}: {names}",
                    **{kind: sorted(what), "counts": dict(sorted(what.items()))},
                )
        data: dict[str, Any] = {"settings": settings}
        if text is not None:
            data["text"] = text
        if why:
            data["why"] = why
        return [self.event(now, "SettingsChanged", data, who=who)]

    def _in_use(self, plan: Plan) -> dict[str, dict[str, int]]:
        """What that plan would take away though it is in use: kind -> id -> how many tickets,
        sessions, slips."""
        out: dict[str, dict[str, int]] = {"services": {}, "counters": {}, "printers": {}}

        def count(kind: str, id: str) -> None:
            out[kind][id] = out[kind].get(id, 0) + 1

        for ticket in self.tickets.values():
            if ticket.state in OPEN:
                for service in {ticket.service, *ticket.then} - set(plan.services):
                    count("services", service)
        for counter in self.counters.values():
            if counter.session is not None and counter.id not in plan.counters:
                count("counters", counter.id)
        for job in self.jobs.values():
            if job.state in ("queued", "started") and job.printer not in plan.printers:
                count("printers", job.printer)
        return out

    def clock_jumped(self, who: Who, now: int, by: int) -> list[Event]:
        """Notes that the wall clock was found `by` ms away from event time."""
        return [] if by == self.clock_off else [self.event(now, "ClockJumped", {"by": by}, who=who)]

    def confirm_clock(self, who: Who, now: int, by: int) -> list[Event]:
        """Staff say that the clock is right; `by` ms it was moved."""
        if who.role not in ("supervisor", "manager", "admin", "hall"):
            raise Refusal("not_allowed", f"a {who.role} does not confirm the clock")
        return [self.event(now, "ClockConfirmed", {"by": by}, who=who)]


def _settings_changed(hall: HallState, event: Event) -> None:
    plan = hall.plan = Plan.read(event.data["settings"])
    old = hall.counters
    hall.counters = {id: old.get(id) or CounterState(id) for id in plan.counters}
    hall._policies.clear()
    hall._desks.clear()
    hall.times = day_times(plan, hall.day) if hall.day is not None else None
    # a service may now stand in lines by class, or no more
    hall.lines = Lines()
    for ticket in hall.tickets.values():
        if ticket.state is State.WAITING:
            hall.stand(ticket)


def _day_opened(hall: HallState, event: Event) -> None:
    hall.day = hall.last_day = event.data["date"]
    hall.times = day_times(hall.settled(), event.data["date"])
    hall.tickets = {}
    hall.numbers = {}
    hall.counters = {id: CounterState(id) for id in hall.settled().counters}
    hall.calls.clear()
    hall.jobs = {}
    hall.closed_services = {}
    hall.locked_kiosks = {}
    hall.stopped = None
    hall.leases = {}
    hall.leased = {}
    hall.alerts = {(a["alert"], a["about"]): Alert(**a) for a in event.data["alerts"]}
    hall.told = event.data.get("told", 0)  # days opened before there was a webhook: nothing
    hall.clock_off = event.data["clock_off"]
    hall.paper = dict(event.data.get("paper", {}))  # days opened before rolls were counted: none
    rights = [Precedence(**row) for row in event.data.get("put_off", ())]
    hall.put_off_rights = {right.id: right for right in rights}
    hung = [Message(**row) for row in event.data.get("messages", [])]
    hall.messages = {(m.zone or "", m.urgent): m for m in hung}
    hall.muted = {}
    hall.tests = {}
    hall.totals = Totals()
    hall.next_n = {}
    hall.lines = Lines()
    hall.officers = {}
    hall.issued_by = {}
    hall.runs = {}
    hall.promised = set()
    hall.persons = {}
    hall._desks.clear()


def _day_closed(hall: HallState, event: Event) -> None:
    hall.day = hall.times = None
    hall.closed_services = {}
    hall.locked_kiosks = {}
    hall.stopped = None
    hall.muted = {}
    hall.tests = {}
    hall.persons = {}


def _clock_jumped(hall: HallState, event: Event) -> None:
    hall.clock_off = event.data["by"]


def _clock_confirmed(hall: HallState, event: Event) -> None:
    hall.clock_off = None


APPLY: dict[str, Callable[[HallState, Event], None]] = {
    "SettingsChanged": _settings_changed,
    "DayOpened": _day_opened,
    "DayClosed": _day_closed,
    "ClockJumped": _clock_jumped,
    "ClockConfirmed": _clock_confirmed,
}
