"""A hall with LED lines on pseudo-terminals: a real journal, real lines, virtual boards."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import engine
from display.bus import Bus
from display.buses import Buses, buses_of
from journal import Journal
from queueing.who import THE_HALL, Who
from tests.fakes.clock import FakeClock
from tests.halls import small_hall
from web.house import House


def officer(counter: str) -> Who:
    return Who("officer", officer=f"officer-{counter}")


def led_row(port: Path | str, boards: dict[str, int], id: str = "led", **more: Any) -> dict:
    """A row of `led_buses`; `boards` counter → address."""
    digits = more.pop("digits", 4)
    return {
        "id": id, "name": {"vi": "LED", "en": "LED"}, "driver": "modbus", "options": {},
        "port": str(port), "baud": 115200, "segments": True,
        "boards": [{"counter": c, "address": a, "digits": digits} for c, a in boards.items()],
        **more,
    }  # fmt: skip


QUEUE = {
    "driver": "template",
    "options": {
        "frame": "01 address blink text 07", "address_offset": 32, "times_from": "21",
        "brightness": "02 address 23 07",
    },
}  # fmt: skip


class LitHall:
    """`counters` open counters 1…, all for one service. A context manager."""

    def __init__(self, folder: Path, rows: list[dict[str, Any]], counters: int = 4) -> None:
        self.clock = FakeClock()
        self.engine = engine.make("threading")
        settings = small_hall(led_buses=rows)
        one = settings["counters"][0]
        settings["counters"] = [
            {**one, "id": str(n), "first": ["ho-tich"], "second": []}
            for n in range(1, counters + 1)
        ]
        settings["hall"]["no_show_not_before"] = 0
        self.settings = settings
        self.journal = Journal(
            f"sqlite:///{folder}/hall.db", "test", self.engine, self.clock, settings=settings
        )
        self.house = House(self.journal, None, self.engine, bench=True)
        for n in range(1, counters + 1):
            if self.house.live.counters[str(n)].session is None:
                self.at(str(n), "open")
        self.buses: Buses = buses_of(self.house)

    def start(self) -> LitHall:
        self.buses.start()
        return self

    def __enter__(self) -> LitHall:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.buses.stop()
        for bus in self.buses.all():
            bus.ended.wait(3)
        self.journal.close()

    @property
    def bus(self) -> Bus:
        return self.buses.get("led")

    def do(self, act: Callable[[Any, int], Any]) -> Any:
        return self.house.act(THE_HALL, act)

    def at(self, counter: str, verb: str, *args: Any) -> Any:
        who = officer(counter)
        return self.do(lambda hall, now: getattr(hall, verb)(who, now, counter, *args))

    def issue(self, n: int = 1) -> None:
        for _ in range(n):
            self.do(lambda hall, now: hall.issue(THE_HALL, now, service="khai-sinh"))

    def call(self, counter: str = "1") -> str:
        """Calls the next, of a line that is never empty; the number."""
        self.issue()
        self.at(counter, "call_next")
        hall = self.house.live
        return str(hall.tickets[hall.counters[counter].ticket].number)

    def change(self, **sections: Any) -> None:
        settings = {**self.settings, **sections}
        self.do(lambda hall, now: hall.change_settings(THE_HALL, now, settings))

    def device(self, id: str = "led") -> tuple[str, str | None]:
        device = self.house.devices.get(id)
        return device.state, device.why

    def alerts(self) -> dict[str, Any]:
        return {about: alert.detail for (_, about), alert in self.house.live.alerts.items()}

    def frames(self) -> str:
        """The log, for a test that failed."""
        return "\n".join(
            f"{bus.id} {e['at']} {e['way']} {e['hex']} {e['meaning']}"
            for bus in self.buses.all()
            for e in bus.wire.log.last(30)
        )

    def until(self, true: Callable[[], Any], within: float = 4.0) -> float:
        """Waits; the seconds it took."""
        begun = time.monotonic()
        while not true():
            waited = time.monotonic() - begun
            assert waited < within, f"{self.device()} {self.alerts()}\n{self.frames()}"
            time.sleep(0.002)
        return time.monotonic() - begun
