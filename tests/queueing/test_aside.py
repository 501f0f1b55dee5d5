"""Set aside and passed on: hold, resume, transfer, own lines."""

from __future__ import annotations

import pytest

from queueing.who import Who
from tests.queueing.morning import AN, BINH, BOSS, CHI, DESK, working


def test_a_held_ticket_belongs_to_its_counter_while_that_is_open() -> None:
    m = working()
    id = m.issue()
    m.next()
    m.do("hold", AN, "1")
    assert m.hall.on_hold("1") == m.hall.on_hold() == [m.ticket(id)]
    assert m.hall.on_hold("2") == []
    assert m.no("resume", BINH, "2", id).code == "not_eligible"
    m.do("resume", BOSS, "2", id)
    m.do("hold", BINH, "2")
    m.do("close", BINH, "2")
    m.do("resume", AN, "1", id)


def test_who_is_set_aside_may_be_promised_a_time() -> None:
    m = working()
    id = m.issue()
    m.next()
    for until in (m.now, m.now - 1, m.now + 24 * 3600_000):
        assert m.no("hold", AN, "1", until).code == "bad_request"
    event = m.do("hold", AN, "1", m.now + 600_000, "chờ bản sao")[0]
    assert (m.ticket(id).leg.held_until, event.personal) == (
        m.now + 600_000,
        {"note": "chờ bản sao"},
    )
    assert (m.ticket(id).note, event.data["until"]) == ("chờ bản sao", m.now + 600_000)
    m.do("resume", AN, "1", id)
    assert m.ticket(id).leg.held_until is None


def test_a_hall_may_want_an_outcome_of_every_visit_served() -> None:
    m = working(outcome="required")
    m.issue(), m.issue(), m.issue()
    m.next()
    m.next()  # called and finished without a start: nobody was there to be served
    m.do("start", AN, "1")
    pad = Who("call_pad", device="pad1", counters=frozenset({"1"}))
    for who, verb, more in ((AN, "finish", ()), (AN, "call_next", ()), (pad, "finish", ()),
                            (BOSS, "finish", ("",))):  # fmt: skip
        assert m.no(verb, who, "1", *more).code == "outcome_needed"
    m.do("finish", AN, "1", "accepted")
    m.next()
    m.do("start", AN, "1")
    m.do("close_day", Who("manager", officer="to"))  # what was forgotten the hall finishes itself
    assert m.hall.counters["1"].ticket is None


def test_a_transfer_keeps_the_number_and_begins_a_leg() -> None:
    m = working()
    id = m.issue()
    issued = m.now
    m.wait(300)
    m.next()
    m.do("start", AN, "1")
    event = m.do("transfer", AN, "1", service="so-do", note="thiếu giấy")[0]
    it = m.ticket(id)
    assert event.personal == {"note": "thiếu giấy"} and it.note == "thiếu giấy"
    assert (it.number, it.service, len(it.legs), it.leg.service) == ("A001", "so-do", 2, "so-do")
    assert it.ref == issued and it.rank == (issued - 600_000, id)
    assert it.legs[0].outcome == "transferred" and it.legs[0].finished_at == m.now
    assert m.next(CHI, "3") == id


def test_a_ticket_sent_to_a_counter_waits_there_alone_until_it_closes() -> None:
    m = working()
    id = m.issue()
    m.next()
    m.do("transfer", AN, "1", to_counter="2")
    assert m.hall.peek("1", m.now) is None
    assert m.hall.peek("2", m.now) == (m.ticket(id), "own")
    assert m.hall.own_waiting("2") == [m.ticket(id)] and m.hall.waiting("khai-sinh") == []
    assert m.no("call", AN, "1", id, "quen").code == "not_eligible"
    m.do("close", BINH, "2")
    assert m.hall.waiting("khai-sinh") == [m.ticket(id)]
    assert m.hall.peek("1", m.now) == (m.ticket(id), "first")


def test_a_ticket_sent_to_an_officer_follows_him_until_his_session_ends() -> None:
    m = working()
    id = m.issue("so-do")
    m.next(CHI, "3")
    m.do("transfer", CHI, "3", to_officer="binh")
    assert m.hall.peek("2", m.now) == (m.ticket(id), "own")
    assert m.no("call", AN, "1", id, "quen").code == "not_eligible"
    m.do("take_over", Who("officer", officer="dung"), "2")
    assert m.hall.peek("2", m.now) is None and m.hall.waiting("so-do") == [m.ticket(id)]


def test_a_promise_that_lapsed_does_not_come_back_with_the_session() -> None:
    m = working()
    id = m.issue()
    m.next()
    m.do("transfer", AN, "1", to_counter="2")
    m.next(BINH, "2")
    m.wait(30)
    m.do("no_show", BINH, "2")
    m.do("close", BINH, "2")
    m.open(BINH, "2")
    m.do("return_", DESK, id)
    assert m.hall.waiting("khai-sinh") == [m.ticket(id)]


def test_transfer_back_goes_where_it_came_from() -> None:
    m = working()
    id = m.issue()
    m.next()
    m.do("transfer", AN, "1", service="so-do", back=True)
    m.next(CHI, "3")
    assert m.ticket(id).back == "1"
    m.do("transfer", CHI, "3")
    assert m.hall.peek("1", m.now) == (m.ticket(id), "own")
    m.next()
    assert m.no("transfer", AN, "1").code == "bad_request"


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ({"service": "bay"}, "unknown_service"), ({"to_counter": "9"}, "unknown_counter"),
        ({"to_counter": "4"}, "not_open"), ({"to_officer": "dung"}, "unknown_officer"),
        ({"to_counter": "2", "to_officer": "binh"}, "bad_request"), ({}, "bad_request"),
    ],
)  # fmt: skip
def test_a_transfer_needs_one_target_that_is_there(to: dict[str, str], code: str) -> None:
    m = working()
    m.issue()
    m.next()
    assert m.no("transfer", AN, "1", **to).code == code
