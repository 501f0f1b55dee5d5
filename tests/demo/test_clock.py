"""The demo's day: hours at the chosen speed, lunch quicker, nights left out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from demo.clock import DayClock, Stopping
from queueing.plan import Plan
from settings import load

WARD = Path(__file__).parents[2] / "halls/ward.yaml"


class Seconds:
    """A monotonic clock that goes when it is told."""

    def __init__(self) -> None:
        self.s = 100.0

    def __call__(self) -> float:
        return self.s


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


def day_clock(seconds: Seconds, first: date = date(2026, 11, 20), speed: float = 60) -> DayClock:
    data = load(WARD).data
    assert data is not None
    return DayClock(Plan.read(data), speed, first, seconds)


def shown(clock: DayClock) -> str:
    return clock.plan.hours.local(clock.now()).strftime("%a %H:%M")


def test_it_begins_shortly_before_the_doors_open(seconds: Seconds) -> None:
    assert shown(day_clock(seconds)) == "Fri 07:10"


def test_a_minute_goes_by_in_a_second(seconds: Seconds) -> None:
    clock = day_clock(seconds)
    seconds.s += 50
    assert shown(clock) == "Fri 08:00"


def test_lunch_goes_quicker(seconds: Seconds) -> None:
    clock = day_clock(seconds)
    seconds.s += 272  # 11:42
    assert shown(clock) == "Fri 11:42"
    seconds.s += 96 / 8
    assert shown(clock) == "Fri 13:18"
    seconds.s += 12
    assert shown(clock) == "Fri 13:30"


def test_the_next_working_day_follows_at_once_and_a_sunday_is_left_out(seconds: Seconds) -> None:
    clock = day_clock(seconds)
    seen = []
    for _ in range(900):
        seconds.s += 1
        if not seen or seen[-1] != shown(clock)[:3]:
            seen.append(shown(clock)[:3])
    assert seen == ["Fri", "Sat", "Mon"]
    assert clock.days == 3


def test_it_never_goes_back(seconds: Seconds) -> None:
    clock = day_clock(seconds)
    before = clock.now()
    for _ in range(3000):
        seconds.s += 0.37
        assert clock.now() >= before
        before = clock.now()


def test_who_sleeps_wakes_when_the_demo_stops(seconds: Seconds) -> None:
    clock = day_clock(seconds)
    clock.stopping.set()
    with pytest.raises(Stopping):
        clock.sleep(3600)
    with pytest.raises(Stopping):
        clock.sleep_until(clock.now() + 3_600_000)


def test_waiting_for_a_moment_that_is_over_takes_no_time(seconds: Seconds) -> None:
    clock = day_clock(seconds)
    clock.sleep_until(clock.now() - 1)
