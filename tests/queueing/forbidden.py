"""What must be refused, worked out from settings and log – not from the rules under test."""

from __future__ import annotations

from typing import Any

from tests.queueing.not_now import NotNow
from tests.queueing.oracle import TABLE, UNDOABLE, Oracle

NO_CARD = {"asked": False, "services": [], "a_day": 2, "a_service": 1}


class Forbidden(NotNow):
    """`forbidden` says why a verb must be refused now; None: it need not be."""

    hall: Any
    log: list[Any]
    now: int
    oracle: Oracle

    def forbidden(self, verb: str, who: Any, args: Any, kw: Any) -> str | None:
        """Why the verb must be refused now, worked out from settings and log; None: don't know."""
        check = getattr(self, f"_no_{verb}", None)
        return check(who, *args, **kw) if check else None

    def rule(self, section: str, name: str) -> Any:
        return self.hall.plan.settings[section][name]

    def today(self) -> list[Any]:
        """Events of the open day."""
        opened = max((i for i, e in enumerate(self.log) if e.kind == "DayOpened"), default=0)
        return self.log[opened:]

    def _no_issue(self, who: Any, *, service: str, klass: str = "regular", **kw: Any) -> str | None:
        plan = self.hall.plan
        given = [e for e in self.today() if e.kind == "TicketIssued"]
        if self.hall.day is None:
            return "no day is open"
        if plan.open_always:
            return None
        row = next((s for s in plan.settings["services"] if s["id"] == service), None)
        if row is None:
            return "unknown service"
        if row["quota"] is not None:
            if self.oracle.totals[service, "issued"] >= row["quota"]:
                return "quota"
        if service in self.hall.closed_services:
            return "the service is closed"
        week = self.rule("hours", "week")["mon"]
        minutes = (self.now // 60_000 + 7 * 60) % 1440
        first, last = minute(week[0].split("-")[0]), minute(week[-1].split("-")[1])
        if not first - self.rule("hours", "tickets_before_opening") <= minutes < last:
            return "outside hours"
        if who.role == "kiosk":
            kiosks = [k for k in plan.settings["kiosks"] if k["id"] == who.device]
            if not kiosks:
                return "unknown kiosk"
            kiosk = kiosks[0]
            recent = [e for e in given if e.device == who.device and e.at > self.now - 3600_000]
            past, told = plan.settings["hours"]["past_closing"], kw.get("forecast")
            if past is not None and told is not None and minutes + told / 60 > last + past:
                return "no time left today"
            if kiosk["per_hour"] is not None and len(recent) >= kiosk["per_hour"]:
                return "too many an hour"
        person = kw.get("person")
        card = plan.settings["hall"].get("identity") or NO_CARD
        if person is None and who.role == "kiosk" and self.asks(service):
            return "nobody said who it is"
        if person is not None:
            had = [e.ticket for e in given if e.personal.get("person") == person]
            if len(had) >= card["a_day"] or self.now_for(had, service) >= card["a_service"]:
                return "too many for one person"
        if klass == "urgent":
            return "urgent at issue"
        return None

    def asks(self, service: str) -> bool:
        """Whether a kiosk wants to know who takes a ticket for this service."""
        card = self.hall.plan.settings["hall"].get("identity") or NO_CARD
        return bool(card["asked"]) and service in (card["services"] or [service])

    def now_for(self, tickets: list[int], service: str) -> int:
        """How many of these tickets are for the service, after all changes."""
        last = {
            e.ticket: e.data["service"]
            for e in self.today()
            if e.kind in ("TicketIssued", "ServiceChanged")
        }
        return sum(last[id] == service for id in tickets)

    def _no_change_service(self, who: Any, ticket: int, service: str) -> str | None:
        it = self.hall.tickets.get(ticket)
        if it is None or who.role != "kiosk":
            return None
        late = self.now - it.issued_at > self.rule("hall", "change_service_within") * 1000
        if late or it.kiosk != who.device:
            return "too late for the kiosk"
        given = [e for e in self.today() if e.kind == "TicketIssued"]
        person = next(e.personal.get("person") for e in given if e.ticket == ticket)
        if person is None:
            return "nobody said who it is" if self.asks(service) else None
        mine = [e.ticket for e in given if e.personal.get("person") == person]
        card = self.hall.plan.settings["hall"].get("identity") or NO_CARD
        return "too many for one" if self.now_for(mine, service) >= card["a_service"] else None

    def _no_grant(self, who: Any, ticket: int, klass: str, ground: Any, reason: Any = None) -> Any:
        if klass == "urgent" and (who.role != "supervisor" or not reason):
            return "urgent is the supervisor's, with a reason"
        return None

    def _no_return_(self, who: Any, ticket: int) -> str | None:
        back = any(e.kind == "TicketReturned" and e.ticket == ticket for e in self.log)
        return "it came back once" if back else None

    def _no_cancel(self, who: Any, ticket: int) -> str | None:
        return "not his" if who.role == "citizen" and who.ticket != ticket else None

    def _at(self, who: Any, counter: str, *_: Any, **__: Any) -> str | None:
        state = self.hall.counters.get(counter)
        if state is None or state.session is None:
            return "the counter is not open"
        if who.role == "officer" and who.officer != self.oracle.sessions.get(counter):
            return "another's counter"
        return None if who.role in ("officer", "call_pad", "supervisor") else "not this role"

    _no_start = _no_recall = _no_hold = _no_finish = _no_transfer = _no_unpause = _at

    def _no_call_next(self, who: Any, counter: str) -> str | None:
        state = self.hall.counters.get(counter)
        if state is not None and state.session is not None:
            if state.session.paused_at is not None:
                return "paused"
            if state.ticket is not None and self.rule("hall", "on_next") == "refuse":
                return "still holds one"
        return self._at(who, counter)

    def _no_call(self, who: Any, counter: str, ticket: int, reason: str) -> str | None:
        if not reason:
            return "no reason"
        if who.role == "officer" and not self.rule("hall", "officer_may_pick"):
            return "officers may not pick"
        it = self.oracle.facts.get(ticket)
        if who.role == "officer" and it is not None:
            first, second = self.oracle.lists(counter)
            kind, what = self.oracle.line(it)
            mine = {
                "service": first | second, "counter": {counter}, "officer": {who.officer}
            }  # fmt: skip
            if what not in mine[kind]:
                return "not in his lists"
        return self._no_call_next(who, counter)

    def _no_resume(self, who: Any, counter: str, ticket: int) -> str | None:
        it = self.hall.tickets.get(ticket)
        if it is not None and who.role == "officer" and it.counter not in (None, counter):
            if it.counter in self.oracle.sessions:
                return "held by another"
        return self._no_call_next(who, counter)

    def _no_no_show(self, who: Any, counter: str) -> str | None:
        calls = [
            e for e in self.today()
            if e.counter == counter
            and e.kind in ("TicketCalled", "TicketRecalled", "TicketResumed")
        ]  # fmt: skip
        if calls and self.now < calls[-1].at + self.rule("hall", "no_show_not_before") * 1000:
            if not any(e.kind == "MoveUndone" for e in self.log[calls[-1].seq :]):
                return "called a moment ago"
        return self._at(who, counter)

    def _no_undo(self, who: Any, counter: str) -> str | None:
        moves = [e for e in self.today() if e.counter == counter and e.kind in UNDOABLE]
        if not moves or self.now > moves[-1].at + self.rule("hall", "undo_within") * 1000:
            return "nothing to undo in time"
        for event in self.log[moves[-1].seq :]:
            mine = event.ticket == moves[-1].ticket and event.kind not in ("TicketRecalled",)
            if mine and (event.kind in TABLE or event.kind == "MoveUndone"):
                return "the ticket moved on"
        return self._at(who, counter)

    def _no_open(self, who: Any, counter: str, first: Any = None, *_: Any) -> str | None:
        if counter in self.oracle.sessions:
            return "somebody is there"
        if who.officer in self.oracle.sessions.values():
            return "he is elsewhere"
        if who.counters is not None and counter not in who.counters:
            return "no right"
        known = {s["id"] for s in self.hall.plan.settings["services"]}
        return "no such service" if set(first or ()) - known else None

    def _no_take_over(self, who: Any, counter: str) -> str | None:
        if counter not in self.oracle.sessions:
            return "nobody is there"
        return "he has a counter" if who.officer in self.oracle.sessions.values() else None

    def _no_close(self, who: Any, counter: str, *_: Any) -> str | None:
        state = self.hall.counters.get(counter)
        if state is not None and state.ticket is not None:
            return "somebody is at the counter"
        return self._at(who, counter)

    _no_pause = _no_close

    def _no_rate(self, who: Any, **kw: Any) -> str | None:
        rating, ticket, leg = self.hall.plan.settings["rating"], kw.get("ticket"), kw["leg"]
        if not 1 <= kw["score"] <= rating["levels"]:
            return "no such score"
        if who.role == "rating_pad":
            done = self.finished_at(kw["counter"])
            if done is None or self.now >= done.at + rating["window"] * 1000:
                return "the window is over"
            if done.data["leg"] != leg or ticket not in (None, done.ticket):
                return "another visit"
            ticket, channel = done.ticket, "pad"
        else:
            channel = "page"
            ends = [
                e for e in self.log
                if e.ticket == ticket and (
                    (e.kind == "TicketFinished" and e.data["leg"] == leg)
                    or (e.kind == "TicketTransferred" and e.data["leg"] == leg + 1)
                )
            ]  # fmt: skip
            if not ends or self.now >= ends[-1].at + rating["page_window"] * 1000:
                return "the page's window is over"
        for e in self.log:
            if e.kind == "ServiceRated" and e.ticket == ticket:
                if e.data["leg"] == leg and e.data["channel"] == channel:
                    return "rated already"
        return None

    def finished_at(self, counter: str) -> Any:
        """The TicketFinished that is open to rating at the counter, if nothing has begun since."""
        undone = {e.data["undone"] for e in self.log if e.kind == "MoveUndone"}
        found = None
        for event in self.today():
            if event.counter == counter and event.seq not in undone:
                if event.kind == "TicketFinished":
                    found = event
                elif event.kind == "ServingStarted":
                    found = None
        return found

    def _no_print_started(self, who: Any, job: int) -> str | None:
        return None if self.job_states().get(job) == "queued" else "not queued"

    def _no_print_confirmed(self, who: Any, job: int, mm: int | None = None) -> str | None:
        return None if self.job_states().get(job) == "started" else "not started"

    def _no_print_failed(self, who: Any, job: int, why: str) -> str | None:
        return None if self.job_states().get(job) in ("queued", "started") else "over"

    def _no_print_unconfirmed(
        self, who: Any, job: int, why: str, mm: int | None = None
    ) -> str | None:
        return self._no_print_confirmed(who, job)

    def _no_print_diverted(self, who: Any, job: int, printer: str) -> str | None:
        no = self._no_print_started(who, job)
        return no or (None if printer == "p2" else "no other printer")

    def _no_paper_loaded(self, who: Any, printer: str) -> str | None:
        return None

    def job_states(self) -> dict[int, str]:
        jobs: dict[int, str] = {}
        names = {
            "PrintStarted": "started", "PrintConfirmed": "printed", "PrintFailed": "failed",
            "PrintUnconfirmed": "unconfirmed",
        }  # fmt: skip
        for e in self.today():
            if e.kind in names:
                jobs[e.data["job"]] = names[e.kind]
            elif e.kind == "ReprintAsked" or (
                e.kind in ("TicketIssued", "ServiceChanged") and e.data["printer"] is not None
            ):
                jobs[e.seq] = "queued"
        return jobs

    def _no_note(self, who: Any, ticket: int, words: str) -> str | None:
        it = self.hall.tickets.get(ticket)
        over = it is None or it.state in ("finished", "cancelled", "expired")
        return "no visit that goes on" if over else None

    def _no_close_service(self, who: Any, service: str, reason: str) -> str | None:
        return "closed already" if service in self.hall.closed_services else None


def minute(text: str) -> int:
    hours, minutes = text.strip().split(":")
    return int(hours) * 60 + int(minutes)
