"""A look ahead in a large hall: processor time for 300 waiting, 60 services, 60 counters."""

from __future__ import annotations

import gc
import time
from random import Random

from bench.load import table
from queueing.ahead.expected import TABLE
from queueing.ahead.plays import play
from queueing.ahead.present import present
from queueing.ahead.quantiles import quantile
from queueing.hall import Hall
from queueing.hours import Span
from queueing.who import THE_HALL, Who
from reports.estimates.coming import Rates, Streams, chances
from reports.estimates.estimator import AHEAD, COLUMNS, LEVELS, PLAYS, four
from reports.estimates.learned import learn
from reports.estimates.watch import Day
from tests.halls import _counter, _service, small_hall, text

WAITING, SERVICES, COUNTERS, GROUPS = 300, 60, 60, 12
T0 = 1_795_318_200_000  # 10:30 in the hall
BUDGET = 200  # ms
ROUNDS = 20


def large_hall(random: Random) -> Hall:
    """Half past ten: all counters serve, 300 wait."""
    groups = [
        {"id": f"g{i}", "name": text(f"g{i}"), "agency": "ubnd", "policy": None, "ratio": None,
         "series": {"letters": chr(65 + i), "first": 1, "last": None, "digits": 3}}
        for i in range(GROUPS)
    ]  # fmt: skip
    settings = small_hall(
        service_groups=groups,
        services=[_service(f"s{i}", "x", "x", f"g{i % GROUPS}", 6) for i in range(SERVICES)],
        counters=[
            _counter(f"{i}", [f"g{i % GROUPS}"], [f"g{(i + 1) % GROUPS}"]) for i in range(COUNTERS)
        ],
    )
    hall = Hall()
    hall.apply_all(hall.change_settings(THE_HALL, T0, settings))
    hall.apply_all(hall.roll_day(T0))
    desk = Who("reception", officer="tiep.don")
    for n in range(WAITING + COUNTERS):
        service = f"s{random.randrange(SERVICES)}"
        hall.apply_all(hall.issue(desk, T0 + n, service=service))
    for n in range(COUNTERS):
        who = Who("officer", officer=f"o{n}")
        hall.apply_all(hall.open(who, T0 + 500, f"{n}"))
        hall.apply_all(hall.call_next(who, T0 + 1000, f"{n}"))
        hall.apply_all(hall.start(who, T0 + 9000, f"{n}"))
    return hall


def some_days(hall: Hall, random: Random) -> list[Day]:
    """Twenty days in which 2,500 came, each for about five minutes."""
    assert hall.plan is not None and hall.times is not None
    whole = Span(hall.times.start, hall.times.end)
    days = []
    for n in range(20):
        day = Day(f"{n}", n % 5, [whole], tuple(hall.plan.counters))
        for _ in range(2500):
            at = hall.times.start + int(random.uniform(7.5, 17) * 3_600_000)
            service = f"s{random.randrange(SERVICES)}"
            day.entries.append((at, service, "regular"))
            ms = int(random.lognormvariate(12.5, 0.5))
            day.served.append((service, f"o{random.randrange(COUNTERS)}", ms))
        days.append(day)
    return days


def main() -> None:
    random = Random(1)
    hall = large_hall(random)
    assert hall.plan is not None
    days = some_days(hall, random)
    made = time.process_time()
    learned = learn(days, hall.plan)
    fitted = time.process_time() - made
    chance = chances(PLAYS, COLUMNS, 1)
    today = Day("today", 2, [], tuple(hall.plan.counters))
    today.entries = [entry for entry in days[0].entries if entry[0] < T0]
    fuller = Day("today", 2, [], tuple(hall.plan.counters))
    fuller.entries = sorted(today.entries + [e for e in days[1].entries if e[0] < T0][::4])
    for service, table_ in learned.expected.spells.items():
        assert len(table_) == TABLE, service
    kinds = [(s, k) for s in hall.plan.services for k in ("regular", "priority")]
    plan, found = hall.plan, {}
    gc.collect()
    gc.freeze()  # as the process does, once a day

    def look(streams: Streams, so_far: Day, now: int) -> float:
        """ms of processor time."""
        begun = time.process_time()
        coming = streams.ahead(hall, so_far, now, AHEAD)
        expected = learned.of_today(so_far)
        here = present(hall, now, expected, chance, kinds)
        waits = play(here, expected, chance, coming)
        found.update({id: four(values, 0) for id, values in waits.of.items()})
        return (time.process_time() - begun) * 1000

    rates = Rates(days, plan)
    streams = Streams(rates, chance, 1)
    moments = [T0 + 60_000 + n * 5000 for n in range(ROUNDS)]
    first = [look(Streams(rates, chance, n), today, now) for n, now in enumerate(moments)]
    look(streams, today, T0)
    usual = [look(streams, today, now) for now in moments]
    moved = [look(streams, (fuller, today)[n % 2], now) for n, now in enumerate(moments)]
    longest = max(it.p50 for it in found.values()) / 60
    table(
        f"A look ahead, ms of processor time: {WAITING} waiting, {SERVICES} services, "
        f"{COUNTERS} counters, {PLAYS} plays, {ROUNDS} looks of each kind, longest P50 "
        f"{longest:.0f} min",
        ["", "p50", "p95", "max", "budget"],
        [
            ["as nearly always: who comes was drawn before", *_spread(usual), str(BUDGET)],
            ["today's crowd has changed: drawn anew", *_spread(moved), str(BUDGET)],
            ["the first of a day: nothing was drawn yet", *_spread(first), str(BUDGET)],
        ],
    )
    table(
        "Beside it",
        ["", "ms"],
        [
            ["learning from 50,000 visits, once a day", f"{fitted * 1000:.0f}"],
            ["one quantile of 100 waits", f"{_quantile_ms():.4f}"],
        ],
    )


def _spread(looks: list[float]) -> tuple[str, str, str]:
    looks = sorted(looks)
    n = len(looks)
    return f"{looks[n // 2]:.0f}", f"{looks[int(0.95 * (n - 1))]:.0f}", f"{looks[-1]:.0f}"


def _quantile_ms() -> float:
    values = sorted(float(n) for n in range(100))
    begun = time.process_time()
    for _ in range(1000):
        quantile(values, LEVELS[2])
    return time.process_time() - begun


if __name__ == "__main__":
    main()
