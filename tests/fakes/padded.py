"""A hall with pads on pseudo-terminals: a real journal, real lines, one open counter."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import engine
from journal import Journal
from queueing.who import THE_HALL, Who
from tests.fakes.clock import FakeClock
from tests.halls import small_hall
from web.house import House

OFFICER = Who("officer", officer="hoa")
STX = r"\x02(?P<key>[0-9])\x03"


def pad_row(id: str, kind: str, port: str, keys: dict[str, str], **more: Any) -> dict[str, Any]:
    """A row of `pads` as settings/ hands it on."""
    return {
        "id": id, "kind": kind, "counter": "1", "port": port, "baud": 9600, "frame": STX,
        "address": None, "keys": keys, "debounce_ms": 0, **more,
    }  # fmt: skip


class PaddedHall:
    """`start` is the station's; the house then listens to its pads."""

    def __init__(
        self, folder: Path, pads: list[dict[str, Any]], start: Callable[[Any], Any]
    ) -> None:
        self.clock = FakeClock()
        eng = engine.make("threading")
        settings = small_hall(pads=pads)
        self.journal = Journal(
            f"sqlite:///{folder}/hall.db", "test", eng, self.clock, settings=settings
        )
        self.house = House(self.journal, None, eng, bench=True)
        self.pads = start(self.house)
        self.do(lambda hall, now: hall.open(OFFICER, now, "1"))

    def close(self) -> None:
        self.pads.stop()
        self.journal.close()

    @property
    def hall(self) -> Any:
        return self.house.live

    def do(self, act: Callable[[Any, int], Any]) -> Any:
        return self.house.act(THE_HALL, act)

    def issue(self) -> int:
        reply = self.do(lambda hall, now: hall.issue(THE_HALL, now, service="khai-sinh"))
        return int(reply.events[-1].seq)

    def serve_one(self) -> int:
        """A visit from issue to its end at counter 1."""
        ticket = self.issue()
        for verb in ("call_next", "start", "finish"):
            self.do(lambda hall, now, verb=verb: getattr(hall, verb)(OFFICER, now, "1"))
        return ticket

    def until(self, true: Callable[[], Any], within: float = 3.0) -> None:
        deadline = time.monotonic() + within
        while not true():
            assert time.monotonic() < deadline, self.pads.counts()
            time.sleep(0.005)

    def ready(self, id: str) -> None:
        self.until(lambda: self.house.devices.get(id).state == "ok")

    def seen(self, id: str, **counts: int) -> None:
        """Waits until the pad has counted so much, and checks that it is no more."""
        self.until(lambda: all(self.pads.counts()[id][k] >= n for k, n in counts.items()))
        assert {k: self.pads.counts()[id][k] for k in counts} == counts

    def state(self, ticket: int) -> str:
        return str(self.hall.tickets[ticket].state)

    def rated(self, ticket: int) -> int | None:
        return self.hall.tickets[ticket].legs[-1].rating
