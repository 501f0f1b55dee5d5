"""Event time: the wall clock may jump, the hall's time does not (F8)."""

from __future__ import annotations

import time

import pytest

from engine.clock import WallClock
from journal.clockwatch import ClockWatch
from queueing.refusal import Refusal
from tests.fakes.clock import SUNDAY_MORNING, FakeClock
from tests.journal.acts import AN, BOSS, act, issue
from tests.journal.conftest import Opener

HOUR, DAY = 3600, 24 * 3600


def test_event_time_is_the_wall_at_start_and_runs_on() -> None:
    clock = WallClock()
    assert abs(clock.now() - time.time() * 1000) < 1000
    a = clock.now()
    time.sleep(0.01)
    assert 5 <= clock.now() - a < 2000 and abs(clock.drift()) <= 2


@pytest.mark.parametrize("jump", [-HOUR, DAY, -14 * 365 * DAY])
def test_a_jump_of_the_wall_clock_moves_nothing(jump: int) -> None:
    clock = FakeClock()
    clock.advance(10)
    clock.jump(jump)
    assert clock.now() == SUNDAY_MORNING + 10_000 and clock.drift() == jump * 1000
    clock.advance(10)
    assert clock.now() == SUNDAY_MORNING + 20_000


def test_adopting_goes_back_no_further_than_the_last_event_and_runs_on() -> None:
    clock = FakeClock()
    clock.advance(100)
    clock.jump(-HOUR)
    floor = SUNDAY_MORNING + 60_000
    assert clock.adopt(floor) == -40_000
    assert clock.now() == floor
    clock.advance(5)
    assert clock.now() == floor + 5000
    clock.jump(2 * HOUR)
    assert clock.adopt(floor) > 0 and clock.drift() == 0


@pytest.mark.parametrize("jump", [-HOUR, DAY, -14 * 365 * DAY])
def test_a_jump_in_mid_service_waits_for_staff(
    opened: Opener, url: str, clock: FakeClock, jump: int
) -> None:
    journal = opened(url)
    watch = ClockWatch(journal)
    act(journal, "open", AN, "1")
    issue(journal)
    act(journal, "call_next", AN, "1")
    act(journal, "start", AN, "1")
    clock.advance(300)
    clock.jump(jump)
    watch.look()
    watch.look()
    live = journal.live
    assert live.day == "2026-11-22" and live.clock_off == jump * 1000
    assert [a.alert for a in live.alerts.values()] == ["clock"]
    finished = act(journal, "finish", AN, "1").events[-1]
    assert finished.data["service_ms"] == 300_000
    issue(journal)
    watch.confirm(BOSS)
    assert live.clock_off is None and not live.alerts
    before = journal.now()
    clock.advance(60)
    assert journal.now() - before == 60_000  # not frozen, whatever could not be taken back
    watch.look()
    assert not live.alerts and live.clock_off is None
    # a day forward, confirmed: the day ends with the next verb
    if jump == DAY:
        assert clock.drift() == 0
        issue(journal)
        assert live.day == "2026-11-23"
    else:
        assert live.day == "2026-11-22"
    events = journal.events(0, 1000)
    assert [e["at"] for e in events] == sorted(e["at"] for e in events)


def test_an_empty_hall_adopts_the_wall_clock_by_itself(
    opened: Opener, url: str, clock: FakeClock
) -> None:
    journal = opened(url)
    watch = ClockWatch(journal)
    issue(journal)
    act(journal, "cancel", BOSS, 3)
    clock.advance(2 * HOUR)
    clock.jump(-HOUR)  # the hall stood still for two hours: all of it can be taken back
    watch.look()
    assert clock.drift() == 0 and not journal.live.alerts
    clock.jump(1.5)
    watch.look()
    assert clock.drift() == 1500  # too little to speak of
    clock.jump(DAY)
    watch.look()
    assert clock.drift() == 0


def test_what_could_not_be_taken_back_is_taken_back_when_the_hall_has_stood_still(
    opened: Opener, url: str, clock: FakeClock
) -> None:
    journal = opened(url)
    watch = ClockWatch(journal)
    issue(journal)
    clock.jump(-HOUR)
    watch.confirm(BOSS)
    assert clock.drift() == -HOUR * 1000
    watch.look()
    assert not journal.live.alerts
    act(journal, "cancel", BOSS, 3)
    clock.advance(HOUR / 2)
    watch.look()
    assert -HOUR * 1000 < clock.drift() <= -HOUR * 500
    clock.advance(HOUR)
    watch.look()
    assert clock.drift() == 0


def test_a_start_with_a_clock_before_the_last_event_goes_on_from_there(
    opened: Opener, url: str, clock: FakeClock
) -> None:
    journal = opened(url)
    last = issue(journal).events[-1].at
    journal.close()
    dead = FakeClock(SUNDAY_MORNING - 14 * 365 * DAY * 1000)
    again = opened(url, clock=dead)
    assert again.now() == last and again.live.day == "2026-11-22"
    dead.advance(60)
    assert again.now() == last + 60_000
    assert issue(again).events[-1].at == last + 60_000
    watch = ClockWatch(again)
    watch.look()
    assert again.live.clock_off is not None and again.live.alerts


def test_a_start_a_month_later_asks_first(opened: Opener, url: str, clock: FakeClock) -> None:
    journal = opened(url)
    issue(journal)
    journal.close()
    later = FakeClock(SUNDAY_MORNING + 31 * DAY * 1000)
    again = opened(url, clock=later)
    with pytest.raises(Refusal) as no:
        issue(again)
    assert no.value.code == "clock_not_confirmed" and again.live.day == "2026-11-22"
    ClockWatch(again).confirm(BOSS)
    assert issue(again).body["number"] == "A001"
    assert again.live.day == "2026-12-23"
