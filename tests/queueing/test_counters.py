"""Counters: sessions, pauses, taking over; services closed and reopened."""

from __future__ import annotations

from queueing.who import Who
from tests.queueing.morning import AN, BINH, BOSS, DESK, K1, Morning


def test_a_session_has_its_officer_and_beginning() -> None:
    m = Morning()
    assert m.hall.counters["1"].state == "closed"
    m.open()
    session = m.hall.counters["1"].session
    assert (session.officer, session.opened_at) == ("an", m.now)
    assert m.hall.officers == {"an": "1"} and m.hall.counters["1"].idle_since == m.now
    assert m.no("open", AN, "1").code == "illegal_move"


def test_a_counter_taken_and_an_officer_busy_are_told_apart() -> None:
    m = Morning()
    m.open()
    taken = m.no("open", BINH, "1")
    assert (taken.code, taken.more["officer"]) == ("counter_taken", "an")
    busy = m.no("open", AN, "2")
    assert (busy.code, busy.more["counter"]) == ("counter_busy", "1")


def test_opening_needs_the_right_to_that_counter() -> None:
    m = Morning()
    only_two = Who("officer", officer="an", counters=frozenset({"2"}))
    assert m.no("open", only_two, "1").code == "not_your_counter"
    m.do("open", only_two, "2")
    assert m.no("open", DESK, "1").code == "not_allowed"
    assert m.no("open", Who("officer"), "1").code == "not_allowed"
    assert m.no("open", BINH, "9").code == "unknown_counter"
    m.do("open", BOSS, "1")


def test_the_ticket_stays_when_a_counter_is_taken_over() -> None:
    m = Morning()
    assert m.no("take_over", BINH, "1").code == "not_open"
    m.open()
    id = m.issue()
    m.next()
    m.do("start", AN, "1")
    assert m.no("take_over", AN, "1").code == "illegal_move"
    event = m.do("take_over", BINH, "1")[0]
    assert event.data == {"from": "an"} and m.hall.counters["1"].ticket == id
    assert m.no("finish", AN, "1").code == "not_your_counter"
    m.do("finish", BINH, "1")
    m.do("open", AN, "2")
    assert m.no("take_over", AN, "1").code == "counter_busy"


def test_a_pause_has_a_reason_and_calls_nobody() -> None:
    m = Morning()
    m.open()
    id = m.issue()
    m.do("pause", AN, "1", "họp")
    session = m.hall.counters["1"].session
    assert (session.paused_at, session.pause_reason) == (m.now, "họp")
    assert m.hall.counters["1"].idle_since is None
    for verb, *args in (("call_next",), ("pause",), ("call", id, "quen"), ("undo",)):
        assert m.no(verb, BOSS, "1", *args).code == "illegal_move"
    m.do("unpause", AN, "1")
    assert m.no("unpause", AN, "1").code == "illegal_move"
    assert m.next() == id


def test_neither_closed_nor_paused_with_somebody_there() -> None:
    m = Morning()
    m.open()
    m.issue()
    m.next()
    for verb in ("close", "pause"):
        no = m.no(verb, AN, "1")
        assert (no.code, no.more["number"]) == ("illegal_move", "A001")
    m.do("finish", AN, "1")
    m.do("close", AN, "1")
    assert m.no("close", AN, "1").code == "not_open"


def test_services_are_closed_by_supervisors_and_the_helper_at_the_kiosk() -> None:
    m = Morning()
    m.open()
    for who in (AN, DESK):
        assert m.no("close_service", who, "so-do", "mưa").code == "not_allowed"
    assert m.no("close_service", BOSS, "bay", "mưa").code == "unknown_service"
    assert m.no("close_service", BOSS, "so-do", "").code == "bad_request"
    m.do("close_service", K1, "so-do", "mưa")
    assert m.no("close_service", BOSS, "so-do", "gió").code == "illegal_move"
    assert m.hall.closed_services == {"so-do": "mưa"}
    assert m.no("reopen_service", BOSS, "ket-hon").code == "illegal_move"
