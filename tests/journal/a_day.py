"""A short day through the real rules, and the record its clients would keep."""

from __future__ import annotations

from typing import Any

from queueing.events import Event
from queueing.hall import Hall
from queueing.who import THE_HALL, Who
from tests.fakes.clock import SUNDAY_MORNING
from tests.halls import small_hall

KIOSK = Who("kiosk", device="k1")
AN, BINH = Who("officer", officer="an"), Who("officer", officer="binh")
PAPER = Who("printer", device="p1")


class Day:
    """A short day through the real rules, with the record its clients would keep."""

    def __init__(self) -> None:
        self.hall = Hall()
        self.now = SUNDAY_MORNING
        self.events: list[Event] = []
        self.records: list[dict[str, Any]] = []
        self.do("settings", THE_HALL, "change_settings", small_hall())

    def do(self, name: str, who: Who, verb: str, *args: Any, **more: Any) -> int:
        """The seq of the verb's last event."""
        self.now += 30_000
        for events in (
            lambda: self.hall.roll_day(self.now),
            lambda: getattr(self.hall, verb)(who, self.now, *args, **more),
        ):
            for event in events():
                self.hall.apply(event)
                self.events.append(event)
        last = self.events[-1]
        ticket = self.hall.tickets.get(last.ticket or 0)
        if ticket is not None:
            t0 = float(len(self.records))
            self.records.append({
                "t0": t0, "t1": t0 + 0.5, "client": who.officer or who.device or "", "verb": name,
                "args": {"key": str(t0)}, "status": 200,
                "reply": {"id": ticket.id, "number": ticket.number, "counter": ticket.counter},
            })  # fmt: skip
        return last.seq


def a_day() -> Day:
    d = Day()
    d.do("open", AN, "open", "1")
    d.do("open", BINH, "open", "2")
    for _ in range(6):
        job = d.do("issue", KIOSK, "issue", service="khai-sinh", printer="p1")
        d.do("", PAPER, "print_started", job)
        d.do("", PAPER, "print_confirmed", job)
    d.do("change_service", Who("reception", officer="re"), "change_service", job, "ket-hon")
    d.do("call_next", AN, "call_next", "1")
    d.do("recall", AN, "recall", "1")
    d.do("start", AN, "start", "1")
    d.do("call_next", BINH, "call_next", "2")
    d.do("finish", AN, "finish", "1")
    d.do("no_show", BINH, "no_show", "2")
    missed = d.events[-1].ticket
    d.do("call_next", AN, "call_next", "1")
    d.now -= 25_000
    d.do("undo", AN, "undo", "1")
    d.do("call_next", AN, "call_next", "1")
    d.do("hold", AN, "hold", "1")
    held = d.events[-1].ticket
    d.do("return", AN, "return_", missed)
    d.do("call_next", BINH, "call_next", "2")
    d.do("transfer", BINH, "transfer", "2", service="ket-hon", to_counter="1")
    d.do("resume", AN, "resume", "1", held)
    d.do("finish", AN, "finish", "1")
    reprint = d.do("reprint", AN, "reprint", missed)
    d.do("", PAPER, "print_started", reprint)
    d.do("close", BINH, "close", "2")
    d.do("", THE_HALL, "close_day")
    return d


def first(events: list[Event], kind: str, nth: int = 0) -> int:
    return [i for i, e in enumerate(events) if e.kind == kind][nth]


def without(events: list[Event], i: int) -> list[Event]:
    return events[:i] + events[i + 1 :]
