"""The manager's pictures after a day of 5,000 visits in the provincial hall of config.yaml: made on
the loop, so each is set against a verb's time in the same run.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dashboard.pages
from bench.load import table
from dashboard.picture import dashboard_picture
from dashboard.rules import Beside, readings
from dashboard.today import today_picture
from engine.threads import ThreadingEngine
from journal import Journal
from people import People
from queueing.who import THE_HALL, Who
from settings import load
from tests.fakes.clock import FakeClock
from web.app import make_app
from web.house import House

VISITS, WAITING, TIMES = 5000, 300, 30
MONDAY = 1_795_393_800_000  # 07:30 in Vietnam
DAY = 9.5 * 3600  # s in which they come


def fill(journal: Journal, clock: FakeClock) -> list[float]:
    """The day; the milliseconds of each call."""
    plan, took = journal.live.plan, []
    officers = {id: Who("officer", officer=f"o{id}") for id in plan.counters}
    services, counters = list(plan.services), list(plan.counters)

    def do(act: Callable[[Any, int], Any]) -> None:
        journal.do(act, caller="bench", route="bench")

    for id, who in officers.items():
        do(lambda h, now, w=who, c=id: h.open(w, now, c))
    for n in range(VISITS + WAITING):
        service, at = services[n % len(services)], counters[n % len(counters)]
        do(lambda h, now, s=service: h.issue(THE_HALL, now, service=s))
        if n >= WAITING:
            begun = time.perf_counter()
            do(lambda h, now, c=at: h.call_next(officers[c], now, c))
            took.append((time.perf_counter() - begun) * 1000)
            if journal.live.counters[at].ticket is not None:
                do(lambda h, now, c=at: h.start(officers[c], now, c))
        clock.advance(DAY / (VISITS + WAITING))
        if n % 1000 == 999:
            print(f"\r{n + 1} visits", end="", flush=True)
    print()
    return took


def best(fn: Callable[[], Any]) -> tuple[float, float]:
    """(median, worst) ms."""
    times = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        fn()
        times.append((time.perf_counter() - begun) * 1000)
    return sorted(times)[TIMES // 2], max(times)


def main() -> None:
    checked = load("config.yaml", bench=True)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder)}/hall.db"
        clock, engine = FakeClock(MONDAY), ThreadingEngine()
        journal = Journal(url, checked.data["hall"]["id"], engine, clock, checked.data)
        people = People(url, checked.data["hall"]["id"], journal.now).open()
        house = House(journal, people, engine, bench=True)
        make_app(house, [dashboard.pages.pages(house)])
        shifts = house.rooms["shifts"]
        verbs = sorted(fill(journal, clock))
        shifts.load()
        hall, now = journal.live, journal.now()
        facts = Beside({}, house.devices.all().values(), [], None)
        rows = [["a call, for comparison", f"{verbs[len(verbs) // 2]:.1f}", f"{verbs[-1]:.1f}"]]
        for name, fn in (
            ("now: the whole picture", lambda: dashboard_picture(house, hall, now)),
            ("through the day", lambda: today_picture(hall, shifts, now)),
            ("a look of the watch", lambda: list(readings(hall, now, facts))),
            ("the day's shifts, after a restart", shifts.load),
        ):
            rows.append([name, *(f"{ms:.1f}" for ms in best(fn))])
        waits = sum(hall.waiting_count(s) for s in hall.plan.services)
        journal.close()
        people.close()
    table(f"Dashboard after {VISITS} visits, {waits} waiting (ms)", ["", "median", "worst"], rows)


if __name__ == "__main__":
    main()
