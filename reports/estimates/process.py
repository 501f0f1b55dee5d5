"""The process that makes estimates beside a running hall: `python -m reports.estimates.process`.

It follows the journal with a hall of its own and writes what it foretells to a file, whole, each
time anew; questions.py says how it is asked more. It takes nothing but read access, a little
processor time, and ends with its parent.
HALL_ESTIMATES holds {url, hall, file, keep: folder of the staffing advice, clock: ms by which the
hall's clock differs, parent: the hall's process} as JSON.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import shutil
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from journal.store import Store
from journal.stores import open_store
from queueing.hall import Hall
from reports.estimates.advising import Advising
from reports.estimates.beginning import beginning
from reports.estimates.estimator import Estimates, Estimator
from reports.estimates.questions import answer, put, waiting
from reports.estimates.watch import DAYS, Watch

log = logging.getLogger("estimates")
LOOK = 1.0  # s between two looks at the journal
ASKED = 0.1  # s between two looks for questions
ANEW = 15.0  # s after which the waits are reckoned anew though nothing happened
SHARE = 5  # times as long as a look took passes before the next: a fifth of one processor at most
PAST = 2 * DAYS  # days by the calendar for so many working days


class Following:
    """A watch kept up with a journal. `catch_up` hears what is new; the driver's errors pass."""

    def __init__(self, url: str, hall: str) -> None:
        self.store: Store = open_store(url, hall, "estimates")
        self.watch = Watch(Hall())
        self.seq = 0

    def catch_up(self) -> int:
        """How many events were new."""
        self.store.connect_reading()
        try:
            head = self.store.head().seq
            before = self.seq
            if self.seq == 0 and head:
                settings, self.seq = beginning(self.store, date.today() - timedelta(days=PAST))
                for event in settings:
                    self.watch.hear(event)
            for events in self.store.events(self.seq, head):
                for event in events:
                    self.watch.hear(event)
                    self.seq = event.seq
            return self.seq - before
        finally:
            self.store.close()


def told(estimates: Estimates) -> dict[str, Any]:
    """What the server gets: lists of p10, p50, p80, p90 in seconds. Nothing in `new`: position
    only. `last`: the p90 of services that some counter serves now."""
    new: dict[str, dict[str, Any]] = {}
    for (service, klass), it in estimates.new.items():
        if it.trusted:
            raw = estimates.raw.get((service, klass), it)
            new.setdefault(service, {})[klass] = {"told": list(it), "raw": list(raw)}
    return {
        "at": estimates.at,
        "method": estimates.method,
        "new": new,
        "waiting": {str(id): list(it) for id, it in estimates.waiting.items() if it.trusted},
        "last": {
            s: it.p90
            for (s, k), it in estimates.new.items()
            if k == "regular" and s in estimates.served
        },
    }


def settle(watch: Watch, day: str) -> str:
    """Once a day: what was read and learned stays, so the collector of garbage need not go through
    it in every look that draws who comes. The day for which that is done."""
    today = watch.today.date if watch.today is not None else ""
    if today != day:
        gc.collect()
        gc.freeze()
    return today


def run(config: dict[str, Any]) -> None:
    """Until the parent is gone, who may be killed before this has begun. Then nobody else is left
    to clear away the folder between them."""
    following = Following(config["url"], config["hall"])
    estimator = Estimator(following.watch)
    path = Path(config["file"])

    def now() -> int:
        wall = int(time.time() * 1000) + int(config["clock"])
        return max(wall, following.watch.hall.at)

    keep = config.get("keep")
    advising = Advising(path.parent, Path(keep) if keep else None, following.watch, now)
    looked, rest, settled = -1e9, 0.0, ""
    while os.getppid() == config["parent"]:
        try:
            news = following.catch_up()
            begun = time.monotonic()
            if following.watch.hall.plan is not None and (
                (news and begun >= looked + rest) or begun >= looked + ANEW
            ):
                used = time.process_time()
                picture = told(estimator.look(now()))
                used = time.process_time() - used
                picture["cpu"] = round(used, 4)
                put(path, picture)
                looked, rest = begun, SHARE * used
                settled = settle(following.watch, settled)
            answer(path.parent, estimator, now)
        except Exception:
            log.exception("the estimates could not be made")
            if following.watch.hall.seq != following.seq:
                return  # out of step with the journal: begin anew in a new process
            time.sleep(5 * LOOK)
        until = time.monotonic() + LOOK
        while time.monotonic() < until and not waiting(path.parent):
            if not advising.step():
                time.sleep(ASKED)
    shutil.rmtree(path.parent, ignore_errors=True)


def main() -> None:
    os.nice(10)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    run(json.loads(os.environ.pop("HALL_ESTIMATES")))


if __name__ == "__main__":
    main()
