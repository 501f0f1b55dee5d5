"""Notices: alerts, people and devices."""

from __future__ import annotations

from queueing.who import THE_HALL, Who
from tests.queueing.morning import BOSS, Morning


def test_an_alert_is_raised_once_and_again_when_it_changes() -> None:
    m = Morning()
    first = ("paper", "p1", "warning", "sắp hết giấy")
    m.do("raise_alert", THE_HALL, *first)
    raised = m.now
    m.wait(60)
    assert m.driver.do("raise_alert", THE_HALL, *first) == []
    m.do("acknowledge_alert", BOSS, "paper", "p1")
    assert m.driver.do("acknowledge_alert", BOSS, "paper", "p1") == []
    m.do("raise_alert", THE_HALL, "paper", "p1", "warning", "còn 3 m")
    at = m.hall.alerts["paper", "p1"]
    assert (at.detail, at.raised_at, at.acknowledged_by) == ("còn 3 m", raised, "sep")
    m.do("raise_alert", THE_HALL, "paper", "p1", "critical", "hết giấy")
    at = m.hall.alerts["paper", "p1"]
    assert (at.level, at.raised_at, at.acknowledged_by) == ("critical", raised, None)


def test_a_cleared_alert_is_gone_and_clearing_again_is_nothing() -> None:
    m = Morning()
    m.do("raise_alert", THE_HALL, "paper", "p1", "info")
    m.do("clear_alert", THE_HALL, "paper", "p1")
    assert not m.hall.alerts and m.driver.do("clear_alert", THE_HALL, "paper", "p1") == []


def test_people_acknowledge_alerts_that_are_open() -> None:
    m = Morning()
    assert m.no("acknowledge_alert", BOSS, "paper", "p1").code == "unknown_alert"
    m.do("raise_alert", THE_HALL, "paper", "p1", "info")
    assert m.no("acknowledge_alert", THE_HALL, "paper", "p1").code == "not_allowed"
    assert m.no("raise_alert", THE_HALL, "paper", "p1", "loud").code == "bad_request"


def test_people_and_devices_are_written_down_by_who_did_it() -> None:
    m = Morning()
    admin = Who("admin", officer="quan")
    (event,) = m.do("officer_added", admin, "dung", "officer", {"2", "1"})
    assert (event.officer, event.data) == (
        "quan", {"name": "dung", "role": "officer", "counters": ["1", "2"]},
    )  # fmt: skip
    assert m.do("officer_added", admin, "hoa", "reception", None)[0].data["counters"] is None
    assert m.do("officer_disabled", admin, "dung")[0].data == {"name": "dung"}
    assert m.do("officer_password_changed", admin, "hoa")[0].data == {"name": "hoa"}
    changed = m.do("officer_totp_changed", admin, "hoa", True)[0]
    assert changed.data == {"name": "hoa", "on": True}
    rights = m.do("officer_rights_changed", admin, "hoa", "manager", None, ["ubnd"])[0]
    assert (rights.kind, rights.data["agencies"]) == ("OfficerRightsChanged", ["ubnd"])
    assert m.do("officer_logged_out", admin)[0].data == {"name": admin.officer}
    added = m.do("officer_added", admin, "mai", "officer", None, ["ubnd"])[0]
    assert added.data["agencies"] == ["ubnd"]
    assert m.do("device_enrolled", admin, "k1", "kiosk")[0].data == {"id": "k1", "kind": "kiosk"}
    assert m.do("device_revoked", admin, "k1")[0].data == {"id": "k1"}


def test_what_a_manager_does_after_asking_is_written_down_and_moves_nothing() -> None:
    m = Morning()
    assert m.no("choose_what_if", Who("officer", officer="lan"), {"what": "close"}).code == (
        "not_allowed"
    )
    (event,) = m.do("choose_what_if", BOSS, {"what": "close", "counter": "1", "sure": 93})
    assert (event.kind, event.officer) == ("WhatIfChosen", "sep")
    assert event.data == {"what": "close", "counter": "1", "sure": 93}
