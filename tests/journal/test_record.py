"""The checker of what clients saw, tried on records that should not be."""

from __future__ import annotations

import copy
import sys
from typing import Any

import pytest

from journal.invariants import Invariants
from journal.record import check_acknowledged, check_order, check_pictures
from tests.journal.a_day import Day, a_day, first, without


@pytest.fixture(scope="module")
def good() -> Day:
    return a_day()


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
