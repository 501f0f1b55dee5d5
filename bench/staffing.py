"""The staffing advice for a week in a large hall: processor time, and the longest single step."""

from __future__ import annotations

import time
from datetime import date, timedelta
from random import Random

from bench.estimates import COUNTERS, GROUPS, SERVICES, T0
from bench.load import table
from queueing.hours import Span
from queueing.plan import Plan
from reports.estimates.advice import Progress, advise
from reports.estimates.watch import Day
from tests.halls import _counter, _service, small_hall, text

VISITS, DAYS, OPEN = 5000, 20, 0.8
MEAN = 12.39  # log ms: four minutes


def large_plan() -> Plan:
    """Five days a week, two sessions; neighbouring groups help each other out."""
    groups = [
        {"id": f"g{i}", "name": text(f"g{i}"), "agency": "ubnd", "policy": None, "ratio": None,
         "series": {"letters": chr(65 + i), "first": 1, "last": None, "digits": 3}}
        for i in range(GROUPS)
    ]  # fmt: skip
    week = {d: ["07:30-11:30", "13:30-17:00"] for d in ("mon", "tue", "wed", "thu", "fri")}
    return Plan.read(
        small_hall(
            hours={"week": week},
            service_groups=groups,
            services=[_service(f"s{i}", "x", "x", f"g{i % GROUPS}", 6) for i in range(SERVICES)],
            counters=[
                _counter(f"{i}", [f"g{i % GROUPS}"], [f"g{(i + 1) % GROUPS}"])
                for i in range(COUNTERS)
            ],
        )
    )


def past_days(plan: Plan, random: Random) -> list[Day]:
    """Working days on which each counter was open four sessions in five, and most came early."""
    out = []
    day = date(2026, 11, 20)
    while len(out) < DAYS:
        spans = plan.hours.sessions(day)
        if spans:
            out.append(_day(plan, day, spans, random))
        day -= timedelta(days=1)
    return out[::-1]


def _day(plan: Plan, on: date, spans: list[Span], random: Random) -> Day:
    day = Day(on.isoformat(), on.weekday(), spans, tuple(plan.counters))
    for _ in range(VISITS):
        span = spans[random.random() < 0.38]
        at = span.start + int(random.betavariate(1.3, 2.2) * (span.end - span.start))
        service = f"s{int(SERVICES * random.random() ** 1.4)}"
        day.entries.append((at, service, "regular"))
        ms = int(random.lognormvariate(MEAN - 0.125, 0.5))
        day.served.append((service, f"o{random.randrange(COUNTERS)}", ms))
    day.entries.sort()
    for n, span in enumerate(spans):
        for counter in plan.counters:
            if random.random() < OPEN:
                day.sat.append((counter, f"o{counter}", span.start, span.end))
                day.opened[counter, n] = 0
    return day


def main() -> None:
    random = Random(1)
    plan = large_plan()
    days = past_days(plan, random)
    progress, steps = Progress(), []
    begun = last = time.process_time()
    for _ in advise(days, plan, T0, progress):
        now = time.process_time()
        steps.append(now - last)
        last = now
    assert progress.result is not None
    took = time.process_time() - begun
    rows = [row for day in progress.result["days"] for row in day["parts"][""]]
    target = progress.result["target"]
    kept = {
        side: sum((row["p80"][side] or {"mid": 0})["mid"] <= target for row in rows)
        for side in ("usual", "advised")
    }
    table(
        f"The staffing advice for a week: {VISITS} visits a day, {SERVICES} services, "
        f"{COUNTERS} counters, s of processor time",
        ["whole", "steps", "median step", "longest step"],
        [[f"{took:.0f}", str(len(steps)), f"{sorted(steps)[len(steps) // 2]:.2f}",
          f"{max(steps):.2f}"]],
    )  # fmt: skip
    table(
        f"Half-hours of {len(rows)} whose P80 keeps the target, counters open in the mean",
        ["", "half-hours", "counters"],
        [
            ["usual", str(kept["usual"]), f"{_mean(r['usual']['mid'] for r in rows):.1f}"],
            ["advised", str(kept["advised"]), f"{_mean(r['advised'] for r in rows):.1f}"],
        ],
    )


def _mean(values: object) -> float:
    found = list(values)  # type: ignore[call-overload]
    return sum(found) / len(found)


if __name__ == "__main__":
    main()
