"""A hall with a real journal on disk, the kiosk's and the web's pages; served to browsers if asked.

with hall(province()) as h:
    reply = h.post("/tickets", {"service": "khai-sinh"}, as_=h.device("k1", "kiosk"))
    h.serve()  # h.url, for a browser
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import engine
from engine.base import listener
from journal import Journal
from kiosk.pages import pages
from people import People
from queueing.who import THE_HALL, Who
from tests.fakes.clock import SUNDAY_MORNING, FakeClock
from tests.halls import small_hall
from tests.web.houses import SmallHouse
from web.app import make_app
from web.house import House
from web.live import Live
from web.pages import pages as web_pages

PIN = "2468"


class ServedHouse(SmallHouse):
    """SmallHouse's clients over a real journal."""

    def __init__(self, folder: Path, settings: dict[str, Any], now: int) -> None:
        self.engine = engine.make("threading")
        self.clock = FakeClock(now)
        url = f"sqlite:///{folder}/hall.db"
        self.journal = Journal(url, "test", self.engine, self.clock, settings=settings)
        self.people = People(url, "test", self.journal.now).open()
        self.house = House(self.journal, self.people, self.engine, bench=True)
        stations = [web_pages(self.house), pages(self.house, helper_pin=PIN)]
        self.app = make_app(self.house, stations)
        self.live = Live(self.app, self.house)
        self.house.start()
        self.client = self.app.test_client()
        self.settings = settings
        self.door: Any = None
        self._keys: dict[str, str] = {}

    @property
    def hall(self) -> Any:
        return self.journal.live

    def tick(self, seconds: float) -> None:
        self.clock.advance(seconds)

    def do(self, act: Any) -> Any:
        return self.journal.do(act, caller="test", route="test")

    def change(self, **sections: Any) -> None:
        """Settings are events: these sections from now on."""
        self.settings = {**self.settings, **sections}
        self.do(lambda hall, now: hall.change_settings(THE_HALL, now, self.settings))

    def officer_at(self, counter: str) -> Who:
        """An officer whose session is open at that counter."""
        who = Who("officer", officer=f"officer-{counter}")
        self.do(lambda hall, now: hall.open(who, now, counter))
        return who

    def visit(self, who: Who, counter: str) -> int:
        """Calls the next ticket at a counter, serves and finishes it; gives its id."""
        for verb in ("call_next", "start", "finish"):
            done = self.do(lambda hall, now, verb=verb: getattr(hall, verb)(who, now, counter))
            self.tick(30)
        return done.events[-1].ticket

    def serve(self, port: int = 0) -> str:
        """Opens a door for browsers; gives the address."""
        self.door = listener("127.0.0.1", port)
        self.serving = self.engine.serve(self.app, self.door)
        self.url = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        return self.url

    def close(self) -> None:
        if self.door is not None:
            self.live.goodbye()
            self.serving.stop()
        self.journal.close()
        self.people.close()


@contextmanager
def hall(
    settings: dict[str, Any] | None = None, now: int = SUNDAY_MORNING
) -> Iterator[ServedHouse]:
    os.environ.setdefault("HALL_SECRET", "a secret for tests only")
    with tempfile.TemporaryDirectory() as folder:
        house = ServedHouse(Path(folder), settings or small_hall(), now)
        try:
            yield house
        finally:
            house.close()
