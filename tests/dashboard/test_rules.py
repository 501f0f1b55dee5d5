"""The rules: what is read of a hall as it is now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dashboard.rules import Beside, open_desks, readings
from tests.counter.desk import Desk

NO_DAY: dict[str, list[str]] = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), [])


def read(desk: Desk, alert: str, about: str, **beside: Any) -> tuple[bool, bool, Any]:
    """(over, under, detail) of one reading."""
    facts: dict[str, Any] = {"p80": {}, "devices": [], "bad": [], "backup": None, **beside}
    found = readings(desk.journal.live, desk.house.now(), Beside(**facts))
    it = next(r for r in found if r.key == (alert, about))
    return it.over, it.under, it.detail


def test_a_promise_over_the_target(desk: Desk) -> None:
    for p80, told in ((1801, (True, False)), (1800, (False, False)), (1620, (False, True))):
        assert read(desk, "promise_over", "so-do", p80={"so-do": p80})[:2] == told
    assert read(desk, "promise_over", "so-do", p80={"so-do": 2400})[2] == {
        "minutes": 40, "limit": 30,
    }  # fmt: skip
    assert read(desk, "promise_over", "so-do")[:2] == (False, True), "no estimate, no alert"
    desk.issue("so-do")
    assert read(desk, "promise_over", "so-do")[:2] == (False, False), "nor does one go by itself"


def test_a_forecast_past_closing_by_the_estimate_or_by_people_and_counters(tmp_path: Path) -> None:
    week = {d: ["07:30-08:00", "08:10-09:09"] for d in ("sat", "sun")}  # 89 min of work
    desk = Desk(tmp_path, hours={"week": {**NO_DAY, **week}})
    desk.open("hoa", "3")
    for _ in range(6):
        desk.issue("so-do")
    assert read(desk, "past_closing", "so-do")[0] is False, "6 × 15 min fit almost"
    desk.issue("so-do")
    over, under, detail = read(desk, "past_closing", "so-do")
    assert (over, under, detail) == (True, False, {"n": 7, "minutes": 16})
    late = {"so-do": 99 * 60 + 601}
    assert read(desk, "past_closing", "so-do", p80=late)[0] is True
    assert read(desk, "past_closing", "so-do", p80={"so-do": 60})[1] is True
    desk.do("hoa", "/counters/3/close")
    assert read(desk, "past_closing", "so-do")[0] is False, "without a counter nobody can say"
    desk.close()


def test_bad_ratings_and_backups(desk: Desk) -> None:
    now = desk.house.now()
    times = [now - 16 * 60_000, now - 60_000, now]
    assert read(desk, "bad_ratings", "test", bad=times)[:2] == (False, True)
    assert read(desk, "bad_ratings", "test", bad=[*times, now])[0] is True
    day = 86_400_000
    assert read(desk, "backup_old", "test", backup=now - 2 * day)[:2] == (False, True)
    assert read(desk, "backup_old", "test", backup=now - 3 * day) == (True, False, {"hours": 72})
    never = {"backup": 0, "begun": now - 3 * day}
    assert read(desk, "backup_old", "test", **never) == (True, False, "never")
    assert read(desk, "backup_old", "test", **{**never, "begun": now})[:2] == (False, True)
    with pytest.raises(StopIteration):  # nobody can say
        read(desk, "backup_old", "test", backup=None, begun=now - 3 * day)


def test_a_counter_is_idle_while_it_is_free_and_somebody_is_there_for_it(desk: Desk) -> None:
    desk.open("lan", "1")
    desk.clock.advance(20 * 60)
    desk.issue("khai-sinh")
    assert read(desk, "idle_counter", "1")[:2] == (False, False), "they have only just come"
    desk.clock.advance(300)
    assert read(desk, "idle_counter", "1")[0] is False
    desk.clock.advance(1)
    assert read(desk, "idle_counter", "1") == (True, False, {"minutes": 5})
    desk.do("lan", "/counters/1/call-next")
    assert read(desk, "idle_counter", "1")[:2] == (False, True)


def test_whom_a_counter_could_call_is_said_by_the_lists_of_the_officer_there(desk: Desk) -> None:
    body = {"first": ["so-do"], "second": []}
    desk.do("truong", "/counters/1/open", body)  # the counter's own list has no land titles
    desk.issue("khai-sinh"), desk.clock.advance(900)
    assert read(desk, "idle_counter", "1")[:2] == (False, True), "not his line"
    assert open_desks(desk.journal.live) == {"so-do": 1}
    rows = {s["service"]: s for s in desk.get("quan", "/dashboard").json["services"]}
    assert (rows["khai-sinh"]["counters"], rows["khai-sinh"]["risk"]) == (0, "stuck")
    desk.issue("so-do"), desk.clock.advance(301)
    assert read(desk, "idle_counter", "1")[0] is True
    assert read(desk, "past_closing", "khai-sinh")[2]["minutes"] == 0


def test_devices_are_silent_only_while_the_hall_works(desk: Desk) -> None:
    desk.house.devices.set("tv1", "down", "gone")
    desk.clock.advance(61)
    known = desk.house.devices.all().values()
    assert read(desk, "device_gone", "tv1", devices=known)[0] is True
    desk.issue()
    desk.do("quan", "/hall/close-day")
    assert read(desk, "device_gone", "tv1", devices=known)[:2] == (False, True)
