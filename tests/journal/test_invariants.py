"""The journal's checker itself, tried on bad histories: each is caught, and the good one passes."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest

from journal.invariants import Invariants
from queueing.events import Event
from tests.journal.a_day import Day, a_day, first, without


@pytest.fixture(scope="module")
def good() -> Day:
    return a_day()


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
