"""Generated days: people come, are served, are absent, are sent on, through the whole rules.

The same day can be lived under any policy. What is looked at is kept at every call: who was called,
by which rule, and who of the same line stood there and was passed over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from queueing.events import Event
from queueing.hall import Hall
from queueing.refusal import Refusal
from queueing.ticket import Ticket
from queueing.who import THE_HALL, Who
from tests.halls import small_hall
from tests.queueing.driver import MONDAY

SERVICES = ("khai-sinh", "ket-hon", "so-do", "sao-y")
OFTEN = ("khai-sinh", "khai-sinh", *SERVICES)
STEP = 20_000  # ms between two looks at the counters
FATES = ("served", "served", "served", "served", "absent", "back", "sent on", "goes on", "by hand",
         "urgent")  # fmt: skip
HERE = ("waiting", "called", "serving")
BOSS, DESK = Who("supervisor", officer="sep"), Who("reception", officer="re")

# (second of the day, service, priority?, minutes from now to the slot or None, fate, s of service)
PEOPLE = st.lists(
    st.tuples(
        st.integers(0, 2400), st.sampled_from(OFTEN), st.booleans(),
        st.one_of(st.none(), st.none(), st.integers(-30, 40)), st.sampled_from(FATES),
        st.integers(3, 40),
    ),
    min_size=8, max_size=30,
)  # fmt: skip


@dataclass
class Call:
    """One call by the policy: the ticket as it was, and who else stood in its line."""

    ticket: Ticket
    rule: str
    over: list[Ticket]
    at: int


@dataclass
class Day:
    """A hall of four counters, two of which serve the same services."""

    settings: dict[str, Any]
    hall: Hall = field(default_factory=Hall)
    now: int = MONDAY
    log: list[Event] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    passed_by_exception: dict[str, int] = field(default_factory=dict)

    def do(self, verb: str, *args: Any, **kw: Any) -> list[Event]:
        """The verb's events, applied; [] where it was refused."""
        for event in self.hall.roll_day(self.now):
            self.apply(event)
        try:
            events: list[Event] = getattr(self.hall, verb)(*args[:1], self.now, *args[1:], **kw)
        except Refusal:
            return []
        for event in events:
            if event.kind == "TicketCalled":
                self.look(event)
            self.apply(event)
        return events

    def apply(self, event: Event) -> None:
        self.hall.apply(event)
        self.log.append(event)

    def look(self, event: Event) -> None:
        it = self.hall.tickets[event.ticket or 0]
        line = [
            t.copy() for t in self.hall.tickets.values()
            if t.state == "waiting" and t.service == it.service and t.id != it.id
            and t.to_counter is None and t.to_officer is None
        ]  # fmt: skip
        rule = event.data["rule"]
        if rule in ("hand", "urgent", "own") or it.returned:
            later = sum(t.ref < it.ref for t in line)
            why = rule if rule in ("hand", "urgent", "own") else "returned"
            self.passed_by_exception[why] = self.passed_by_exception.get(why, 0) + later
            return
        self.calls.append(Call(it.copy(), rule, line, event.at))


def live(policy: str, people: list[Any], steady: bool = False, **terms: int) -> Day:
    """The day lived to its end. `steady`: one counter, everybody takes as long and does as told."""
    usual = small_hall(policy={"name": policy, **terms})
    day = Day(usual)
    day.do("change_settings", THE_HALL, usual)
    counters = ("2",) if steady else ("1", "2", "3", "4")
    for n in counters:
        day.do("open", Who("officer", officer=f"can-bo-{n}"), n)
    coming = sorted(people, key=lambda p: p[0])
    fate: dict[int, tuple[str, int]] = {}
    busy: dict[str, int] = dict.fromkeys(counters, 0)
    while day.now < MONDAY + 14 * 3600_000:
        while coming and MONDAY + coming[0][0] * 1000 <= day.now:
            _, service, priority, slot, what, took = coming.pop(0)
            if steady:
                service, slot, what, took = "khai-sinh", None, "served", 9
            come(day, fate, service, priority, slot, what, took)
        waits = any(t.state in HERE for t in day.hall.tickets.values())
        if not coming and not waits:
            break
        for n in counters:
            if day.now >= busy[n]:
                busy[n] = day.now + STEP * work(day, fate, n)
        day.now += STEP
    return day


def come(day: Day, fate: dict[int, tuple[str, int]], service: str, priority: bool,
         slot: int | None, what: str, took: int) -> None:  # fmt: skip
    kw: dict[str, Any] = {"klass": "priority", "ground": "nguoi-cao-tuoi"} if priority else {}
    if slot is not None:
        kw["slot"] = day.now + slot * 60_000
    events = day.do("issue", DESK, service=service, **kw)
    if not events:
        return
    id = events[-1].seq
    fate[id] = what, took
    if what == "urgent":
        day.do("grant", BOSS, id, "urgent", "khan-cap", "ốm")


def work(day: Day, fate: dict[int, tuple[str, int]], counter: str) -> int:
    """What the officer there does now; how many steps it takes."""
    who = Who("officer", officer=f"can-bo-{counter}")
    id = day.hall.counters[counter].ticket
    if id is not None:
        what, _ = fate[id]
        fate[id] = "served", 3
        if what == "sent on":
            day.do("transfer", who, counter, to_counter="1" if counter != "1" else "2")
        elif what == "goes on":
            there = day.hall.tickets[id].service
            to = SERVICES[(SERVICES.index(there) + 1) % len(SERVICES)]
            day.do("finish", who, counter, next_service=to)
        else:
            day.do("finish", who, counter)
    if counter == "1":
        wished = [t.id for t in day.hall.tickets.values()
                  if t.state == "waiting" and fate[t.id][0] == "by hand"]  # fmt: skip
        if wished:
            day.do("call", BOSS, counter, wished[0], "thử")
    if day.hall.counters[counter].ticket is None:
        day.do("call_next", who, counter)
    id = day.hall.counters[counter].ticket
    if id is None:
        return 1
    what, took = fate[id]
    if what in ("absent", "back"):
        day.now += 25_000
        fate[id] = "served", took
        day.do("no_show", who, counter)
        if what == "back":
            day.do("return_", DESK, id)
        return 1
    day.do("start", who, counter)
    return took
