"""The checkers themselves, tried on bad histories: each is caught, and the good one passes."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from journal.invariants import Invariants
from journal.record import check_acknowledged, check_order, check_pictures
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


@pytest.fixture(scope="module")
def good() -> Day:
    return a_day()


def first(events: list[Event], kind: str, nth: int = 0) -> int:
    return [i for i, e in enumerate(events) if e.kind == kind][nth]


def renumber(events: list[Event]) -> list[Event]:
    """Seq without gaps again, and everything that names a seq with it: as a forger would."""
    new = {e.seq: i + 1 for i, e in enumerate(events)}
    for e in events:
        for name in ("job", "undone", "finished"):
            if name in e.data:
                e.data[name] = new.get(e.data[name], e.data[name])
        e.ticket = new.get(e.ticket, e.ticket) if e.ticket is not None else None
        e.seq = new[e.seq]
    return events


def twice(events: list[Event], i: int) -> list[Event]:
    again = copy.deepcopy(events[i])
    again.seq = events[i].seq + 10_000
    return [*events[: i + 1], again, *events[i + 1 :]]


def without(events: list[Event], i: int) -> list[Event]:
    return events[:i] + events[i + 1 :]


def called_twice(events: list[Event]) -> list[Event]:
    events = twice(events, first(events, "TicketCalled"))
    events[first(events, "TicketCalled", 1)].counter = "2"
    return events


def called_while_serving(events: list[Event]) -> list[Event]:
    return without(events, first(events, "TicketFinished"))


def called_after_the_end(events: list[Event]) -> list[Event]:
    i = first(events, "TicketFinished")
    again = copy.deepcopy(events[first(events, "TicketCalled")])
    again.seq, again.counter = 10_000, "4"
    return [*events[: i + 1], again, *events[i + 1 :]]


def the_same_number(events: list[Event]) -> list[Event]:
    events[first(events, "TicketIssued", 1)].data["number"] = "A001"
    return events


def a_number_left_out(events: list[Event]) -> list[Event]:
    for e in events:
        if e.kind == "TicketIssued" and e.data["n"] >= 4:
            e.data["n"] += 1
            e.data["number"] = f"A{e.data['n']:03d}"
    return events


def numbers_out_of_order(events: list[Event]) -> list[Event]:
    a, b = events[first(events, "TicketIssued", 1)], events[first(events, "TicketIssued", 2)]
    for name in ("n", "number"):
        a.data[name], b.data[name] = b.data[name], a.data[name]
    return events


def begins_at_two(events: list[Event]) -> list[Event]:
    return without(events, first(events, "TicketIssued"))


def a_void_number_again(events: list[Event]) -> list[Event]:
    i = first(events, "ServiceChanged")
    events[i].data["number"] = events[i].data["old_number"]
    return events


def two_at_one_counter(events: list[Event]) -> list[Event]:
    events[first(events, "TicketCalled", 1)].counter = "1"
    return events


def started_elsewhere(events: list[Event]) -> list[Event]:
    events[first(events, "ServingStarted")].counter = "2"
    return events


def started_without_a_call(events: list[Event]) -> list[Event]:
    return without(events, first(events, "TicketCalled"))


def resumed_but_not_held(events: list[Event]) -> list[Event]:
    return without(events, first(events, "TicketHeld"))


def returned_without_a_no_show(events: list[Event]) -> list[Event]:
    return without(events, first(events, "TicketMarkedNoShow"))


def another_move_undone(events: list[Event]) -> list[Event]:
    events[first(events, "MoveUndone")].data["undone"] -= 1
    return events


def a_ticket_nobody_issued(events: list[Event]) -> list[Event]:
    events[first(events, "TicketCalled")].ticket = 9999
    return events


def printed_twice(events: list[Event]) -> list[Event]:
    return twice(events, first(events, "PrintStarted"))


def printed_again_unmarked(events: list[Event]) -> list[Event]:
    """Another job for the same slip, without a request to reprint."""
    i = first(events, "PrintConfirmed")
    issued = events[first(events, "TicketIssued")]
    job = copy.deepcopy(events[first(events, "PrintStarted")])
    job.seq, job.data["job"] = 10_000, 9999
    assert issued.ticket == job.ticket
    return [*events[: i + 1], job, *events[i + 1 :]]


def left_open_over_night(events: list[Event]) -> list[Event]:
    return without(events, first(events, "TicketExpired"))


def a_gap(events: list[Event]) -> list[Event]:
    for e in events[12:]:
        e.seq += 1
    return events


def time_runs_back(events: list[Event]) -> list[Event]:
    events[12].at -= 600_000
    return events


BAD: list[tuple[str, Callable[[list[Event]], list[Event]]]] = [
    ("I1", called_twice),
    ("I4", called_while_serving),
    ("I1", called_after_the_end),
    ("I3", the_same_number),
    ("I3", a_number_left_out),
    ("I3", numbers_out_of_order),
    ("I3", begins_at_two),
    ("I3", a_void_number_again),
    ("I4", two_at_one_counter),
    ("I1", started_elsewhere),
    ("I1", started_without_a_call),
    ("I1", resumed_but_not_held),
    ("I1", returned_without_a_no_show),
    ("I1", another_move_undone),
    ("I1", a_ticket_nobody_issued),
    ("I8", printed_twice),
    ("I8", printed_again_unmarked),
    ("I1", left_open_over_night),
    ("I7", a_gap),
    ("I7", time_runs_back),
]


def test_the_good_day_passes(good: Day) -> None:
    assert Invariants().check(good.events) == []
    assert Invariants().check(renumber(copy.deepcopy(good.events))) == []
    kinds = {e.kind for e in good.events}
    assert {"MoveUndone", "TicketResumed", "TicketTransferred", "TicketExpired"} <= kinds


@pytest.mark.parametrize(("invariant", "spoil"), BAD, ids=lambda x: getattr(x, "__name__", x))
def test_a_bad_history_is_caught(
    good: Day, invariant: str, spoil: Callable[[list[Event]], list[Event]]
) -> None:
    bad = spoil(copy.deepcopy(good.events))
    if spoil not in (a_gap,):
        bad = renumber(bad)
    found = Invariants().check(bad)
    assert invariant in {b.invariant for b in found}, found


# -- what clients saw ---------------------------------------------------------------------------


def test_the_good_record_passes(good: Day) -> None:
    assert check_acknowledged(good.records, good.events) == []
    assert check_order(good.records, good.events) == []


def test_a_lost_acknowledgement_is_caught(good: Day) -> None:
    lost = {
        "issue": "TicketIssued", "start": "ServingStarted", "finish": "TicketFinished",
        "no_show": "TicketMarkedNoShow",
    }  # fmt: skip
    for verb, kind in lost.items():
        i = first(good.events, kind)
        found = check_acknowledged(good.records, without(good.events, i))
        assert {b.invariant for b in found} == {"I2"} and verb in found[0].what


def test_one_ticket_acknowledged_to_two_is_caught(good: Day) -> None:
    call = next(r for r in good.records if r["verb"] == "call_next")
    twin = {**call, "client": "binh", "args": {"key": "another"}}
    assert check_acknowledged([*good.records, twin], good.events)[0].invariant == "I2"
    again = {**call}  # the same key asked again: one call
    assert check_acknowledged([*good.records, again], good.events) == []


def test_an_acknowledged_number_that_was_never_given_is_caught(good: Day) -> None:
    records = copy.deepcopy(good.records)
    call = next(r for r in records if r["verb"] == "call_next")
    call["reply"]["number"] = "A099"
    assert [b.invariant for b in check_acknowledged(records, good.events)] == ["I2"]


def test_a_failed_request_promises_nothing(good: Day) -> None:
    lost = {"t0": 0.0, "t1": None, "client": "x", "verb": "issue", "args": {}, "status": None,
            "reply": None}  # fmt: skip
    refused = {**lost, "t1": 1.0, "status": 409, "reply": {"id": 1}}
    assert check_acknowledged([lost, refused], good.events) == []


def test_somebody_called_past_the_head_of_the_line_is_caught(good: Day) -> None:
    events = copy.deepcopy(good.events)
    a, b = events[first(events, "TicketCalled")], events[first(events, "TicketCalled", 1)]
    a.ticket, b.ticket = b.ticket, a.ticket
    found = check_order([], events)
    assert [x.invariant for x in found] == ["I5"] and found[0].seq == a.seq
    a.data["hand"] = True  # picked by hand: counted, not forbidden
    assert check_order([], events) == []


def test_a_wrong_rank_is_caught(good: Day) -> None:
    events = copy.deepcopy(good.events)
    events[first(events, "TicketIssued", 3)].data["rank"] -= 10_000_000
    assert check_order([], events)[0].invariant == "I5"


def test_a_call_that_overtook_an_earlier_one_is_caught(good: Day) -> None:
    records = copy.deepcopy(good.records)
    calls = [r for r in records if r["verb"] == "call_next"]
    # the second call in the journal had begun and ended before the first was asked for
    calls[1]["t0"], calls[1]["t1"] = 0.0, 0.1
    calls[0]["t0"] = 0.2
    found = check_order(records, good.events)
    assert [b.invariant for b in found] == ["I5"] and "began after" in found[0].what


def test_calls_at_the_same_time_may_come_in_any_order(good: Day) -> None:
    records = copy.deepcopy(good.records)
    calls = [r for r in records if r["verb"] == "call_next"]
    calls[1]["t0"] = calls[0]["t0"] = 0.0
    assert check_order(records, good.events) == []


def picture(t: float, client: str, data: Any) -> dict[str, Any]:
    return {"t": t, "client": client, "topic": "display/tv1", "data": data}


def test_an_old_picture_is_caught() -> None:
    server = [picture(0, "server", "a"), picture(8, "server", "b"), picture(12, "server", "c")]
    fine = [picture(0.1, "tv", "a"), picture(14.9, "tv", "c"), picture(13, "phone", "b")]
    assert check_pictures(server + fine, healed=10) == []
    old = [picture(0.1, "tv", "a")]
    assert [b.invariant for b in check_pictures(server + old, healed=10)] == ["I6"]
    late = [*old, picture(15.1, "tv", "c")]
    assert [b.invariant for b in check_pictures(server + late, healed=10)] == ["I6"]
    made_up = [picture(11, "tv", "z")]
    assert [b.invariant for b in check_pictures(server + made_up, healed=10)] == ["I6"]


def test_the_checkers_are_linear() -> None:
    """Ten times the history takes about ten times as long: counted in lines run, not in seconds."""
    import sys

    def lines_run(days: int) -> int:
        events, records, seq = [], [], 0
        for n in range(days):
            d = a_day()
            for e in d.events[1 if n else 0 :]:
                moved = copy.deepcopy(e)
                seq += 1
                shift = seq - e.seq
                moved.seq, moved.at = seq, e.at + n * 86_400_000
                for name in ("job", "undone"):
                    if name in moved.data:
                        moved.data[name] += shift
                if moved.ticket is not None:
                    moved.ticket += shift
                events.append(moved)
            records += d.records
        count = 0

        def trace(frame: Any, event: str, arg: Any) -> Any:
            nonlocal count
            count += 1
            return trace

        sys.settrace(trace)
        try:
            assert Invariants().check(events) == []
            check_order(records, events)
            check_acknowledged(records, events)
        finally:
            sys.settrace(None)
        return count

    assert lines_run(20) < 12 * lines_run(2)
