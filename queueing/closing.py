"""Closing with people waiting: an apology, and the right to be among the first on the next day.

Nobody who waited is let go in silence: one act puts off everybody who is still there. Each number
put off gives precedence once, on the next day that the hall is open, and only then: its ticket
counts as the first of that morning, with an appointment's head start, with its class and ground.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from queueing.events import Event
from queueing.hall_state import HallState
from queueing.issuing import Issuing
from queueing.refusal import Refusal
from queueing.state import Precedence
from queueing.ticket import MOVES, Ticket
from queueing.who import Who


class Closing(Issuing):
    def left(self) -> list[Ticket]:
        """Who waits or is on hold, by service, the longest first."""
        services = {id: s.order for id, s in self.settled().services.items()}
        found = [t for t in self.tickets.values() if t.state in MOVES["put_off"][0]]
        return sorted(found, key=lambda t: (services.get(t.service, 0), t.since, t.id))

    def next_open_day(self) -> str:
        """The local date of the next day with a session. Refusal hall_closed if none is known."""
        times, hours = self.times, self.settled().hours
        assert times is not None
        opening = hours.next_opening(times.end - 1)
        if opening is None:
            raise Refusal("hall_closed", "no day to come is known in these 60 days")
        return hours.local_date(opening)

    def put_off(
        self, who: Who, now: int, tickets: Iterable[int] | None = None, printer: str | None = None
    ) -> list[Event]:
        """Puts off those tickets, or everybody who is left, to the next day of the hall; with a
        printer, each gets a slip about it. [] if nobody is left."""
        plan = self.at_work(now)
        if who.role not in ("supervisor", "hall"):
            raise Refusal("not_allowed", f"a {who.role} does not put off")
        if printer is not None and printer not in plan.printers:
            raise Refusal("unknown_printer", f"no printer {printer!r}")
        day = self.next_open_day()
        every = (
            self.left() if tickets is None else [self.ticket(id) for id in dict.fromkeys(tickets)]
        )
        events: list[Event] = []
        for it in every:
            self.legal("put_off", it)
            for kind, data in (
                ("TicketPutOff", {"state": str(it.state), "day": day}),
                ("ReprintAsked", {"printer": printer}),
            ):
                if kind == "TicketPutOff" or printer is not None:
                    n = 1 + len(events)
                    events.append(self.event(now, kind, data, n=n, who=who, ticket=it.id))
        return events

    def precedence(self, number: str) -> Precedence:
        """The one of today with the number that was put off, used or not."""
        found = [p for p in self.put_off_rights.values() if p.number == number]
        today = next((p for p in found if p.valid_on == self.day), None)
        if today is None and found:
            raise Refusal("not_eligible", f"{number} goes first on {found[0].day}")
        if today is None:
            raise Refusal("unknown_number", f"{number[:12]} was not put off to today")
        return today

    def check_in_first(
        self,
        who: Who,
        now: int,
        number: str,
        printer: str | None = None,
        language: str | None = None,
    ) -> list[Event]:
        """A ticket for somebody whose number was put off to today. Quotas do not matter: it was
        promised."""
        now = max(now, self.at)
        plan = self.at_work(now)
        if who.role not in ("reception", "supervisor", "hall"):
            raise Refusal("not_allowed", f"a {who.role} does not check in who was put off")
        right = self.precedence(number)
        if right.used is not None:
            raise Refusal("illegal_move", f"{number} was used for today", state="used")
        if printer is not None and printer not in plan.printers:
            raise Refusal("unknown_printer", f"no printer {printer!r}")
        wanted = self.service(right.service)
        times = self.times
        assert times is not None
        if not plan.open_always and not times.gives_from <= now < times.gives_until:
            raise Refusal("hall_closed", "no tickets at this hour")
        slot = times.opening or now
        ref = min(now, times.gives_from) if times.opening else now
        policy = self.policy(right.service)
        rank = policy.rank(ref, right.klass, True, False, plan.policy)
        n = self.free_number(wanted.series)
        line = policy.line_of(right.klass)
        data: dict[str, Any] = {
            "number": wanted.series.number(n), "series": wanted.series.id, "n": n,
            "service": right.service, "class": right.klass, "ground": right.ground,
            "needs": list(right.needs), "language": language or right.language,
            "printer": printer, "slot": slot, "ref": ref, "rank": rank,
            "counts_from": max(now, slot), "estimate": None, "precedence": right.id,
            "ahead": self.before(right.service, right.service, line, (rank, self.seq + 1, 0)),
            **({"then": list(right.then)} if right.then else {}),
        }  # fmt: skip
        return [self.event(now, "TicketIssued", data, who=who, ticket=self.seq + 1)]


def carried(hall: HallState, today: str) -> list[dict[str, Any]]:
    """The rights that go on into a new day, as its DayOpened keeps them: good today if the hall is
    open today, else still to come. Those of a day that is over have lapsed."""
    open_today = bool(hall.settled().hours.sessions(date.fromisoformat(today)))
    return [
        asdict(replace(p, valid_on=today if open_today else None))
        for p in hall.put_off_rights.values()
        if p.valid_on is None
    ]


def _put_off(hall: HallState, event: Event) -> None:
    ticket = hall.tickets[event.ticket or 0]
    if event.data["state"] == "waiting":
        hall.leave(ticket)
    ticket.state = MOVES["put_off"][1]
    ticket.counter = None
    ticket.put_off = event.data["day"]
    hall.touch(ticket, event)
    hall.count(ticket.service, "put_off")
    right = Precedence(
        f"{hall.day} {ticket.number}", ticket.number, event.data["day"], ticket.service,
        ticket.klass, ticket.ground, list(ticket.needs), ticket.language, list(ticket.then),
    )  # fmt: skip
    hall.put_off_rights[right.id] = right


APPLY: dict[str, Callable[[HallState, Event], None]] = {"TicketPutOff": _put_off}
