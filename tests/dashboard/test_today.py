"""Through the day: every figure of a small morning reckoned by hand, right after a restart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dashboard.shifts import Shifts
from dashboard.today import quantile, today_picture
from journal import Journal
from tests.counter.desk import Desk, refused

MINUTE = 60


def at(picture: dict[str, Any], clock: str) -> dict[str, Any]:
    """The point of a local time: the hall's clock is 7 hours ahead of UTC."""
    hour, minute = clock.split(":")
    return next(p for p in picture["points"] if p["at"][11:16] == f"{int(hour) - 7:02}:{minute}")


def morning(desk: Desk) -> None:
    """From 07:30: three come at once, counter 1 opens at 07:40 and calls them at 07:40, 07:44 and
    07:52; a fourth comes at 07:46 and goes home at 07:58; counter 2 opens at 07:50, pauses at
    08:00."""
    for _ in range(3):
        desk.issue()
    desk.clock.advance(10 * MINUTE)
    desk.open("lan", "1")
    desk.do("lan", "/counters/1/call-next")
    desk.clock.advance(4 * MINUTE)
    desk.do("lan", "/counters/1/call-next")
    desk.clock.advance(2 * MINUTE)
    fourth = desk.issue("so-do")
    desk.clock.advance(4 * MINUTE)
    desk.open("minh", "2")
    desk.clock.advance(2 * MINUTE)
    desk.do("minh", "/counters/2/call-next")
    desk.clock.advance(6 * MINUTE)
    desk.do("tiep", f"/tickets/{fourth['id']}/cancel")
    desk.clock.advance(2 * MINUTE)
    desk.do("minh", "/counters/2/finish")
    desk.do("minh", "/counters/2/pause", {"reason": "break"})
    desk.clock.advance(6 * MINUTE)


def test_the_figures_of_a_morning(desk: Desk) -> None:
    desk.journal.listen("shifts", desk.house.rooms["shifts"].hear)
    morning(desk)
    picture = desk.get("quan", "/dashboard/today").json
    # waits: 10, 14 and 22 min, ended at 07:40, 07:44, 07:52
    by = {clock: at(picture, clock) for clock in ("07:30", "07:40", "07:45", "07:55", "08:00")}
    assert [p["waiting"] for p in by.values()] == [3, 2, 1 + 0, 1, 0]
    assert [p["open"] for p in by.values()] == [0, 1, 1, 2, 1]
    assert [p["waits"] for p in by.values()] == [0, 1, 2, 2, 1]
    assert by["07:30"]["p50"] is None
    assert (by["07:45"]["p50"], by["07:45"]["p90"]) == (12 * 60, 10 * 60 + 216)
    assert (by["07:55"]["p50"], by["07:55"]["p90"]) == (18 * 60, 14 * 60 + 432)
    last = picture["points"][-1]
    assert last["at"][11:16] == "01:06", "the last point is the present minute"
    assert (last["waits"], last["waiting"], last["open"]) == (1, 0, 1)
    worst = picture["worst"]
    assert (worst["at"][11:16], worst["p90"]) == ("01:00", 1320), "the 22 min, alone in its window"
    assert picture["most"] == 3 and picture["target"] == 1800


def test_one_service_shows_its_own_line_and_counters(desk: Desk) -> None:
    desk.journal.listen("shifts", desk.house.rooms["shifts"].hear)
    morning(desk)
    picture = desk.get("quan", "/dashboard/today?service=so-do").json
    assert at(picture, "07:50")["waiting"] == 1 and at(picture, "08:00")["waiting"] == 0
    assert {p["open"] for p in picture["points"]} == {0}, "counter 3 never opened"
    assert picture["worst"] is None
    refused(desk.get("quan", "/dashboard/today?service=nope"), 404, "unknown_service")


def test_a_counter_is_open_for_the_services_its_officer_brings(desk: Desk) -> None:
    desk.journal.listen("shifts", desk.house.rooms["shifts"].hear)
    desk.issue("so-do")
    desk.do("truong", "/counters/1/open", {"first": ["so-do"]})
    desk.clock.advance(5 * MINUTE)
    desk.do("truong", "/counters/1/pause", {"reason": "break"})
    desk.clock.advance(5 * MINUTE)
    desk.do("truong", "/counters/1/unpause")
    desk.clock.advance(5 * MINUTE)
    desk.do("lan", "/counters/1/take-over")  # brings no lists: the counter's own again
    desk.clock.advance(5 * MINUTE)

    def opens(service: str) -> list[int]:
        picture = desk.get("quan", f"/dashboard/today?service={service}").json
        return [at(picture, clock)["open"] for clock in ("07:30", "07:35", "07:40", "07:45")]

    assert opens("so-do") == [1, 0, 1, 0]
    assert opens("khai-sinh") == [0, 0, 0, 1]


def test_a_restart_forgets_nothing(desk: Desk, tmp_path: Path) -> None:
    shifts = desk.house.rooms["shifts"]
    desk.journal.listen("shifts", shifts.hear)
    morning(desk)
    before = today_picture(desk.journal.live, shifts, desk.house.now())
    desk.journal.close()
    again = Journal(desk.journal.url, "test", desk.engine, desk.clock)
    desk.house.journal = desk.journal = again
    new = Shifts(desk.house)
    again.listen("shifts", new.hear)
    new.load()
    assert today_picture(again.live, new, desk.house.now()) == before


def test_what_was_heard_meanwhile_is_taken_once(desk: Desk) -> None:
    desk.issue()
    desk.open("lan", "1")
    shifts = Shifts(desk.house)
    desk.journal.listen("shifts", shifts.hear)
    desk.open("minh", "2")
    shifts.load()
    shifts.load()
    now = desk.house.now()
    assert shifts.open_at([now - 60_000, now]) == [0, 2]
    assert shifts.open_at([now], {"2"}) == [1]
    desk.clock.advance(24 * 3600)
    desk.issue()
    assert shifts.open_at([now + 86_400_000]) == [0], "a new day begins with nobody there"


def test_a_day_without_visitors_and_one_that_has_not_begun(desk: Desk) -> None:
    picture = desk.get("quan", "/dashboard/today").json
    assert (picture["points"], picture["worst"], picture["most"]) == ([], None, 0)
    desk.open("lan", "1")
    picture = desk.get("quan", "/dashboard/today").json
    assert picture["worst"] is None and picture["from"] < picture["to"]


def test_who_comes_back_after_a_no_show_stands_in_line_again(desk: Desk) -> None:
    ticket = desk.issue()
    desk.open("lan", "1")
    desk.clock.advance(2 * MINUTE)
    desk.do("lan", "/counters/1/call-next")
    desk.clock.advance(MINUTE)
    desk.do("lan", "/counters/1/no-show")
    desk.clock.advance(8 * MINUTE)
    desk.do("tiep", f"/tickets/{ticket['id']}/return")
    desk.clock.advance(2 * MINUTE)
    picture = desk.get("quan", "/dashboard/today").json
    assert [at(picture, t)["waiting"] for t in ("07:30", "07:35", "07:40")] == [1, 0, 0]
    assert picture["points"][-1]["waiting"] == 1
    desk.do("lan", "/counters/1/call-next")
    desk.clock.advance(MINUTE)
    picture = desk.get("quan", "/dashboard/today").json
    assert picture["points"][-1]["waiting"] == 0
    assert picture["points"][-1]["waits"] == 1, "a wait ends at the first call"


def test_quantiles_lie_between_the_two_nearest() -> None:
    assert quantile([], 50) is None
    assert quantile([60_000], 90) == 60
    assert quantile([0, 60_000], 50) == 30
    assert quantile([0, 10_000, 20_000, 30_000, 100_000], 90) == 72
