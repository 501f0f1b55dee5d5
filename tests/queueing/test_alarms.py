"""Alarms: an officer calls colleagues; one of them comes; it is over."""

from __future__ import annotations

from queueing.who import Who
from tests.queueing.morning import AN, BINH, BOSS, CHI, DESK, K1, Morning, working


def test_a_colleague_answers_and_both_may_end_it() -> None:
    m = working()
    (event,) = m.do("raise_alarm", AN, "1")
    assert (event.kind, event.officer, event.data["about"]) == ("AlertRaised", "an", "1")
    assert m.driver.do("raise_alarm", AN, "1") == [], "pressed twice, called once"
    assert m.no("answer_alarm", AN, "1").code == "not_allowed"
    assert m.no("end_alarm", BINH, "1").code == "not_allowed"
    m.do("answer_alarm", BINH, "1")
    assert m.hall.alerts["help", "1"].acknowledged_by == "binh"
    assert m.driver.do("answer_alarm", CHI, "1") == []
    m.do("end_alarm", BINH, "1")
    assert not m.hall.alerts and m.driver.do("end_alarm", AN, "1") == []
    m.do("raise_alarm", AN, "1")
    m.do("end_alarm", BOSS, "1")
    assert m.no("answer_alarm", DESK, "1").code == "unknown_alert"


def test_only_whose_counter_it_is_calls_and_only_staff_come() -> None:
    m = Morning()
    mine = Who("officer", officer="an", counters=frozenset({"1"}))
    m.do("raise_alarm", mine, "1")
    assert m.no("raise_alarm", mine, "2").code == "not_your_counter"
    assert m.no("raise_alarm", DESK, "1").code == "not_allowed"
    assert m.no("raise_alarm", mine, "9").code == "unknown_counter"
    assert m.no("answer_alarm", K1, "1").code == "not_allowed"


def test_it_works_though_the_clock_is_doubted() -> None:
    m = working()
    m.wait(40 * 24 * 3600)
    assert m.no("call_next", AN, "1").code == "clock_not_confirmed"
    m.do("raise_alarm", AN, "1")
