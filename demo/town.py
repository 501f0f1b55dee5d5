"""The town: everybody and everything the demo simulates, joined and set going.

Runs in a process of its own (`python -m demo`), and knows of the hall what people and devices know:
an address, keys, names and passwords, and where its lines end.
"""

from __future__ import annotations

import threading
from datetime import datetime
from random import Random
from typing import Any

from demo.citizens import Citizens
from demo.clock import DayClock
from demo.crowd import Crowd
from demo.devices import Devices
from demo.habits import Habits
from demo.officers import SampleOfficer
from demo.watcher import Watcher
from queueing.plan import Plan


class Town:
    """Made from what demo/house.py writes to the process: see there for `told`."""

    def __init__(self, told: dict[str, Any], devices: Devices) -> None:
        plan = Plan.read(told["settings"])
        random = Random(told["seed"])
        first = datetime.now(plan.hours.zone).date()
        self.clock = DayClock(plan, told["speed"], first)
        crowd = Crowd(plan, random, told["visits"])
        calling = devices.of("call")
        keys, url = told["keys"], told["url"]
        self.citizens = Citizens(
            crowd, Habits(plan, Random(random.random()), crowd.pace), self.clock, random, url,
            {id: keys[id] for id in plan.kiosks if id in keys}, told["tablets"],
            devices.of("rating"),
        )  # fmt: skip
        self.officers = [
            SampleOfficer(
                plan.counters[counter], name, told["password"], url, self.clock,
                Habits(plan, Random(random.random()), crowd.pace), Random(random.random()),
                self.citizens, calling.get(counter),
            )
            for counter, name in told["officers"].items()
        ]  # fmt: skip
        self.watchers = [
            Watcher(url, keys[topic.split("/")[1]], topic, self.clock.stopping)
            for topic in told["watched"]
        ]

    def start(self) -> None:
        for watcher in self.watchers:
            watcher.start()
        for officer in self.officers:
            threading.Thread(
                target=officer.run, name=f"officer-{officer.name}", daemon=True
            ).start()
        threading.Thread(target=self.citizens.run, name="citizens", daemon=True).start()

    def stop(self) -> None:
        self.clock.stopping.set()
