"""The demo's clock: a working day lived through at a chosen speed, lunch quicker, nights left out.

Times are ms UTC of a made-up day, so that the crowd and the officers keep the hall's hours whatever
the hour on the wall.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_right
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from queueing.hours import Span
from queueing.plan import Plan

EARLY, LATE = 20 * 60_000, 25 * 60_000  # ms before the first session, after the last
LULL = 12 * 60_000  # ms after a session until lunch runs quicker, and as long before the next
QUICK = 8  # times quicker


class Stopping(Exception):
    """The demo ends."""


class Part(NamedTuple):
    """A stretch of made-up time that runs at one speed."""

    real: float  # s since the beginning of the demo
    start: int  # ms of made-up time
    speed: float


class DayClock:
    """Begins with the first working day of `plan` on or after `first`. `speed`: made-up seconds a
    second. `spans` are the sessions of the day going on."""

    def __init__(
        self, plan: Plan, speed: float, first: date, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.plan = plan
        self.speed = speed
        self.stopping = threading.Event()
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._began = monotonic()
        self._next_date = first
        self._parts: list[Part] = []
        self._ends = 0.0  # s since the beginning: the day is over
        self.days = 0
        self.spans: list[Span] = []
        self._new_day()

    def now(self) -> int:
        """ms UTC of the made-up day. Turns to the next day when this one is over."""
        real = self._monotonic() - self._began
        with self._lock:
            while real >= self._ends:
                self._new_day()
            part = self._parts[bisect_right(self._parts, real, key=lambda p: p.real) - 1]
            return part.start + int((real - part.real) * part.speed * 1000)

    def sleep(self, seconds: float) -> None:
        """Made-up seconds, at the ordinary speed. Raises Stopping."""
        if self.stopping.wait(max(0.0, seconds / self.speed)):
            raise Stopping

    def sleep_until(self, at: int) -> None:
        """Until that made-up time; returns at once if it is over. Raises Stopping."""
        day = self.days
        while (left := at - self.now()) > 0 and self.days == day:
            # lunch may begin meanwhile: look again before long
            self.sleep(min(left / 1000, 120))
        if self.stopping.is_set():
            raise Stopping

    def _new_day(self) -> None:
        day = self._next_date
        for _ in range(366):
            self.spans = self.plan.hours.sessions(day)
            day += timedelta(days=1)
            if self.spans:
                break
        else:
            raise ValueError("the hall does not open within a year")
        self._next_date = day
        self.days += 1
        self._parts = []
        real = self._ends
        edges = [(self.spans[0].start - EARLY, self.speed)]
        for before, after in zip(self.spans, self.spans[1:], strict=False):
            if after.start - before.end > 2 * LULL:
                edges.append((before.end + LULL, self.speed * QUICK))
                edges.append((after.start - LULL, self.speed))
        end = self.spans[-1].end + LATE
        for (start, speed), (until, _) in zip(edges, [*edges[1:], (end, 0.0)], strict=True):
            self._parts.append(Part(real, start, speed))
            real += (until - start) / 1000 / speed
        self._ends = real
