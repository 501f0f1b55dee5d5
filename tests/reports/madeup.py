"""Made-up halls for the estimates: their true parameters are drawn here and shown to nobody.

What the estimator is told is the configuration, whose minutes are wrong, and the events.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import accumulate
from random import Random
from typing import Any

from demo.crowd import Crowd, Visit
from demo.days import begin, working_days
from demo.desk import Desk
from demo.habits import Habits
from demo.simulation import Simulation
from queueing.events import Event
from queueing.hall import Hall
from queueing.hours import Span
from queueing.plan import Plan, Service
from tests.halls import _counter, _service, small_hall, text

LAST = date(2026, 11, 20)
HOURS = ["07:30-11:30", "13:30-17:00"]


@dataclass(frozen=True, slots=True)
class Truth:
    """One hall as it really is. `overlap`: how many other groups a counter's second list has;
    `load`: visits against what its counters can do; `drift` a day; `doubles`: days (from the end)
    with twice as many people; spreads are sigmas of logarithms."""

    name: str
    counters: int
    groups: int
    services: int
    overlap: int
    load: float = 1.0
    drift: float = 0.0
    doubles: tuple[int, ...] = ()
    no_show: float = 0.05
    priority: float = 0.08
    officer: float = 0.16
    officer_day: float = 0.1
    absent: float = 0.04
    late: float = 0.0  # mean minutes an officer opens late
    policy: str = "effective_time"


HALLS = (
    Truth("ward, 3 counters", 3, 2, 4, 1, load=1.0),
    Truth("6 counters, much overlap", 6, 3, 9, 2, load=1.2, late=3),
    Truth("12 counters, drift 1.5% a day", 12, 4, 16, 1, load=1.1, drift=0.015),
    Truth("20 counters, two double days", 20, 8, 24, 1, load=0.95, doubles=(3, 6)),
    Truth("8 counters, 20% no-show, 30% priority", 8, 3, 10, 1, 1.3, no_show=0.2, priority=0.3),
    Truth("30 counters, officers and days differ", 30, 10, 40, 1, 1.03, officer=0.25,
          officer_day=0.2, absent=0.1, late=6),
    Truth("60 counters, much overlap", 60, 12, 60, 3, 1.12),
    Truth("16 counters, ratio, little overlap", 16, 5, 20, 0, 1.0, policy="ratio", priority=0.2),
)  # fmt: skip


def settings(truth: Truth, random: Random) -> dict[str, Any]:
    groups = [
        {
            "id": f"g{i}", "name": text(f"g{i}"), "agency": "ubnd",
            "series": {"letters": chr(65 + i), "first": 1, "last": None, "digits": 3},
            "policy": truth.policy, "ratio": 3,
        }
        for i in range(truth.groups)
    ]  # fmt: skip
    services = [
        _service(f"s{i}", f"s{i}", f"s{i}", f"g{i % truth.groups}", random.choice((4, 5, 8, 10)))
        for i in range(truth.services)
    ]
    counters = [
        _counter(
            f"{i + 1}",
            [f"g{i % truth.groups}"],
            [f"g{(i + 1 + k) % truth.groups}" for k in range(min(truth.overlap, truth.groups - 1))],
        )
        for i in range(truth.counters)
    ]
    week = {d: HOURS for d in ("mon", "tue", "wed", "thu", "fri")}
    return small_hall(
        service_groups=groups, services=services, counters=counters,
        hours={"week": week, "close_day_at": "19:00"},
    )  # fmt: skip


class TrueHabits(Habits):
    """Everybody's true ways. Minutes of the configuration are off by a factor of up to 2.5."""

    def __init__(self, plan: Plan, random: Random, truth: Truth, off: dict[str, float]) -> None:
        super().__init__(plan, random)
        self.truth, self.off = truth, off
        self.spread = {s: random.uniform(0.35, 0.75) for s in plan.services}
        self.day_no = 0
        self._own: dict[str, float] = {}
        self._now: dict[str, float] = {}

    def new_day(self) -> None:
        super().new_day()
        self.day_no += 1
        self._now = {}

    def service(self, service: Service, officer: str) -> float:
        draw = self.random.lognormvariate
        if officer not in self._own:
            self._own[officer] = draw(0, self.truth.officer)
        if officer not in self._now:
            self._now[officer] = draw(0, self.truth.officer_day)
        spread = self.spread[service.id]
        mean = service.minutes * 60 * self.off[service.id] * self._own[officer] * self.today
        mean *= self._now[officer] * (1 + self.truth.drift) ** (self.day_no - 20)
        return min(max(draw(math.log(mean) - spread**2 / 2, spread), 20), 3 * 3600)

    def comes(self, waited: float) -> bool:
        return self.random.random() >= self.truth.no_show + min(waited / 3600, 2) * 0.05

    def absent(self) -> bool:
        return self.random.random() < self.truth.absent


class TrueCrowd(Crowd):
    """As many as the counters can really do, times the load."""

    def __init__(self, plan: Plan, random: Random, truth: Truth, off: dict[str, float]) -> None:
        super().__init__(plan, random)
        self.truth = truth
        weights = [b - a for a, b in zip([0, *self._weights], self._weights, strict=False)]
        true = [w / off[s] for s, w in zip(self._services, weights, strict=True)]
        self._weights = list(accumulate(true))
        self.visits = round(sum(true) * truth.load / 0.74 * 0.82)
        self.times = 1

    def day(self, spans: list[Span]) -> list[Visit]:
        visits = self.visits
        self.visits *= self.times
        out = super().day(spans)
        self.visits = visits
        return out

    def _visit(self, at: int, service: str) -> Visit:
        visit = super()._visit(at, service)
        first = self.random.random() < self.truth.priority
        return replace(
            visit, klass="priority" if first else "regular",
            ground="nguoi-cao-tuoi" if first else None,
        )  # fmt: skip


class TrueDays(Simulation):
    """Officers may open late."""

    truth: Truth

    def _open_at(self, span: Span, desk: Desk, stays: int) -> None:
        late = self.truth.late
        if late and self.random.random() < 0.5:
            start = span.start + int(self.random.expovariate(1 / (late * 60_000)))
            self._at(min(start, span.end - 1), self._open, desk, span, stays)
            self._at(span.end, self._end, desk)
        else:
            super()._open_at(span, desk, stays)


def events_of(truth: Truth, days: int, seed: int = 1) -> list[Event]:
    """The journal of that many working days."""
    random = Random(f"{truth.name} {seed}")
    hall, events = Hall(), []

    def add(new: list[Event]) -> None:
        for event in new:
            hall.apply(event)
        events.extend(new)

    told = settings(truth, random)
    plan = Plan.read(told)
    dates = working_days(plan, LAST, days)
    begin(hall, add, told, plan.hours.at(dates[0], datetime.min.time()))
    assert hall.plan is not None
    off = {s: random.uniform(0.5, 1) * random.choice((1, 2.5)) for s in plan.services}
    made = TrueDays(hall, add, random)
    made.truth = truth
    made.habits = TrueHabits(hall.plan, random, truth, off)
    made.crowd = crowd = TrueCrowd(hall.plan, random, truth, off)
    for n, day in enumerate(dates):
        crowd.times = 2 if days - n in truth.doubles else 1
        made.day(day)
    return events
