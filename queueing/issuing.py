"""Issuing: a citizen takes a ticket. All the reasons why not, the number, the place in line."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from queueing.events import Event
from queueing.hall_state import HallState
from queueing.kiosks import Kiosks
from queueing.legs import Legs
from queueing.plan import Plan, Series, Service
from queueing.policies.desk import reference
from queueing.refusal import Refusal
from queueing.state import Job
from queueing.ticket import MOVES, Leg, Ticket
from queueing.who import Who

NEEDS = ("deaf", "blind", "wheelchair", "language")
CHANNELS = ("assisted", "mobile")  # how staff took it: at the desk, or walking about with a phone
HOUR = 3600 * 1000


class Issuing(Kiosks, Legs):
    def issue(
        self,
        who: Who,
        now: int,
        *,
        service: str,
        klass: str = "regular",
        ground: str | None = None,
        needs: Iterable[str] = (),
        language: str = "vi",
        slot: int | None = None,
        printer: str | None = None,
        person: str | None = None,
        channel: str | None = None,
        note: str | None = None,
        estimate: Any = None,
        then: Iterable[str] = (),
        forecast: int | None = None,
    ) -> list[Event]:
        """A new ticket; its id is the event's seq. `slot` in ms UTC makes it a check-in. `person`
        is a keyed hash, good for today. Naming a printer makes it a print job as well. `channel`,
        one of CHANNELS, and `note`: where staff take it. `then`: further services of the visit.
        `estimate` is what the citizen is told of the wait: {p50, p80, …}, whole seconds.
        `forecast`: seconds after which nine of ten such tickets will have been called."""
        now = max(now, self.at)
        plan = self.at_work(now)
        wanted = self._may_issue(plan, who, now, service, person)
        if who.role == "kiosk" and not self.time_left(forecast, now):
            raise Refusal("no_time_left", "nobody who comes now can be served before closing")
        self._check_ground(plan, who, klass, ground)
        needs = self.check_needs(needs)
        self._check_channel(who, channel, note)
        then = tuple(then)
        if then and who.role == "kiosk":
            raise Refusal("not_allowed", "a kiosk gives a ticket for one service")
        self.check_then(service, then)
        if printer is not None and printer not in plan.printers:
            raise Refusal("unknown_printer", f"no printer {printer!r}")
        times = self.times
        assert times is not None
        if slot is not None and not times.start <= slot < times.end:
            raise Refusal("bad_request", "the appointment is not for today")
        n = self.free_number(wanted.series)
        ref = reference(now, slot, plan.policy)
        policy = self.policy(service)
        starts = slot is not None and self.slot_has_start(plan, service, now)
        rank = policy.rank(ref, klass, starts, False, plan.policy)
        counts_from = max(now, times.opening or 0, slot or 0)
        ahead = self.before(service, service, policy.line_of(klass), (rank, self.seq + 1, 0))
        told = {"person": person, "note": note}
        return [
            self.event(
                now,
                "TicketIssued",
                {
                    "number": wanted.series.number(n),
                    "series": wanted.series.id,
                    "n": n,
                    "service": service,
                    "class": klass,
                    "ground": ground,
                    "needs": list(needs),
                    "language": language,
                    "printer": printer,
                    "slot": slot,
                    "ref": ref,
                    "rank": rank,
                    "counts_from": counts_from,
                    "ahead": ahead,
                    "estimate": estimate,
                    **({"slot_start": starts} if slot is not None else {}),
                    **({"channel": channel} if channel else {}),
                    **({"then": list(then)} if then else {}),
                },
                who=who,
                ticket=self.seq + 1,
                personal={name: text for name, text in told.items() if text},
            )
        ]

    def _may_issue(
        self, plan: Plan, who: Who, now: int, service: str, person: str | None
    ) -> Service:
        if who.role not in ("kiosk", "reception", "supervisor", "hall"):
            raise Refusal("not_allowed", f"a {who.role} does not issue tickets")
        kiosk = None
        if who.role == "kiosk":
            kiosk = plan.kiosks.get(who.device or "")
            if kiosk is None:
                raise Refusal("unknown_kiosk", f"no kiosk {who.device!r}")
            self.check_kiosk(kiosk.id)
        wanted = self.service(service)
        if kiosk is not None and service not in kiosk.services:
            raise Refusal("not_allowed", f"kiosk {kiosk.id} does not offer {service}")
        times = self.times
        assert times is not None
        if not plan.open_always and not times.gives_from <= now < times.gives_until:
            raise Refusal("hall_closed", "no tickets at this hour")
        self.check_offered(wanted)
        if not plan.open_always:
            if kiosk is not None and kiosk.per_hour is not None:
                recent = self.issued_by.get(kiosk.id, ())
                if len(recent) >= kiosk.per_hour and recent[-kiosk.per_hour] > now - HOUR:
                    raise Refusal("too_many_tickets", f"{kiosk.per_hour} an hour from {kiosk.id}")
            if kiosk is not None and person is None and service in plan.identity.services:
                raise Refusal("identity_needed", f"{service} is given to a person with a card")
            self._check_person(plan, service, person)
        return wanted

    def _check_person(self, plan: Plan, service: str, person: str | None) -> None:
        """A ticket counts for the service it is for now, after changes."""
        had = [self.tickets[id].service for id in self.persons.get(person or "", ())]
        if had.count(service) >= plan.identity.a_service or len(had) >= plan.identity.a_day:
            raise Refusal("too_many_tickets", "this person has had today's tickets", whose="person")

    def slot_has_start(self, plan: Plan, service: str, now: int) -> bool:
        """Walk-ins keep their share: so many of a service's tickets within an hour, and no more,
        get an appointment's head start."""
        share = plan.policy.slot_share
        if share == 100:
            return True
        recent = [
            t.slot_start
            for t in self.tickets.values()
            if t.service == service and t.issued_at > now - HOUR
        ]
        return (sum(recent) + 1) * 100 <= share * (len(recent) + 1)

    def check_person_changing(self, plan: Plan, it: Ticket, service: str) -> None:
        """Changing the service is no way around what is asked for it, or allowed of it."""
        mine = next((ids for ids in self.persons.values() if it.id in ids), None)
        if mine is None:
            if service in plan.identity.services:
                raise Refusal("identity_needed", f"{service} is given to a person with a card")
        elif [self.tickets[id].service for id in mine].count(service) >= plan.identity.a_service:
            raise Refusal("too_many_tickets", "this person has had today's tickets", whose="person")

    @staticmethod
    def _check_channel(who: Who, channel: str | None, note: str | None) -> None:
        if channel is not None and channel not in CHANNELS:
            raise Refusal("bad_request", f"a channel is one of {', '.join(CHANNELS)}")
        if who.role == "kiosk" and (channel is not None or note is not None):
            raise Refusal("not_allowed", "a kiosk says neither channel nor note")

    @staticmethod
    def check_needs(needs: Iterable[str]) -> tuple[str, ...]:
        needs = tuple(needs)
        if not set(needs) <= set(NEEDS):
            raise Refusal("bad_request", f"needs are of {', '.join(NEEDS)}")
        return needs

    def time_left(self, forecast: int | None, now: int) -> bool:
        """Whether nine of ten who take a ticket now are called by closing and the overtime that the
        hall allows, `forecast` seconds after their wait begins. Unknown: yes."""
        plan, times = self.settled(), self.times
        allowed = plan.hours.past_closing
        if forecast is None or allowed is None or times is None or plan.open_always:
            return True
        called = max(now, times.opening or 0) + forecast * 1000
        return called <= times.gives_until + allowed * 60_000

    def check_offered(self, service: Service) -> None:
        """Refuses a service that is closed or has given out its quota."""
        if service.id in self.closed_services:
            raise Refusal(
                "service_closed",
                f"{service.id} is closed",
                reason=self.closed_services[service.id],
            )
        if (
            service.quota is not None
            and not self.settled().open_always
            and self.totals[service.id].issued >= service.quota
        ):
            raise Refusal("quota_reached", f"{service.id}: {service.quota} tickets today")

    def free_number(self, series: Series) -> int:
        """The next n of a series. Consecutive, but never a number that another series has used."""
        n = self.next_n.get(series.id, series.first)
        while (number := series.number(n)) in self.numbers or number in self.leased:
            n += 1
        if series.last is not None and n > series.last:
            raise Refusal("quota_reached", f"the numbers of {series.letters} are used up")
        return n

    def _check_ground(self, plan: Plan, who: Who, klass: str, ground: str | None) -> None:
        """Class and ground fit each other, and this asker may grant that ground at once."""
        if klass == "regular" and ground is None:
            return
        self.check_ground(plan, klass, ground)
        asker = "citizen" if who.role == "kiosk" else who.role
        known = plan.grounds[ground or ""]
        if klass == "urgent":
            raise Refusal("not_allowed", "urgent is granted by a supervisor, with a reason")
        if who.role not in ("supervisor", "hall") and asker not in known.grant:
            raise Refusal("not_allowed", f"{ground} is not granted by {asker}")

    @staticmethod
    def check_ground(plan: Plan, klass: str, ground: str | None) -> None:
        if klass not in ("regular", "priority", "urgent"):
            raise Refusal("bad_request", "class is regular, priority or urgent")
        if klass == "regular" or ground is None:
            raise Refusal("bad_request", "priority and urgent have a ground, regular has none")
        known = plan.grounds.get(ground)
        if known is None:
            raise Refusal("unknown_ground", f"no ground {ground!r}")
        if known.klass != klass:
            raise Refusal("bad_request", f"{ground} is a ground for {known.klass}")


def _issued(hall: HallState, event: Event) -> None:
    data = event.data
    ticket = Ticket(
        id=event.seq,
        number=data["number"],
        series=data["series"],
        n=data["n"],
        service=data["service"],
        klass=data["class"],
        ground=data["ground"],
        needs=tuple(data["needs"]),
        language=data["language"],
        state=MOVES["issue"][1],
        issued_at=event.at,
        ref=data["ref"],
        rank=(data["rank"], event.seq),
        slot=data["slot"],
        slot_start=data.get("slot_start", data["slot"] is not None),
        kiosk=event.device,
        note=event.personal.get("note"),
        estimate=data.get("estimate"),
        changed_at=event.at,
        since=data["counts_from"],
        touched=event.seq,
        first_ref=data["ref"],
        precedence=data.get("precedence"),
        then=tuple(data.get("then", ())),
        legs=[Leg(data["service"], event.at, data["counts_from"])],
    )
    hall.tickets[ticket.id] = ticket
    if ticket.precedence in hall.put_off_rights:
        hall.put_off_rights[ticket.precedence].used = ticket.id
    number_taken(hall, event, ticket)
    hall.stand(ticket)
    hall.count(ticket.service, "issued")
    if event.device is not None:
        recent = hall.issued_by.setdefault(event.device, deque())
        recent.append(event.at)
        while recent[0] <= event.at - HOUR:
            recent.popleft()
    person = event.personal.get("person")
    if person is not None:
        hall.persons.setdefault(person, []).append(ticket.id)


def number_taken(hall: HallState, event: Event, ticket: Ticket) -> None:
    """The number is used for today, and its slip is a print job if a printer is named."""
    data = event.data
    hall.numbers[data["number"]] = ticket.id
    if data.get("lease") is None:
        hall.next_n[data["series"]] = data["n"] + 1
    else:
        hall.leases[data["lease"]].numbers[data["number"]] = "issued"
    if data["printer"] is not None:
        hall.jobs[event.seq] = Job(
            event.seq, ticket.id, data["printer"], "queued", None, False, event.at
        )
        ticket.printer, ticket.job = data["printer"], event.seq


APPLY: dict[str, Callable[[HallState, Event], None]] = {"TicketIssued": _issued}
