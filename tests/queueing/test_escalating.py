"""Escalating: an alert nobody sees to goes up; what the outside was told is written down."""

from __future__ import annotations

from queueing.who import THE_HALL
from tests.queueing.morning import BOSS, Morning


def test_an_alert_goes_up_until_somebody_sees_to_it() -> None:
    m = Morning()
    m.do("raise_alert", THE_HALL, "paper", "p1", "warning")
    m.do("escalate_alert", THE_HALL, "paper", "p1", "supervisor")
    assert m.hall.alerts["paper", "p1"].escalated_to == "supervisor"
    assert m.driver.do("escalate_alert", THE_HALL, "paper", "p1", "supervisor") == []
    m.do("escalate_alert", THE_HALL, "paper", "p1", "manager")
    m.do("acknowledge_alert", BOSS, "paper", "p1")
    assert m.driver.do("escalate_alert", THE_HALL, "paper", "p1", "admin") == []
    at = m.hall.alerts["paper", "p1"]
    assert (at.acknowledged_by, at.escalated_to) == ("sep", "manager")
    m.do("raise_alert", THE_HALL, "paper", "p1", "critical")
    at = m.hall.alerts["paper", "p1"]
    assert (at.acknowledged_by, at.escalated_to) == (None, None), "worse: it begins again"


def test_only_the_hall_escalates_and_tells() -> None:
    m = Morning()
    m.do("raise_alert", THE_HALL, "paper", "p1", "warning")
    assert m.no("escalate_alert", BOSS, "paper", "p1", "manager").code == "not_allowed"
    assert m.no("escalate_alert", THE_HALL, "disk", "", "manager").code == "unknown_alert"
    assert m.no("tell_alerts", BOSS, 1).code == "not_allowed"


def test_what_was_told_only_grows_and_lives_on_over_midnight() -> None:
    m = Morning()
    m.do("raise_alert", THE_HALL, "paper", "p1", "warning")
    seq = m.hall.seq
    m.do("tell_alerts", THE_HALL, seq)
    assert m.hall.told == seq
    assert m.driver.do("tell_alerts", THE_HALL, seq) == []
    assert m.driver.do("tell_alerts", THE_HALL, m.hall.seq + 1) == [], "nobody knows the future"
    m.driver.now += 86400_000
    m.issue()
    assert m.hall.told == seq and m.hall.snapshot()["told"] == seq
