"""A hall with LED lines on the engine of HALL_ENGINE, patched first as hall_server.py does it.

`python -m tests.display.led_process FOLDER PORT…` calls numbers for a while and prints how long the
loop let others wait, and what became of the lines.
"""

# ruff: noqa: E402
from __future__ import annotations

import os
import sys

if os.environ.get("HALL_ENGINE") == "eventlet":
    import eventlet

    eventlet.monkey_patch()

import json
import time

import engine
from display.buses import buses_of
from engine.clock import WallClock
from journal import Journal
from queueing.who import THE_HALL, Who
from tests.halls import small_hall
from web.house import House

FOR = 3.0  # seconds


def officer(n: int) -> Who:
    return Who("officer", officer=f"officer-{n}")


def main(folder: str, ports: list[str]) -> None:
    loop = engine.current()
    rows = [
        {
            "id": f"led-{n}", "name": {"vi": "LED", "en": "LED"}, "driver": "modbus",
            "options": {"blink": 2, "reply_ms": 250, "gap_ms": 0}, "port": port, "baud": 9600,
            "segments": True, "boards": [{"counter": str(n), "address": 1, "digits": 4}],
        }
        for n, port in enumerate(ports, 1)
    ]  # fmt: skip
    settings = small_hall(led_buses=rows)
    one = settings["counters"][0]
    settings["counters"] = [{**one, "id": str(n)} for n in range(1, len(ports) + 1)]
    journal = Journal(f"sqlite:///{folder}/hall.db", "test", loop, WallClock(), settings)
    house = House(journal, None, loop, bench=True)
    for n in range(1, len(ports) + 1):
        house.act(THE_HALL, lambda hall, now, n=n: hall.open(officer(n), now, str(n)))
    gaps: list[float] = []
    machine: list[float] = []  # how late a thread beside the loop is: the machine's own doing
    buses = buses_of(house).start()
    until = time.monotonic() + FOR

    def pulse() -> None:
        while time.monotonic() < until:
            begun = time.perf_counter()
            loop.sleep(0.005)
            gaps.append(time.perf_counter() - begun - 0.005)

    def control() -> None:
        while time.monotonic() < until:
            begun = time.perf_counter()
            loop.native_sleep(0.005)
            machine.append(time.perf_counter() - begun - 0.005)

    loop.native(control)
    beat = loop.spawn(pulse)
    loop.sleep(0.3)
    print("open", flush=True)
    while time.monotonic() < until:
        for n in range(1, len(ports) + 1):
            house.act(THE_HALL, lambda hall, now: hall.issue(THE_HALL, now, service="khai-sinh"))
            house.act(THE_HALL, lambda hall, now, n=n: hall.call_next(officer(n), now, str(n)))
        loop.sleep(0.25)
    beat.wait()
    states = {bus.id: house.devices.get(bus.id).state for bus in buses.all()}
    boards = {bus.id: house.devices.get(f"{bus.id}:1").state for bus in buses.all()}
    gaps.sort()
    print(json.dumps({
        "longest": gaps[-1], "machine": max(machine),
        "p99": gaps[int(len(gaps) * 0.99)], "beats": len(gaps),
        "lines": states, "boards": boards,
        "frames": {bus.id: bus.wire.counts.frames for bus in buses.all()},
    }))  # fmt: skip
    buses.stop()
    journal.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
