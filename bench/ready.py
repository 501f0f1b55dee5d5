"""Ready again after a day of 10,000 tickets: from the start of the process to its first answer."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import engine
from bench.load import table
from engine.clock import WallClock
from journal import Journal
from queueing.who import THE_HALL, Who
from tests.server import Server
from tests.stories.founding import Founded, found, many_counters

TICKETS = 10_000
STARTS = 5


def fill(hall: Founded) -> int:
    """A day of visits, each issued, called, started and finished, through the journal. Events."""
    journal = Journal(hall.database, "test", engine.make("threading"), WallClock(), hall.settings)
    kiosk, officer = Who("kiosk", device="k1"), Who("officer", officer="lan")
    journal.do(lambda h, now: h.open(officer, now, "1"), caller="bench", route="bench")
    for n in range(TICKETS):
        for act in (
            lambda h, now: h.issue(kiosk, now, service="khai-sinh"),
            lambda h, now: h.call_next(officer, now, "1"),
            lambda h, now: h.start(officer, now, "1"),
            lambda h, now: h.finish(officer, now, "1"),
        ):
            journal.do(act, caller="bench", route="bench")
        if n % 1000 == 999:
            print(f"\r{n + 1} of {TICKETS} visits", end="", flush=True)
    print()
    journal.do(lambda h, now: h.close(THE_HALL, now, "1"), caller="bench", route="bench")
    events = journal.live.seq
    journal.close()
    return events


def starts(hall: Founded) -> list[float]:
    took = []
    for _ in range(STARTS):
        begun = time.perf_counter()
        with Server(hall.config, data=hall.data, args=("--bench",)):
            took.append(time.perf_counter() - begun)
    return sorted(took)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        kiosks = [{"id": "k1", "name": {"vi": "Kiosk"}}]
        hall = found(Path(folder), officers=[], counters=many_counters(4), kiosks=kiosks)
        empty = starts(hall)
        events = fill(hall)
        full = starts(hall)
    table(
        f"Ready (s), {STARTS} starts",
        ["", "events", "min", "median", "max"],
        [
            [name, str(n), *(f"{took[i]:.2f}" for i in (0, len(took) // 2, -1))]
            for name, n, took in (("an empty day", 0, empty), ("a full day", events, full))
        ],
    )


if __name__ == "__main__":
    main()
